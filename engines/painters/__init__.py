"""Painters: a PictureRequest in, a painted layer out."""
