"""Every key of the table (docs/data-model.md), read by `key_parts.py`. Rights are given by prefix (infra/policies)."""

import hmac
from zlib import crc32

from chalicelib.store.table import Key

GIVEN, RECEIVED = "GIVEN#", "RECEIVED#"
"""How the keys of the lines of both dashboards begin."""

BLOCKED = "A#BLOCKED#"
"""How the keys of a délégant's blocks begin."""

DUE_SHARDS = 8
DOUBTS = "DOUBTS"
"""The partition of the doubts that the national directory has left."""


def delegation(delegation_id: str) -> Key:
    """Return the key of a delegation, or of its tombstone."""
    return f"DELEG#{delegation_id}", "STATE"


def head(account_id: str) -> Key:
    """Return the key of the head of an account."""
    return f"ACC#{account_id}", "HEAD"


def sessions(account_id: str) -> Key:
    """Return the key of the open sessions of an account. It sorts just after HEAD, before the lines received."""
    return f"ACC#{account_id}", "HEAD#SESSIONS"


def person(account_id: str) -> tuple[Key, Key]:
    """Return the keys that say whether somebody is signed in: the head and the open sessions."""
    return head(account_id), sessions(account_id)


def given(account_id: str, delegation_id: str) -> Key:
    """Return the key of a line of the délégant's dashboard. It sorts just before HEAD."""
    return f"ACC#{account_id}", f"{GIVEN}{delegation_id}"


def received(account_id: str, delegation_id: str) -> Key:
    """Return the key of a line of the délégué's space. It sorts just after HEAD and the open sessions."""
    return f"ACC#{account_id}", f"{RECEIVED}{delegation_id}"


def password(account_id: str) -> Key:
    """Return the key of a password's hash. Keys with `A#` sort before the lines of both dashboards, which skip them."""
    return f"ACC#{account_id}", "A#PASSWORD"


def passkeys(account_id: str) -> Key:
    """Return the key of the passkeys of an account."""
    return f"ACC#{account_id}", "A#PASSKEYS"


def challenge(nonce: str) -> Key:
    """Return the key of the use of a passkey's challenge; each challenge has a partition of its own."""
    return f"IDEM#defi-{nonce}", "DEFI"


def pending(account_id: str, purpose: str) -> Key:
    """Return the key of the pending request of an account for one purpose."""
    return f"ACC#{account_id}", f"A#PENDING#{purpose}"


def preferences(account_id: str) -> Key:
    """Return the key of what the owner of an account wants to be told by mail."""
    return f"ACC#{account_id}", "A#PREFERENCES"


def review(account_id: str) -> Key:
    """Return the key of when to look for accesses that the owner of an account has not reviewed for a year."""
    return f"ACC#{account_id}", "A#REVIEW"


def closing(account_id: str) -> Key:
    """Return the key of the mark of a closed account that leaves something to end."""
    return f"ACC#{account_id}", "A#CLOSING"


def blocked(delegant_id: str, account_id: str) -> Key:
    """Return the key of an account that may ask this délégant for nothing."""
    return f"ACC#{delegant_id}", f"{BLOCKED}{account_id}#"


def follow(owner_id: str, of_id: str) -> Key:
    """Return the key of the mark that delegations received by `of_id` are still to follow a change of `owner_id`."""
    return f"ACC#{owner_id}", f"A#FOLLOW#{of_id}"


def ask_link(account_id: str) -> Key:
    """Return the key of the open link by which others ask a délégant."""
    return f"ACC#{account_id}", "A#ASK_LINK"


def practice(account_id: str) -> Key:
    """Return the key of the practice of a délégant."""
    return f"ACC#{account_id}", "A#PRACTICE"


def digest(kind: str, value: str, secret: str) -> str:
    """Return a keyed hash of a personal value, different for each kind of use; keys show nothing else of the value."""
    return hmac.digest(secret.encode(), f"{kind}:{value}".encode(), "sha256").hex()[:40]


def alias(kind: str, value: str, secret: str) -> Key:
    """Return the key of the alias of an address or an identifier."""
    return f"ALIAS#{digest(kind, value, secret)}", "ALIAS"


def number(value: str, account_id: str, secret: str) -> Key:
    """Return the key by which a number of a practice leads to an account; all its accounts are in one partition."""
    return f"NUMBER#{digest('number', value, secret)}", account_id


def nobody(typed: str, secret: str) -> str:
    """Return an account id for an address or a number that names no account: no account has it, and each its own."""
    return f"-{digest('nobody', typed, secret)}"


def request(delegant_id: str, address: str, wish: str, secret: str) -> str:
    """Return the id of a wish of an address to a délégant, which no account has: 80 bits, for a link is short."""
    return nobody(f"{delegant_id}:{address}:{wish}", secret)[:21]


def guard(delegant_id: str, delegue_id: str, profil: str) -> Key:
    """Return the key of the guard that holds the live periods between two people for one profil."""
    return f"GUARD#{delegant_id}", f"{delegue_id}#{profil}"


def grant(delegue_id: str, delegant_id: str, delegation_id: str) -> Key:
    """Return the key of the grant of a delegation."""
    return f"GRANT#{delegue_id}", f"{delegant_id}#{delegation_id}"


def history(delegation_id: str, revision: int) -> Key:
    """Return the key of the history entry of a revision."""
    return f"HIST#{delegation_id}", f"{revision:06d}"


def lookup(account_id: str, moment: str, mark: str) -> Key:
    """Return the key of a look-up of an address or a number by an account; `mark` is its own, for two of one moment."""
    return f"HIST#{account_id}", f"{moment}#{mark}"


def mail(delegation_id: str, revision: int, mail_kind: str, party: str) -> Key:
    """Return the key of the row of a mail. It follows from the act, so that no act writes a mail twice."""
    return mail_row(delegation_id, f"{revision:06d}", mail_kind, party)


def account_mail(account_id: str, stamp: str, mail_kind: str) -> Key:
    """Return the key of the row of a mail about an account; `stamp` is the moment of its act."""
    return mail_row(account_id, stamp, mail_kind, "titulaire")


def mail_row(about: str, first: str, mail_kind: str, party: str) -> Key:
    """Return the key of a row by its parts; `first` is what it sorts by."""
    return f"MAIL#{about}", f"{first}#{mail_kind}#{party}"


def notice(account_id: str, moment: str, delegation_id: str, revision: int) -> Key:
    """Return the key of a notification of an account; notifications sort by time."""
    return f"NOTE#{account_id}", f"{moment}#{delegation_id}#{revision:06d}"


def account_event(account_id: str, event_id: str) -> Key:
    """Return the key of an event of an account; events sort by day, then by moment."""
    return f"EVENT#{account_id}", event_id


def idempotency(account_id: str, key: str) -> Key:
    """Return the key of the result of a form or a request of a person."""
    return f"IDEM#{account_id}", key


def draft(owner: str, draft_id: str) -> Key:
    """Return the key of a form that is not done yet, of an account, a link, or a browser before its sign-in."""
    return f"DRAFT#{owner}", draft_id


def limit(scope: str) -> Key:
    """Return the key of the uses that a limit counts."""
    return f"LIMIT#{scope}", "USES"


def turn(scope: str) -> Key:
    """Return the key of the next free turn."""
    return f"LIMIT#{scope}", "TURN"


def lock(scope: str, secret: str) -> Key:
    """Return the key of the count of failed sign-ins in a scope.

    A scope is a name as it was typed, an address or a number, with or without an account; or one of a browser known to
    an account (`browser:…`), of a network (`origin:…`) or of an account under all its names (`account:…`).
    """
    return f"LIMIT#{digest('lock', scope, secret)}", "LOCK"


def account_lock(account_id: str, secret: str) -> Key:
    """Return the key of the count of strangers' failed sign-ins to an account, by whatever name they gave it."""
    return lock(f"account:{account_id}", secret)


def denial(delegant_id: str, day: str, delegue_id: str, service: str, reason: str) -> Key:
    """Return the key of a counter of denied accesses, under the délégant, sorted by day."""
    return f"REFUS#{delegant_id}", f"{day}#{delegue_id}#{service}#{reason}"


def uses(delegation_id: str, month: str) -> Key:
    """Return the key of the uses of a delegation in a month, such as `2026-11`."""
    return f"USES#{delegation_id}", month


def credential(digest: str) -> Key:
    """Return the key of a credential, by the hash of its bearer; all credentials are in one partition."""
    return "CREDS", digest


def reconciled(table: str) -> Key:
    """Return the key of the mark that opens a restored table."""
    return f"RESTORED#{table}", "STATE"


def doubt(national_id: str, what: str, secret: str) -> Key:
    """Return the key of the doubt about one right of a person; `what` is that of the doubt (domain/doubts.py)."""
    return DOUBTS, f"{digest('doubt', national_id, secret)}#{what}"


def erasure(account_id: str) -> Key:
    """Return the key of the erasure that has begun for an account."""
    return f"ACC#{account_id}", "A#ERASURE"


def due_shard(what: str, owner: str) -> str:
    """Return the shard of the index of due items for `owner`; `what` is `MAIL`, `TIME` or `FAILED`."""
    return f"{what}#{crc32(owner.encode()) % DUE_SHARDS}"


def mail_shard(owner: str, *, is_awaited: bool) -> str:
    """Return the shard of a mail to send: one of the first quarter for a mail that somebody waits for.

    Versions that knew no difference look at all of them, and may have put any mail anywhere.
    """
    first, number = _awaited(), crc32(owner.encode())
    shard = number % first if is_awaited else DUE_SHARDS - 1 - number % max(1, DUE_SHARDS - first)
    return f"MAIL#{shard}"


def mail_shards(*, are_awaited: bool) -> list[str]:
    """Return the shards of the mails that somebody waits for, or those of the others."""
    shards = due_shards("MAIL")
    return shards[: _awaited()] if are_awaited else shards[_awaited() :]


def _awaited() -> int:
    return max(1, DUE_SHARDS // 4)


def due_shards(what: str) -> list[str]:
    """Return every shard of the index for `what`."""
    return [f"{what}#{shard}" for shard in range(DUE_SHARDS)]
