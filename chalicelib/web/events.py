"""« Connexion et sécurité »: the open sessions of an account, and its last events."""

from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.end_sessions import end_other_sessions, end_session
from chalicelib.acts.show_events import show_events
from chalicelib.http.visit import Visit
from chalicelib.texts.account_events import sentence
from chalicelib.web.callers import caller_of
from chalicelib.web.render import page, redirect

_ALL_OTHERS = "autres"
"""What the form says in place of the name of a session."""


def events_page(visit: Visit) -> Response:
    """Show the open sessions and the newest events, or the events older than the one that the address names."""
    before = visit.query.text("avant")
    own = show_events(visit.context, visit.session, before)
    return page(
        visit,
        "compte/evenements",
        own.person,
        sessions=own.sessions,
        events=[(event, sentence(event)) for event in own.events],
        all_others=_ALL_OTHERS,
        before=before,
        following=quote(own.following),
        idle_minutes=visit.context.settings.session_idle_minutes,
    )


def end_sessions(visit: Visit) -> Response:
    """End the session that the form names, or all but this one."""
    name, caller = visit.form.text("session"), caller_of(visit)
    if name == _ALL_OTHERS:
        end_other_sessions(visit.context, visit.session, caller)
        return redirect(visit, f"{visit.path}?fait=autres-sessions-fermees")
    was_open = end_session(visit.context, visit.session, name, caller)
    return redirect(visit, f"{visit.path}?fait={'session-fermee' if was_open else 'session-deja-fermee'}")
