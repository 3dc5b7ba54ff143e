"""How each route is used: open a page, follow a link, send a form as its page shows it."""

from collections.abc import Callable, Iterable
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Practice
from chalicelib.identity import psc
from chalicelib.identity.psc import SignedIn
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, practice_item
from tests.browser import Page
from tests.integration.budgets.lines import Play
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.sending import with_query
from tests.integration.world import LOOKUP, Exchange

WISH = "profil=comptable&debut=2026-12-01&fin=2026-12-31"
NATIONAL_ID = "899900001019"
"""Of whoever comes back from Pro Santé Connect."""


def looking(path: str, who: str = "") -> Play:
    """Open an address."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, path)


def leaving(path: str) -> Play:
    """Open an address that redirects to another site."""

    def play(scenes: Scenes, method: str) -> Exchange:
        with pytest.raises(AssertionError, match="is not an address of the service"):
            scenes.browser().get(path, method)
        return scenes.world.exchanges[-1]

    return play


def opening_a_service(scenes: Scenes, _: str) -> Exchange:
    """Press a service in the délégant's space, which leads to another site, where the browser does not follow."""
    browser, space = scenes.browser(PAUL), f"/pour-le-compte/{scenes.validated()}"
    try:
        browser.submit(browser.get(space), space, service="paiements")
    except AssertionError as left:
        if "is not an address of the service" not in str(left):
            raise
    return scenes.world.exchanges[-1]


def looking_at_a_space(scenes: Scenes, method: str) -> Exchange:
    """Look at the space of a délégant, with the same delegation each time: a second one would begin later."""
    found = scenes.situations.get("validated") or scenes.validated()
    scenes.situations["validated"] = found
    return scenes.ask(scenes.browser(PAUL), method, f"/pour-le-compte/{found}")


def opening_a_notification(scenes: Scenes, _: str) -> Exchange:
    """Press an unread notification."""
    scenes.refused()
    browser = scenes.browser(CLAIRE)
    page = browser.get("/notifications")
    (listed,) = [form for form in page.forms if any(field.name == "notification" for field in form.fields)]
    unread = next(field.value for field in listed.fields if field.name == "notification")
    token = scenes.forms_token(browser)
    return scenes.send(browser, "/notifications", {"csrf": token, "notification": unread})


def looking_at(build: Callable[[Scenes], str], path: str, who: str = CLAIRE) -> Play:
    """Open an address about a delegation; `{id}` stands for it."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, path.format(id=build(scenes)))


def following(build: Callable[[Scenes], str], purpose: Purpose) -> Play:
    """Open the link of a mail."""
    return lambda scenes, method: scenes.ask(scenes.browser(), method, scenes.link(build(scenes), purpose))


def following_account(purpose: AccountPurpose) -> Play:
    """Open the link of a mail about an account."""
    return lambda scenes, method: scenes.ask(scenes.browser(), method, scenes.account_link(purpose))


def asking(step: str = "", who: str = "") -> Play:
    """Open Claire's link, or a later step of it, with a wish."""
    return lambda scenes, method: scenes.ask(scenes.browser(who), method, f"{scenes.open_ask_link()}{step}?{WISH}")


def asking_by_address(address: str) -> Play:
    """Type an address for a demand to Claire."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser, path = scenes.world.browser(), f"{scenes.open_ask_link()}/adresse"
        return scenes.submit(browser, browser.get(f"{path}?{WISH}"), "/adresse", adresse=address)

    return play


def looking_at_a_mailed_link(scenes: Scenes, method: str) -> Exchange:
    """Follow the link by which an address asks Claire."""
    return scenes.ask(scenes.browser(), method, f"{scenes.link_to_ask('ama@exemple.fr')}?{WISH}")


def opening_by_asking(**given: str) -> Play:
    """Open an account by asking."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.world.browser()
        page = browser.get(f"{scenes.link_to_ask('zoe@exemple.fr')}?{WISH}")
        return scenes.submit(browser, page, "", **given)

    return play


def sending_a_demand(scenes: Scenes, _: str) -> Exchange:
    """Ask Claire by her link."""
    browser = scenes.browser(PAUL)
    page = browser.get(f"{scenes.open_ask_link()}/envoyer?{WISH}")
    return scenes.submit(browser, page, "/envoyer", compris="oui")


def sending_a_demand_unticked(scenes: Scenes, _: str) -> Exchange:
    """Ask Claire by her link, without the box."""
    browser = scenes.browser(PAUL)
    return scenes.submit(browser, browser.get(f"{scenes.open_ask_link()}/envoyer?{WISH}"), "/envoyer")


def signed_in_by_card(mode: str = "S") -> SignedIn:
    """Return the sign-in of a card with one place; `mode` is that of the activity there."""
    activity = {"codeModeExercice": mode, "identifiantTechniqueDeLaStructure": "cabinet-1"}
    userinfo = {
        "SubjectNameID": NATIONAL_ID,
        "authMode": "CARD",
        "given_name": "Hélène",
        "family_name": "AUTRE",
        "SubjectRefPro": {"exercices": [{"activities": [activity]}]},
    }
    return SignedIn(userinfo, "", "")


def returning_from_card(account_id: str, known: Practice, mode: str = "S") -> Play:
    """Return from Pro Santé Connect; `known` is the account's practice, `mode` that of the card's activity."""

    def play(scenes: Scenes, method: str) -> Exchange:
        AliasItem(*keys.alias("psc", NATIONAL_ID, LOOKUP), account_id=account_id).save()
        practice_item(account_id, known).save()
        path = with_query("/connexion/retour", {"code": "c", "state": "s"})
        with patch.object(psc, "finish", lambda *_: signed_in_by_card(mode)):
            return scenes.ask(scenes.world.browser(), method, path)

    return play


def returning_again_from_card(scenes: Scenes, method: str) -> Exchange:
    """Return a second time, with a card without news."""
    play = returning_from_card(PAUL, Practice())
    play(scenes, method)
    return scenes.ask(scenes.world.browser(), method, with_query("/connexion/retour", {"code": "c", "state": "s"}))


def submitting(
    build: Callable[[Scenes], str], page: str, action: str, who: str = CLAIRE, **given: str | list[str]
) -> Play:
    """Open a page about a delegation and send one of its forms unchanged."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(who)
        shown = browser.get(page.format(id=build(scenes)))
        return scenes.submit(browser, shown, action, **given)

    return play


def prolonging_several(duree: str) -> Play:
    """Tick the only delegation of the page, and prolong it."""

    def play(scenes: Scenes, _: str) -> Exchange:
        found = scenes.validated()
        browser, box = scenes.browser(CLAIRE), f"{found}:{scenes.delegation(found).terms.validity.end.isoformat()}"
        shown = browser.get("/delegations/prolonger")
        return scenes.submit(browser, shown, "/prolonger", delegations=box, duree=duree)

    return play


def deciding(build: Callable[[Scenes], str], purpose: Purpose, **given: str | list[str]) -> Play:
    """Follow the link of a mail and send the form of its purpose."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser()
        path = scenes.link(build(scenes), purpose)
        fields = {name: value for name, value in given.items() if isinstance(value, str)}
        return scenes.send(browser, path, fields)

    return play


def deciding_account(purpose: AccountPurpose, builds: Iterable[Callable[[Scenes], str]] = (), /, **given: str) -> Play:
    """Send the form of the link of a mail about an account that has received these delegations."""

    def play(scenes: Scenes, _: str) -> Exchange:
        for build in builds:
            build(scenes)
        return scenes.send(scenes.browser(), scenes.account_link(purpose), given)

    return play


def confirming_an_address(builds: Iterable[Callable[[Scenes], str]] = ()) -> Play:
    """Press the button of the link that confirms an address, in the browser of its owner, who has these delegations."""

    def play(scenes: Scenes, _: str) -> Exchange:
        for build in builds:
            build(scenes)
        browser, path = scenes.browser(PAUL), scenes.account_link(AccountPurpose.CONFIRM_ADDRESS)
        return scenes.submit(browser, browser.get(path), path)

    return play


def looking_up(address: str) -> Play:
    """Send step 1 of a creation, which looks up an address."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        return scenes.submit(browser, browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)

    return play


def looking_again(address: str, step: str = "", choice: str = "") -> Play:
    """Open a step of a creation whose address has been looked up, with a profil chosen for the first time."""

    def play(scenes: Scenes, method: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)
        chosen = f"&choix={choice}" if choice else ""
        return scenes.ask(browser, method, f"/delegations/nouvelle{step}?{urlsplit(page.url).query}{chosen}")

    return play


def choosing_a_profil(scenes: Scenes, _: str) -> Exchange:
    """Choose another profil in step 2 of a creation."""
    browser = scenes.browser(CLAIRE)
    page = browser.submit(_step_2(scenes, "nouvelle@exemple.fr"), "/nouvelle/profil", choix="comptable")
    return scenes.submit(browser, page, "/nouvelle/profil", choix="remplacant")


def creating(address: str, *, again: bool = False, **given: str | list[str]) -> Play:
    """Send the last step of a creation, or the same one a second time."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        page = browser.submit(_step_2(scenes, address), "/nouvelle/profil", choix="comptable")
        day = scenes.today.isoformat()
        fields: dict[str, str | list[str]] = {"debut": day, "fin": day, "structures": ["cabinet-1"], **given}
        if again:
            scenes.submit(browser, page, "/nouvelle/valider", **fields)
        return scenes.submit(browser, page, "/nouvelle/valider", **fields)

    return play


def _step_2(scenes: Scenes, address: str) -> Page:
    browser = scenes.browser(CLAIRE)
    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)
    if address in KNOWN.values():
        page = browser.submit(page, "/nouvelle/profil")
    return page


def correcting(address: str, step: str = "/corriger") -> Play:
    """Send the corrected address of an undelivered demand, or the next step."""

    def play(scenes: Scenes, _: str) -> Exchange:
        browser = scenes.browser(CLAIRE)
        page = browser.get(f"/delegations/{scenes.undeliverable()}/corriger")
        if step == "/corriger":
            return scenes.submit(browser, page, step, adresse=address)
        return scenes.submit(browser, browser.submit(page, "/corriger", adresse=address), step)

    return play


def validating_without_hints(scenes: Scenes, _: str) -> Exchange:
    """Validate with a form that does not name the délégué."""
    browser = scenes.browser(CLAIRE)
    path = f"/delegations/{scenes.to_validate()}/valider"
    return scenes.send(browser, path, {"csrf": scenes.forms_token(browser), "version": "1"})
