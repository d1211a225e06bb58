"""Looking at a sitting again as it went, stroke by stroke. README.md beside it says how."""
