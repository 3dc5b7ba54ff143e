"""The délégant's delegations: list, create, read, change, delete."""

from typing import Any

from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint, look_at_given
from chalicelib.acts.show_dashboard import LONGEST_SEARCH, ROWS_PER_PAGE, SORTS, Search, View, order_of, show_dashboard
from chalicelib.acts.terms import AskedTerms
from chalicelib.api import given
from chalicelib.api.calls import ACTING, BY_DELEGANT, IF_MATCH, IF_MATCH_IF_ANY, LOOKING, ONCE, Call
from chalicelib.api.changed import changed
from chalicelib.api.cursors import page_of
from chalicelib.api.etags import etag_of, seen_if_any
from chalicelib.api.lookups import NUMBER_SEEN, VERIFICATION, shown_of
from chalicelib.api.shapes import DONE
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.people import MOST_PLACES, Identifiers
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import Status
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Day, Flag, Many, Record, Text, Whole
from chalicelib.http.urls import url

CURSOR = Text(longest=1000, shortest=1, description="Le «\u00a0suivant\u00a0» de la page précédente.")
LIMIT = Whole(least=1, most=ROWS_PER_PAGE[-1], description="Nombre de lignes (25 par défaut).")

_TERMS = {
    "debut": Day(description="Premier jour, inclus (Europe/Paris)."),
    "fin": Day(description="Dernier jour, inclus."),
    "structures": Many(of=Text(longest=200), most=MOST_PLACES, description="Identifiants des structures choisies."),
    "toutes_structures": Flag(description="Vrai pour les profils qui portent sur toutes les structures."),
}
_CHOSEN = frozenset({"structures", "toutes_structures"})
_IDENTIFIERS = {
    "rpps_adeli": Text(longest=20),
    "categorie": Choice(values=tuple(CATEGORIES)),
    "specialite": Choice(values=tuple(SPECIALITES)),
    "cpe": Text(longest=80),
}
TERMS = Record(name="Conditions", fields=_TERMS, optional=_CHOSEN)
COMPLETION = Record(name="Complements", fields={**_TERMS, **_IDENTIFIERS}, optional=_CHOSEN | {*_IDENTIFIERS})
CREATION = Record(
    name="NouvelleDelegation",
    fields={
        "verification": VERIFICATION,
        "profil": Choice(values=tuple(ProfilId)),
        **_TERMS,
        **_IDENTIFIERS,
    },
    optional=_CHOSEN | {*_IDENTIFIERS},
)
CREATED = Record(name="DelegationCreee", fields={"id": Text()})
ETAG = {"ETag": "Ce qui est rendu, à reporter dans If-Match."}


@operation(
    "listerDelegations",
    "Vos délégations, ce qui vous attend d’abord",
    query={
        "nom": Text(longest=LONGEST_SEARCH, description="Partie d’un nom, d’un prénom ou d’une adresse."),
        "profil": Choice(values=tuple(ProfilId)),
        "statut": Many(of=Choice(values=tuple(Status)), most=len(Status)),
        "acces": Choice(
            values=(View.OPEN, View.UNUSED),
            description="Celles qui ouvrent un accès aujourd’hui, elles seules\u00a0; ou parmi elles celles qui n’ont "
            "pas servi depuis 90 jours.",
        ),
        "tri": Choice(values=SORTS, description="La colonne, précédée de «\u00a0-\u00a0» pour l’ordre décroissant."),
        "limite": LIMIT,
        "curseur": CURSOR,
    },
    content=given.LIST,
)
def list_delegations(call: Call) -> Reply:
    """Search, sort and page as the dashboard does."""
    profil = call.query.get("profil")
    search = Search(
        nom=call.query.get("nom", ""),
        profil=ProfilId(profil) if profil else None,
        statuts=frozenset(Status(value) for value in call.query.get("statut", [])),
        view=View(call.query.get("acces", View.ALL)),
        tri=call.query.get("tri", ""),
    )
    board = show_dashboard(call.context, call.caller, search)
    key, is_descending = order_of(search.tri)
    lines, following = page_of(call, f"donnees{search.tri}", board.matching, key, is_descending=is_descending)
    return Reply(
        {"trouvees": board.found, "delegations": [given.line_of(line) for line in lines], "suivant": following}
    )


@operation("creerDelegation",
    "Créer une délégation",
    description="Un numéro RPPS qui semble ne pas être celui du titulaire du compte, d’après l’annuaire ou sa carte, "
    "n’est accepté qu’avec numero_vu=oui.",
    body=CREATION,
    query={"numero_vu": NUMBER_SEEN},
    headers=ONCE,
    status=201,
    content=CREATED,
    reply_headers={"Location": "L’adresse de la délégation."},
    refusals=(
        Code.NO_CARD, Code.NO_ADDRESS, Code.NOT_ELIGIBLE, Code.PROFIL_CLOSED, Code.NOT_EXCLUSIVE, Code.ONESELF,
        Code.OVERLAP, Code.ACCOUNT_APPEARED, Code.LIMIT, Code.TOO_MANY_DELEGATIONS,
        Code.NUMBER_IN_DOUBT,
    ),
)  # fmt: skip
def create_delegation(call: Call) -> Reply:
    """Create a delegation, once for each idempotency key."""
    body = call.body
    asked = Asked(profil=body["profil"], terms=terms_in(body), identifiers=identifiers_in(body))
    seen = "numero_vu" in call.query
    found = create(call.context, call.caller, shown_of(call), asked, call.key, number_seen=seen)
    return Reply({"id": found}, 201, {"Location": url(f"/api/v1/delegations/{found}")})


def identifiers_in(body: Any) -> Identifiers:
    """Return the identifiers of a body, empty where it has none."""
    return Identifiers(**{name: body.get(name, "") for name in Identifiers._fields})


def terms_in(body: Any) -> AskedTerms:
    """Return the terms of a body, as sent."""
    structures = tuple(body.get("structures", ()))
    return AskedTerms(body["debut"], body["fin"], structures, body.get("toutes_structures", False))


@operation(
    "lireDelegation",
    "Lire une délégation",
    content=given.DELEGATION,
    reply_headers=ETAG,
    refusals=LOOKING,
)
def read_delegation(call: Call) -> Reply:
    """Return one delegation without its history."""
    found = look_at_given(call.context, call.caller, call.delegation_id)
    etag = etag_of(found.delegation, call.context.now)
    return Reply(given.delegation_of(found, call.context), headers={"ETag": etag})


@operation(
    "modifierDelegation",
    "Modifier la période ou les structures",
    description="Ce qui restreint prend effet aussitôt\u00a0; ce qui élargit attend l’acceptation du délégué.",
    body=TERMS,
    headers=IF_MATCH | ONCE,
    content=DONE,
    reply_headers=ETAG,
    refusals=(*BY_DELEGANT, Code.OVERLAP, Code.TERMS_CHANGED, Code.NOT_EXCLUSIVE),
)
def change_delegation(call: Call) -> Reply:
    """Change the delegation, in the state that the ETag names."""
    return changed(call, terms_in(call.body))


@operation(
    "supprimerDelegation",
    "Supprimer une délégation, avec effet immédiat",
    headers=IF_MATCH_IF_ANY,
    status=204,
    refusals=(*ACTING, Code.NO_CARD, Code.NO_ADDRESS),
)
def delete_delegation(call: Call) -> Reply:
    """Delete a delegation of any status."""
    seen = seen_if_any(call)
    delete(call.context, call.caller, call.delegation_id, seen.hint if seen else Hint(), expected=seen)
    return Reply(status=204)
