"""Nets: compiled functions, arrays in and arrays out. One file a runtime; `base` opens them."""
