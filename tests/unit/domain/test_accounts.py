"""What the status of an account means: who is known, and which accounts end once nothing waits for them (spec §3)."""

from chalicelib.domain.statuses import AccountStatus


def test_an_account_is_known_once_somebody_has_opened_it() -> None:
    known = {status for status in AccountStatus if status.is_known}
    assert known == {AccountStatus.A_ACTIVER, AccountStatus.ACTIVE, AccountStatus.RATTACHEE}


def test_an_account_that_nobody_validated_ends_alone() -> None:
    ending = {status for status in AccountStatus if status.ends_alone}
    assert ending == {AccountStatus.RESERVEE, AccountStatus.A_ACTIVER}
