"""The invariants of addresses, accounts and their requests."""

from collections.abc import Iterator
from datetime import date, time

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.numbers import numbers_of
from chalicelib.domain.periods import PARIS, day_in_paris
from chalicelib.domain.reviews import review_of
from chalicelib.domain.statuses import LIVE, WAITING, AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem, PracticeItem, to_practice
from chalicelib.store.closings import ClosingItem
from chalicelib.store.lines import SummaryItem
from chalicelib.store.mails import MailItem
from chalicelib.store.numbers import NumberItem
from chalicelib.store.once import OnceItem
from chalicelib.store.pendings import PendingItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import epoch, from_epoch
from tests.prove.seen import Seen

_ACTIVE, _RESERVED, _JOINED = (
    status.value for status in (AccountStatus.ACTIVE, AccountStatus.RESERVEE, AccountStatus.RATTACHEE)
)


def addresses_agree(seen: Seen) -> Iterator[str]:
    """Address and account lead to each other; a password belongs to an account."""
    heads = {item.pk.split("#", 1)[1]: item for item in seen.of(HeadItem)}
    aliases = {item.key: item.account_id for item in seen.of(AliasItem)}
    for owner, head in heads.items():
        if head.address and aliases.get(keys.alias("address", head.address, seen.lookup)) != owner:
            yield f"{owner}: its address does not lead to it"
    yield from (f"{key}: leads to no account" for key, owner in aliases.items() if owner not in heads)
    for password in seen.of(PasswordItem):
        holder = heads.get(password.pk.split("#", 1)[1])
        if holder is None or holder.status == _RESERVED:
            yield f"{password.pk}: a password without an account"


def numbers_agree_with_practices(seen: Seen) -> Iterator[str]:
    """A number leads to every account whose practice has it, and to no other."""
    held = {
        keys.number(number, owner, seen.lookup)
        for practice in seen.of(PracticeItem)
        for owner in [practice.pk.split("#", 1)[1]]
        for number in numbers_of(to_practice(practice))
    }
    yield from (
        f"{key}: a number of no practice, or one without its item"
        for key in held ^ {item.key for item in seen.of(NumberItem)}
    )


def accounts_agree(seen: Seen) -> Iterator[str]:
    """An account without a validation has a waiting delegation, or an end; a closed one waits for no older demand."""
    waiting: dict[str, set[str]] = {}
    heads = {item.pk.split("#", 1)[1]: item for item in seen.of(HeadItem)}
    for delegation in seen.delegations:
        if delegation.status in WAITING and not _was_sent_to_an_account(delegation, heads):
            waiting.setdefault(delegation.delegue.account_id, set()).add(delegation.id)
    for owner, head in heads.items():
        if head.status in {_ACTIVE, _JOINED}:
            continue
        kept_by: set[str] = set(head.waiting or ())
        if kept_by - seen.removed != waiting.get(owner, set()):
            yield f"{owner}: waits for {kept_by}, not {waiting.get(owner)}"
        if not kept_by and not head.due_at:
            yield f"{owner}: {head.status}, nothing waits and nothing ends it"
    yield from (f"{owner}: waited for without an account" for owner in waiting if owner not in heads)


def wishes_agree(seen: Seen) -> Iterator[str]:
    """An account counts exactly what it asks for and what no délégant has validated yet."""
    asked: dict[str, set[str]] = {}
    for delegation in seen.delegations:
        if delegation.is_wish:
            asked.setdefault(delegation.delegue.account_id, set()).add(delegation.id)
    for head in seen.of(HeadItem):
        owner = head.pk.split("#", 1)[1]
        counted: set[str] = set(head.wishes or ())
        if head.status != _JOINED and counted - seen.removed != asked.get(owner, set()):
            yield f"{owner}: counts {counted} as asked for, not {asked.get(owner)}"


def summaries_agree(seen: Seen) -> Iterator[str]:
    """The summary is due, on a Monday at eight in Paris, to those who asked for it, and to nobody else."""
    for chosen in seen.of(PreferencesItem):
        if bool(chosen.weekly) != (chosen.due_at is not None):
            yield f"{chosen.pk}: weekly={chosen.weekly}, due at {chosen.due_at}"
        due = from_epoch(chosen.due_at).astimezone(PARIS) if chosen.due_at else None
        if due and (due.weekday(), due.time()) != (0, time(8)):
            yield f"{chosen.pk}: a summary due on {due}"


def reviews_agree(seen: Seen) -> Iterator[str]:
    """Whoever has given an access for more than a year is looked at, at eight in Paris; no closed account is."""
    owners = {mark.pk.split("#", 1)[1]: mark for mark in seen.of(ReviewItem)}
    for delegation in seen.delegations:
        review, mark = review_of(delegation), owners.get(delegation.delegant.account_id)
        if review and mark is None:
            yield f"{delegation.id}: its délégant is never reminded of a review"
        if review and mark and _is_looked_at_late(seen, delegation, mark, review):
            yield f"{delegation.id}: its délégant is reminded of a review after its day"
    for owner, mark in owners.items():
        due = from_epoch(mark.due_at).astimezone(PARIS) if mark.due_at else None
        if due is None or due.time() != time(8):
            yield f"{owner}: looked at on {due}"


def _is_looked_at_late(seen: Seen, delegation: Delegation, mark: ReviewItem, review: date) -> bool:
    """Whether the look comes after a day of review to come, though nobody was told yet and the access was not kept."""
    line = seen.by_key.get(keys.given(delegation.delegant.account_id, delegation.id))
    if mark.told_on or (isinstance(line, SummaryItem) and line.kept_on):
        return False
    return review > day_in_paris(seen.now) and (mark.due_at or 0) > epoch(leaves_at(review))


def closings_agree(seen: Seen) -> Iterator[str]:
    """What a closed account leaves is still to be ended, and its mark says so."""
    heads = {item.pk.split("#", 1)[1]: item for item in seen.of(HeadItem)}
    marked = {mark.pk.split("#", 1)[1] for mark in seen.of(ClosingItem)}
    yield from (f"{owner}: marked as closed, and {heads[owner].status}" for owner in marked & _active(heads))
    for delegation in seen.delegations:
        if delegation.delegant.account_id not in marked | _active(heads):
            yield f"{delegation.id}: its délégant's account is closed, and nothing ends it"
        if delegation.delegue.account_id not in marked and _is_left(delegation, heads):
            yield f"{delegation.id}: its délégué's account is closed, and nothing ends it"


def _is_left(delegation: Delegation, heads: dict[str, HeadItem]) -> bool:
    """Whether a delegation was received by an account that has closed since, and is no invitation of its address."""
    head = heads.get(delegation.delegue.account_id)
    if head is None or head.status != _RESERVED or delegation.status not in LIVE:
        return False
    return _was_sent_to_an_account(delegation, heads) or delegation.id not in (head.waiting or ())


def _was_sent_to_an_account(delegation: Delegation, heads: dict[str, HeadItem]) -> bool:
    """Whether the reservation that the délégué's account is now was an account when the delegation was made."""
    head = heads.get(delegation.delegue.account_id)
    return head is not None and head.status == _RESERVED and not delegation.created_unknown


def _active(heads: dict[str, HeadItem]) -> set[str]:
    return {owner for owner, head in heads.items() if head.status == _ACTIVE}


def requests_agree(seen: Seen) -> Iterator[str]:
    """A request for a link has its mail; the record of a form leads to its result."""
    asked = {tuple(row.link_facts) for row in seen.of(MailItem) if row.party == "titulaire" and len(row.link_facts) > 1}
    for pending in seen.of(PendingItem):
        owner = pending.pk.split("#", 1)[1]
        if not owner.startswith("-") and (owner, pending.nonce) not in asked:
            yield f"{pending.pk}: a request without its mail"
    for once in seen.of(OnceItem):
        if once.result not in seen.removed and keys.delegation(once.result) not in seen.by_key:
            yield f"{once.pk}: a form whose result {once.result} does not exist"
