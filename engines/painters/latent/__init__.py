"""The large painters: latent diffusion networks that keep to a sketch. See README.md."""
