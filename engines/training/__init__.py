"""The house painter's data, network, training and evaluation. Never imported to paint."""
