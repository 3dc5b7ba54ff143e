"""The notifications of the person signed in."""

from chalicelib.acts.show_notices import mark_read, show_notices
from chalicelib.api.calls import Call
from chalicelib.api.shapes import instant
from chalicelib.domain.people import Party
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Flag, Many, Moment, Record, Text, Whole
from chalicelib.texts.notices import sentence

NOTIFICATION = Record(
    name="Notification",
    fields={
        "le": Moment(),
        "phrase": Text(longest=2000),
        "lue": Flag(),
        "delegation_id": Text(),
        "en_tant_que": Choice(values=tuple(Party), description="Délégation donnée (delegant) ou reçue (delegue)."),
    },
)
NOTIFICATIONS = Record(
    name="Notifications",
    fields={
        "non_lues": Whole(),
        "notifications": Many(of=NOTIFICATION, description="Les plus récentes d’abord."),
        "suivant": Text(
            description="À reporter dans «\u00a0avant\u00a0» pour les plus anciennes\u00a0; vide à la fin."
        ),
    },
)


@operation(
    "listerNotifications",
    "Les notifications, les plus récentes d’abord",
    query={"avant": Text(description="Celles d’avant ce repère, donné par « suivant ».")},
    content=NOTIFICATIONS,
)
def list_notifications(call: Call) -> Reply:
    """Return a page of notifications."""
    own = show_notices(call.context, call.caller, call.query.get("avant", ""))
    notifications = [
        {
            "le": instant(notice.at),
            "phrase": sentence(notice),
            "lue": notice.is_read,
            "delegation_id": notice.delegation_id,
            "en_tant_que": (Party.DELEGANT if notice.to_delegant else Party.DELEGUE).value,
        }
        for notice in own.notices
    ]
    content = {"non_lues": own.person.head.unread, "notifications": notifications, "suivant": own.following}
    return Reply(content)


@operation("lireNotifications", "Marquer comme lues", status=204, is_repeatable=True)
def mark_notifications_read(call: Call) -> Reply:
    """Mark the notifications as read, the newest 90 at once."""
    mark_read(call.caller)
    return Reply(status=204)
