"""The profils, with those that the délégant may grant, and the services of the portal."""

from chalicelib.acts.show_account import show_account
from chalicelib.api.calls import Call
from chalicelib.domain.catalogue import PROFILS, SERVICES, ProfilId
from chalicelib.domain.eligibility import may_delegate, refusal_of_profil
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Day, Flag, Many, Maybe, Record, Text

PROFIL = Record(
    name="Profil",
    fields={
        "code": Choice(values=tuple(ProfilId)),
        "libelle": Text(),
        "donne_acces": Text(longest=1000, description="Ce que le profil ouvre."),
        "rattachement": Text(longest=1000, description="Catégorie et spécialité auxquelles le délégué est rattaché."),
        "toutes_structures": Flag(description="Le profil porte sur toutes les structures, par une seule case."),
        "phrase_toutes_structures": Text(longest=1000),
        "demande_rpps_adeli": Flag(),
        "demande_cpe": Flag(),
        "ouvert_le": Maybe(of=Day(), description="Null\u00a0: pas encore ouvert."),
        "attribuable": Flag(description="Vous pouvez l’attribuer aujourd’hui."),
        "motif": Maybe(of=Text(longest=1000), description="Pourquoi il n’est pas attribuable."),
    },
)
PROFILS_SHOWN = Record(name="Profils", fields={"peut_deleguer": Flag(), "profils": Many(of=PROFIL)})
SERVICE = Record(
    name="Service",
    fields={
        "id": Choice(values=tuple(service.id for service in SERVICES)),
        "libelle": Text(),
        "groupe": Text(),
        "paiement": Flag(description="En lien avec les paiements et remboursements."),
    },
)
SERVICES_SHOWN = Record(name="Services", fields={"services": Many(of=SERVICE)})


@operation("listerProfils", "Les profils, et ceux que vous pouvez attribuer", content=PROFILS_SHOWN)
def list_profils(call: Call) -> Reply:
    """Return every profil, with the reason for which it may not be granted, if any."""
    own = show_account(call.caller)
    profils = []
    for profil in PROFILS.values():
        reason = refusal_of_profil(profil.id, own.practice, call.context.today)
        profils.append(
            {
                "code": profil.id.value,
                "libelle": profil.label,
                "donne_acces": profil.gives,
                "rattachement": profil.attachment,
                "toutes_structures": profil.all_structures,
                "phrase_toutes_structures": profil.all_structures_sentence,
                "demande_rpps_adeli": profil.needs_card,
                "demande_cpe": profil.needs_cpe,
                "ouvert_le": profil.opens_on.isoformat() if profil.opens_on else None,
                "attribuable": reason is None,
                "motif": reason,
            }
        )
    return Reply({"peut_deleguer": may_delegate(own.practice), "profils": profils})


@operation("listerServices", "Les services du portail", content=SERVICES_SHOWN)
def list_services(call: Call) -> Reply:
    """Return the services of the portal's home screen."""
    show_account(call.caller)
    services = [
        {"id": service.id, "libelle": service.label, "groupe": service.group, "paiement": service.payment}
        for service in SERVICES
    ]
    return Reply({"services": services})
