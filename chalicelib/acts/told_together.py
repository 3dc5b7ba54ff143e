"""Several delegations prolonged by one form: the délégant gets one mail for all, whatever became of each."""

from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store.mails import MailItem, MailState, asked_in, prolonged_item, prolonged_key
from chalicelib.store.table import find, read
from chalicelib.store.writes import Check, Save, Write

_LEAVES_AFTER = timedelta(minutes=2)
"""A form is done within half a minute, or given up: its mail waits for all of it."""


class Together(NamedTuple):
    """What one form prolongs: the form's key, each delegation with the last day that was shown, and until when."""

    form_key: str
    ticked: tuple[tuple[str, date], ...]
    asked: str


def with_mail_for_all(context: Context, prolonging: Transition, together: Together) -> tuple[Transition, list[Write]]:
    """Return the transition with one mail for all in place of its own, and the write for that mail. One more read.

    The first delegation that is prolonged writes the row, the others check that it has not left; the mail finds out
    what came of each when it leaves. What comes later, by the same form sent again, is told by a mail of its own.
    Raises `Refused` (`KEY_REUSED`) when the key was used for another form.
    """
    account_id, form = prolonging.subject.delegant.account_id, sha256(together.form_key.encode()).hexdigest()[:16]
    key = prolonged_key(account_id, context.today, form)
    row = find(read([key]), MailItem, key)
    if row is not None and (tuple(asked_in(row)), row.facts.as_dict().get("duree")) != together[1:]:
        raise Refused(Code.KEY_REUSED)
    if row is None:
        leaves_at = context.now + _LEAVES_AFTER
        new = prolonged_item(account_id, context.today, form, together.ticked, together.asked, leaves_at)
        return by_delegant.without_mail_to_delegant(prolonging), [Save(new, MailItem.pk.does_not_exist())]
    if row.state != MailState.DUE.value:
        return prolonging, []
    return by_delegant.without_mail_to_delegant(prolonging), [
        Check(MailItem(*key), MailItem.state == MailState.DUE.value)
    ]
