"""Texts spoken beforehand, by a synthesizer of the system, and kept as sound."""
