"""Asking without an account: an address is proved by a link, and its owner opens his account and asks at once.

Whether the address has an account is said in the mail alone: page, calls and limits are the same for both. The mail
holds nothing that a stranger could dictate: the names of the délégant, of a profil, and two days (specification §5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from chalicelib import links
from chalicelib.acts.account_links import LIVES
from chalicelib.acts.ask import Wish
from chalicelib.acts.follow_ask_link import Askable, follow_ask_link, look_at_delegant
from chalicelib.acts.follow_link import Dead, DeadAccountLink, dead_of
from chalicelib.acts.ids import new_nonce
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import read_period
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.people import Account
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.links import BadLink
from chalicelib.store import keys, mails, pendings
from chalicelib.store.accounts import AliasItem, Head, find_head
from chalicelib.store.limits import spend
from chalicelib.store.table import epoch, find, read
from chalicelib.store.writes import Save, transact

_MAIL_KEPT = timedelta(days=30)
"""How long the row of such a mail is stored: its address may belong to nobody whom the service knows."""

_DAY = timedelta(days=1)


class _Request(NamedTuple):
    """What is asked for by an address: its account, if any, and the wish."""

    askable: Askable
    address: str
    head: Head | None
    profil: ProfilId
    validity: Validity

    @property
    def wish(self) -> str:
        """The profil and both days, as the request stores them."""
        return f"{self.profil.value} {self.validity.start.isoformat()} {self.validity.end.isoformat()}"

    def id(self, context: Context) -> str:
        """Return the id of this wish of this address to this délégant.

        Each wish is a request of its own, so that whoever types the address again changes nothing of an earlier one.
        """
        return keys.request(self.askable.account_id, self.address, self.wish, context.keys.lookup)


@dataclass(frozen=True)
class Proved:
    """The target of a mailed link: the délégant, the address that it proves, and its account, if it has one.

    `closed` is the account that still holds the address, where its owner has closed it: this person gets another one.
    `wish`: the profil and both days, as they were chosen before; empty for a link of the version before.
    """

    askable: Askable
    address: str
    account: Account | None
    closed: Head | None = None
    wish: tuple[str, ...] = ()

    @property
    def signs_in(self) -> bool:
        """Whether the owner of the address has an account with which he signs in to ask."""
        return self.account is not None and self.account.status is AccountStatus.ACTIVE

    @property
    def is_known(self) -> bool:
        """Whether an account was opened for the address."""
        return self.account is not None and self.account.status.is_known


def mail_link_to_ask(context: Context, token: str, wish: Wish, address: str) -> None:
    """Mail to an address the link by which its owner asks; raise `DeadLink`, or `Refused` with the fields at fault.

    Each address gets a few a day, and each délégant's link sends as many as may be asked by it.
    """
    askable = follow_ask_link(context, None, token)
    wanted = normalise(address)
    validity = read_period(wish.debut, wish.fin, context)
    if wish.profil not in set(askable.profils):
        raise Refused(Code.FORM, fields={"profil": "Sélectionnez un profil."})
    scope = keys.digest("ask", wanted, context.keys.lookup)
    settings, what = context.settings, "e-mails de demande"
    spend(f"ask-mail:{scope}", settings.ask_mails_per_day, _DAY, context.now, f"{what} à une même adresse")
    spend(f"ask-mails:{askable.nonce}", settings.asks_per_link, _DAY, context.now, f"{what} avec un même lien")
    head = _head_of(context, wanted)
    _mail(context, _Request(askable, wanted, head, ProfilId(wish.profil), validity))


def _head_of(context: Context, address: str) -> Head | None:
    """Return the account of an address; None without one. Two reads, whether or not there is one."""
    alias_key = keys.alias("address", address, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    account_id = alias.account_id if alias else keys.nobody(address, context.keys.lookup)
    return find_head(read([keys.head(account_id)]), account_id)


@retried
def _mail(context: Context, request: _Request) -> None:
    """Write the request and its mail. Links of an earlier one work on, so that no stranger takes them away."""
    purpose, request_id = AccountPurpose.ASK, request.id(context)
    earlier = pendings.living(read([keys.pending(request_id, purpose)]), request_id, purpose, context.now)
    nonce = earlier.nonce if earlier and earlier.ask_link == request.askable.nonce else new_nonce()
    ends = context.now + LIVES[purpose]
    pending = pendings.item(request_id, purpose, nonce, ends, request.address, request.askable.account_id)
    pending.ask_link, pending.wish = request.askable.nonce, request.wish
    nobody = Account(request_id, AccountStatus.RESERVEE, request.address)
    row = mails.account_item(
        AccountMail.DEMANDE_PAR_ADRESSE,
        nobody,
        _facts(context, request),
        (request_id, nonce),
        context.now,
        request.address,
    )
    row.ttl = epoch(context.now + _MAIL_KEPT)
    if request.head is None:
        mail = Save(row)
    elif request.head.suppressed:
        mail = Save(pendings.decoy(request_id, purpose, ends))
    else:
        row.to_account = request.head.account.id
        mail = Save(row)
    transact([Save(pending, pendings.unless_changed(earlier, context.now)), mail])


def _facts(context: Context, request: _Request) -> Mapping[str, object]:
    start, end = request.validity.start.isoformat(), request.validity.end.isoformat()
    askable, head = request.askable, request.head
    return {
        "adresse": request.address,
        "envoye_le": context.today.isoformat(),
        "delegant": askable.name,
        "qualite": ", ".join(part for part in (askable.profession, askable.town) if part),
        "profil": PROFILS[request.profil].label,
        "debut": start,
        "fin": end,
        "compte_actif": head is not None and head.account.status is AccountStatus.ACTIVE,
    }


def follow_mailed_link(context: Context, token: str) -> Proved:
    """Return the target of a mailed link; raise `DeadLink`. Three reads at most, and no change."""
    purpose = AccountPurpose.ASK
    try:
        link = links.read_account(purpose, token, context.keys, context.now, LIVES[purpose])
    except BadLink as error:
        raise DeadAccountLink(purpose, dead_of(error)) from error
    pending = pendings.living(read([keys.pending(link.account_id, purpose)]), link.account_id, purpose, context.now)
    if pending is None:
        raise DeadAccountLink(purpose, Dead.EXPIRED)
    askable = look_at_delegant(context, None, pending.other_id or "")
    address = pendings.address_of(pending, link.nonce)
    if address is None or pending.ask_link != askable.nonce:
        raise DeadAccountLink(purpose, Dead.OUTDATED)
    head = _head_of(context, address)
    wish = tuple((pending.wish or "").split())
    if head is not None and head.is_closed:
        return Proved(askable, address, None, closed=head, wish=wish)
    return Proved(askable, address, head.account if head else None, wish=wish)
