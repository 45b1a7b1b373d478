"""When money really arrives: the distribution of (paid - due) of open documents, learned from a book's own past.

RUNWAY section 4, "Pay-date model". `learn.py` is the way in.
"""
