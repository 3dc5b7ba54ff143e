"""Who is signed in, according to the items that were read."""

import pytest

from chalicelib.acts.people import SignedOut, account_id_of, person_of


def test_without_a_session_nobody_is_signed_in() -> None:
    with pytest.raises(SignedOut):
        person_of(None, {})
    with pytest.raises(SignedOut):
        account_id_of(None)
