"""Prepares the platform of the browser tests: the delegations that the pages show, and every mail."""

from datetime import timedelta

from tests.browser import Browser
from tests.end_to_end.browser.stage import SECONDS_TO_ARRIVE, SOLENE, VICTOR, Stage
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
from tests.end_to_end.mailbox import Received
from tests.end_to_end.people import PASSWORD, Delegant, World, accepts, decides, opens_account

NORA, ALEXANDRE, EVE = "899900001050", "899900001076", "899900001092"
"""A salaried practitioner, who may not delegate; somebody with a card and no account yet; a liberal practitioner who
is no doctor, to whom no profil is open."""

JEANNE, MAYA = "899900001159", "899900001126"
"""Two with a card, and an account from an invitation before they used it."""


def prepare(stage: Stage) -> None:
    """Play the stories behind the pages and send every mail: first those in which time passes, then the rest."""
    _play_the_past(stage)
    _sign_in_everybody(stage)
    for play in (
        _invitations,
        _answers,
        _to_answer,
        _changes,
        _a_year,
        _accepted_unseen,
        _dead_links,
        _account_links,
        _cards_of_people_known_before,
        _a_whole_life,
    ):
        play(stage)


def _play_the_past(stage: Stage) -> None:
    """Play an account that nobody uses, an ended delegation, and the reminder and purge of those left alone."""
    world = stage.world
    world.delegue(BRUNO)
    world.platform.advance(170)
    world.delegue(BRUNO)
    today = world.platform.today()
    luc = world.delegant(LUC)
    over = comptable(LUC, BRUNO, today, days=2)
    accepts(world, luc.asks(over))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, over)
    invited, asked, opened = (
        comptable(LUC, address, today) for address in ("sans.reponse@essai.example", LINA, "sans.suite@essai.example")
    )
    stage.places["expired"] = luc.invites(invited).link("Je crée un compte amelipro")
    luc.asks(asked)
    opens_account(world, luc.invites(opened), opened)
    world.platform.advance(24)
    for mail, about in (
        (Mail.RAPPEL_INVITATION, invited),
        (Mail.RAPPEL_DEMANDE, asked),
        (Mail.RAPPEL_DELEGANT, opened),
    ):
        world.mailbox.read(mail, about)
    world.platform.advance(7)
    world.mailbox.read(Mail.PURGE_DELEGUE, opened)
    luc.sign_in()
    stage.places["terminee"] = _place(luc, over)


def _sign_in_everybody(stage: Stage) -> None:
    world = stage.world
    for name, card in (("claire", CLAIRE), ("paul", PAUL), ("ines", INES), ("luc", LUC), ("hugo", HUGO)):
        stage.signed_in[name] = world.delegant(card).browser
    for name, national_id, means in (
        ("nora", NORA, "CARD"),
        ("alexandre", ALEXANDRE, "CARD"),
        ("eve", EVE, "CARD"),
        ("victor", VICTOR, "CARD"),
        ("solene", SOLENE, "CARD"),
        ("without_card", PAUL.national_id, "MOBILE"),
    ):
        stage.signed_in[name] = _by_card(stage, national_id, means)
    for name, address in (("bruno", BRUNO), ("lina", LINA)):
        stage.signed_in[name] = world.delegue(address).browser


def _by_card(stage: Stage, national_id: str, means: str) -> Browser:
    browser = stage.world.platform.browser()
    choice = browser.get(browser.get("/connexion").link("Vous connecter par carte CPS"))
    browser.submit(choice, "", personne=national_id, moyen=means)
    return browser


def _place(delegant: Delegant, about: Delegation) -> str:
    """Return the path of a delegation, below the service's."""
    return _below(delegant.open(about, "détail de la délégation").url)


def _below(url: str) -> str:
    return url.partition("/api")[2]


def _invitations(stage: Stage) -> None:
    """Play delegations that wait for a person without an account, or for the délégant."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    claire, ines = world.delegant(CLAIRE), world.delegant(INES)
    asked = remplacant(CLAIRE, "zoe@essai.example", today, "99900007777")
    invitation = claire.invites(asked)
    places["en_cours"] = _place(claire, asked)
    places["compte_remplacant"] = invitation.link("Je crée un compte amelipro")
    places["par_carte"] = places["compte_remplacant"].replace("/lien/c/", "/invitation-par-carte/")
    places["deja_un_compte"] = invitation.link("J’ai déjà un compte amelipro")
    places["inconnu"] = invitation.link("cliquant ici")
    asked = assistant_medical(INES, "assistante@essai.example", today, "3440100125/0000000077")
    places["compte_assistant"] = ines.invites(asked).link("Je crée un compte amelipro")
    asked = remplacant(CLAIRE, "zoe.corrige@essai.example", today, "99900007777")
    confirmation = opens_account(world, claire.invites(asked), asked, rpps_adeli="99900008888")
    places["a_valider"], places["retirer"] = _place(claire, asked), confirmation.link("Je retire mon acceptation")
    lost = comptable(CLAIRE, "introuvable@essai.example", today)
    claire.step_2(claire.step_1(lost.address), lost)
    until(lambda: "adresse introuvable" in claire.status(lost), SECONDS_TO_ARRIVE, "the mail came through")
    places["introuvable"] = _place(claire, lost)
    for name in ("camille", "claude", "dominique", "morgan", "sacha"):
        address = f"{name}@essai.example"
        claire.step_2(claire.step_1(address), comptable(CLAIRE, address, today))


def _answers(stage: Stage) -> None:
    """Play demands to délégués with an account, answered and unanswered."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    claire, ines = world.delegant(CLAIRE), world.delegant(INES)
    refused = comptable(CLAIRE, LINA, today)
    decides(world, claire.asks(refused).link("Je refuse la délégation"))
    places["refusee"] = _place(claire, refused)
    other = comptable(CLAIRE, "autre@essai.example", today)
    decides(world, claire.invites(other).link("J’ai déjà un compte amelipro"))
    places["non_aboutie"] = _place(claire, other)
    waiting = comptable(INES, BRUNO, today)
    demand = ines.asks(waiting)
    places["accepter"] = demand.link("J’accepte la délégation")
    places["refuser"] = demand.link("Je refuse la délégation")
    places["inconnu_connu"] = demand.link("cliquant ici")
    places["recue_en_cours"] = _below(world.delegue(BRUNO).open(waiting).url)


def _to_answer(stage: Stage) -> None:
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


def _changes(stage: Stage) -> None:
    """Play a validated delegation with a proposal, and another one without."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    for card, name in ((CLAIRE, "proposee"), (PAUL, "validee")):
        delegant, asked = world.delegant(card), comptable(card, BRUNO, today)
        demand = delegant.asks(asked)
        accepts(world, demand)
        world.mailbox.read(Mail.ACCEPTATION_VALIDEE, asked)
        places[name] = _place(delegant, asked)
        places[f"recue_{name}"] = _below(world.delegue(BRUNO).open(asked).url)
        places[f"recue_{name}_id"] = places[f"recue_{name}"].rpartition("/")[2]
        places["used"] = demand.link("J’accepte la délégation")
        if name == "proposee":
            longer = asked.ending(asked.fin + timedelta(days=30))
            delegant.changes(asked, longer)
            proposal = world.mailbox.read(Mail.PROPOSITION_DELEGUE, longer)
            places["accepter_modification"] = proposal.link("J’accepte la modification")
            places["refuser_modification"] = proposal.link("Je refuse la modification")


def _a_year(stage: Stage) -> None:
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


def _accepted_unseen(stage: Stage) -> None:
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
    stage.places["recue_a_valider"] = _below(noa.open(second).url)


def _dead_links(stage: Stage) -> None:
    """Play replaced links, and links of gone delegations."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    paul, ines = world.delegant(PAUL), world.delegant(INES)
    asked = comptable(INES, "remplace@essai.example", today)
    places["outdated"] = ines.invites(asked).link("Je crée un compte amelipro")
    ines.resends(asked)
    asked = comptable(PAUL, "egare@essai.example", today)
    again = paul.invites(asked)
    places["forged"] = again.link("Je crée un compte amelipro")[:-3] + "xyz"
    places["other_purpose"] = again.link("Je crée un compte amelipro").replace("/lien/c/", "/lien/t/")
    paul.deletes(asked)
    places["deleted"] = again.link("Je crée un compte amelipro")
    asked = comptable(PAUL, "retire@essai.example", today)
    confirmation = opens_account(world, paul.invites(asked), asked)
    places["withdrawn"] = confirmation.link("Je retire mon acceptation")
    decides(world, places["withdrawn"])


def _account_links(stage: Stage) -> None:
    """Play links about accounts: another password, another address, a join."""
    visitor = stage.world.platform.browser()
    visitor.submit(visitor.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=LINA)
    stage.places["nouveau_mot_de_passe"] = stage.next_link(LINA, "nouveau-mot-de-passe")
    bruno, address = stage.signed_in["bruno"], "bruno@nouvelle.example"
    bruno.submit(bruno.get("/compte/e-mail"), "/compte/e-mail", adresse=address)
    stage.places["confirmer_adresse"] = stage.next_link(address, "confirmer-adresse")
    stage.places["pas_moi"] = stage.next_link(BRUNO, "ce-n-est-pas-moi")
    stage.places["connexion_inconnue"] = stage.next_link(BRUNO, "connexion-inconnue")
    victor = _by_card(stage, VICTOR, "CARD")
    victor.submit(victor.get("/compte/rattacher"), "/compte/rattacher/lien", adresse=BRUNO)
    stage.places["rattacher"] = stage.next_link(BRUNO, "rattacher-compte")


def _cards_of_people_known_before(stage: Stage) -> None:
    """Play two first card sign-ins of people with an account: one proves it, the other's number was only typed."""
    world, today = stage.world, stage.world.platform.today()
    hugo, claire, address = world.delegant(HUGO), world.delegant(CLAIRE), "jeanne@essai.example"
    asked = comptable(HUGO, address, today)
    opens_account(world, hugo.invites(asked), asked)
    hugo.validates(asked)
    jeanne = _by_card(stage, JEANNE, "CARD")
    jeanne.submit(jeanne.get("/compte/rattacher"), "/compte/rattacher", adresse=address, mot_de_passe=PASSWORD)
    asked = remplacant(CLAIRE, "numero@essai.example", today, MAYA[1:])
    opens_account(world, claire.invites(asked), asked, rpps_adeli=MAYA[1:], numero_vu=MAYA[1:])
    claire.validates(asked)
    _by_card(stage, MAYA, "CARD")
    _wait_for("viennent d’être réunis", world)
    _wait_for("Il est donc retiré de la délégation", world)


def _wait_for(text: str, world: World) -> None:
    """Wait for a mail with this text, across line ends."""
    until(lambda: [one for one in world.mailbox.all() if text in " ".join(one.text.split())], SECONDS_TO_ARRIVE, text)


def _a_whole_life(stage: Stage) -> None:
    """Play a life for its mails: validation, change, new address, new password, giving up."""
    world, today, address = stage.world, stage.world.platform.today(), "eli@essai.example"
    hugo, asked = world.delegant(HUGO), comptable(HUGO, address, today)
    decides(world, hugo.invites(comptable(HUGO, "erreur@essai.example", today)).link("cliquant ici"))
    opens_account(world, hugo.invites(asked), asked)
    hugo.validates(asked)
    longer, longest, shorter = (asked.ending(asked.fin + timedelta(days=days)) for days in (30, 60, 10))
    hugo.changes(asked, longer)
    decides(world, _proposal(stage, longer).link("J’accepte la modification"), compris="oui")
    world.mailbox.read(Mail.PROPOSITION_ACCEPTEE, longer)
    hugo.changes(longer, longest)
    decides(world, _proposal(stage, longest).link("Je refuse la modification"))
    world.mailbox.read(Mail.PROPOSITION_REFUSEE, longer)
    hugo.changes(longer, shorter)
    eli = world.delegue(address, PASSWORD)
    eli.gives_up(shorter)
    eli.browser.submit(
        eli.browser.get("/compte/mot-de-passe"),
        "/compte/mot-de-passe",
        actuel=PASSWORD, mot_de_passe="Jardin-Fane-28", confirmation="Jardin-Fane-28",
    )  # fmt: skip
    eli.browser.submit(eli.browser.get("/compte/e-mail"), "/compte/e-mail", adresse="eli@nouvelle.example")
    decides(world, stage.next_link("eli@nouvelle.example", "confirmer-adresse"))
    sent = "the mail about the new address never came"
    until(lambda: [one for one in world.mailbox.all() if "Les prochains e-mails" in one.text], SECONDS_TO_ARRIVE, sent)


def _proposal(stage: Stage, about: Delegation) -> Received:
    return stage.world.mailbox.read(Mail.PROPOSITION_DELEGUE, about)
