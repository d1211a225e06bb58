"""The practice's own network: where the workbench listens, its TLS, and devices that join."""
