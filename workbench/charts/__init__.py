"""Series -> Plotly figures, tables and sentences. Pure: no Streamlit, no archive.

`rows` are columns as the archive gives them, one row a sitting of one person, oldest first.
Missing is a gap, never zero. What a figure shows, its table says in words, and its `points` tell
where in the plot area each sitting stands, so that a key or a finger can step through them.
"""
