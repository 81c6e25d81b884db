"""The calls, by family of objects."""
