"""How many requests to AWS each route costs (design, « Calls to DynamoDB »), counted at botocore's hooks.

The table below holds every route and method of the application; HEAD costs what GET costs.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from chalicelib import runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Practice
from chalicelib.identity import psc
from chalicelib.identity.psc import SignedIn, Start
from chalicelib.store import keys, secrets
from chalicelib.store.accounts import AliasItem, practice_item
from tests.browser import Page
from tests.builders import a_practice
from tests.integration.page_routes import ROUTES
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, UNKNOWN_ID, Scenes, with_fields
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, Exchange, World

Calls = Mapping[str, int]
Play = Callable[[Scenes, str], Exchange]

NONE: Calls = {}
READ: Calls = {"BatchGetItem": 1}
TWO_READS: Calls = {"BatchGetItem": 2}
QUERY: Calls = {"Query": 1}
WRITE: Calls = {"TransactWriteItems": 1}
ACT: Calls = {"BatchGetItem": 1, "TransactWriteItems": 1}
LIMITED: Calls = {"UpdateItem": 1}
DELETED: Calls = {"DeleteItem": 1}
NOTED: Calls = {"PutItem": 1}
"""A look-up is recorded."""


def together(*parts: Calls) -> Calls:
    """Add calls up."""
    return sum((Counter(part) for part in parts), Counter[str]())


@dataclass(frozen=True)
class Line:
    """One way to use a route: what is played, with GET or HEAD where the method is GET, and what it costs."""

    route: str
    method: str
    case: str
    calls: Calls
    play: Play

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.case}".strip()


def looking(path: str, who: str = "") -> Play:
    """Open an address."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, path)


def leaving(path: str) -> Play:
    """Open an address that leads to another site."""

    def play(scenes: Scenes, method: str) -> Exchange:
        with pytest.raises(AssertionError, match="is not an address of the service"):
            scenes.browser().get(path, method)
        return scenes.world.exchanges[-1]

    return play


def looking_at(build: Callable[[Scenes], str], path: str, who: str = CLAIRE) -> Play:
    """Open an address about a delegation; `{id}` stands for it."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, path.format(id=build(scenes)))


def following(build: Callable[[Scenes], str], purpose: Purpose) -> Play:
    """Open the link of a mail."""
    return lambda scenes, method: scenes.ask(scenes.browser(), method, scenes.link(build(scenes), purpose))


def following_account(purpose: AccountPurpose) -> Play:
    """Open the link of a mail about an account."""
    return lambda scenes, method: scenes.ask(scenes.browser(), method, scenes.account_link(purpose))


def deciding_account(purpose: AccountPurpose, **given: str) -> Play:
    """Send the form behind the link of a mail about an account."""
    return lambda scenes, _: scenes.send(scenes.browser(), scenes.account_link(purpose), given)


def submitting(
    build: Callable[[Scenes], str], page: str, action: str, who: str = CLAIRE, **given: str | list[str]
) -> Play:
    """Open a page about a delegation and send one of its forms, as it stands there."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(who)
        shown = browser.get(page.format(id=build(scenes)))
        return scenes.submit(browser, shown, action, **given)

    return play


def deciding(build: Callable[[Scenes], str], purpose: Purpose, **given: str | list[str]) -> Play:
    """Follow the link of a mail and send the form of its own decision."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser()
        path = scenes.link(build(scenes), purpose)
        fields = {name: value for name, value in given.items() if isinstance(value, str)}
        return scenes.send(browser, path, fields)

    return play


def _without_hints(scenes: Scenes, _: str) -> Exchange:
    browser = scenes.browser(CLAIRE)
    path = f"/delegations/{scenes.to_validate()}/valider"
    return scenes.send(browser, path, {"csrf": scenes.forms_token(browser), "version": "1"})


def _step_1(address: str) -> Play:
    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        return scenes.submit(browser, browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)

    return play


def _step_2(scenes: Scenes, address: str) -> Page:
    browser = scenes.browser(CLAIRE)
    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)
    if address in KNOWN.values():
        page = browser.submit(page, "/nouvelle/profil")
    return page


def _choosing_a_profil(scenes: Scenes, _: str) -> Exchange:
    page = _step_2(scenes, "nouvelle@exemple.fr")
    return scenes.submit(scenes.browser(CLAIRE), page, "/nouvelle/profil", profil="comptable")


def _creating(address: str, *, again: bool = False, **given: str | list[str]) -> Play:
    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        page = browser.submit(_step_2(scenes, address), "/nouvelle/profil", profil="comptable")
        day = scenes.today.isoformat()
        fields: dict[str, str | list[str]] = {"debut": day, "fin": day, "structures": ["cabinet-1"], **given}
        if again:
            scenes.submit(browser, page, "/nouvelle/valider", **fields)
        return scenes.submit(browser, page, "/nouvelle/valider", **fields)

    return play


def _correcting(address: str, step: str = "/corriger") -> Play:
    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        page = browser.get(f"/delegations/{scenes.undeliverable()}/corriger")
        if step == "/corriger":
            return scenes.submit(browser, page, step, adresse=address)
        return scenes.submit(browser, browser.submit(page, "/corriger", adresse=address), step)

    return play


def _signing_in(scenes: Scenes, _: str) -> Exchange:
    browser = scenes.world.browser()
    scenes.give_password(PAUL, PASSWORD)
    page = browser.get("/connexion")
    return scenes.submit(browser, page, "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)


def _asking_for_a_password(address: str) -> Play:
    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.world.browser()
        page = browser.get("/mot-de-passe-oublie")
        return scenes.submit(browser, page, "/mot-de-passe-oublie", adresse=address)

    return play


def _failing_to_sign_in(address: str) -> Play:
    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.world.browser()
        page = browser.get("/connexion")
        return scenes.submit(browser, page, "/connexion", adresse=address, mot_de_passe="Autre-Chose-12")

    return play


def _returning_from_card(account_id: str, known: Practice) -> Play:
    def play(scenes: Scenes, method: str) -> Exchange:
        AliasItem(*keys.alias("psc", NATIONAL_ID, LOOKUP), account_id=account_id).save()
        practice_item(account_id, known).save()
        path = with_fields("/connexion/retour", {"code": "c", "state": "s"})
        return scenes.ask(scenes.world.browser(), method, path)

    return play


def _returning_again_from_card(scenes: Scenes, method: str) -> Exchange:
    _returning_from_card(PAUL, Practice())(scenes, method)
    return _returning_from_card(PAUL, Practice())(scenes, method)


NATIONAL_ID = "899900001019"
USERINFO = {"SubjectNameID": NATIONAL_ID, "authMode": "CARD", "given_name": "Hélène", "family_name": "AUTRE"}

OPENING = {
    "civilite": "MME",
    "nom": "Nouvelle",
    "prenom": "Zoé",
    "mot_de_passe": PASSWORD,
    "confirmation": PASSWORD,
    "consentement": "oui",
}
CHOSEN = {"mot_de_passe": PASSWORD, "confirmation": PASSWORD}
UNDERSTOOD = {"compris": "oui"}
HELP = ("aide", "a-propos", "configuration", "mentions-legales", "cgu", "accessibilite")
RUBRICS = ("informations-administratives", "coordonnees", "cpam", "lieux-exercice", "configuration")
LATER = "2026-12-31"
_RECEIVED, _DETAIL, _LINK = "/recues/{id}", "/delegations/{id}", "/lien/{purpose}/{token}"
_ONE = "/delegations/{delegation_id}"
_DECISION = "/recues/{delegation_id}/{decision}"

LOOKING = [
    *(Line(f"/{subject}", "GET", "", NONE, looking(f"/{subject}")) for subject in HELP),
    Line("/static/{name}", "GET", "style", NONE, looking("/static/style.css")),
    Line("/static/{name}", "GET", "unknown", NONE, looking("/static/autre.css")),
    Line("/", "GET", "nobody", NONE, looking("/")),
    Line("/", "GET", "signed in", NONE, looking("/", CLAIRE)),
    Line("/connexion", "GET", "", NONE, looking("/connexion")),
    Line("/connexion/carte", "GET", "", NONE, leaving("/connexion/carte")),
    Line(
        "/connexion/retour",
        "GET",
        "something new",
        together(TWO_READS, WRITE),
        _returning_from_card(PAUL, Practice(specialite="99")),
    ),
    Line("/connexion/retour", "GET", "nothing new", TWO_READS, _returning_again_from_card),
    # What the card says now is carried into the delegations: one query, and one act for each concerned.
    Line(
        "/connexion/retour",
        "GET",
        "a structure less",
        together(TWO_READS, WRITE, QUERY),
        _returning_from_card(HELENE, a_practice()),
    ),
    Line("/compte", "GET", "", READ, looking("/compte", CLAIRE)),
    Line("/compte", "GET", "nobody", NONE, looking("/compte")),
    *(Line("/compte/{rubric}", "GET", name, READ, looking(f"/compte/{name}", CLAIRE)) for name in RUBRICS),
    Line("/compte/{rubric}", "GET", "unknown", NONE, looking("/compte/autre", CLAIRE)),
    Line("/compte/e-mail", "GET", "", READ, looking("/compte/e-mail", PAUL)),
    Line("/compte/mot-de-passe", "GET", "", READ, looking("/compte/mot-de-passe", PAUL)),
    Line("/mot-de-passe-oublie", "GET", "", NONE, looking("/mot-de-passe-oublie")),
    Line("/nouveau-mot-de-passe/{token}", "GET", "", READ, following_account(AccountPurpose.NEW_PASSWORD)),
    Line("/confirmer-adresse/{token}", "GET", "", READ, following_account(AccountPurpose.CONFIRM_ADDRESS)),
    Line("/notifications", "GET", "", together(READ, QUERY), looking("/notifications", CLAIRE)),
    Line("/delegations", "GET", "", QUERY, looking("/delegations", CLAIRE)),
    Line("/delegations", "GET", "searched", QUERY, looking("/delegations?nom=mod&statut=validee&page=2", CLAIRE)),
    Line("/delegations/export", "GET", "", QUERY, looking("/delegations/export", CLAIRE)),
    Line("/delegations/nouvelle", "GET", "", READ, looking("/delegations/nouvelle", CLAIRE)),
    Line(
        "/delegations/nouvelle",
        "GET",
        "asked anew",
        TWO_READS,
        looking_at(Scenes.refused, "/delegations/nouvelle?depuis={id}"),
    ),
    # Without a hint the délégué is known only once the delegation is read.
    Line(_ONE, "GET", "", together(TWO_READS, QUERY, QUERY, QUERY), looking_at(Scenes.validated, _DETAIL)),
    Line(_ONE, "GET", "another's", READ, looking_at(Scenes.validated, _DETAIL, HELENE)),
    Line(_ONE, "GET", "unknown", READ, looking(f"/delegations/{UNKNOWN_ID}", CLAIRE)),
    Line(f"{_ONE}/valider", "GET", "", TWO_READS, looking_at(Scenes.to_validate, f"{_DETAIL}/valider")),
    Line(f"{_ONE}/supprimer", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{_DETAIL}/supprimer")),
    Line(f"{_ONE}/modifier", "GET", "", TWO_READS, looking_at(Scenes.validated, f"{_DETAIL}/modifier")),
    Line(f"{_ONE}/corriger", "GET", "", TWO_READS, looking_at(Scenes.undeliverable, f"{_DETAIL}/corriger")),
    Line(f"{_ONE}/refaire", "GET", "", NONE, looking_at(Scenes.refused, f"{_DETAIL}/refaire")),
    Line("/recues", "GET", "", QUERY, looking("/recues", PAUL)),
    Line("/recues/{delegation_id}", "GET", "", READ, looking_at(Scenes.demand, _RECEIVED, PAUL)),
    Line(
        "/recues/{delegation_id}/renoncer", "GET", "", READ, looking_at(Scenes.validated, f"{_RECEIVED}/renoncer", PAUL)
    ),
    Line(
        "/pour-le-compte/{delegation_id}", "GET", "", READ, looking_at(Scenes.validated, "/pour-le-compte/{id}", PAUL)
    ),
    *(Line(_LINK, "GET", f"invitation {purpose}", READ, following(Scenes.invitation, purpose)) for purpose in Purpose),
    *(Line(_LINK, "GET", f"demand {purpose}", READ, following(Scenes.demand, purpose)) for purpose in Purpose),
    *(Line(_LINK, "GET", f"proposal {purpose}", READ, following(Scenes.proposal, purpose)) for purpose in Purpose),
    Line(_LINK, "GET", "retirer", READ, following(Scenes.to_validate, Purpose.WITHDRAW)),
    Line(_LINK, "GET", "deleted", READ, following(Scenes.deleted, Purpose.ACCEPT)),
    Line(_LINK, "GET", "forged", NONE, looking("/lien/accepter/abc.def.ghi")),
]

SENDING = [
    Line("/connexion", "POST", "", together(TWO_READS, LIMITED, LIMITED, LIMITED, DELETED), _signing_in),
    Line(
        "/connexion", "POST", "wrong password", together(TWO_READS, LIMITED, LIMITED), _failing_to_sign_in(KNOWN[PAUL])
    ),
    Line(
        "/connexion",
        "POST",
        "unknown address",
        together(TWO_READS, LIMITED, LIMITED),
        _failing_to_sign_in("x@exemple.fr"),
    ),
    # The calls for a known and for an unknown address must be the same.
    *(
        Line(
            "/mot-de-passe-oublie",
            "POST",
            address,
            together(TWO_READS, WRITE, LIMITED),
            _asking_for_a_password(address),
        )
        for address in (KNOWN[PAUL], "x@exemple.fr")
    ),
    Line(
        "/nouveau-mot-de-passe/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DELETED),
        deciding_account(AccountPurpose.NEW_PASSWORD, **CHOSEN),
    ),
    Line(
        "/confirmer-adresse/{token}",
        "POST",
        "",
        together(TWO_READS, QUERY, WRITE),
        deciding_account(AccountPurpose.CONFIRM_ADDRESS),
    ),
    Line(
        "/compte/mot-de-passe",
        "POST",
        "",
        ACT,
        submitting(Scenes.demand, "/compte/mot-de-passe", "/mot-de-passe", **CHOSEN),
    ),
    Line(
        "/compte/e-mail",
        "POST",
        "",
        together(READ, WRITE, LIMITED),
        submitting(Scenes.demand, "/compte/e-mail", "/e-mail", PAUL, adresse="paul.autre@exemple.fr"),
    ),
    Line("/deconnexion", "POST", "", together(READ, LIMITED), submitting(Scenes.demand, "/compte", "/deconnexion")),
    Line(
        "/notifications",
        "POST",
        "",
        together(READ, LIMITED),
        submitting(Scenes.demand, "/notifications", "/notifications"),
    ),
    Line("/delegations/nouvelle", "POST", "unknown", together(READ, LIMITED, NOTED), _step_1("nouvelle@exemple.fr")),
    Line("/delegations/nouvelle", "POST", "known", together(TWO_READS, LIMITED, NOTED), _step_1(KNOWN[PAUL])),
    Line("/delegations/nouvelle", "POST", "malformed", READ, _step_1("nouvelle")),
    Line("/delegations/nouvelle/profil", "POST", "", READ, _choosing_a_profil),
    Line("/delegations/nouvelle/valider", "POST", "unknown", together(ACT, LIMITED), _creating("nouvelle@exemple.fr")),
    Line("/delegations/nouvelle/valider", "POST", "known", together(ACT, LIMITED), _creating(KNOWN[PAUL])),
    Line("/delegations/nouvelle/valider", "POST", "again", READ, _creating(KNOWN[PAUL], again=True)),
    Line("/delegations/nouvelle/valider", "POST", "with errors", TWO_READS, _creating(KNOWN[PAUL], fin="")),
    Line(f"{_ONE}/valider", "POST", "", ACT, submitting(Scenes.to_validate, f"{_DETAIL}/valider", "/valider")),
    Line(f"{_ONE}/valider", "POST", "without hints", together(TWO_READS, WRITE), _without_hints),
    *(
        Line(f"{_ONE}/supprimer", "POST", name, ACT, submitting(build, f"{_DETAIL}/supprimer", "/supprimer"))
        for name, build in (
            ("invitation", Scenes.invitation),
            ("to validate", Scenes.to_validate),
            ("validated", Scenes.validated),
            ("refused", Scenes.refused),
            ("ended", Scenes.ended),
        )
    ),
    Line(
        f"{_ONE}/corriger", "POST", "unknown", together(TWO_READS, ACT, LIMITED, NOTED), _correcting("juste@exemple.fr")
    ),
    Line(f"{_ONE}/corriger", "POST", "known", together(READ, TWO_READS, LIMITED, NOTED), _correcting(KNOWN[PAUL])),
    Line(f"{_ONE}/corriger/valider", "POST", "", ACT, _correcting(KNOWN[PAUL], "/corriger/valider")),
    Line(f"{_ONE}/renvoyer", "POST", "", ACT, submitting(Scenes.demand, _DETAIL, "/renvoyer")),
    *(
        Line(f"{_ONE}/modifier", "POST", name, ACT, submitting(build, f"{_DETAIL}/modifier", "/modifier", fin=LATER))
        for name, build in (("demand", Scenes.demand), ("validated", Scenes.validated))
    ),
    Line(
        f"{_ONE}/modifier",
        "POST",
        "with errors",
        together(READ, TWO_READS),
        submitting(Scenes.demand, f"{_DETAIL}/modifier", "/modifier", fin=""),
    ),
    Line(_DECISION, "POST", "accepter", ACT, submitting(Scenes.demand, _RECEIVED, "/accepter", PAUL, compris="oui")),
    Line(_DECISION, "POST", "accepter, not ticked", READ, submitting(Scenes.demand, _RECEIVED, "/accepter", PAUL)),
    Line(
        _DECISION,
        "POST",
        "accepter a change",
        ACT,
        submitting(Scenes.proposal, _RECEIVED, "/accepter", PAUL, compris="oui"),
    ),
    Line(_DECISION, "POST", "refuser a change", ACT, submitting(Scenes.proposal, _RECEIVED, "/refuser", PAUL)),
    Line(_DECISION, "POST", "refuser", ACT, submitting(Scenes.demand, _RECEIVED, "/refuser", PAUL)),
    Line(_DECISION, "POST", "inconnu", ACT, submitting(Scenes.demand, _RECEIVED, "/inconnu", PAUL)),
    Line(
        "/recues/{delegation_id}/renoncer",
        "POST",
        "",
        ACT,
        submitting(Scenes.validated, f"{_RECEIVED}/renoncer", "/renoncer", PAUL),
    ),
    Line(_LINK, "POST", "creer-un-compte", ACT, deciding(Scenes.invitation, Purpose.OPEN_ACCOUNT, **OPENING)),
    Line(_LINK, "POST", "creer-un-compte, empty", TWO_READS, deciding(Scenes.invitation, Purpose.OPEN_ACCOUNT)),
    Line(_LINK, "POST", "deja-un-compte", ACT, deciding(Scenes.invitation, Purpose.OTHER_ACCOUNT)),
    Line(_LINK, "POST", "praticien-inconnu", ACT, deciding(Scenes.invitation, Purpose.DISOWN)),
    Line(_LINK, "POST", "accepter", ACT, deciding(Scenes.demand, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(_LINK, "POST", "accepter, not ticked", READ, deciding(Scenes.demand, Purpose.ACCEPT)),
    Line(
        _LINK,
        "POST",
        "accepter, à activer",
        ACT,
        deciding(lambda scenes: scenes.demand(LEA), Purpose.ACCEPT, **UNDERSTOOD),
    ),
    Line(_LINK, "POST", "accepter a change", ACT, deciding(Scenes.proposal, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(_LINK, "POST", "refuser", ACT, deciding(Scenes.demand, Purpose.REFUSE)),
    Line(_LINK, "POST", "refuser a change", ACT, deciding(Scenes.proposal, Purpose.REFUSE)),
    Line(_LINK, "POST", "retirer", ACT, deciding(Scenes.to_validate, Purpose.WITHDRAW)),
    Line(_LINK, "POST", "deleted", READ, deciding(Scenes.deleted, Purpose.ACCEPT, **UNDERSTOOD)),
    Line(
        _LINK, "POST", "forged", NONE, lambda scenes, _: scenes.send(scenes.browser(), "/lien/refuser/abc.def.ghi", {})
    ),
]


def test_every_route_has_a_budget_and_every_budget_a_route() -> None:
    budgeted = {(line.route, line.method) for line in LOOKING + SENDING}
    budgeted |= {(line.route, "HEAD") for line in LOOKING}
    assert budgeted == {(route, method) for route, methods in ROUTES.items() for method in methods}


@pytest.fixture
def scenes(world: World, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """People, no delegation yet, and a Pro Santé Connect that answers at once."""
    monkeypatch.setattr(psc, "start", lambda *_: Start("https://psc.example/", "state"))
    monkeypatch.setattr(psc, "finish", lambda *_: SignedIn(dict(USERINFO), "", ""))
    runtime.context()  # reads the secrets, once for all
    return Scenes(world)


@pytest.mark.parametrize("line", SENDING, ids=str)
def test_what_is_sent_costs_what_its_budget_says(line: Line, scenes: Scenes) -> None:
    _check(line, line.play(scenes, line.method))


@pytest.mark.parametrize("line", LOOKING, ids=str)
def test_a_page_costs_what_its_budget_says_by_get_and_by_head(line: Line, scenes: Scenes) -> None:
    for method in ("GET", "HEAD"):
        _check(line, line.play(scenes, method))


def _check(line: Line, found: Exchange) -> None:
    assert found.status < 500, found.body
    prefixed = {f"dynamodb.{operation}": count for operation, count in line.calls.items()}
    assert Counter(found.calls) == prefixed, (found.status, found.calls)


def test_the_secrets_are_read_once_for_all_the_requests_of_an_instance(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    secrets.forget()
    assert scenes.ask(browser, "GET", "/aide").calls == ("ssm.GetParameter",)
    for path in ("/aide", "/connexion", "/static/style.css", "/delegations"):
        assert scenes.ask(browser, "GET", path).calls == ()


def test_the_dashboard_costs_one_query_however_many_delegations_it_shows(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    for _ in range(15):
        scenes.invitation()
    assert scenes.ask(browser, "GET", "/delegations?lignes=50").calls == ("dynamodb.Query",)
