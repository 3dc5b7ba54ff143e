"""« May this become Validée? », which every act asks by which a delegation opens something, or for longer (§3)."""

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.eligibility import require_exclusive
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus, Reason, Status
from chalicelib.domain.transitions.outcome import ACCOUNT_ENDED

_JOINING = "Le délégué réunit ses comptes en ce moment\u00a0: réessayez dans quelques minutes."


def require_may_be_validated(delegation: Delegation, account: Account) -> None:
    """Raise `Refused` unless the délégué may get what the délégant grants him, whichever act grants it.

    He is another person than the délégant, his account is open, and a remplaçant is exclusive. All of it stands in the
    transaction too. Either side may read the sentences. `acts/own_numbers.py` compares the numbers with those of other
    accounts, but not for a change that is accepted, which leaves them as they are: `acts/follow_account.py` removes
    those that a card takes. `regain_structures` gives back what was agreed to, and does not ask.
    """
    if account.id == delegation.delegant.account_id:
        raise Refused(Code.WRONG_STATUS, Reason.SOI_MEME.label)
    if account.status is AccountStatus.RATTACHEE:
        raise Refused(Code.WRONG_STATUS, _JOINING)
    if not _is_open(account, delegation):
        raise Refused(Code.WRONG_STATUS, ACCOUNT_ENDED)
    require_exclusive(delegation.profil, account.liberal_activity)


def _is_open(account: Account, delegation: Delegation) -> bool:
    """Whether the délégué's account is open. The first validation opens an account à activer, and nothing else does."""
    if account.status is AccountStatus.A_ACTIVER:
        return delegation.status is Status.A_VALIDER
    return account.status is AccountStatus.ACTIVE
