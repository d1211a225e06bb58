"""The therapists' workbench."""
