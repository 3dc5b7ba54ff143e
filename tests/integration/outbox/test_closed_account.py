"""A closed delegation whose délégué's account has ended can be read, deleted and repeated."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.correct import correct
from chalicelib.acts.delete import delete
from chalicelib.acts.follow_link import Dead, DeadLink, follow
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.refuse import refuse_by_link
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.domain.mails import Purpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from infra.operations.erasure import erase
from tests.browser import Browser
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.steps import history
from tests.integration.scenes import CLAIRE, LEA, Scenes, asked_terms


def _refused_by_lea(scenes: Scenes) -> str:
    found = scenes.demand(LEA)
    refuse_by_link(runtime.context(), scenes.token(found, Purpose.REFUSE))
    return found


CLOSED: dict[str, tuple[Callable[[Scenes], str], str]] = {
    "non aboutie": (Scenes.other_account, "inconnu-0@exemple.fr"),
    "refusée": (_refused_by_lea, "lea@exemple.fr"),
}


@pytest.fixture(params=CLOSED)
def found(outbox: Outbox, request: pytest.FixtureRequest) -> str:
    """Return a closed delegation whose délégué's account has ended."""
    build, address = CLOSED[request.param]

    def closed() -> str:
        delegation_id = build(outbox.scenes)
        outbox.deliver()
        outbox.beat(days=31)
        return delegation_id

    delegation_id = outbox.begun(request.param, closed)
    assert address not in {item["address"]["S"] for item in outbox.world.of_kind("head")}
    return delegation_id


@pytest.fixture
def claire(outbox: Outbox, found: str) -> Browser:
    """Return the délégant's browser."""
    return outbox.world.signed_in(CLAIRE)


def test_a_closed_delegation_without_account_still_opens_from_its_line(
    outbox: Outbox, found: str, claire: Browser
) -> None:
    page = claire.get(f"/delegations/{found}")
    assert page.status == 200
    assert outbox.scenes.delegation(found).delegue.address in page.text
    assert outbox.scenes.delegation(found).delegue.address in claire.get("/delegations/export").text


def test_deleting_a_closed_delegation_without_account_mails_only_the_delegant(
    outbox: Outbox, found: str, claire: Browser
) -> None:
    path = f"/delegations/{found}/supprimer"
    answer = claire.submit(claire.get(path), path)
    assert "La délégation a bien été supprimée" in answer.text
    assert outbox.scenes.world.of_kind("tombstone")
    assert claire.get(f"/delegations/{found}").status == 410
    assert [mail.to for mail in outbox.deliver()] == ["claire@cabinet.example"]


def test_a_closed_delegation_without_account_can_be_repeated_at_its_address(
    outbox: Outbox, found: str, claire: Browser
) -> None:
    page = claire.get(f"/delegations/{found}/refaire")
    assert page.status == 200
    page = claire.submit(page, "/delegations/nouvelle")
    assert page.status == 200
    assert "Comptable" in page.text


def test_the_delegant_of_a_closed_delegation_without_account_can_be_erased(outbox: Outbox, found: str) -> None:
    assert erase(runtime.context(), CLAIRE) == 0
    assert not [item for item in outbox.world.items() if item["pk"]["S"] == f"ACC#{CLAIRE}"]


# A live delegation never loses its account by our own acts; without one it asks nobody and opens nothing.


@pytest.fixture
def orphan(outbox: Outbox) -> str:
    """Return a delegation à valider whose délégué's account is missing."""
    delegation_id = outbox.scenes.to_validate()
    outbox.deliver()
    HeadItem(*keys.head(LEA)).delete()
    return delegation_id


def test_a_delegation_without_account_opens_nothing(outbox: Outbox, orphan: str) -> None:
    version = outbox.scenes.delegation(orphan).terms_version
    with pytest.raises(Refused, match=Code.WRONG_STATUS):
        validate(runtime.context(), outbox.scenes.session(CLAIRE), orphan, Hint(), version)
    with pytest.raises(DeadLink) as dead:
        follow(runtime.context(), Purpose.WITHDRAW, outbox.scenes.token(orphan, Purpose.WITHDRAW))
    assert dead.value.why is Dead.OVER


def test_a_delegation_without_account_sends_no_demand(outbox: Outbox) -> None:
    scenes = outbox.scenes
    orphan = scenes.undeliverable(LEA)
    HeadItem(*keys.head(LEA)).delete()
    context, session = runtime.context(), scenes.session(CLAIRE)
    asked = asked_terms(scenes.today, scenes.today + DAY)
    with pytest.raises(Refused, match=Code.WRONG_STATUS):
        resend(context, session, orphan, Hint(), "renvoyer")
    with pytest.raises(Refused, match=Code.WRONG_STATUS):
        change(context, session, orphan, Hint(), 1, asked, "modifier")
    correct(context, session, orphan, Hint(), Shown("zoe@exemple.example", "zoe", known=False))
    assert scenes.delegation(orphan).delegue.account_id == "zoe"


def test_time_purges_a_delegation_without_account(outbox: Outbox, orphan: str) -> None:
    outbox.world.now += 31 * DAY
    assert pass_time(runtime.context(), orphan)
    assert history(outbox, orphan)[-1] == "purge"


def test_a_delegation_without_account_can_be_deleted(outbox: Outbox, orphan: str) -> None:
    delete(runtime.context(), outbox.scenes.session(CLAIRE), orphan, Hint())
    assert history(outbox, orphan)[-1] == "suppression"
