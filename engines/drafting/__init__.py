"""Drafts by a language model, where a practice has one: for the therapist's eyes, behind a gate.

    what was said + a card as skeleton -> prompt -> endpoint -> gate -> a draft, or the card

Nothing here speaks to a person: a draft waits for the therapist. Without a model cards go on.
"""
