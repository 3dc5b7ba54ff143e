"""An identifier names an account if a card proved it, or a délégant confirmed it at validation (specification §3)."""

from dataclasses import replace

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.validate import validate
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.aliases import claims_of, named_by, owners_of
from chalicelib.store.writes import transact
from tests.builders import DAY
from tests.integration.access.service import QUESTION, TRANSPORT, PortalService, give
from tests.integration.scenes import Scenes, asked_terms
from tests.integration.world import LOOKUP, World

RPPS, OTHER_RPPS, CPE_ID = "10101010101", "10202020202", "3750100125/0000000042"


def by(kind: str, value: str) -> dict[str, str]:
    """Return a subject."""
    return {"type": kind, "id": value}


def test_an_identifier_that_a_delegant_confirmed_identifies_its_account(world: World) -> None:
    scenes = Scenes(world)
    portal = PortalService(world)
    context, claire = runtime.context(), scenes.session("claire")
    typed = {
        ProfilId.REMPLACANT: Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="01"),
        ProfilId.ASSISTANT_MEDICAL: Identifiers(cpe=CPE_ID),
    }
    asked = replace(asked_terms(scenes.today, scenes.today + DAY), structures=(), toutes_structures=True)
    found = {}
    for profil, identifiers in typed.items():
        shown = Shown("lea@exemple.fr", "lea", known=True)
        found[profil] = create(context, claire, shown, Asked(profil.value, asked, identifiers), f"cle-{profil}")
    question = {**QUESTION, "action": TRANSPORT}

    def lea_is_known() -> list[bool]:
        return [
            portal.may({**question, "subject": by("rpps", RPPS)}),
            portal.may({**question, "subject": by("cpe", CPE_ID)}),
            portal.may({**question, "subject": by("email", "lea@exemple.fr")}),
        ]

    for delegation_id in found.values():
        accept_by_link(context, scenes.token(delegation_id, Purpose.ACCEPT))
    assert lea_is_known() == [False, False, False]
    validate(context, claire, found[ProfilId.REMPLACANT], Hint(), 1)
    assert lea_is_known() == [True, False, True]


def confirm(identifiers: Identifiers, account_id: str) -> None:
    """Write the aliases of a validation, if it has any."""
    owners = owners_of(named_by(identifiers), LOOKUP)
    if owners.keys() != set(named_by(identifiers)):
        transact(claims_of(identifiers, owners, account_id, LOOKUP))


def carry(kind: str, value: str, account_id: str) -> None:
    """Write the alias that a card writes."""
    pk, sk = keys.alias(kind, value, LOOKUP)
    AliasItem(pk=pk, sk=sk, account_id=account_id).save()


def test_an_identifier_stays_with_the_account_that_had_it_first(portal: PortalService) -> None:
    give()
    confirm(Identifiers(rpps_adeli=RPPS, cpe=CPE_ID), "paul")
    confirm(Identifiers(rpps_adeli=RPPS, cpe=CPE_ID), "lea")
    assert portal.may({**QUESTION, "subject": by("rpps", RPPS)})
    assert portal.may({**QUESTION, "subject": by("cpe", CPE_ID)})


def test_an_adeli_number_identifies_nobody(world: World, portal: PortalService) -> None:
    before = len(world.of_kind("alias"))
    confirm(Identifiers(rpps_adeli="631234567", cpe=CPE_ID), "paul")
    assert len(world.of_kind("alias")) == before + 1
    assert portal.reason({**QUESTION, "subject": by("rpps", "631234567")}) == "sujet-inconnu"


def test_an_identifier_proved_by_a_card_overrides_a_confirmed_one(portal: PortalService) -> None:
    give()
    confirm(Identifiers(rpps_adeli=RPPS, cpe=CPE_ID), "lea")
    assert not portal.may({**QUESTION, "subject": by("rpps", RPPS)})
    carry("psc", f"8{RPPS}", "paul")
    carry("psc", CPE_ID, "paul")
    assert portal.may({**QUESTION, "subject": by("rpps", RPPS)})
    assert portal.may({**QUESTION, "subject": by("cpe", CPE_ID)})


def test_a_delegant_is_identified_by_the_rpps_of_his_card(portal: PortalService) -> None:
    give()
    carry("psc", f"8{OTHER_RPPS}", "claire")
    assert portal.may({**QUESTION, "resource": by("rpps", OTHER_RPPS)})
    assert portal.reason({**QUESTION, "resource": by("rpps", RPPS)}) == "ressource-inconnue"
