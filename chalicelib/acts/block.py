"""The people whom a délégant has blocked: they can ask him for nothing (specification §5, « Asking »)."""

from datetime import datetime
from typing import NamedTuple

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.blocks import BlockItem, block_of, read_blocks
from chalicelib.store.table import from_epoch, read, remove
from chalicelib.store.writes import Write

_LONGEST_ID = 64
"""Characters. Our ids are shorter, and a key of more than 1 kB fails a whole call."""

_FULL = "Vous bloquez déjà {most} personnes. Débloquez-en une depuis «\u00a0Mon lien de demande\u00a0»."


class Blocked(NamedTuple):
    """Somebody blocked, and since when. `who` is the name, or the address; empty once the account has ended."""

    account_id: str
    who: str
    at: datetime


def block(context: Context, delegant_id: str, account_id: str) -> Write:
    """Return the write that blocks an account; raise `Refused` where the délégant has blocked too many."""
    most = context.settings.blocked_people
    blocked = read_blocks(delegant_id)
    if account_id not in blocked and len(blocked) >= most:
        raise Refused(Code.LIMIT, _FULL.format(most=most))
    return block_of(delegant_id, account_id, context.now)


def show_blocked(delegant_id: str) -> list[Blocked]:
    """Return whom a délégant has blocked, the last first. One query, and a read for each hundred of them."""
    blocked = read_blocks(delegant_id)
    heads = read(keys.head(account_id) for account_id in blocked)
    joined = {one: head.joined_to for one in blocked if (head := find_head(heads, one)) and head.joined_to}
    heads |= read(keys.head(account_id) for account_id in joined.values())
    found: list[Blocked] = []
    for account_id, at in sorted(blocked.items(), key=lambda one: -one[1]):
        head = find_head(heads, joined.get(account_id, account_id))
        who = (head.account.name.full or head.account.address) if head else ""
        found.append(Blocked(account_id, who, from_epoch(at)))
    return found


def unblock(context: Context, session: Session | None, account_id: str) -> None:
    """Let an account ask again; nothing changes where it is not blocked. Raises `SignedOut`, or `Refused`."""
    person = _person_who_acts(context, session)
    if len(account_id) > _LONGEST_ID:
        raise Refused(Code.UNKNOWN)
    remove(BlockItem(*keys.blocked(person.id, account_id)))


def _person_who_acts(context: Context, session: Session | None) -> Person:
    person = person_of(session, read(keys.person(account_id_of(session))))
    person.require_card(context.settings)
    return person
