"""Every key of the table (docs/data-model.md). Prefixes separate rights: see infra/."""

import hmac
from zlib import crc32

from chalicelib.store.table import Key

DUE_SHARDS = 8
DOUBTS = "DOUBTS"
"""The partition of the doubts that the national directory has left."""


def delegation(delegation_id: str) -> Key:
    """The delegation, or its tombstone."""
    return f"DELEG#{delegation_id}", "STATE"


def head(account_id: str) -> Key:
    """Who an account is, and its state."""
    return f"ACC#{account_id}", "HEAD"


def sessions(account_id: str) -> Key:
    """The open sessions of an account; sorts just after its HEAD, before the délégué's lines."""
    return f"ACC#{account_id}", "HEAD#SESSIONS"


def person(account_id: str) -> tuple[Key, Key]:
    """All that says whether somebody is signed in."""
    return head(account_id), sessions(account_id)


def given(account_id: str, delegation_id: str) -> Key:
    """A line of the délégant's dashboard; sorts just before his HEAD."""
    return f"ACC#{account_id}", f"GIVEN#{delegation_id}"


def received(account_id: str, delegation_id: str) -> Key:
    """A line of the délégué's space; sorts just after his HEAD."""
    return f"ACC#{account_id}", f"RECEIVED#{delegation_id}"


def password(account_id: str) -> Key:
    """The hash of a password. What begins with `A#` sorts before both dashboards: neither of them reads it."""
    return f"ACC#{account_id}", "A#PASSWORD"


def pending(account_id: str, purpose: str) -> Key:
    """What an account has asked for and must still prove: one of each purpose."""
    return f"ACC#{account_id}", f"A#PENDING#{purpose}"


def follow(owner_id: str, of_id: str) -> Key:
    """The mark that the delegations which `of_id` received have still to follow a change of `owner_id`."""
    return f"ACC#{owner_id}", f"A#FOLLOW#{of_id}"


def practice(account_id: str) -> Key:
    """What a délégant exercises, and where."""
    return f"ACC#{account_id}", "A#PRACTICE"


def digest(kind: str, value: str, secret: str) -> str:
    """Return a keyed hash of something personal, one for each kind of use: all that a key may show of it."""
    return hmac.digest(secret.encode(), f"{kind}:{value}".encode(), "sha256").hex()[:40]


def alias(kind: str, value: str, secret: str) -> Key:
    """What leads from an address or an identifier to its account."""
    return f"ALIAS#{digest(kind, value, secret)}", "ALIAS"


def nobody(address: str, secret: str) -> str:
    """The id that stands for the account of an address that has none: no two addresses share an item, none is real."""
    return f"-{digest('nobody', address, secret)}"


def guard(delegant_id: str, delegue_id: str, profil: str) -> Key:
    """The live periods between two persons for one profil."""
    return f"GUARD#{delegant_id}", f"{delegue_id}#{profil}"


def grant(delegue_id: str, delegant_id: str, delegation_id: str) -> Key:
    """What a délégué may do for a délégant."""
    return f"GRANT#{delegue_id}", f"{delegant_id}#{delegation_id}"


def history(delegation_id: str, revision: int) -> Key:
    """One entry of the history; one per revision."""
    return f"HIST#{delegation_id}", f"{revision:06d}"


def lookup(account_id: str, moment: str) -> Key:
    """One look-up of an address by somebody."""
    return f"HIST#{account_id}", moment


def mail(delegation_id: str, revision: int, mail_kind: str, party: str) -> Key:
    """One mail to send; the key follows from the act, so that no act writes it twice."""
    return f"MAIL#{delegation_id}", f"{revision:06d}#{mail_kind}#{party}"


def account_mail(account_id: str, stamp: str, mail_kind: str) -> Key:
    """One mail to send about an account; `stamp` is the moment of its act."""
    return f"MAIL#{account_id}", f"{stamp}#{mail_kind}#titulaire"


def notice(account_id: str, moment: str, delegation_id: str, revision: int) -> Key:
    """One notification of an account, sorted by time."""
    return f"NOTE#{account_id}", f"{moment}#{delegation_id}#{revision:06d}"


def idempotency(account_id: str, key: str) -> Key:
    """The result already given to one form or one request of a person."""
    return f"IDEM#{account_id}", key


def limit(scope: str) -> Key:
    """When a person did what is limited."""
    return f"LIMIT#{scope}", "USES"


def turn(scope: str) -> Key:
    """When the next sender has its turn."""
    return f"LIMIT#{scope}", "TURN"


def lock(address: str, secret: str) -> Key:
    """The failures to sign in under an address, whether it has an account or not."""
    return f"LIMIT#{digest('lock', address, secret)}", "LOCK"


def refusal(delegant_id: str, day: str, delegue_id: str, service: str, reason: str) -> Key:
    """A counter of refused access decisions, under the délégant, sorted by day."""
    return f"REFUS#{delegant_id}", f"{day}#{delegue_id}#{service}#{reason}"


def credential(digest: str) -> Key:
    """The credential of a service of the portal, by the hash of its bearer; all of them in one partition."""
    return "CREDS", digest


def reconciled(table: str) -> Key:
    """The mark that opens a restored table."""
    return f"RESTORED#{table}", "STATE"


def doubt(national_id: str, what: str, secret: str) -> Key:
    """What the national directory says less of a person."""
    return DOUBTS, f"{digest('doubt', national_id, secret)}#{what}"


def erasure(account_id: str) -> Key:
    """What an erasure that was begun still has to remove."""
    return f"ACC#{account_id}", "A#ERASURE"


def due_shard(what: str, owner: str) -> str:
    """The shard of the index of due items where those of `owner` stand."""
    return f"{what}#{crc32(owner.encode()) % DUE_SHARDS}"


def due_shards(what: str) -> list[str]:
    """Every shard of the index for `what` (`MAIL` or `TIME`)."""
    return [f"{what}#{shard}" for shard in range(DUE_SHARDS)]
