"""The local platform: its stand-in for Pro Santé Connect, its clock and its schedule."""
