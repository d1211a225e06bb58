"""Keys as people meet them: commands, the recovery sheet, what stands before a locked practice."""
