"""The demo practice: people who do not exist, drawings made by code, pictures the painters really paint."""
