"""What the person signed in wants to be told by mail."""

from chalicelib.acts.preferences import choose_preferences, show_preferences
from chalicelib.api.calls import Call
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Flag, Record

_FIELDS = {
    "fin_proche": Flag(description="L’avis, par e-mail, des délégations données qui se terminent bientôt."),
    "revue": Flag(description="Le rappel annuel, par e-mail, des accès à revoir. Absent\u00a0: comme avant."),
    "resume": Flag(description="Le résumé de la semaine, par e-mail, chaque lundi. Absent\u00a0: comme avant."),
}
PREFERENCES = Record(name="Preferences", fields=_FIELDS, optional=frozenset({"revue", "resume"}))


@operation("lirePreferences", "Les e-mails que l’on souhaite", content=PREFERENCES)
def read_preferences(call: Call) -> Reply:
    """Return the choices of the person signed in."""
    own = show_preferences(call.caller)
    return Reply({"fin_proche": own.end_notices, "revue": own.reviews, "resume": own.weekly})


@operation("choisirPreferences", "Choisir les e-mails que l’on souhaite", body=PREFERENCES, status=204)
def change_preferences(call: Call) -> Reply:
    """Store the choices, over earlier ones."""
    body = call.body
    also = {"reviews": body.get("revue"), "weekly": body.get("resume")}
    choose_preferences(call.context, call.caller, end_notices=body["fin_proche"], **also)
    return Reply(status=204)
