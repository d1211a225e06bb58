"""What stands open on this machine, in plain words: `python -m workbench doctor`."""
