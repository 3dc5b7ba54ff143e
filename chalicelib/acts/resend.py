"""Sending the invitation or the demand again (spec §3)."""

import secrets

from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, as_delegant
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit
from chalicelib.store.once import once


def resend(context: Context, session: Session | None, delegation_id: str, hint: Hint, form_key: str) -> None:
    """Send the mail of a delegation « En cours » again; earlier links die, the deadline stays. Raises `Refused`."""

    this = once(account_id_of(session), form_key, "resend", delegation_id)

    def attempt() -> None:
        scene = as_delegant(context, session, delegation_id, hint, this.key)
        if this.result(scene.items, context.now):
            return
        nonce = secrets.token_urlsafe(9)
        transition = by_delegant.resend(scene.delegation, scene.account, nonce, context.policy, context.now)
        commit(Plan(transition, scene.account, once=this), context)

    retried(attempt)
