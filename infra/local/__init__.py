"""The local platform: the whole service on one's own machine, with no account and nothing to configure.

`python -m infra.local` starts it. Nothing below this package ships to Lambda.
"""
