"""Sending the invitation or the demand again (spec §3)."""

import secrets

from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, as_delegant
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store import once
from chalicelib.store.commit import Once, Plan, commit


def resend(context: Context, session: Session | None, delegation_id: str, hint: Hint, form_key: str) -> None:
    """Send the mail of a delegation « En cours » again; earlier links die, the deadline stays. Raises `Refused`."""

    def attempt() -> None:
        once_key = once.key_of(session.account_id if session else "", form_key)
        scene = as_delegant(context, session, delegation_id, hint, once_key)
        if scene.result(once_key, context):
            return
        nonce = secrets.token_urlsafe(9)
        transition = by_delegant.resend(scene.delegation, scene.account, nonce, context.policy, context.now)
        request = once.fingerprint("resend", delegation_id)
        commit(Plan(transition, scene.account, once=Once(once_key, request)), context)

    retried(attempt)
