"""What the person signed in wants to be told by mail."""

from chalicelib.acts.preferences import choose_preferences, show_preferences
from chalicelib.api.calls import Call
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Flag, Record

PREFERENCES = Record(
    name="Preferences",
    fields={"fin_proche": Flag(description="L’avis, par e-mail, des délégations données qui se terminent bientôt.")},
)


@operation("lirePreferences", "Les e-mails dont on peut se passer", content=PREFERENCES)
def read_preferences(call: Call) -> Reply:
    """Return the choices of the person signed in."""
    return Reply({"fin_proche": show_preferences(call.caller).end_notices})


@operation("choisirPreferences", "Choisir les e-mails que l’on souhaite", body=PREFERENCES, status=204)
def change_preferences(call: Call) -> Reply:
    """Store the choices, over earlier ones."""
    choose_preferences(call.caller, end_notices=call.body["fin_proche"])
    return Reply(status=204)
