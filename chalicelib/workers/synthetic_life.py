"""One life of the synthetic delegation, step by step: from its creation to its end, as two people would live it.

All that a life needs to know of the one before stands in the table: it deletes what the délégant still gives, and asks
a délégué whose account is still open as one has such a délégué. So a life may be cut off anywhere.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib import links, runtime
from chalicelib.acts.naming import ACCOUNT
from chalicelib.acts.steps import seal_step
from chalicelib.context import Context
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.synthetic import DELEGANT, DELEGUE
from chalicelib.identity.sessions import Session
from chalicelib.store import restored
from chalicelib.store.mails import Delivery, MailItem, MailState, read_rows
from chalicelib.workers.front_door import LONGEST, Answer, Unexpected, call, require, send_form
from chalicelib.workers.synthetic_people import CABINET, DELEGUE_NAME, account_of_delegue, prepare_delegant, sign_in

_LENGTH = timedelta(days=60)
"""Long enough that no mail forewarns of its last day, which comes two weeks before."""
_LONGEST_WAIT = 60.0
"""Seconds in which a mail must leave, and then arrive."""
_BETWEEN = 2.0
_ENOUGH = 2 * LONGEST
"""Seconds that one step may take, the waits excepted: no step has more requests between two looks at the time."""
_DENIED = "no delegation is in force"

pause = time.sleep


class StepFailed(Exception):
    """A step failed; `step` and `why` are for the log."""

    def __init__(self, step: str, why: str) -> None:
        self.step, self.why = step, why
        super().__init__(step, why)


@dataclass
class Life:
    """What the steps so far have found."""

    seconds_left: Callable[[], float]
    delegation_id: str = ""
    is_known: bool = False
    """Whether the délégué had an account before, because the life before was cut off."""
    people: dict[str, Session] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address of the delegation in the API."""
        return f"/api/v1/delegations/{self.delegation_id}"


def live(seconds_left: Callable[[], float]) -> None:
    """Live one life; raise `StepFailed` at the first step that does not do what it should."""
    life = Life(seconds_left)
    for step in STEPS:
        try:
            _require_time(life)
            step(life, runtime.context())
        except Unexpected as error:
            raise StepFailed(step.__name__, error.why) from error
        except Exception as error:
            raise StepFailed(step.__name__, type(error).__name__) from error


def begin(_life: Life, _context: Context) -> None:
    """Try nothing in a table that is shut, where nobody has access."""
    if restored.is_shut():
        raise Unexpected("the table is shut")


def sign_delegant_in(life: Life, context: Context) -> None:
    """Open the délégant's session."""
    prepare_delegant(context)
    life.people[DELEGANT] = sign_in(context, DELEGANT)


def delete_what_is_left(life: Life, context: Context) -> None:
    """Delete what a life that was cut off has left."""
    session = life.people[DELEGANT]
    given = require(call(context, session, "GET", "/api/v1/delegations"), 200).json
    for line in given["delegations"]:
        _require_time(life)
        require(call(context, session, "DELETE", f"/api/v1/delegations/{line['id']}"), 204)


def create(life: Life, context: Context) -> None:
    """Ask the délégué, at the step after the look-up of his address."""
    session, delegue = life.people[DELEGANT], account_of_delegue(context)
    life.is_known = delegue.status.is_known
    body = {
        "verification": seal_step(context, session, delegue),
        "profil": ProfilId.COMPTABLE.value,
        "debut": context.today.isoformat(),
        "fin": (context.today + _LENGTH).isoformat(),
        "structures": [CABINET],
    }
    once = {"Idempotency-Key": secrets.token_urlsafe(16)}
    life.delegation_id = str(
        require(call(context, session, "POST", "/api/v1/delegations", body, **once), 201).json["id"]
    )


def see_the_mail_leave(life: Life, _: Context) -> None:
    """Wait until SES has taken the mail to the délégué."""
    _wait_for(life, lambda row: row.state == MailState.SENT.value)


def see_the_mail_arrive(life: Life, _: Context) -> None:
    """Wait until SES's report of the delivery is noted."""
    _wait_for(life, lambda row: row.delivery == Delivery.DELIVERED.value)


def accept(life: Life, context: Context) -> None:
    """Open the link of the mail, and accept: with a new account, or with the one that is there."""
    purpose = Purpose.ACCEPT if life.is_known else Purpose.OPEN_ACCOUNT
    facts = LinkFacts(*_mail_to_delegue(life).link_facts)
    path = links.path(purpose, links.sign(purpose, facts, context.keys, context.now))
    require(call(context, None, "GET", path), 200)
    answer = require(send_form(context, None, path, {"compris": "oui"} if life.is_known else _opening()), 303)
    if "reponse=oui" not in answer.location:
        raise Unexpected("form shown again")


def validate(life: Life, context: Context) -> None:
    """Validate the delegation as it is shown. A délégué whose account was valid already needs none."""
    session = life.people[DELEGANT]
    shown = require(call(context, session, "GET", life.path), 200)
    if not life.is_known or "valider" in shown.json["actions"]:
        require(call(context, session, "POST", f"{life.path}/validate", **{"If-Match": shown.etag}), 200)


def see_the_access(life: Life, context: Context) -> None:
    """Sign the délégué in; he gets a token to act in the délégant's name."""
    life.people[DELEGUE] = sign_in(context, DELEGUE)
    if not require(_ask_for_token(life, context), 200).json["access_token"]:
        raise Unexpected("no token")


def delete(life: Life, context: Context) -> None:
    """Delete the delegation, with immediate effect."""
    require(call(context, life.people[DELEGANT], "DELETE", life.path), 204)


def see_the_denial(life: Life, context: Context) -> None:
    """The délégué gets no token any more."""
    told = require(_ask_for_token(life, context), 400).json
    if not str(told["error_description"]).startswith(_DENIED):
        raise Unexpected("another error")


def close_the_account(life: Life, context: Context) -> None:
    """Close the délégué's account. It leaves a reservation of its address, which the next life invites again."""
    answer = send_form(context, life.people[DELEGUE], "/compte/fermer", {"compris": "oui", "vues": "0-0"})
    if "compte-ferme" not in require(answer, 303).location:
        raise Unexpected("form shown again")


STEPS: tuple[Callable[[Life, Context], None], ...] = (
    begin,
    sign_delegant_in,
    delete_what_is_left,
    create,
    see_the_mail_leave,
    see_the_mail_arrive,
    accept,
    validate,
    see_the_access,
    delete,
    see_the_denial,
    close_the_account,
)


def _ask_for_token(life: Life, context: Context) -> Answer:
    """Let the délégué ask for a token: an access decision, signed."""
    fields = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": DELEGANT,
        "subject_token_type": f"urn:amelipro:token-type:{ACCOUNT}",
    }
    return send_form(context, life.people[DELEGUE], "/access/v1/token", fields)


def _opening() -> dict[str, str]:
    password = f"Aa1!{secrets.token_urlsafe(18)}"
    return {
        "civilite": DELEGUE_NAME.civilite,
        "prenom": DELEGUE_NAME.prenom,
        "nom": DELEGUE_NAME.nom,
        "mot_de_passe": password,
        "confirmation": password,
        "consentement": "oui",
    }


def _wait_for(life: Life, is_so: Callable[[MailItem], bool]) -> None:
    """Wait until the mail to the délégué is so; raise `Unexpected` once it cannot be any more, or takes too long."""
    for _ in range(int(_LONGEST_WAIT / _BETWEEN)):
        row = _mail_to_delegue(life)
        if is_so(row):
            return
        if row.state in {MailState.FAILED.value, MailState.CANCELLED.value}:
            raise Unexpected(f"mail {row.state}: {row.error}")
        _require_time(life)
        pause(_BETWEEN)
    raise Unexpected(f"mail {row.state} after {_LONGEST_WAIT:.0f} s")


def _mail_to_delegue(life: Life) -> MailItem:
    for row in read_rows(life.delegation_id):
        if row.to_account == DELEGUE:
            return row
    raise Unexpected("no mail")


def _require_time(life: Life) -> None:
    if life.seconds_left() < _ENOUGH:
        raise Unexpected("out of time")
