"""The local platform: the whole service on your own machine, without an account or any configuration.

`python -m infra.local` starts it. Nothing below this package ships to Lambda.
"""
