"""Each link of each mail leads to a page that speaks of its delegation, to whoever may see it and to nobody else."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.validate import validate
from chalicelib.domain.account_mails import ACCOUNT_LINKS, ACCOUNT_PAGES, AccountMail, AccountPurpose
from chalicelib.domain.mails import LINKS, PAGES, MailKind, Page, Purpose
from chalicelib.domain.people import Party
from chalicelib.mail.message import message_of
from chalicelib.settings import settings
from tests.browser import Browser
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE, HELENE, LEA, PAUL, Scenes, asked_terms
from tests.unit.mails.composing import html_of

OPENING = Opening("MME", "Zoé", "Nouvelle", "", "", "Jardin-Fleuri-27", "Jardin-Fleuri-27", consent=True)


def _account_opened(scenes: Scenes) -> str:
    found = scenes.invitation()
    open_account(runtime.context(), scenes.token(found, Purpose.OPEN_ACCOUNT), OPENING)
    return found


def _opened(scenes: Scenes) -> str:
    found = scenes.to_validate()
    validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1)
    return found


def _shortened(scenes: Scenes) -> str:
    found = scenes.validated()
    terms = scenes.delegation(found).terms.validity
    asked = asked_terms(terms.start, terms.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "raccourcir")
    return found


def _change_accepted(scenes: Scenes) -> str:
    found = scenes.proposal()
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    return found


def _change_refused(scenes: Scenes) -> str:
    found = scenes.proposal()
    refuse_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    return found


def _granted(scenes: Scenes) -> str:
    found = scenes.asked_longer()
    request = scenes.delegation(found).end_request
    assert request is not None
    fin = request.end.isoformat()
    grant_longer(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, fin, "accorder")
    return found


def _declined(scenes: Scenes) -> str:
    found = scenes.asked_longer()
    decline_longer(runtime.context(), scenes.session(CLAIRE), found, Hint(), "refuser")
    return found


def _reminded(build: Callable[[Scenes], str]) -> Callable[[Scenes], str]:
    def late(scenes: Scenes) -> str:
        found = build(scenes)
        scenes.world.pass_time(days=14)
        return found

    return late


SENT: Mapping[MailKind, Callable[[Scenes], str]] = {
    MailKind.CREATION_DELEGANT: Scenes.demand,
    MailKind.INVITATION: Scenes.invitation,
    MailKind.DEMANDE: Scenes.demand,
    MailKind.DEMANDE_RECUE: Scenes.wish,
    MailKind.DEMANDE_ENVOYEE: Scenes.wish,
    MailKind.REJET: Scenes.other_account,
    MailKind.ABANDON: Scenes.disowned,
    MailKind.REFUS: Scenes.refused,
    MailKind.ACCEPTATION_A_VALIDER: Scenes.to_validate,
    MailKind.ACCEPTATION_VALIDEE: Scenes.validated,
    MailKind.ACCEPTATION_DELEGUE: Scenes.to_validate,
    MailKind.COMPTE_CREE: _account_opened,
    MailKind.ACCES_OUVERT: _opened,
    MailKind.MISE_A_JOUR_DELEGANT: _shortened,
    MailKind.MISE_A_JOUR_DELEGUE: _shortened,
    MailKind.PROPOSITION_DELEGANT: Scenes.proposal,
    MailKind.PROPOSITION_DELEGUE: Scenes.proposal,
    MailKind.PROPOSITION_ACCEPTEE: _change_accepted,
    MailKind.PROPOSITION_REFUSEE: _change_refused,
    MailKind.RAPPEL_DELEGANT: _reminded(Scenes.to_validate),
    MailKind.RAPPEL_INVITATION: _reminded(Scenes.invitation),
    MailKind.RAPPEL_DEMANDE: _reminded(Scenes.demand),
    MailKind.NUMERO_REPRIS: Scenes.validated,
    MailKind.DEMANDE_PROLONGATION: Scenes.asked_longer,
    MailKind.PROLONGATION_ACCORDEE: _granted,
    MailKind.PROLONGATION_REFUSEE: _declined,
}
"""What has happened when each mail that has links leaves."""


def _paths(outbox: Outbox, found: str, kind: MailKind) -> list[str]:
    """Return the paths of the links of a mail, each once."""
    rows = [row for row in outbox.rows(found) if row.mail_kind == kind.value] or outbox.rows(found)[:1]
    row = rows[-1]
    row.mail_kind = kind.value  # the number that another account takes leaves the delegation as it stands
    links = html_of(message_of(runtime.context(), row, "lecteur@exemple.fr", {})).links
    base = settings().public_base_url
    return list(dict.fromkeys(url.removeprefix(base) for url, _ in links))


def _signed_in(scenes: Scenes, found: str, party: Party) -> Browser:
    delegation = scenes.delegation(found)
    return scenes.browser(CLAIRE if party is Party.DELEGANT else delegation.delegue.account_id)


def test_every_mail_with_a_link_is_looked_at_here() -> None:
    assert SENT.keys() == LINKS.keys() | PAGES.keys()


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_reached_through_the_sign_in_and_by_its_own_people_alone(outbox: Outbox, kind: MailKind) -> None:
    scenes = outbox.scenes
    found = SENT[kind](scenes)
    party = Party.DELEGUE if PAGES[kind] is Page.RECEIVED else Party.DELEGANT
    delegation = scenes.delegation(found)
    other = delegation.delegue.address if party is Party.DELEGANT else delegation.delegant.name.full
    (path,) = _paths(outbox, found, kind)

    asked = scenes.ask(scenes.world.browser(), "GET", path)
    to_sign_in = urlsplit(asked.header("Location"))
    assert (asked.status, to_sign_in.path) == (303, "/api/connexion")
    assert parse_qs(to_sign_in.query)["suite"] == [path]
    page = _signed_in(scenes, found, party).get(path)
    assert (page.status, page.url.endswith(path)) == (200, kind is not MailKind.PROPOSITION_ACCEPTEE)
    assert other in page.text
    stranger = scenes.browser(HELENE if party is Party.DELEGANT else CLAIRE).get(path)
    assert stranger.status == 404
    assert delegation.delegue.address not in stranger.text


@pytest.mark.parametrize("kind", [kind for kind, page in PAGES.items() if page is Page.RECEIVED])
def test_a_delegue_who_signs_in_by_password_lands_on_the_delegation_of_his_mail(outbox: Outbox, kind: MailKind) -> None:
    scenes = outbox.scenes
    found = SENT[kind](scenes)
    delegue = scenes.delegation(found).delegue
    scenes.give_password(delegue.account_id, "Jardin-Fleuri-27")
    (path,) = _paths(outbox, found, kind)
    browser = scenes.world.browser()
    sign_in = browser.get(path)
    page = browser.submit(sign_in, "/connexion", adresse=delegue.address, mot_de_passe="Jardin-Fleuri-27")
    assert (page.status, page.url.endswith(path)) == (200, True)


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_opens_its_demand_whoever_is_signed_in(outbox: Outbox, kind: MailKind) -> None:
    scenes = outbox.scenes
    found = SENT[kind](scenes)
    paths = _paths(outbox, found, kind)
    assert len(paths) == len(LINKS[kind])
    for path in paths:
        for browser in (scenes.world.browser(), scenes.browser(PAUL), scenes.browser(HELENE)):
            page = browser.get(path)
            assert page.status == 200
            assert scenes.delegation(found).delegant.name.full in page.text


def test_the_link_of_a_validation_leads_to_the_delegation_once_it_is_validated(outbox: Outbox) -> None:
    scenes = outbox.scenes
    found = scenes.to_validate()
    (path,) = _paths(outbox, found, MailKind.ACCEPTATION_A_VALIDER)
    claire = scenes.browser(CLAIRE)
    assert "Valider" in claire.get(path).text
    validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1)
    page = claire.get(path)
    assert (page.status, page.url.endswith(f"/delegations/{found}")) == (200, True)
    assert "Validée" in page.text


_BEHIND_THE_SIGN_IN = {
    *(AccountMail.FIN_PROCHE, AccountMail.PROLONGATIONS, AccountMail.RESUME_SEMAINE, AccountMail.REVUE_ACCES)
}


@pytest.mark.parametrize("path", [page for kind, page in ACCOUNT_PAGES.items() if kind in _BEHIND_THE_SIGN_IN])
def test_the_page_of_a_mail_to_an_account_is_reached_through_the_sign_in(scenes: Scenes, path: str) -> None:
    answer = scenes.ask(scenes.world.browser(), "GET", path)
    assert (answer.status, "/connexion" in answer.header("location")) == (303, True)
    assert scenes.ask(scenes.browser(CLAIRE), "GET", path).status == 200


@pytest.mark.parametrize("path", [page for kind, page in ACCOUNT_PAGES.items() if kind not in _BEHIND_THE_SIGN_IN])
def test_a_page_for_whoever_lost_an_account_is_open_to_everybody(scenes: Scenes, path: str) -> None:
    assert scenes.ask(scenes.world.browser(), "GET", path).status == 200


@pytest.mark.parametrize("purpose", ACCOUNT_LINKS.values())
def test_a_link_about_an_account_opens_its_page(scenes: Scenes, purpose: AccountPurpose) -> None:
    page = scenes.browser().get(scenes.account_link(purpose))
    assert page.status == 200
    assert LEA not in page.text
