"""A visit: what one visitor draws and is answered, in memory and nowhere else."""
