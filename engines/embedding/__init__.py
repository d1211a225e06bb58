"""The sentence embedding: a sentence in any of about a hundred languages to a direction.

Readers, safety and dialogue share it. It finds sentences that mean something alike; it understands
nothing, and no vector says anything about the person who wrote.
"""
