"""Each text of the user guide appears on its page or in its mail (specification §9)."""

from collections.abc import Iterator, Mapping

import pytest

from chalicelib import runtime
from chalicelib.domain.mails import Purpose
from chalicelib.store import secrets
from tests.browser import Browser, Page
from tests.integration.guide_labels import BUTTON, COLUMN, FIELD, SENTENCE, STATUS, SUBJECT, TITLE, Label
from tests.integration.guide_labels_delegue import LABELS
from tests.integration.refused_input import ACCOUNT, NEW_ADDRESS, delegate_as, step_2
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.test_story import begin, link_of
from tests.integration.world import Mail, World
from tests.markup import Reader
from tests.unit.mails.composing import SUBJECTS

TAGS: Mapping[str, frozenset[str]] = {
    TITLE: frozenset({"h1", "h2", "h3", "legend", "summary"}),
    BUTTON: frozenset({"a", "button"}),
    FIELD: frozenset({"label", "legend", "dt", "option"}),
    COLUMN: frozenset({"th"}),
    STATUS: frozenset({"span"}),
    SUBJECT: frozenset({"subject"}),
}
_HIDDEN = ("(champ obligatoire)", "*", ":")


class Shown(Reader):
    """The texts of a page: all of them, and those of each kind of element."""

    def __init__(self, body: str) -> None:
        self.whole: list[str] = []
        self.by_tag: dict[str, list[str]] = {}
        self._open: list[tuple[str, int]] = []
        self.feed(body)

    def handle_starttag(self, tag: str, written: str) -> None:
        self._open.append((tag, len(self.whole)))

    def handle_data(self, data: str) -> None:
        self.whole.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, start = self._open.pop()
            if opened == tag:
                self.by_tag.setdefault(tag, []).append(plain(" ".join(self.whole[start:])))
                return

    def holds(self, label: Label) -> bool:
        """Whether the page has the text, in an element of its kind."""
        wanted = plain(label.text)
        if label.kind == SENTENCE:
            return wanted in plain(" ".join(self.whole))
        texts = [text for tag in TAGS[label.kind] for text in self.by_tag.get(tag, [])]
        return any(text == wanted or (len(wanted) > 60 and text.startswith(wanted)) for text in texts)


def plain(text: str) -> str:
    """Return a text without the typographic differences between a page and the user guide."""
    words = " ".join(text.replace("'", "’").replace("\u00a0", " ").split())
    for mark in _HIDDEN:
        words = words.removesuffix(mark).strip()
    return words


def _of(*pages: Page) -> Shown:
    assert [page.status for page in pages] == [200] * len(pages)
    return Shown("".join(page.body for page in pages))


def _of_mail(mail: Mail) -> Shown:
    return Shown(f"<subject>{mail.subject}</subject>{mail.html}")


@pytest.fixture(scope="module")
def visited_pages(aws: None) -> Iterator[dict[str, Shown]]:
    """Visit every page of the user guide once, in the situation that it shows."""
    world = World()
    secrets.forget()
    runtime.set_clock(lambda: world.now)
    world.create()
    try:
        yield _visit(Scenes(world))
    finally:
        world.destroy()


def _visit(scenes: Scenes) -> dict[str, Shown]:
    world = scenes.world
    claire = world.signed_in(CLAIRE)
    found = {
        "connexion": _of(world.browser().get("/connexion")),
        "compte": _of(claire.get("/compte")),
        "nouvelle": _of(claire.get("/delegations/nouvelle")),
        "vérification": _of(begin(claire, "paul@exemple.fr")),
        "profil comptable": _of(step_2(claire, "comptable")),
        "profil assistant": _of(step_2(claire, "assistant_medical")),
        "profil remplaçant": _of(step_2(claire, "remplacant")),
    }
    found |= _open_account(scenes, claire)
    found |= _give_answers(scenes, claire)
    found |= _delete_delegations(scenes, claire)
    for _ in range(6):
        scenes.invitation()
    found["tableau"] = _of(claire.get("/delegations"), claire.get("/delegations?page=2"))
    return found


def _open_account(scenes: Scenes, claire: Browser) -> dict[str, Shown]:
    """Invite an unknown address as remplaçant, and open the account."""
    world = scenes.world
    delegate_as(world, claire, "remplacant")
    to_delegant, invitation = world.mail("claire@cabinet.example"), world.mail(NEW_ADDRESS)
    stranger = world.browser()
    page = stranger.get(link_of(invitation, Purpose.OPEN_ACCOUNT))
    done = stranger.submit(page, page.forms[0].action.rsplit("/", 1)[1], **ACCOUNT)
    return {
        "mail au délégant : création": _of_mail(to_delegant),
        "mail d’invitation": _of_mail(invitation),
        "création de compte": _of(page),
        "compte créé": _of(done),
        "mail au délégant : compte créé": _of_mail(world.mail("claire@cabinet.example", "Acceptation")),
    }


def _give_answers(scenes: Scenes, claire: Browser) -> dict[str, Shown]:
    """Give every other answer by a link, and read its mail."""
    world = scenes.world
    accepted = scenes.demand()
    demand = world.mail("paul@exemple.fr")
    return {
        "mail de demande": _of_mail(demand),
        "acceptée": _answer_by_link(scenes, accepted, Purpose.ACCEPT, compris="oui"),
        "services du comptable": _of(world.signed_in(PAUL).get(f"/recues/{accepted}")),
        "suppression": _of(claire.get(f"/delegations/{accepted}/supprimer")),
        "refusée": _answer_by_link(scenes, scenes.demand(), Purpose.REFUSE),
        "mail de refus": _of_mail(world.mail("claire@cabinet.example", "Refus")),
        "praticien inconnu, avec compte": _answer_by_link(scenes, scenes.demand(), Purpose.DISOWN),
        "praticien inconnu, sans compte": _answer_by_link(scenes, scenes.invitation(), Purpose.DISOWN),
        "mail d’abandon": _of_mail(world.mail("claire@cabinet.example", "Abandon")),
        "déjà un compte": _answer_by_link(scenes, scenes.invitation("autre@exemple.fr"), Purpose.OTHER_ACCOUNT),
        "mail à qui a déjà un compte": _of_mail(world.mail("autre@exemple.fr")),
        "mail de rejet": _of_mail(world.mail("claire@cabinet.example", "Rejet")),
    }


def _answer_by_link(scenes: Scenes, delegation_id: str, purpose: Purpose, **given: str) -> Shown:
    """Answer by the link of a mail, on its page."""
    browser = scenes.world.browser()
    page = browser.get(scenes.link(delegation_id, purpose))
    return _of(browser.submit(page, page.forms[0].action.rsplit("/", 1)[1], **given))


def _delete_delegations(scenes: Scenes, claire: Browser) -> dict[str, Shown]:
    """Delete Hélène's only delegation, and one of Claire's that is in force."""
    world = scenes.world
    helene = world.signed_in(HELENE)
    delegate_as(world, helene, "comptable")
    board = helene.get("/delegations")
    page = helene.get(board.link("Supprimer la délégation"))
    after = helene.submit(page, "/supprimer")
    validated = scenes.validated()
    claire.submit(claire.get(f"/delegations/{validated}/supprimer"), "/supprimer")
    return {
        "après suppression": _of(after),
        "mail au délégant : suppression": _of_mail(world.mail("claire@cabinet.example", "Suppression")),
        "mail au délégué : suppression": _of_mail(world.mail("paul@exemple.fr", "Suppression")),
    }


@pytest.mark.parametrize("label", LABELS, ids=lambda label: f"{label.page} - {label.text[:40]} - {label.line}")
def test_each_text_of_the_user_guide_appears_where_it_belongs(visited_pages: dict[str, Shown], label: Label) -> None:
    assert label.page in visited_pages, f"nobody has visited « {label.page} »"
    assert visited_pages[label.page].holds(label), f"« {label.text} » (line {label.line}) is missing as a {label.kind}"


def test_every_visited_page_has_texts_of_the_user_guide_in_the_table(visited_pages: dict[str, Shown]) -> None:
    assert set(visited_pages) == {label.page for label in LABELS}


def test_the_ten_mails_of_the_user_guide_are_in_the_table() -> None:
    subjects = [label for label in LABELS if label.kind == SUBJECT]
    assert [label.line for label in subjects] == [436, 468, 601, 775, 793, 870, 926, 1100, 1306, 1326]
    written = {plain(subject) for subject in SUBJECTS.values()}
    assert {plain(label.text) for label in subjects} <= written
