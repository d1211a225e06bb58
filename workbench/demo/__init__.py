"""The demo practice: people who do not exist, drawings by code, pictures really painted."""
