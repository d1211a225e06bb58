"""Looking back: people found, sittings and pictures compared, what is written about them kept."""
