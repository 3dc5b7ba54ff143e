"""The person signed in, and the token that his requests carry."""

from chalicelib.acts.show_account import show_account
from chalicelib.api.calls import Call
from chalicelib.api.shapes import PERSONNE, personne
from chalicelib.domain.eligibility import may_delegate
from chalicelib.domain.refusals import MESSAGES, Code
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Flag, Maybe, Record, Text, Whole
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode

_WHY_NOT = (Code.NOT_ELIGIBLE, Code.NO_CARD, Code.NO_ADDRESS)

SESSION = Record(
    name="Session",
    fields={
        "personne": PERSONNE,
        "precision": Text(description="Profession ou spécialité affichée sous le nom."),
        "adresse": Maybe(of=Text(longest=320), description="Adresse e-mail confirmée, s’il y en a une."),
        "par_carte": Flag(
            description="Connexion par carte\u00a0: elle seule permet de créer, valider, modifier, supprimer."
        ),
        "peut_deleguer": Flag(description="Au moins un cabinet libéral, ou un établissement dirigé."),
        "empechement": Maybe(
            of=Record(
                name="Empechement",
                fields={
                    "code": Choice(values=_WHY_NOT),
                    "phrase": Text(description="La raison et la marche à suivre."),
                },
            ),
            description="Ce pour quoi la création d’une délégation serait refusée\u00a0; null quand rien ne l’empêche.",
        ),
        "notifications_non_lues": Whole(),
        "jeton_csrf": Text(description="À renvoyer dans l’en-tête X-CSRF-Token de toute requête qui modifie."),
    },
)


@operation("lireSession", "La personne connectée et son jeton CSRF", content=SESSION)
def read_session(call: Call) -> Reply:
    """Return the person signed in, with the token."""
    own = show_account(call.caller)
    head, why = own.person.head, own.why_not_delegate(call.context.settings)
    session_id = call.caller.session_id if call.caller else ""
    return Reply(
        {
            "personne": personne(head.account.name),
            "precision": head.detail,
            "adresse": head.account.address or None,
            "par_carte": own.person.mode is Mode.CARTE,
            "peut_deleguer": may_delegate(own.practice),
            "empechement": {"code": why.value, "phrase": MESSAGES[why]} if why else None,
            "notifications_non_lues": head.unread,
            "jeton_csrf": sessions.csrf_token(session_id, call.context.keys),
        }
    )
