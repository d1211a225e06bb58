"""The canvas of `streamlit-drawable-canvas`: marks in shapes, and the simple drawing surface."""
