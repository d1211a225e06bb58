"""An open sitting: what is on its page, what is asked, answered and decided, and who is told."""
