"""What the kiosk says aloud: every text a visitor may meet, spoken beforehand and kept as sound."""
