"""What became of data after its contract: before against after, the record, the bundle."""
