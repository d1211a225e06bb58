"""The audit for people: its entries as sentences, as files, and what came of checking it."""
