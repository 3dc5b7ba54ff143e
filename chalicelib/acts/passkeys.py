"""The passkeys of the person signed in: shown, added, removed (specification §1).

To add one takes two steps, so that no authenticator makes a key that is refused afterwards: a fresh proof and a name
come first, and give the challenge that the new key answers.
"""

import logging
from dataclasses import dataclass

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import alert_of
from chalicelib.acts.begin_session import only_session
from chalicelib.acts.fresh_proof import Needed, proof_needed, require_proof
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, SignedOut, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.folding import OVERRIDES, as_written
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.challenges import LIVES, BadChallenge, Purpose, new_challenge, nonce_of
from chalicelib.identity.sessions import Session, open_session
from chalicelib.store import keys, passkeys, pendings
from chalicelib.store.account_events import Where
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem
from chalicelib.store.passkeys import MOST, ChallengeItem, Passkey
from chalicelib.store.table import Item, Key, epoch, find, read
from chalicelib.store.writes import Check, Update, Write, transact

log = logging.getLogger(__name__)

LONGEST_NAME = 60
_GONE = "Cette clé d’accès ne figure plus dans votre compte."
_TOO_LATE = "La page est restée ouverte trop longtemps, ou a déjà servi. Merci de recommencer."
_NOT_MADE = "La clé d’accès n’a pas pu être enregistrée. Merci de recommencer."
_KNOWN = "Cette clé d’accès est déjà enregistrée."
_FULL = f"Votre compte a déjà {MOST} clés d’accès. Supprimez-en une pour en ajouter une autre."


@dataclass(frozen=True)
class OwnPasskeys:
    """The person signed in, his passkeys, the proof that a change of them needs, and all items that were read."""

    person: Person
    passkeys: list[Passkey]
    needed: Needed
    items: dict[Key, Item]

    @property
    def is_full(self) -> bool:
        """Whether the account has as many passkeys as it may have."""
        return len(self.passkeys) >= MOST

    def one(self, passkey_id: str) -> Passkey:
        """Return one of the passkeys; raise `Refused` when there is none of this id."""
        for passkey in self.passkeys:
            if passkey.id == passkey_id:
                return passkey
        raise Refused(Code.GONE, _GONE)


@dataclass(frozen=True)
class Offer:
    """What a browser needs to make a passkey: the account as its authenticator stores it, and the challenge."""

    own: OwnPasskeys
    handle: str
    challenge: str


def show_passkeys(context: Context, session: Session | None) -> OwnPasskeys:
    """Return the passkeys of the person signed in; raise `SignedOut`. One read."""
    return _own(context, session)


def prove_for_passkey(context: Context, session: Session | None, name: str, password: str, caller: Caller) -> str:
    """Return the cleaned name of a passkey that may now be made; raise `Refused`. Nothing is written but guesses."""
    own = _own(context, session)
    cleaned = _cleaned(name)
    if own.is_full:
        raise Refused(Code.FORM, fields={"nom": _FULL})
    _require_proof(context, session, own, password, caller)
    return cleaned


def offer_passkey(context: Context, session: Session | None) -> Offer:
    """Return what makes a passkey; only for whoever has just given a proof (`prove_for_passkey`). One read."""
    own = _own(context, session)
    return Offer(
        own,
        passkeys.handle_of(own.person.id, context.keys.lookup),
        new_challenge(Purpose.ADD, _holder(session), context.keys, context.now),
    )


def add_passkey(context: Context, session: Session | None, name: str, answer: str, caller: Caller) -> Passkey:
    """Add the passkey that a browser has made for an `Offer`, tell its owner, and return it; raise `Refused`."""
    from chalicelib.identity import webauthn  # noqa: PLC0415 - needs cryptography
    from chalicelib.identity.relying_party import relying_party  # noqa: PLC0415 - as above

    cleaned = _cleaned(name)
    try:
        found = webauthn.read_registration(answer)
        nonce = nonce_of(found.challenge, Purpose.ADD, _holder(session), context.keys, context.now)
        made = webauthn.new_credential(found, relying_party(context.settings))
    except BadChallenge as error:
        raise Refused(Code.FORM, _TOO_LATE) from error
    except webauthn.BadAnswer as error:
        raise Refused(Code.FORM, _NOT_MADE) from error
    lookup = context.keys.lookup
    handle = passkeys.handle_of(account_id_of(session), lookup)
    passkey_id, now = passkeys.id_of(made.id, lookup), epoch(context.now)
    added = Passkey(passkey_id, made.id, made.public_key, handle, cleaned, made.counter, added_at=now)
    _add(context, session, added, nonce, caller)
    log.info("passkey_added", extra={"account": account_id_of(session), "passkey": added.id})
    return added


@retried
def _add(context: Context, session: Session | None, added: Passkey, nonce: str, caller: Caller) -> None:
    alias_key, challenge_key = passkeys.alias_key(added.credential, context.keys.lookup), keys.challenge(nonce)
    own = _own(context, session, alias_key, challenge_key)
    if find(own.items, ChallengeItem, challenge_key):
        raise Refused(Code.FORM, _TOO_LATE)
    if find(own.items, AliasItem, alias_key):
        raise Refused(Code.FORM, _KNOWN)
    if own.is_full:
        raise Refused(Code.FORM, _FULL)
    head, account_id = own.person.head, own.person.id
    stored = passkeys.find_passkeys(own.items, account_id)
    transact(
        [
            passkeys.use_of_challenge(nonce, LIVES[Purpose.ADD], context.now),
            Check(HeadItem(*keys.head(account_id)), HeadItem.generation == head.generation),
            *passkeys.addition_of(account_id, stored, added, context.keys.lookup),
            event_of(context, account_id, AccountEvent.PASSKEY_ADDED, Where(browser=caller.browser, about=added.name)),
            *_mail(context, own, AccountMail.CLE_ACCES_AJOUTEE, added),
        ]
    )


def remove_passkey(
    context: Context, session: Session | None, passkey_id: str, password: str, caller: Caller
) -> Session:
    """Remove a passkey, end every session, tell the owner, and return a fresh session; raise `Refused`.

    A session may have been opened with the passkey, which may be in other hands.
    """
    own = _own(context, session)
    own.one(passkey_id)
    _require_proof(context, session, own, password, caller)
    fresh = _remove(context, session, passkey_id, caller)
    log.info("passkey_removed", extra={"account": own.person.id, "passkey": passkey_id})
    return fresh


@retried
def _remove(context: Context, session: Session | None, passkey_id: str, caller: Caller) -> Session:
    own = _own(context, session)
    removed, stored = own.one(passkey_id), passkeys.find_passkeys(own.items, own.person.id)
    if stored is None:
        raise Refused(Code.GONE, _GONE)
    head, account_id = own.person.head, own.person.id
    fresh = open_session(account_id, head.generation + 1, own.person.mode, context.now)
    same, where = HeadItem.generation == head.generation, Where(browser=caller.browser, about=removed.name)
    transact(
        [
            *passkeys.removal_of(account_id, stored, [removed], context.keys.lookup),
            Update(HeadItem(*keys.head(account_id)), [HeadItem.generation.add(1)], same),
            only_session(context, fresh, caller.browser),
            event_of(context, account_id, AccountEvent.PASSKEY_REMOVED, where),
            *_mail(context, own, AccountMail.CLE_ACCES_RETIREE, removed),
        ]
    )
    return fresh


@retried
def remove_again(context: Context, account_id: str, passkey_id: str) -> bool:
    """Remove a passkey that a restored table has again; return whether it had. Its owner knows since the first time."""
    items = read([keys.passkeys(account_id)])
    stored = passkeys.find_passkeys(items, account_id)
    removed = [one for one in passkeys.passkeys_of(items, account_id) if one.id == passkey_id]
    if stored is None or not removed:
        return False
    transact(passkeys.removal_of(account_id, stored, removed, context.keys.lookup))
    return True


def _own(context: Context, session: Session | None, *also: Key) -> OwnPasskeys:
    account_id = account_id_of(session)
    own = (*keys.person(account_id), keys.password(account_id), keys.passkeys(account_id))
    items = read([*own, keys.pending(account_id, AccountPurpose.NOT_ME), *also])
    person = person_of(session, items)
    needed = proof_needed(context, session, find(items, PasswordItem, keys.password(account_id)))
    return OwnPasskeys(person, passkeys.passkeys_of(items, account_id), needed, items)


def _holder(session: Session | None) -> str:
    if session is None:
        raise SignedOut
    return session.session_id


def _cleaned(name: str) -> str:
    """Return the name of a passkey as it is stored; raise `Refused` for one that cannot be."""
    cleaned = as_written(name)
    if not cleaned:
        raise Refused(Code.FORM, fields={"nom": "Donnez un nom à cette clé d’accès."})
    if len(cleaned) > LONGEST_NAME:
        raise Refused(Code.FORM, fields={"nom": f"Ce nom est trop long\u00a0: {LONGEST_NAME} caractères au plus."})
    if not cleaned.isprintable() or any(mark in cleaned for mark in OVERRIDES):
        raise Refused(Code.FORM, fields={"nom": "Ce nom contient un caractère qui ne peut pas être enregistré."})
    return cleaned


def _require_proof(context: Context, session: Session | None, own: OwnPasskeys, password: str, caller: Caller) -> None:
    stored = find(own.items, PasswordItem, keys.password(own.person.id))
    require_proof(context, session, own.person.head.account, stored, password, caller)


def _mail(context: Context, own: OwnPasskeys, kind: AccountMail, passkey: Passkey) -> list[Write]:
    """Return the writes of the mail to the owner; none while he has no address."""
    account = own.person.head.account
    if not account.address:
        return []
    earlier = pendings.living(own.items, account.id, AccountPurpose.NOT_ME, context.now)
    return alert_of(context, kind, account, {"cle": passkey.name}, earlier)
