"""Notifications of whoever is signed in."""

from chalicelib.acts.show_notices import mark_read, show_notices
from chalicelib.api.operations import Answer, Call, Resource
from chalicelib.api.shapes import instant
from chalicelib.domain.people import Party
from chalicelib.http.schema import Choice, Many, Moment, Record, Text, Whole
from chalicelib.texts.notices import sentence

resource = Resource("Notifications")

NOTIFICATION = Record(
    name="Notification",
    fields={
        "le": Moment(),
        "phrase": Text(longest=2000),
        "delegation_id": Text(),
        "en_tant_que": Choice(values=tuple(Party), description="Délégation donnée (delegant) ou reçue (delegue)."),
    },
)
NOTIFICATIONS = Record(
    name="Notifications",
    fields={"non_lues": Whole(), "notifications": Many(of=NOTIFICATION, description="Les plus récentes d’abord.")},
)


@resource.declare("GET", "/notifications", "listerNotifications", "Les notifications récentes", gives=NOTIFICATIONS)
def listed(call: Call) -> Answer:
    """Return the newest notifications."""
    found = show_notices(call.context, call.session)
    shown = [
        {
            "le": instant(notice.at),
            "phrase": sentence(notice),
            "delegation_id": notice.delegation_id,
            "en_tant_que": (Party.DELEGANT if notice.to_delegant else Party.DELEGUE).value,
        }
        for notice in found.notices
    ]
    return Answer({"non_lues": found.person.head.unread, "notifications": shown})


@resource.declare("POST", "/notifications/read", "lireNotifications", "Marquer comme lues", status=204)
def read(call: Call) -> Answer:
    """Mark all notifications as read."""
    mark_read(call.session)
    return Answer(status=204)
