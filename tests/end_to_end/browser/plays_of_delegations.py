"""Stories of delegations: waiting, answered, changed, and a year of them."""

from datetime import timedelta

from tests.end_to_end.browser.places import below, place
from tests.end_to_end.browser.stage import SECONDS_TO_ARRIVE, Stage
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import (
    BRUNO,
    CLAIRE,
    HUGO,
    INES,
    LINA,
    LUC,
    PAUL,
    Delegation,
    assistant_medical,
    comptable,
    remplacant,
)
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import PASSWORD, Delegant, Delegue, accepts, decides, opens_account


def invitations(stage: Stage) -> None:
    """Play delegations that wait for a person without an account, or for the délégant."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    claire, ines = world.delegant(CLAIRE), world.delegant(INES)
    asked = remplacant(CLAIRE, "zoe@essai.example", today, "99900007777")
    invitation = claire.invites(asked)
    places["en_cours"] = place(claire, asked)
    places["compte_remplacant"] = invitation.link("Je crée un compte amelipro")
    places["par_carte"] = places["compte_remplacant"].replace("/lien/c/", "/invitation-par-carte/")
    places["deja_un_compte"] = invitation.link("J’ai déjà un compte amelipro")
    places["inconnu"] = invitation.link("cliquant ici")
    asked = assistant_medical(INES, "assistante@essai.example", today, "3440100125/0000000077")
    places["compte_assistant"] = ines.invites(asked).link("Je crée un compte amelipro")
    asked = remplacant(CLAIRE, "zoe.corrige@essai.example", today, "99900007777")
    confirmation = opens_account(world, claire.invites(asked), asked, rpps_adeli="99900008888")
    places["a_valider"], places["retirer"] = place(claire, asked), confirmation.link("Je retire mon acceptation")
    lost = comptable(CLAIRE, "introuvable@essai.example", today)
    claire.step_2(claire.step_1(lost.address), lost)
    until(lambda: "adresse introuvable" in claire.status(lost), SECONDS_TO_ARRIVE, "the mail came through")
    places["introuvable"] = place(claire, lost)
    for name in ("camille", "claude", "dominique", "morgan", "sacha"):
        address = f"{name}@essai.example"
        claire.step_2(claire.step_1(address), comptable(CLAIRE, address, today))


def answers(stage: Stage) -> None:
    """Play demands to délégués with an account, answered and unanswered."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    claire, ines = world.delegant(CLAIRE), world.delegant(INES)
    refused = comptable(CLAIRE, LINA, today)
    decides(world, claire.asks(refused).link("Je refuse la délégation"))
    places["refusee"] = place(claire, refused)
    other = comptable(CLAIRE, "autre@essai.example", today)
    decides(world, claire.invites(other).link("J’ai déjà un compte amelipro"))
    places["non_aboutie"] = place(claire, other)
    waiting = comptable(INES, BRUNO, today)
    demand = ines.asks(waiting)
    places["accepter"] = demand.link("J’accepte la délégation")
    places["refuser"] = demand.link("Je refuse la délégation")
    places["inconnu_connu"] = demand.link("cliquant ici")
    places["recue_en_cours"] = below(world.delegue(BRUNO).open(waiting).url)


def to_answer(stage: Stage) -> None:
    """Play demands and invitations for the pages to answer, each by a link of its own."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    hugo = world.delegant(HUGO)
    for card, name, label in (
        (HUGO, "to_accept", "J’accepte la délégation"),
        (PAUL, "to_refuse", "Je refuse la délégation"),
        (INES, "to_disown", "cliquant ici"),
    ):
        places[name] = world.delegant(card).asks(comptable(card, LINA, today, days=9)).link(label)
    for name, label in (("to_open", "Je crée un compte amelipro"), ("to_end", "J’ai déjà un compte amelipro")):
        places[name] = hugo.invites(comptable(HUGO, f"{name}@essai.example", today)).link(label)


def changes(stage: Stage) -> None:
    """Play a validated delegation with a proposal, and another one without."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    for card, name in ((CLAIRE, "proposee"), (PAUL, "validee")):
        delegant, asked = world.delegant(card), comptable(card, BRUNO, today)
        demand = delegant.asks(asked)
        accepts(world, demand)
        world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
        places[name] = place(delegant, asked)
        places[f"recue_{name}"] = below(world.delegue(BRUNO).open(asked).url)
        places[f"recue_{name}_id"] = places[f"recue_{name}"].rpartition("/")[2]
        places["used"] = demand.link("J’accepte la délégation")
        if name == "proposee":
            longer = asked.ending(asked.fin + timedelta(days=30))
            delegant.changes(asked, longer)
            proposal = world.mailbox.read(Mail.PROPOSITION_DELEGUE, longer)
            places["accepter_modification"] = proposal.link("J’accepte la modification")
            places["refuser_modification"] = proposal.link("Je refuse la modification")


def a_year(stage: Stage) -> None:
    """Play a year of Luc's: two remplaçants leave a gap, which a demand may fill; a comptable follows another."""
    world, today = stage.world, stage.world.platform.today()
    luc = world.delegant(LUC)
    for address, nom, prenom, rpps, first in (
        ("anne.legoff@essai.example", "Le Goff", "Anne", "99900007701", 10),
        ("sarah.benali@essai.example", "Benali", "Sarah", "99900007702", 45),
    ):
        asked = remplacant(LUC, address, today + timedelta(days=first), rpps)
        opens_account(world, luc.invites(asked), asked, nom=nom, prenom=prenom, rpps_adeli=rpps)
        luc.validates(asked)
    luc.invites(remplacant(LUC, "camille.dupont@essai.example", today + timedelta(days=28), "99900007703"))
    luc.invites(remplacant(LUC, "morgane.petit@essai.example", today + timedelta(days=120), "99900007704"))
    for address, first, days in ((BRUNO, 0, 200), (LINA, 201, 120)):
        accepts(world, luc.asks(comptable(LUC, address, today + timedelta(days=first), days)))


def accepted_unseen(stage: Stage) -> None:
    """Let a person with a new active account accept an invitation made while his address was unknown."""
    world, today, address = stage.world, stage.world.platform.today(), "noa@essai.example"
    hugo, paul = world.delegant(HUGO), world.delegant(PAUL)
    first, second = comptable(HUGO, address, today), comptable(PAUL, address, today)
    invitation = hugo.invites(first)
    paul.invites(second)
    opens_account(world, invitation, first)
    hugo.validates(first)
    noa = world.delegue(address, PASSWORD)
    noa.answers(second, "accepter", compris="oui")
    world.mailbox.read(Mail.ACCEPTATION_A_VALIDER, second)
    world.mailbox.read(Mail.ACCEPTATION_DELEGUE, second)
    stage.signed_in["noa"] = noa.browser
    stage.places["recue_a_valider"] = below(noa.open(second).url)
    _asks_for_more_time(stage, hugo, noa, first)


def _asks_for_more_time(stage: Stage, delegant: Delegant, delegue: Delegue, asked: Delegation) -> None:
    """Let a délégué ask three times for more time: declined, granted, and waiting."""
    longer = asked.ending(asked.fin + timedelta(days=1))
    for answer, mail, after in (
        ("refuser", Mail.PROLONGATION_REFUSEE, asked),
        ("valider", Mail.PROLONGATION_ACCORDEE, longer),
    ):
        delegue.asks_longer(asked, longer.fin)
        stage.world.mailbox.read(Mail.DEMANDE_PROLONGATION, asked)
        delegant.answers_request(asked, answer)
        stage.world.mailbox.read(mail, after)
    delegue.asks_longer(longer, longer.fin + timedelta(days=31))
    stage.world.mailbox.read(Mail.DEMANDE_PROLONGATION, longer)
    stage.places["prolongation_demandee"] = place(delegant, longer)
    stage.places["recue_prolongation"] = below(delegue.open(longer).url)
