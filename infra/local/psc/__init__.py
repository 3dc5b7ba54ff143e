"""A stand-in for Pro Santé Connect: a real OpenID Provider on loopback, for invented practitioners.

It runs in a process of its own and speaks the protocol only, so the application signs people in as it does against
the real one: discovery, authorization code with PKCE, signed id_token, userinfo, logout.
"""
