"""Hashes passwords at argon2's least cost, so that other tests need not wait for it."""

from functools import cache

from argon2 import PasswordHasher

from chalicelib.identity import passwords

MEMORY_KIB = 8
_DUMMY_HASH = "$argon2id$v=19$m=8,t=1,p=1$5bdF3AkAl6vPFTq4P9CXkA$A+exeE7IMzYyXnxCHOg2RlzAs8XRdJevrdA7Pm1y4j8"
_OF_THE_PRODUCT = passwords._hasher, passwords._DUMMY_HASH
_CHEAP = PasswordHasher(time_cost=passwords.PASSES, memory_cost=MEMORY_KIB, parallelism=passwords.LANES)


def install() -> None:
    """Make every hash cheap, the dummy one too, so that known and unknown accounts still cost the same."""
    setattr(passwords, "_hasher", lambda: _CHEAP)  # noqa: B010 - a function may not be assigned to
    passwords._DUMMY_HASH = _DUMMY_HASH


@cache
def hash_of(password: str) -> str:
    """Return one hash of a password for all the people of the tests who have it."""
    return passwords.hash_password(password)


def remove() -> None:
    """Restore the product's cost."""
    hasher, passwords._DUMMY_HASH = _OF_THE_PRODUCT
    setattr(passwords, "_hasher", hasher)  # noqa: B010 - a function may not be assigned to
