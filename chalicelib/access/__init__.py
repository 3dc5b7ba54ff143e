"""The face for the portal's services: access decisions (AuthZEN), and tokens to act in a délégant's name.

Its guide is docs/access.md.
"""
