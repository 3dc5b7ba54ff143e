"""The move of one delegation from an account to the one that it is joined to, one act at a time (specification §1)."""

from chalicelib.acts.delegue_account import with_liberal_activity
from chalicelib.acts.pass_time import pass_time
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.overlaps import overlapping
from chalicelib.domain.people import Account, Identifiers
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import LIVE, WAITING, AccountStatus, Reason, Status
from chalicelib.domain.transitions import by_account, by_card
from chalicelib.domain.transitions.leaving import leave
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import guards, keys
from chalicelib.store.accounts import AliasItem, Head, find_head
from chalicelib.store.aliases import Identifier, Owner, named_by, owners_of, without
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.guards import GuardItem
from chalicelib.store.table import find, read
from chalicelib.store.writes import Delete, Update, Write


def join_delegation(context: Context, delegation: Delegation, left: Account, to_id: str, nonce: str) -> bool:
    """Do the next act that brings `delegation` from `left` to the account of `to_id`; return whether more are left.

    Ends by time or by the card come first, as acts of their own, so that the move itself never ends anything. A
    delegation of an account that is closed meanwhile ends instead.
    """
    guard_key = keys.guard(delegation.delegant.account_id, to_id, delegation.profil)
    items = read([keys.head(to_id), guard_key])
    to, guard = find_head(items, to_id), find(items, GuardItem, guard_key)
    status = delegation.status_at(context.now)
    if status is Status.TERMINEE and not delegation.ended:
        # The schedule may do this at the same moment. The next read shows what is left.
        pass_time(context, delegation.id)
        return True
    if to is None or to.account.status is not AccountStatus.ACTIVE:
        _leave(context, delegation, left)
        return False
    joined = _as_known(context, to, delegation)
    if status in LIVE:
        others = _waiting_in_the_way(context, guard, delegation)
        ended = [by_card.supersede(other, Reason.DOUBLON, context.policy, context.now) for other in others]
        account = joined
        if not ended:
            ended, account = _ended(context, guard, delegation, joined), left
        for transition in ended:
            commit(context, Plan(transition, account))
        if ended:
            return True
    _move(context, delegation, to, joined, guard, nonce)
    return False


def _leave(context: Context, delegation: Delegation, left: Account) -> None:
    if delegation.status_at(context.now) not in LIVE:
        return
    owners = owners_of(named_by(delegation.delegue.identifiers), context.keys.lookup)
    ended = leave(delegation, left, left.id, Actor.SPACE, context.policy, context.now)
    commit(context, Plan(ended, left), also=_writes_of_claims(context, left.id, owners, Identifiers(), ""))


def _as_known(context: Context, to: Head, delegation: Delegation) -> Account:
    """Return the account to which the delegation goes. Only a remplaçant's is completed from the directory."""
    is_locum = delegation.profil is ProfilId.REMPLACANT
    return with_liberal_activity(to.account, to.rpps, context) if is_locum else to.account


def _waiting_in_the_way(context: Context, guard: GuardItem | None, delegation: Delegation) -> list[Delegation]:
    """Return the delegations that only wait for an answer and overlap a validated one, which stays."""
    in_the_way = overlapping(guards.held_under(guard), delegation, context.now)
    if delegation.status is not Status.VALIDEE or not in_the_way:
        return []
    found = read([keys.delegation(other) for other in in_the_way])
    others = [from_item(item) for item in found.values() if isinstance(item, DelegationItem)]
    return others if all(other.status in WAITING for other in others) else []


def _ended(context: Context, guard: GuardItem | None, delegation: Delegation, joined: Account) -> list[Transition]:
    """Return the acts that end delegations which their new owner may not have; none when the move is allowed."""
    if delegation.delegant.account_id == joined.id:
        return [by_card.supersede(delegation, Reason.SOI_MEME, context.policy, context.now)]
    if delegation.profil is ProfilId.REMPLACANT and joined.liberal_activity:
        return [by_account.lose_eligibility(delegation, context.policy, context.now)]
    if overlapping(guards.held_under(guard), delegation, context.now):
        return [by_card.supersede(delegation, Reason.DOUBLON, context.policy, context.now)]
    return []


def _move(
    context: Context, delegation: Delegation, to: Head, joined: Account, guard: GuardItem | None, nonce: str
) -> None:
    given = delegation.delegue.identifiers
    owners = owners_of(named_by(given), context.keys.lookup)
    kept = _kept(given, owners, to)
    transition = by_card.join(delegation, joined, kept, nonce, context.now)
    claims = _writes_of_claims(context, delegation.delegue.account_id, owners, kept, to.account.id)
    commit(context, Plan(transition, joined, guard), also=claims)


def _kept(given: Identifiers, owners: dict[Identifier, Owner], to: Head) -> Identifiers:
    """Return the identifiers as the card states them, without any that another card has proved."""
    others = [one for one, owner in owners.items() if owner.by_card and owner.account_id != to.account.id]
    rpps_adeli = (to.rpps or given.rpps_adeli) if given.rpps_adeli else ""
    cpe = (to.cpe or given.cpe) if given.cpe else ""
    left = without(given, others)
    return left._replace(
        rpps_adeli=rpps_adeli if left.rpps_adeli or to.rpps else "", cpe=cpe if left.cpe or to.cpe else ""
    )


def _writes_of_claims(
    context: Context, left_id: str, owners: dict[Identifier, Owner], kept: Identifiers, to_id: str
) -> list[Write]:
    """Return the writes that move the claims of the account left, and drop those that the card corrects."""
    held = [identifier for identifier, owner in owners.items() if owner == Owner(left_id, by_card=False)]
    still, own = named_by(kept), AliasItem.account_id == left_id
    return [
        Update(alias, [AliasItem.account_id.set(to_id)], own) if identifier in still else Delete(alias, own)
        for identifier in held
        for alias in [AliasItem(*keys.alias(*identifier, context.keys.lookup))]
    ]
