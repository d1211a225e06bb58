"""Questionnaires, change, one person's phases and a study's: pure functions with their sources.

No Streamlit, no DuckDB, no sentences. What is missing stays missing: it is never zero.
"""
