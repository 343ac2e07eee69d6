"""Where resources come from: one module per kind of input."""
