"""Changes: other terms before the answer, narrower ones, wider ones, a mail sent again (specification §3)."""

from datetime import timedelta

from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, CLAIRE, HUGO, INES, LINA, LUC, PAUL, Delegation, comptable
from tests.end_to_end.people import Delegant, World, accepts, decides, is_dead, opens_account

CHANGED = "La délégation a bien été mise à jour."
PROPOSED = "Ce qui élargit la délégation prendra effet une fois accepté par votre délégué."


def accepted(world: World, delegant: Delegant, address: str, days: int) -> Delegation:
    """Play a validated delegation, far enough in the future to overlap no other story."""
    asked = comptable(delegant.card, address, world.platform.today() + timedelta(days=days), days=30)
    page = accepts(world, delegant.asks(asked))
    assert "dès le premier jour de validité" in page.text
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
    assert delegant.status(asked) == f"Validée Accès ouvert à partir du {asked.debut:%d/%m/%Y}"
    return asked


def test_terms_changed_before_the_answer_replace_the_demand(world: World) -> None:
    claire = world.delegant(CLAIRE)
    before = comptable(CLAIRE, "change@essai.example", world.platform.today())
    first = claire.invites(before)

    after = before.ending(before.fin + timedelta(days=10)).at("R99900000102", "R99900000103")
    assert CHANGED in claire.changes(before, after).text
    world.mailbox.read(Mail.MISE_A_JOUR_DELEGANT, after)
    second = world.mailbox.read(Mail.INVITATION, after)

    is_dead(world, first, 409, "Lien remplacé")
    opens_account(world, second, after)
    assert claire.status(after) == "Valider À valider"


def test_narrower_terms_take_effect_at_once(world: World) -> None:
    ines = world.delegant(INES)
    both = [structure_id for structure_id, _ in INES.structures]
    before = comptable(INES, BRUNO, world.platform.today()).at(*both)
    accepts(world, ines.asks(before))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, before)

    after = before.ending(before.fin - timedelta(days=10)).at(both[1])
    assert CHANGED in ines.changes(before, after).text
    world.mailbox.read(Mail.MISE_A_JOUR_DELEGANT, after)
    world.mailbox.read(Mail.MISE_A_JOUR_DELEGUE, after)

    assert ines.status(after) == "Validée"
    page = world.delegue(BRUNO).open(after)
    assert after.structure_labels[0].partition(",")[0] in page.text
    assert before.structure_labels[0].partition(",")[0] not in page.text


def test_accepted_wider_terms_take_effect(world: World) -> None:
    hugo = world.delegant(HUGO)
    before = accepted(world, hugo, BRUNO, days=100)
    after = before.ending(before.fin + timedelta(days=30))
    assert PROPOSED in hugo.changes(before, after).text
    world.mailbox.read(Mail.PROPOSITION_DELEGANT, after)
    proposal = world.mailbox.read(Mail.PROPOSITION_DELEGUE, after)
    assert "modification en attente d’acceptation" in hugo.row(before).cells[6]

    page = decides(world, proposal.link("J’accepte la modification"), compris="oui")
    assert "La modification a bien été acceptée." in page.text
    world.mailbox.read(Mail.PROPOSITION_ACCEPTEE, after)
    assert hugo.status(after).startswith("Validée Accès ouvert à partir du")
    is_dead(world, proposal, 409, "Demande déjà traitée")


def test_refused_wider_terms_leave_the_present_ones(world: World) -> None:
    luc = world.delegant(LUC)
    before = accepted(world, luc, BRUNO, days=100)
    after = before.ending(before.fin + timedelta(days=30))
    assert PROPOSED in luc.changes(before, after).text
    world.mailbox.read(Mail.PROPOSITION_DELEGANT, after)
    proposal = world.mailbox.read(Mail.PROPOSITION_DELEGUE, after)

    page = world.follow(proposal.link("Je refuse la modification"))
    assert "La demande s’arrêtera là." not in page.text
    page = decides(world, proposal.link("Je refuse la modification"))
    assert "La modification a bien été refusée : la délégation reste inchangée." in page.text
    world.mailbox.read(Mail.PROPOSITION_REFUSEE, before)
    assert luc.status(before).startswith("Validée Accès ouvert à partir du")
    is_dead(world, proposal, 409, "Demande déjà traitée")


def test_wider_terms_are_answered_in_the_space_too(world: World) -> None:
    paul = world.delegant(PAUL)
    before = accepted(world, paul, LINA, days=100)
    refused, wanted = (before.ending(before.fin + timedelta(days=days)) for days in (30, 20))
    lina = world.delegue(LINA)

    assert PROPOSED in paul.changes(before, refused).text
    world.mailbox.read(Mail.PROPOSITION_DELEGANT, refused)
    world.mailbox.read(Mail.PROPOSITION_DELEGUE, refused)
    assert "votre réponse est attendue" in lina.status(before)
    assert "La modification a bien été refusée" in lina.answers(before, "refuser").text
    world.mailbox.read(Mail.PROPOSITION_REFUSEE, before)

    assert PROPOSED in paul.changes(before, wanted).text
    world.mailbox.read(Mail.PROPOSITION_DELEGANT, wanted)
    world.mailbox.read(Mail.PROPOSITION_DELEGUE, wanted)
    assert "La modification a bien été acceptée." in lina.answers(before, "accepter", compris="oui").text
    world.mailbox.read(Mail.PROPOSITION_ACCEPTEE, wanted)
    assert lina.status(wanted).startswith("Validée")


def test_a_delegue_asks_for_more_time_and_has_it_by_one_answer(world: World) -> None:
    hugo, lina = world.delegant(HUGO), world.delegue(LINA)
    before = comptable(HUGO, LINA, world.platform.today(), days=30)
    accepts(world, hugo.asks(before))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, before)
    wanted = before.fin + timedelta(days=31)

    lina.asks_longer(before, wanted)
    world.mailbox.read(Mail.DEMANDE_PROLONGATION, before)
    assert "La prolongation a bien été refusée" in hugo.answers_request(before, "refuser").text
    world.mailbox.read(Mail.PROLONGATION_REFUSEE, before)

    lina.asks_longer(before, wanted)
    world.mailbox.read(Mail.DEMANDE_PROLONGATION, before)
    assert "La prolongation a bien été accordée." in hugo.answers_request(before, "valider").text
    after = before.ending(wanted)
    world.mailbox.read(Mail.PROLONGATION_ACCORDEE, after)
    assert (hugo.status(after), lina.status(after)) == ("Validée", "Validée")
    hugo.deletes(after)
    world.mailbox.read(Mail.SUPPRESSION_DELEGUE, after)


def test_an_invitation_sent_again_replaces_the_first(world: World) -> None:
    luc = world.delegant(LUC)
    asked = comptable(LUC, "egare@essai.example", world.platform.today())
    first = luc.invites(asked)
    luc.resends(asked)
    second = world.mailbox.read(Mail.INVITATION, asked)

    is_dead(world, first, 409, "Lien remplacé")
    opens_account(world, second, asked)
    assert luc.status(asked) == "Valider À valider"
