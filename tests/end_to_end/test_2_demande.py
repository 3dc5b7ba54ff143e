"""The address of an account: « Vérification de compte », then the answers (user guide 1.2, 3)."""

from datetime import timedelta

from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import (
    AGATHE,
    BRUNO,
    CLAIRE,
    HUGO,
    INES,
    LINA,
    LUC,
    PAUL,
    SAMPLE_PASSWORD,
    assistant_medical,
    comptable,
)
from tests.end_to_end.people import NOT_YET, World, accepts, decides, is_dead, sign_in


def test_the_dialog_names_the_account_and_the_demand_is_accepted_with_its_box_ticked(world: World) -> None:
    claire = world.delegant(CLAIRE)
    dialog = claire.step_1(" Bruno.Comptable@GESTION.example ")
    assert "Vérification de compte" in dialog.text
    assert "Cet utilisateur correspond-il à votre délégué ?" in dialog.text
    assert all(fact in dialog.text for fact in ("Bruno", "COMPTABLE", BRUNO))
    assert "Non, je vérifie la saisie" in dialog.text

    first, second, *_ = [structure_id for structure_id, _ in CLAIRE.structures]
    asked = comptable(CLAIRE, BRUNO, world.platform.today()).at(first, second)
    demand = claire.asks(asked)

    page = decides(world, demand.link("J’accepte la délégation"))
    assert page.status == 400
    assert "Cochez cette case pour accepter la délégation." in page.text
    assert claire.status(asked) == "En cours"

    page = accepts(world, demand)
    assert "Dès maintenant, vous pouvez accéder aux services d’amelipro" in page.text
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
    assert claire.status(asked) == "Validée"
    is_dead(world, demand, 409, "Demande déjà traitée")

    bruno = world.delegue(BRUNO)
    assert bruno.status(asked) == "Validée"
    services = bruno.open(asked).text.partition("Services ouverts pour le compte de")[2]
    assert "Tous mes paiements" in services
    assert "Prescription de transport" not in services


def test_a_refused_demand_is_repeated_with_its_fields_filled_in(world: World) -> None:
    paul = world.delegant(PAUL)
    asked = comptable(PAUL, BRUNO, world.platform.today())
    demand = paul.asks(asked)

    page = decides(world, demand.link("Je refuse la délégation"))
    assert "La délégation a bien été refusée." in page.text
    assert "Un mail d’information sur votre refus a été envoyé à votre délégant." in page.text
    world.mailbox.read(Mail.REFUS, asked)
    assert paul.status(asked) == "Refusée"
    is_dead(world, demand, 409, "Demande déjà traitée")

    step_1 = paul.open(asked, "Refaire une demande")
    assert ("adresse", BRUNO) in step_1.form("/nouvelle").filled({})
    dialog = paul.browser.submit(step_1, "/nouvelle")
    assert "Vérification de compte" in dialog.text
    step_2 = paul.browser.submit(dialog, "/nouvelle/profil")
    filled = step_2.form("/nouvelle/valider").filled({})
    assert ("profil", "comptable") in filled
    assert ("structures", asked.structures[0]) in filled
    assert ("debut", "") in filled

    again = asked.ending(asked.fin + timedelta(days=1))
    period = {"debut": again.debut.isoformat(), "fin": again.fin.isoformat()}
    board = paul.browser.submit(step_2, "/nouvelle/valider", **period)
    assert "La délégation a bien été créée" in board.text
    world.mailbox.read(Mail.CREATION_DELEGANT, again)
    world.mailbox.read(Mail.DEMANDE, again)
    assert paul.status(again) == "En cours"


def test_a_person_with_an_account_disowns_the_practitioner(world: World) -> None:
    luc = world.delegant(LUC)
    asked = comptable(LUC, BRUNO, world.platform.today())
    demand = luc.asks(asked)

    page = decides(world, demand.link("cliquant ici"))
    assert "Merci, votre demande a bien été prise en compte." in page.text
    assert "Veuillez ne pas procéder à la création de compte." not in page.text
    world.mailbox.read(Mail.ABANDON, asked)
    assert luc.status(asked).startswith("Non aboutie")
    is_dead(world, demand, 409, "Demande déjà traitée")


def test_an_assistante_medicale_accepts_in_her_space_then_gives_up(world: World) -> None:
    ines = world.delegant(INES)
    asked = assistant_medical(INES, LINA, world.platform.today(), "3750100125/0000000042")
    demand = ines.asks(asked)

    lina = world.delegue(LINA)
    assert "souhaite vous attribuer une délégation (Assistant médical)" in lina.events()
    assert lina.status(asked) == "En cours votre réponse est attendue"
    assert "Cochez cette case" in lina.answers(asked, "accepter").text
    assert "La délégation a bien été acceptée." in lina.answers(asked, "accepter", compris="oui").text
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
    assert lina.status(asked) == "Validée"
    is_dead(world, demand, 409, "Demande déjà traitée")

    page = lina.gives_up(asked)
    assert "Vous avez renoncé à la délégation" in page.text
    assert lina.rows(asked) == []
    world.mailbox.read(Mail.RENONCIATION_DELEGANT, asked)
    world.mailbox.read(Mail.RENONCIATION_DELEGUE, asked)
    assert ines.rows(asked) == []
    assert "a renoncé à la délégation" in ines.events()
    is_dead(world, demand, 410, "Délégation retirée")


def test_an_account_a_activer_accepts_and_is_activated_by_the_validation(world: World) -> None:
    hugo = world.delegant(HUGO)
    asked = comptable(HUGO, AGATHE, world.platform.today())
    demand = hugo.asks(asked)

    assert "une fois validée par le professionnel de santé" in accepts(world, demand).text
    world.mailbox.read(Mail.ACCEPTATION_A_VALIDER, asked)
    world.mailbox.read(Mail.ACCEPTATION_DELEGUE, asked)
    assert hugo.status(asked) == "Valider À valider"
    assert NOT_YET in sign_in(world.platform.browser(), AGATHE, SAMPLE_PASSWORD).text

    hugo.validates(asked)
    assert world.delegue(AGATHE).status(asked) == "Validée"
