"""Bad input in a creation and in a change: a message at the field, nothing changed, nothing lost."""

import pytest

from chalicelib.domain.periods import day_in_paris
from chalicelib.store.accounts import practice_item
from tests.browser import Browser
from tests.builders import DAY, a_practice, a_structure
from tests.integration.refused_input import (
    NEW_ADDRESS,
    delegate_as,
    error_at,
    fields_of,
    losses,
    period,
    step_2,
    unchanged,
)
from tests.integration.scenes import CLAIRE, HELENE, Scenes
from tests.integration.test_story import begin
from tests.integration.world import World

Given = dict[str, str | list[str]]


@pytest.fixture
def claire(world: World) -> Browser:
    """Return Claire's browser, signed in by card."""
    return world.signed_in(world.delegant().id)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Saisissez une adresse e-mail."),
        ("   ", "Saisissez une adresse e-mail."),
        ("\x00", "Saisissez une adresse e-mail."),
        ("zoe", "doit comporter un « @ »"),
        ("zoe@", "n’est pas valide"),
        ("@exemple.fr", "n’est pas valide"),
        ("zoe@exemple", "n’est pas valide"),
        ("zoe@exemple..fr", "n’est pas valide"),
        ("zoe nouvelle@exemple.fr", "n’est pas valide"),
        ("zoe@exemple.fr, paul@exemple.fr", "n’est pas valide"),
        ("paul@exemple.fr <zoe@exemple.fr>", "n’est pas valide"),
        ("zoé@exemple.fr", "lettre accentuée"),
        ("zoe\r\nBcc: paul@exemple.fr", "n’est pas valide"),
        ("<script>alert(1)</script>@exemple.fr", "n’est pas valide"),
        ("zoe@exem\u202eple.fr", "n’est pas valide"),
        ("😀@exemple.fr", "lettre accentuée"),
        ("z" * 300 + "@exemple.fr", "au plus 254 caractères"),
        ("z" * 10_000, "au plus 254 caractères"),
    ],
)
def test_a_malformed_address_is_reported_at_its_field(
    world: World, claire: Browser, address: str, sentence: str
) -> None:
    with unchanged(world):
        page = begin(claire, address)
    assert page.status == 400
    assert sentence in error_at(page, "adresse")
    typed = address.replace("\x00", "")
    # Browsers remove line breaks from a single-line field.
    assert "\n" in typed or not losses(page.form("/delegations/nouvelle"), {"adresse": typed})


@pytest.mark.parametrize("address", ["claire@cabinet.example", " Claire@Cabinet.EXAMPLE ", "claire@CABINET.example"])
def test_ones_own_address_is_refused_in_every_spelling(world: World, claire: Browser, address: str) -> None:
    with unchanged(world):
        page = begin(claire, address)
    assert page.status == 400
    assert error_at(page, "adresse") == "Saisissez l’adresse de votre délégué, pas la vôtre."


@pytest.mark.parametrize("typed", ["zoe@gmial.com", "ZOE@GMIAL.COM", " Zoé <Zoe@Gmial.com>; "])
def test_a_mistyped_domain_is_questioned_once(world: World, claire: Browser, typed: str) -> None:
    with unchanged(world):
        page = begin(claire, typed)
        assert "Vouliez-vous écrire zoe@gmail.com" in error_at(page, "adresse")
        page = claire.submit(page, "/delegations/nouvelle")
    assert page.form("/nouvelle/profil")
    assert "zoe@gmial.com" in page.text


def test_the_suggested_address_is_used_by_its_button(world: World, claire: Browser) -> None:
    page = begin(claire, "zoe@gmial.com")
    assert "Utiliser zoe@gmail.com" in page.text
    (suggested,) = [form.filled({}) for form in page.forms if ("adresse", "zoe@gmail.com") in form.filled({})]
    page = claire.post("/delegations/nouvelle", suggested)
    assert page.form("/nouvelle/profil")
    assert "zoe@gmail.com" in page.text


@pytest.mark.parametrize("typed", ["zoe@GMAIL.com", "zoe@hotmail.it", "zoe@yahoo.ch", "zoe@Yahoo.CO.UK"])
def test_capitals_and_national_domains_are_no_slips(world: World, claire: Browser, typed: str) -> None:
    page = begin(claire, typed)
    assert page.form("/nouvelle/profil")
    assert typed.lower() in page.text


def test_a_person_who_may_not_delegate_gets_a_message_and_learns_of_no_account(world: World, claire: Browser) -> None:
    world.delegue()
    page = claire.get("/delegations/nouvelle")
    world.person("claire", "claire@cabinet.example", world.delegant().name, practice=a_practice(liberal=False))
    with unchanged(world):
        page = claire.submit(page, "/delegations/nouvelle", adresse="paul@exemple.fr")
    assert page.status == 403
    assert "ayant au moins un cabinet libéral" in page.text
    assert "Modèle" not in page.text


@pytest.mark.parametrize(
    ("profil", "wrong", "field", "sentence"),
    [
        ("comptable", {"debut": "", "fin": ""}, "debut", "Saisissez la date de début."),
        ("comptable", {"debut": "demain"}, "debut", "La date de début n’est pas valable."),
        ("comptable", {"fin": "31/02/2026"}, "fin", "le 31/02/2026 n’existe pas."),
        ("comptable", {"fin": "01/13/2026"}, "fin", "il n’y a pas de mois 13"),
        ("comptable", {"fin": "31/12"}, "fin", "La date de fin est incomplète : ajoutez l’année"),
        ("comptable", {"fin": "<b>2026</b>"}, "fin", "La date de fin n’est pas valable."),
        ("comptable", {"debut": "31/12/9999", "fin": "31/12/9999"}, "debut", "La date de début n’est pas valable."),
        ("comptable", {"debut": "01/01/0001"}, "debut", "La date de début n’est pas valable."),
        ("comptable", {"debut": "01/03/2026"}, "debut", "La date de début ne peut pas être passée."),
        ("comptable", {"debut": "02/05/2026", "fin": "01/05/2026"}, "fin", "doit être égale ou postérieure"),
        ("comptable", {"fin": "02/03/2036"}, "fin", "La période ne peut pas dépasser 1096 jours."),
        ("comptable", {"fin": "9" * 5000}, "fin", "La date de fin n’est pas valable."),
        ("comptable", {"structures": []}, "structures", "Sélectionnez au moins une structure."),
        ("comptable", {"structures": ["cabinet-7"]}, "structures", "des structures qui sont les vôtres."),
        ("comptable", {"structures": ["cabinet-1", "cabinet-7"]}, "structures", "structures qui sont les vôtres."),
        ("comptable", {"structures": [""]}, "structures", "des structures qui sont les vôtres."),
        ("assistant_medical", {"cpe": ""}, "cpe", "Saisissez l’identifiant présent en première ligne"),
        ("assistant_medical", {"cpe": "0000000042"}, "cpe", "avec tous les caractères"),
        ("assistant_medical", {"cpe": "3750100125/" + "4" * 5000}, "cpe", "avec tous les caractères"),
        ("assistant_medical", {"cpe": "3750100125/😀"}, "cpe", "avec tous les caractères"),
        ("assistant_medical", {"toutes_structures": []}, "toutes_structures", "Cochez cette case"),
        ("remplacant", {"toutes_structures": []}, "toutes_structures", "Cochez cette case"),
        ("remplacant", {"rpps_adeli": ""}, "rpps_adeli", "Le numéro RPPS comporte 11 chiffres"),
        ("remplacant", {"rpps_adeli": "123"}, "rpps_adeli", "Le numéro RPPS comporte 11 chiffres"),
        ("remplacant", {"rpps_adeli": "١٠١٠١٠١٠١٠١"}, "rpps_adeli", "Le numéro RPPS comporte 11 chiffres"),
        ("remplacant", {"categorie": ""}, "categorie", "Sélectionnez la catégorie"),
        ("remplacant", {"specialite": ""}, "specialite", "Sélectionnez la spécialité"),
    ],
)
def test_each_error_of_the_second_step_is_reported_at_its_field(
    world: World, claire: Browser, profil: str, wrong: Given, field: str, sentence: str
) -> None:
    world.person(
        HELENE, "helene@cabinet.example", world.delegue().name, practice=a_practice(structures=(a_structure(7),))
    )
    given = fields_of(world, profil, **wrong)
    step = step_2(claire, profil)
    with unchanged(world):
        page = claire.submit(step, "/nouvelle/valider", **given)
    assert page.status == 400
    assert sentence in error_at(page, field)
    own = {name: value for name, value in given.items() if "cabinet-7" not in value and value != [""]}
    assert not losses(page.form("/nouvelle/valider"), own)
    assert "Erreur - " in page.body
    # The returned page, once corrected, does the act.
    board = claire.submit(page, "/nouvelle/valider", **fields_of(world, profil))
    assert "La délégation a bien été créée" in board.text


@pytest.mark.parametrize("profil", ["pirate", "secretaire", "", "remplacant "])
def test_an_unknown_profil_is_reported_at_its_field(world: World, claire: Browser, profil: str) -> None:
    step = step_2(claire, "comptable")
    given = fields_of(world, "comptable")
    if profil.strip() != profil:
        profil = profil + "\u202e"
    with unchanged(world):
        page = claire.submit(step, "/nouvelle/valider", **{**given, "profil": profil})
    assert page.status == 400
    assert error_at(page, "profil")
    assert not losses(page.form("/nouvelle/profil"), given)


@pytest.mark.parametrize("profil", ["remplacant", "assistant_medical"])
def test_a_profil_that_may_not_be_granted_is_refused_with_its_reason(
    world: World, claire: Browser, profil: str
) -> None:
    step = step_2(claire, profil)
    director = a_practice(liberal=False, director=True, categorie="etablissement", assistant_contract=False)
    world.person("claire", "claire@cabinet.example", world.delegant().name, practice=director)
    with unchanged(world):
        page = claire.submit(step, "/nouvelle/valider", **fields_of(world, profil))
    assert page.status == 400
    assert error_at(page, "profil") == "Ce profil est ouvert aux médecins libéraux."


def test_losing_the_right_to_delegate_is_reported_in_the_second_step(world: World, claire: Browser) -> None:
    step = step_2(claire, "comptable")
    world.person("claire", "claire@cabinet.example", world.delegant().name, practice=a_practice(liberal=False))
    with unchanged(world):
        page = claire.submit(step, "/nouvelle/valider", **fields_of(world, "comptable"))
    assert 400 <= page.status < 500
    assert "ayant au moins un cabinet libéral" in page.text


def test_an_overlapping_delegation_is_refused_and_the_typed_values_stay(world: World, claire: Browser) -> None:
    delegate_as(world, claire, "comptable")
    step = step_2(claire, "comptable")
    given = fields_of(world, "comptable", **period(world, 10, 40))
    with unchanged(world):
        page = claire.submit(step, "/nouvelle/valider", **given)
    assert page.status == 409
    assert "existe déjà sur cette période" in error_at(page, "debut")
    assert not losses(page.form("/nouvelle/valider"), given)


@pytest.mark.parametrize("spelling", ["%d%m%Y", "%d%m%y", "%d/%m/%y", "%d.%m.%Y", "%Y-%m-%d"])
def test_a_day_may_be_typed_in_any_usual_form(world: World, claire: Browser, spelling: str) -> None:
    first, last = day_in_paris(world.now), day_in_paris(world.now) + DAY
    delegate_as(world, claire, "comptable", debut=first.strftime(spelling), fin=last.strftime(spelling))
    board = claire.get("/delegations").text
    assert f"{first:%d/%m/%Y}" in board and f"{last:%d/%m/%Y}" in board


def test_the_days_of_a_form_shown_again_are_written_out(world: World, claire: Browser) -> None:
    given = {"debut": "1er janvier 2027", "fin": "10122026"}
    page = claire.submit(step_2(claire, "comptable"), "/nouvelle/valider", **fields_of(world, "comptable", **given))
    assert not losses(page.form("/nouvelle/valider"), {"debut": "01/01/2027", "fin": "10/12/2026"})


def test_a_number_and_a_card_may_be_typed_with_spaces_and_prefixes(world: World, claire: Browser) -> None:
    delegate_as(world, claire, "remplacant", rpps_adeli="8 10101 010101")
    (delegation,) = world.of_kind("delegation")
    assert claire.get(f"/delegations/{delegation['pk']['S'].split('#', 1)[1]}").text.count("10101010101") == 1


def test_an_altered_or_foreign_first_step_is_refused(world: World, claire: Browser) -> None:
    Scenes(world)
    step = step_2(claire, "comptable")
    sealed = next(control.value for control in step.form("/nouvelle/valider").fields if control.name == "etape")
    helene = world.signed_in(HELENE)
    other = step_2(helene, "comptable", "autre@exemple.fr")
    with unchanged(world):
        for etape in ("", "abc", sealed[:-1], sealed.replace(".", ""), "é" * 100):
            page = claire.submit(step, "/nouvelle/valider", **fields_of(world, "comptable", etape=etape))
            assert page.status == 400
            assert "L’adresse doit être vérifiée à nouveau." in page.text
            assert not losses(page.form("/delegations/nouvelle"), {"adresse": NEW_ADDRESS})
        page = helene.submit(other, "/nouvelle/valider", **fields_of(world, "comptable", etape=sealed))
        assert page.status in {400, 403}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"debut": "hier"}, "debut", "La date de début n’est pas valable."),
        ({"debut": "01/03/2026"}, "debut", "La date de début ne peut pas être passée."),
        ({"fin": "01/03/2026"}, "fin", "doit être égale ou postérieure"),
        ({"fin": "31/12/9999"}, "fin", "La date de fin n’est pas valable."),
        ({"fin": "31/12/2999"}, "fin", "La période ne peut pas dépasser 1096 jours."),
        ({"structures": []}, "structures", "Sélectionnez au moins une structure."),
        ({"structures": ["cabinet-7"]}, "structures", "structures qui sont les vôtres."),
        ({}, "debut", "Modifiez la période ou les structures."),
    ],
)
@pytest.mark.parametrize("situation", ["invitation", "validated"])
def test_each_error_of_a_change_is_reported_at_its_field(
    world: World, situation: str, wrong: Given, field: str, sentence: str
) -> None:
    scenes = Scenes(world)
    found = getattr(scenes, situation)()
    claire = world.signed_in("claire")
    action = f"/delegations/{found}/modifier"
    step = claire.get(action)
    with unchanged(world):
        page = claire.submit(step, action, **wrong)
    assert page.status == 400
    assert sentence in error_at(page, field)
    assert not losses(page.form(action), {name: value for name, value in wrong.items() if "cabinet-7" not in value})


def test_an_overlapping_change_is_refused_and_the_typed_values_stay(world: World) -> None:
    scenes = Scenes(world)
    first, second = scenes.demand(), scenes.demand()
    claire = world.signed_in("claire")
    action = f"/delegations/{first}/modifier"
    last = f"{scenes.delegation(second).terms.validity.start:%d/%m/%Y}"
    step = claire.get(action)
    with unchanged(world):
        page = claire.submit(step, action, fin=last)
    assert page.status == 400
    assert "existe déjà sur cette période" in error_at(page, "debut")
    assert not losses(page.form(action), {"fin": last})


def test_a_delegant_without_places_gets_a_message_when_he_changes_a_profil_for_all_structures(
    world: World, claire: Browser
) -> None:
    delegate_as(world, claire, "remplacant")
    (delegation,) = world.of_kind("delegation")
    action = f"/delegations/{delegation['pk']['S'].split('#', 1)[1]}/modifier"
    practice_item(CLAIRE, a_practice(structures=())).save()
    step = claire.get(action)
    with unchanged(world):
        page = claire.submit(step, action, **period(world, last=20), toutes_structures="oui")
    assert page.status == 400
    assert "Aucune structure n’est rattachée" in error_at(page, "toutes_structures")
