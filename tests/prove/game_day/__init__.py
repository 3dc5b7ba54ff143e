"""A game day: the account is broken in named ways, and what rings is compared with what operations are told."""
