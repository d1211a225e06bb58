"""Leaving: how it felt, and taking the picture home on paper, by a link, or sealed for a therapist.

Nothing of it touches a disk of ours, and all but what was taken is gone with the visit.
"""
