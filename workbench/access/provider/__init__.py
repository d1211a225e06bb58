"""Sign-in by the practice's own identity provider (OpenID Connect), where one is set.

chosen.py     what is set, and whether it can be used; the only file that is loaded without one
journeys.py   sign-ins on their way: who began them where, good once
strangers.py  people of the provider whom no account here knows, each with a code
talking.py    what is asked of the provider, by Authlib
tokens.py     what an ID token must be, by joserfc
renewing.py   a sign-in ends with its token, or is asked about again before
entering.py   one sign-in from beginning to end
pages.py      the small pages on the way
"""
