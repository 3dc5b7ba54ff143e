"""Opening a service in a délégant's name: a code for the browser, which the service exchanges for a token.

The token itself never passes through a browser (docs/access.md, « Services as links »).
"""

import secrets
from datetime import timedelta
from typing import NamedTuple

from itsdangerous import BadSignature

from chalicelib.acts.delegated_use import note_delegated_use
from chalicelib.acts.exchange import Fault, Issued, NoToken, count_denial, issue_token
from chalicelib.context import Context
from chalicelib.domain.decisions import Decision, Denial, Target, decide, grant_of
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.modes import Mode
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.tokens import Signer
from chalicelib.signing import seal, unseal
from chalicelib.store.calls import Raced
from chalicelib.store.decisions import read_delegation_and_grant
from chalicelib.store.once import once
from chalicelib.store.writes import transact

LIFE = timedelta(seconds=60)
"""A code lives for the redirection that carries it, on a slow network."""

_SALT = "code-de-service-2"


class _Code(NamedTuple):
    """The content of a code; `nonce` is the name under which its one use is noted, `mode` how the délégué signed in."""

    delegation_id: str
    delegue_id: str
    delegant_id: str
    service: str
    nonce: str
    mode: Mode


def code_for(context: Context, delegation: Delegation, service: str, mode: Mode) -> str:
    """Return a code with which `service` gets one token of this delegation; raise `Refused` if it is not open now.

    Nothing is stored for a code that nobody exchanges.
    """
    denial = _decision(context, delegation, service, mode).denial
    if denial:
        raise Refused(Code.WRONG_MODE if denial is Denial.MODE else Code.WRONG_STATUS)
    code = _Code(
        delegation.id,
        delegation.delegue.account_id,
        delegation.delegant.account_id,
        service,
        secrets.token_urlsafe(16),
        mode,
    )
    return seal(list(code), context.keys.sessions, _SALT, context.now)


def exchange_code(context: Context, signer: Signer, client: str, allowed: frozenset[str], text: str) -> Issued:
    """Return the token of a code to the service that it was made for; raise `NoToken`.

    One read, and one transaction; the first use of the service in a day is noted as that of a token.

    The delegation is read now: the token gives what the delegation opens when it is issued, not when the code was.
    """
    code = _opened(context, text)
    if code.service not in allowed:
        raise NoToken(Fault.INVALID_REQUEST, "the code is for another service")
    delegation, grant = read_delegation_and_grant(code.delegation_id, code.delegue_id, code.delegant_id)
    if delegation is None or delegation.delegue.account_id != code.delegue_id:
        raise NoToken(Fault.INVALID_REQUEST, f"no delegation is in force: {Denial.NO_DELEGATION}")
    decision = _decision(context, delegation, code.service, code.mode)
    if decision.grant is None:
        denial = decision.denial or Denial.NO_DELEGATION
        count_denial(context, code.delegue_id, Target(decision.delegant_id), denial)
        raise NoToken(Fault.INVALID_REQUEST, f"no delegation is in force: {denial}")
    if grant:
        # Before the code is used up: after a crash in between, it is still good and the use is known.
        note_delegated_use(context, [(grant, code.service)])
    _use_up(context, code)
    names = delegation.delegant.name.full, delegation.delegue.name.full
    only = (code.service,)
    return issue_token(context, signer, client, decision.grant, only, only, code.mode, names)


def _decision(context: Context, delegation: Delegation, service: str, mode: Mode) -> Decision:
    grant = grant_of(delegation, context.now)
    target = Target(delegation.delegant.account_id)
    return decide([grant] if grant else [], target, service, context.now, context.admission(mode))


def _opened(context: Context, text: str) -> _Code:
    try:
        values, _ = unseal(text, context.keys.sessions, _SALT, context.now, LIFE)
    except BadSignature as error:
        raise NoToken(Fault.INVALID_REQUEST, "the code is unknown, or too old") from error
    delegation_id, delegue_id, delegant_id, service, nonce, mode = values
    return _Code(delegation_id, delegue_id, delegant_id, service, nonce, Mode(mode))


def _use_up(context: Context, code: _Code) -> None:
    """Note the use of a code; raise `NoToken` when it was used before, be it at the same instant."""
    try:
        transact(once(code.delegue_id, f"code-{code.nonce}").writes_of(code.delegation_id, context.now))
    except Raced as error:
        raise NoToken(Fault.INVALID_REQUEST, "the code was used before") from error
