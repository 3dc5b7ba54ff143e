"""Acting in a délégant's name: a short-lived token for what one delegation opens (RFC 8693; docs/access.md)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.acts.delegated_use import note_delegated_use
from chalicelib.acts.look_up import spend_look_up
from chalicelib.acts.naming import ACCOUNT, Named, Names
from chalicelib.context import Context
from chalicelib.domain.catalogue import SERVICES
from chalicelib.domain.decisions import Denial, Grant, Target, decide, services_at
from chalicelib.domain.modes import Mode
from chalicelib.domain.synthetic import kept_time
from chalicelib.identity.tokens import BadToken, Signer, issue, verify
from chalicelib.store.accounts import read_head
from chalicelib.store.decisions import read_grant, read_grants
from chalicelib.store.denials import TOKEN, UNKNOWN, DeniedAccess, count

LONGEST_SECONDS = 300
"""The longest life of a token, whatever the setting: a service that checks only its signature misses a deletion."""

DETAIL_TYPE = "urn:amelipro:structure"
"""The type of an authorization detail (RFC 9396 §2): a structure, and the services open there."""


class Fault(StrEnum):
    """Why no token is issued (RFC 6749 §5.2, RFC 8693 §2.2.2)."""

    INVALID_REQUEST = "invalid_request"
    INVALID_SCOPE = "invalid_scope"
    INVALID_TARGET = "invalid_target"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"


class NoToken(Exception):
    """An exchange that issues no token; `why` is for the developer of the client."""

    def __init__(self, fault: Fault, why: str) -> None:
        self.fault = fault
        self.why = why
        super().__init__(fault)


@dataclass(frozen=True)
class Exchange:
    """A request for a token: `actor`, signed in by `mode`, will act in the name of `subject`, for services of `scope`.

    `client` asks, and may ask about the services `allowed`; an empty scope means all of them. `audiences` are the
    services to which the token will be shown. `in_session`: the délégué himself asks, and may name anybody.
    """

    client: str
    actor: Named
    subject: Named
    allowed: frozenset[str]
    mode: Mode | None = None
    scope: frozenset[str] = frozenset()
    audiences: tuple[str, ...] = ()
    in_session: bool = False


@dataclass(frozen=True)
class Issued:
    """A token, and the facts about it in the reply (RFC 6749 §5.1)."""

    token: str
    expires_in: int
    scope: tuple[str, ...]


def exchange(context: Context, signer: Signer, asked: Exchange) -> Issued:
    """Return a token for the services that one delegation opens now; raise `NoToken`.

    One query, one more read to look up an identifier, and one update of a counter when there is no token; one
    transaction for the first use of a service in a day, since a token is a use of each service of its scope.

    In a session it raises `Refused` after too many questions about people who have given the délégué nothing.
    """
    audiences = _audiences(context, asked.audiences)
    names = Names(context, [asked.actor, asked.subject])
    delegue_id, target = names.account(asked.actor), Target(names.account(asked.subject))
    # In a session nobody is asked about as somebody is: the calls must not tell them apart.
    given_by = target.delegant_id or (UNKNOWN if asked.in_session else "")
    grants = read_grants(delegue_id, given_by) if delegue_id and given_by else []
    if asked.in_session and not grants:
        raise _nothing_given(context, delegue_id, asked.subject, target)
    holding = [grant for grant in grants if grant.terms.validity.holds(context.now)]
    admission = context.admission(asked.mode)
    admitted = [grant for grant in holding if admission.opens(grant.profil)]
    if not admitted:
        raise _not_in_force(context, delegue_id, target, grants, Denial.MODE if holding else None)
    wanted = asked.allowed & (asked.scope or asked.allowed)
    grant = max(admitted, key=lambda held: (len(_opened(held, wanted)), held.terms.validity.end))
    scope = _opened(grant, wanted)
    if not scope:
        count_denial(context, delegue_id, target, Denial.SERVICE)
        raise NoToken(Fault.INVALID_SCOPE, "the delegation opens none of these services to this client")
    token = issue_token(context, signer, asked.client, grant, scope, audiences, asked.mode)
    note_delegated_use(context, [(grant, service) for service in scope])
    return token


def _audiences(context: Context, asked: tuple[str, ...]) -> tuple[str, ...]:
    known = context.settings.token_audiences.split()
    if not set(asked) <= set(known):
        raise NoToken(Fault.INVALID_TARGET, "no token is given for this audience")
    return asked or tuple(known[:1])


def _nothing_given(context: Context, delegue_id: str, subject: Named, target: Target) -> NoToken:
    """Count what a délégué asks about somebody who has given him nothing, as a look-up; return the denial.

    His reply, its calls and its limit are the same for nobody: only a délégant with his card may learn who has an
    account (specification §1). Counted is an account that exists, never what was typed, which may be any text.
    """
    spend_look_up(context, delegue_id)
    is_known = subject.type != ACCOUNT or (bool(target.delegant_id) and read_head(target.delegant_id) is not None)
    count_denial(context, delegue_id, target if is_known else Target(), Denial.NO_DELEGATION)
    return _denied(Denial.NO_DELEGATION)


def _not_in_force(
    context: Context, delegue_id: str, target: Target, grants: list[Grant], denial: Denial | None
) -> NoToken:
    """Count the denial, and return it with its reason: that of the delegation nearest to a yes (`domain.decisions`)."""
    if not delegue_id:
        denial = Denial.UNKNOWN_SUBJECT
    elif denial is None:
        # Any service and mode will do: no grant holds now, and a decision looks at the period before it looks at them.
        admission = context.admission(Mode.CARTE)
        denial = decide(grants, target, SERVICES[0].id, context.now, admission).denial or Denial.NO_DELEGATION
    count_denial(context, delegue_id, target, denial)
    return _denied(denial)


def _denied(denial: Denial) -> NoToken:
    return NoToken(Fault.INVALID_REQUEST, f"no delegation is in force: {denial}")


def count_denial(context: Context, delegue_id: str, target: Target, denial: Denial) -> None:
    """Count an exchange that issued no token, as the service `jeton` (docs/access.md, « Denials »)."""
    refusal = DeniedAccess(target.delegant_id or UNKNOWN, delegue_id or UNKNOWN, TOKEN, denial)
    usual = timedelta(days=context.settings.history_kept_days)
    # The délégué decides how long the count is kept: a session or a service's own statement names him, whereas the
    # délégant's id is as the caller typed it, and may be anybody's.
    count({refusal: 1}, context.now, kept_time(delegue_id, usual))


def _opened(grant: Grant, wanted: frozenset[str]) -> tuple[str, ...]:
    """Return the services of `wanted` that a delegation opens somewhere, in the catalogue's order."""
    opened = {service.id for structure in grant.terms.structures for service in services_at(grant, structure)}
    return tuple(service.id for service in SERVICES if service.id in opened & wanted)


def _details(grant: Grant, wanted: frozenset[str]) -> list[dict[str, Any]]:
    """Return the services open at each structure, which the scope alone does not tell."""
    pairs = [
        (structure.id, [service.id for service in services_at(grant, structure) if service.id in wanted])
        for structure in grant.terms.structures
    ]
    return [{"type": DETAIL_TYPE, "identifier": place, "actions": actions} for place, actions in pairs if actions]


def issue_token(
    context: Context,
    signer: Signer,
    client: str,
    grant: Grant,
    scope: tuple[str, ...],
    audiences: tuple[str, ...],
    mode: Mode | None,
    names: tuple[str, str] | None = None,
) -> Issued:
    """Return a signed token for what `grant` opens; `names`, of the délégant and the délégué, go into it."""
    issued_at = int(context.now.timestamp())
    seconds = min(context.settings.token_seconds, LONGEST_SECONDS)
    expires_at = min(issued_at + seconds, int(grant.terms.validity.ends_at.timestamp()))
    claims = {
        "iss": context.settings.public_base_url,
        **_person(grant.delegant_id, names[0] if names else ""),
        "act": _person(grant.delegue_id, names[1] if names else ""),
        "aud": audiences[0] if len(audiences) == 1 else list(audiences),
        "client_id": client,
        "scope": " ".join(scope),
        "authorization_details": _details(grant, frozenset(scope)),
        "delegation": grant.delegation_id,
        "profil": grant.profil.value,
        **({"mode": mode.value} if mode else {}),
        "jti": secrets.token_urlsafe(16),
        "iat": issued_at,
        "exp": expires_at,
    }
    return Issued(issue(claims, signer), expires_at - issued_at, scope)


def _person(account_id: str, name: str) -> dict[str, str]:
    return {"sub": account_id, "name": name} if name else {"sub": account_id}


def introspect(context: Context, signer: Signer, token: str, allowed: frozenset[str]) -> Mapping[str, Any] | None:
    """Return the claims of a token; None when it is dead, or not for this caller (RFC 7662 §2.2).

    One read, of the delegation's grant: a token dies in the second in which its delegation is deleted or narrowed.
    """
    try:
        claims = verify(token, signer)
    except BadToken:
        return None
    if claims.get("iss") != context.settings.public_base_url or not _is_current(claims, context.now):
        return None
    grant = read_grant(claims["act"]["sub"], claims["sub"], claims["delegation"])
    if grant is None or not grant.terms.validity.holds(context.now):
        return None
    if not context.admission(_mode_of(claims)).opens(grant.profil):
        return None
    scope = _opened(grant, allowed & frozenset(claims["scope"].split()))
    if not scope:
        return None
    details = _details(grant, frozenset(scope))
    return {**claims, "scope": " ".join(scope), "authorization_details": details, "token_type": "Bearer"}


def _mode_of(claims: Mapping[str, Any]) -> Mode | None:
    """Return how the délégué had signed in when the token was issued; None when nobody had said it."""
    return Mode(claims["mode"]) if "mode" in claims else None


def _is_current(claims: Mapping[str, Any], now: datetime) -> bool:
    return now.timestamp() < int(claims["exp"])
