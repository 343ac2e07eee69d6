"""When data can be gone for good: days, what stands in the way, copies, keys."""
