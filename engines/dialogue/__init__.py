"""Seven ways of talking around a drawing: cards that a therapist picks, and a person reads.

    mode (data files) -> what was said -> three cards that fit -> the therapist's choice

No language model is needed, and nothing here speaks to anybody: it offers, the therapist releases.
"""
