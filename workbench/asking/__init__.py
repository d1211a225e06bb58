"""Questionnaires on screen: laid out, answered card by card or typed in, and read over time."""
