"""The local platform's own parts: the stand-in for Pro Santé Connect keeps the protocol's rules, the pump beats."""
