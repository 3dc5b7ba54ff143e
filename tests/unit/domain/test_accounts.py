"""An account's status says whether it is known and whether it ends once nothing waits for it (specification §3)."""

from chalicelib.domain.statuses import AccountStatus


def test_an_account_is_known_once_somebody_has_opened_it() -> None:
    known = {status for status in AccountStatus if status.is_known}
    assert known == {AccountStatus.A_ACTIVER, AccountStatus.ACTIVE, AccountStatus.RATTACHEE}


def test_only_an_account_without_a_validation_ends_by_itself() -> None:
    ending = {status for status in AccountStatus if status.ends_alone}
    assert ending == {AccountStatus.RESERVEE, AccountStatus.A_ACTIVER}
