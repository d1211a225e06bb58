"""TensorRT engines for kiosks: planned, built, checked, packed. Never imported to paint."""
