"""Studies in the workbench: where a person is, what is due, a study's data, and the words."""
