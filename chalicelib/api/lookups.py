"""Look-ups before a creation: an address, with a signed result for the creation, and an RPPS."""

from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.look_up_number import look_up_number
from chalicelib.acts.show_account import show_account
from chalicelib.acts.steps import seal_step, unseal_step
from chalicelib.api.calls import Call
from chalicelib.api.shapes import PERSONNE, personne
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Flag, Maybe, Record, Text
from chalicelib.identity.addresses import suggestion
from chalicelib.identity.directory import name_of
from chalicelib.texts.directory import profession_of

VERIFICATION = Text(
    longest=4000,
    shortest=1,
    description="La «\u00a0verification\u00a0» d’une recherche de compte\u00a0: quatre heures, pour son auteur seul.",
)
ADRESSE = Record(name="Adresse", fields={"adresse": Text(longest=320, shortest=1, example="paul@exemple.fr")})
COMPTE = Record(
    name="CompteTrouve",
    fields={
        "adresse": Text(longest=320, description="L’adresse, normalisée."),
        "connue": Flag(description="Quelqu’un a un compte à cette adresse\u00a0: vérifiez que c’est votre délégué."),
        "personne": Maybe(of=PERSONNE, description="Qui, lorsqu’elle est connue."),
        "suggestion": Maybe(
            of=Text(longest=320), description="L’adresse sans doute voulue, s’il semble y avoir une faute."
        ),
        "verification": VERIFICATION,
    },
)

NUMBER_REMOVED = Choice(values=("oui",), description="Le délégant a vu que le numéro est d’un autre.")
NUMBER_SEEN = Choice(values=("oui",), description="Le délégant a vu ce qui fait douter du numéro, et le maintient.")
RPPS = Record(
    name="Rpps",
    fields={
        "rpps": Text(
            longest=11, pattern="^[0-9]{11}$", fault="Indiquez les 11 chiffres du numéro RPPS.", example="99900001076"
        )
    },
)
PERSONNE_DE_L_ANNUAIRE = Record(
    name="PersonneDeLAnnuaire",
    fields={
        "connue": Flag(description="L’annuaire connaît ce numéro."),
        "personne": Maybe(of=PERSONNE),
        "profession": Text(description="La spécialité ou la profession\u00a0; vide quand elle n’est pas connue."),
        "remplacante": Flag(description="Elle exerce comme remplaçante."),
        "exclusive": Flag(
            description="Rien n’indique une activité libérale en son nom, qui ferme le profil Remplaçant."
        ),
    },
)


@operation(
    "chercherCompte",
    "À qui est cette adresse\u00a0?",
    description="Réservé aux délégants connectés par carte, limité et consigné.",
    body=ADRESSE,
    content=COMPTE,
    refusals=(Code.NO_CARD, Code.NO_ADDRESS, Code.NOT_ELIGIBLE, Code.ONESELF, Code.LIMIT),
    is_repeatable=True,
)
def look_up_address(call: Call) -> Reply:
    """Reply whether somebody has an account under the address."""
    account = look_up(call.context, call.caller, call.body["adresse"]).account
    known = account.status.is_known
    return Reply(
        {
            "adresse": account.address,
            "connue": known,
            "personne": personne(account.name) if known else None,
            "suggestion": None if known else suggestion(account.address),
            "verification": seal_step(call.context, call.caller, account),
        }
    )


@operation(
    "chercherNumero",
    "À qui est ce numéro RPPS\u00a0?",
    description="Ce qu’en dit l’Annuaire Santé. Réservé aux délégants connectés par carte\u00a0; limité et consigné "
    "avec les recherches de comptes.",
    body=RPPS,
    content=PERSONNE_DE_L_ANNUAIRE,
    refusals=(Code.NO_CARD, Code.NO_ADDRESS, Code.NOT_ELIGIBLE, Code.LIMIT),
    is_repeatable=True,
)
def look_up_rpps(call: Call) -> Reply:
    """Reply with the person whom the directory names under an RPPS."""
    person = look_up_number(call.context, show_account(call.caller), call.body["rpps"])
    return Reply(
        {
            "connue": person is not None,
            "personne": personne(name_of(person)) if person else None,
            "profession": profession_of(person) if person else "",
            "remplacante": bool(person and person.is_locum),
            "exclusive": not (person and person.is_liberal),
        }
    )


def shown_of(call: Call) -> Shown:
    """Return the result of the look-up; raise `Refused` at its field when it is not the caller's, or too old."""
    try:
        shown, _ = unseal_step(call.context, call.caller, call.body["verification"])
    except Refused as refused:
        message = "Cette vérification n’est plus valable\u00a0: recherchez à nouveau l’adresse."
        raise Refused(refused.code, fields={"verification": message}) from refused
    return shown
