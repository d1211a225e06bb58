"""Drawings made on paper: photos on their way in, and the sheet below the strokes."""
