"""« Attestation de délégation » says what is true at its hour, for the délégant and for the délégué."""

import pytest

from chalicelib import runtime
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Identifiers
from chalicelib.domain.statuses import Reason, Status
from chalicelib.store.delegations import to_item
from tests.integration.scenes import CLAIRE, PAUL, SITUATIONS, Scenes
from tests.integration.stages import with_settings

IN_FORCE = "Cette délégation est en vigueur"
OPENS_NOTHING = "Cette délégation n’ouvre aucun accès à cette heure"
MAY = "peut utiliser les services d’amelipro"


def attested(scenes: Scenes, delegation_id: str, who: str = CLAIRE) -> str:
    """Return the text of the attestation as one of the two sees it."""
    space = "delegations" if who == CLAIRE else "recues"
    page = scenes.browser(who).get(f"/{space}/{delegation_id}/attestation")
    assert page.status == 200
    return page.text.replace("\u00a0", " ")


def stored(scenes: Scenes, delegation_id: str, **changed: object) -> Delegation:
    """Store a delegation with other fields, and return it."""
    found = scenes.delegation(delegation_id)._replace(**changed)  # type: ignore[arg-type]
    to_item(found, runtime.context().policy).save()
    return found


@pytest.mark.parametrize("who", [CLAIRE, PAUL])
def test_a_delegation_in_force_says_who_for_whom_what_where_and_until_when(who: str, scenes: Scenes) -> None:
    found = scenes.delegation(scenes.validated())
    text = attested(scenes, found.id, who)
    assert IN_FORCE in text
    assert OPENS_NOTHING not in text
    validity = found.terms.validity
    for fact in (
        f"Établie le {scenes.today:%d/%m/%Y} à ",
        f"Délégant : {found.delegant.name.full}",
        f"Délégué : {found.delegue.name.full}",
        f"Adresse e-mail du délégué : {found.delegue.address}",
        "Profil : Comptable",
        f"Validité : du {validity.start:%d/%m/%Y} au {validity.end:%d/%m/%Y}",
        "Statut à cette heure : Validée",
        f"Référence : {found.id}",
        *(structure.label for structure in found.terms.structures),
        "Services : ",
        f"/delegations/{found.id}",
        f"/recues/{found.id}",
    ):
        assert fact in text
    assert "Services : aucun" not in text


@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name not in {"validated", "proposal"}])
def test_what_is_not_in_force_is_never_said_to_open_anything(situation: str, scenes: Scenes) -> None:
    found = SITUATIONS[situation](scenes)
    page = scenes.browser(CLAIRE).get(f"/delegations/{found}/attestation")
    assert IN_FORCE not in page.text
    assert MAY not in page.text
    if page.status == 200:
        assert OPENS_NOTHING in page.text
        assert "Services :" not in page.text.replace("\u00a0", " ")
    else:
        assert situation in {"overdue", "deleted", "given_up"}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.EN_COURS, "elle attend la réponse du délégué."),
        (Status.A_VALIDER, "elle attend la validation du délégant."),
        (Status.REFUSEE, "le délégué l’a refusée."),
        (Status.NON_ABOUTIE, "elle n’a pas abouti. Cette personne exerce une activité libérale"),
    ],
)
def test_the_page_says_why_nothing_is_open(status: Status, why: str, scenes: Scenes) -> None:
    reason = Reason.NON_EXCLUSIF if status is Status.NON_ABOUTIE else None
    found = stored(scenes, scenes.validated(), status=status, reason=reason)
    assert why in attested(scenes, found.id)


def test_a_validated_delegation_opens_on_its_first_day_and_until_its_last_second(scenes: Scenes) -> None:
    scenes.validated()
    found = scenes.delegation(scenes.validated())
    validity = found.terms.validity
    before = attested(scenes, found.id)
    assert f"elle est validée, et son accès s’ouvre le {validity.start:%d/%m/%Y}." in before
    assert MAY not in before
    for moment, opens in ((validity.starts_at, True), (validity.ends_at, False)):
        scenes.world.now = moment
        text = scenes.world.signed_in(CLAIRE).get(f"/delegations/{found.id}/attestation").text
        assert (IN_FORCE in text, MAY in text) == (opens, opens)


def test_a_delegation_without_a_structure_or_a_service_opens_nothing(scenes: Scenes) -> None:
    found = scenes.delegation(scenes.validated())
    stored(scenes, found.id, terms=found.terms._replace(structures=()))
    assert "elle ne porte plus sur aucune structure." in attested(scenes, found.id)
    structures = tuple(structure._replace(categorie="", specialite="") for structure in found.terms.structures)
    stored(scenes, found.id, terms=found.terms._replace(structures=structures))
    assert "aucun service n’est ouvert à ce délégué dans ces structures." in attested(scenes, found.id)


def test_a_number_is_said_to_be_what_the_delegation_holds(scenes: Scenes) -> None:
    found = scenes.delegation(scenes.validated())
    given = Identifiers(rpps_adeli="99900001234")
    stored(scenes, found.id, delegue=found.delegue._replace(identifiers=given))
    assert "N° RPPS/ADELI inscrit dans la délégation : 99900001234" in attested(scenes, found.id)


def test_a_card_that_the_stage_asks_for_is_named(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    found = scenes.validated()
    assert "Pour ce profil" not in attested(scenes, found)
    with_settings(monkeypatch, sign_in_modes="comptable=carte")
    assert "Pour ce profil, la délégation s’ouvre par carte CPS ou CPE." in attested(scenes, found)


def test_its_window_is_titled_after_the_delegue(scenes: Scenes) -> None:
    known, unknown = scenes.validated(), scenes.invitation("zoe.inconnue@exemple.fr")
    name = scenes.delegation(known).delegue.name.full
    for found, shown in ((known, name), (unknown, "zoe.inconnue@exemple.fr")):
        page = scenes.browser(CLAIRE).get(f"/delegations/{found}/attestation")
        assert f"<title>{shown} - Attestation de délégation - amelipro</title>" in page.body
