"""The platform of the browser tests: who is signed in there, and what has happened before the first page is opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from urllib.parse import urljoin

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext

from tests.browser import Browser
from tests.end_to_end.browser.inspection import HEIGHT, WIDE, Watch
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import (
    BRUNO,
    CLAIRE,
    HUGO,
    INES,
    LINA,
    LUC,
    PAUL,
    Card,
    Delegation,
    assistant_medical,
    comptable,
    remplacant,
)
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import Delegant, World, accepts, decides, opens_account

SECONDS_TO_ARRIVE = 20
TIMEOUT = 10_000

NORA, ALEXANDRE, EVE = "899900001050", "899900001076", "899900001092"
"""A salaried practitioner, who may not delegate; somebody with a card and no account yet; a liberal practitioner who
is no doctor, to whom no profil is open."""

NOBODY = "nobody"


@dataclass
class Stage:
    """The platform with its people, and a tab for each of them."""

    world: World
    chromium: Chromium
    places: dict[str, str] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    """The pages looked at so far, by name."""

    signed_in: dict[str, Browser] = field(default_factory=dict)
    _tabs: dict[str, Watch] = field(default_factory=dict)
    _days: Iterator[int] = field(default_factory=lambda: count(30, 20))

    @property
    def url(self) -> str:
        """Where the service is."""
        return self.world.platform.url

    def context(self, width: int = WIDE, *, script: bool = True) -> BrowserContext:
        """A browser window in which nobody is signed in."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="fr-FR", java_script_enabled=script
        )
        context.set_default_timeout(TIMEOUT)
        return context

    def enter(self, context: BrowserContext, browser: Browser) -> None:
        """Sign in in a window as in a browser without a screen."""
        for name, value in browser.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def tab(self, who: str) -> Watch:
        """The tab of somebody, opened once."""
        if who not in self._tabs:
            context = self.context()
            if who != NOBODY:
                self.enter(context, self.signed_in[who])
            self._tabs[who] = Watch(context.new_page())
        return self._tabs[who]

    def fresh(self, card: Card, address: str) -> Delegation:
        """A delegation to somebody, at a time when he has no other."""
        start = self.world.platform.today() + timedelta(days=next(self._days))
        return comptable(card, address, start, days=9)

    def links(self, to: str, purpose: str) -> list[str]:
        """Return the links for a purpose in the mails to an address, oldest first."""
        texts = [mail.text for mail in self.world.mailbox.all() if mail.to == to]
        return [found for text in texts for found in re.findall(rf"\S+/{purpose}/\S+", text)]

    def next_link(self, to: str, purpose: str, after: int = 0) -> str:
        """Wait for one more link than the number that had come before."""
        what = f"no link {purpose} reached {to}"
        return until(lambda: self.links(to, purpose)[after:], SECONDS_TO_ARRIVE, what)[-1]


def prepare(stage: Stage) -> None:
    """Play what the pages show: first what needs time to pass, then the rest."""
    _play_the_past(stage)
    _sign_in_everybody(stage)
    for play in (_invitations, _answers, _changes, _dead_links, _account_links):
        play(stage)


def _play_the_past(stage: Stage) -> None:
    """A delegation that is over, and one that nobody answered in time."""
    world, today = stage.world, stage.world.platform.today()
    luc = world.delegant(LUC)
    over = comptable(LUC, BRUNO, today, days=2)
    accepts(world, luc.asks(over))
    world.mailbox.read(Mail.ACCEPTATION_VALIDEE, over)
    invitation = luc.invites(comptable(LUC, "sans.reponse@essai.example", today))
    stage.places["expired"] = invitation.link("Je crée un compte amelipro")
    world.platform.advance(31)
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
    """What waits for somebody without an account, or for the délégant."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    claire, ines = world.delegant(CLAIRE), world.delegant(INES)
    asked = remplacant(CLAIRE, "zoe@essai.example", today, "99900007777")
    invitation = claire.invites(asked)
    places["en_cours"] = _place(claire, asked)
    places["compte_remplacant"] = invitation.link("Je crée un compte amelipro")
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
    for number in range(5):
        claire.step_2(claire.step_1(f"n{number}@essai.example"), comptable(CLAIRE, f"n{number}@essai.example", today))


def _answers(stage: Stage) -> None:
    """What délégués with an account have answered, and what they have not."""
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


def _changes(stage: Stage) -> None:
    """A delegation that holds, with a change proposed; another one without."""
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


def _dead_links(stage: Stage) -> None:
    """Links that were replaced, or whose delegation is gone."""
    world, today, places = stage.world, stage.world.platform.today(), stage.places
    paul, ines = world.delegant(PAUL), world.delegant(INES)
    asked = comptable(INES, "remplace@essai.example", today)
    places["outdated"] = ines.invites(asked).link("Je crée un compte amelipro")
    ines.resends(asked)
    asked = comptable(PAUL, "egare@essai.example", today)
    again = paul.invites(asked)
    places["forged"] = again.link("Je crée un compte amelipro")[:-3] + "xyz"
    places["other_purpose"] = again.link("Je crée un compte amelipro").replace("/creer-un-compte/", "/retirer/")
    paul.deletes(asked)
    places["deleted"] = again.link("Je crée un compte amelipro")
    asked = comptable(PAUL, "retire@essai.example", today)
    confirmation = opens_account(world, paul.invites(asked), asked)
    places["withdrawn"] = confirmation.link("Je retire mon acceptation")
    decides(world, places["withdrawn"])


def _account_links(stage: Stage) -> None:
    """Links about accounts: another password, another address."""
    visitor = stage.world.platform.browser()
    visitor.submit(visitor.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=LINA)
    stage.places["nouveau_mot_de_passe"] = stage.next_link(LINA, "nouveau-mot-de-passe")
    bruno, address = stage.signed_in["bruno"], "bruno@nouvelle.example"
    bruno.submit(bruno.get("/compte/e-mail"), "/compte/e-mail", adresse=address)
    stage.places["confirmer_adresse"] = stage.next_link(address, "confirmer-adresse")


def absolute(stage: Stage, place: str) -> str:
    """Return the whole address of a place: a path below the service, or a link of a mail."""
    path = place.format(**stage.places)
    return path if path.startswith("http") else urljoin(stage.url, "/api" + path)
