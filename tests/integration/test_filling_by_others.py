"""No act of a délégant depends on anything that another person can grow, fill, lock or repeat (specification §3)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.change import change
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.acts.invited import Shown
from chalicelib.acts.resend import resend
from chalicelib.acts.show_delegation import show_delegation
from chalicelib.acts.show_notices import mark_read
from chalicelib.acts.sign_out import sign_out
from chalicelib.acts.validate import validate
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.decisions import SERVICES_BY_ID, Denial
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.identity.sessions import Mode
from chalicelib.store import denials, keys
from chalicelib.store.accounts import MOST_WAITING, HeadItem, find_head
from chalicelib.store.denials import DeniedAccess, read_denials
from chalicelib.store.table import read
from tests.builders import DAY
from tests.integration.aws_calls import counted
from tests.integration.kept_world import Kept, begun_once
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes, asked_terms

SECOND = timedelta(seconds=1)
OTHERS = 120
"""Délégants who gave the same person something too."""

CALLER = Caller("192.0.2.1")


def fill(scenes: Scenes, account_id: str) -> None:
    """Do everything that a person, or a stranger with his address, can do, until every bound is reached."""
    _sign_in_and_out(scenes, account_id)
    _ask_and_fail(scenes, account_id)
    _be_refused(scenes, account_id)
    _receive_from_others(scenes, account_id)


def _sign_in_and_out(scenes: Scenes, account_id: str) -> None:
    context = runtime.context()
    for number in range(2 * context.settings.open_sessions):
        scenes.world.now += SECOND
        items = read(keys_of_sign_in(account_id))
        head = find_head(items, account_id)
        assert head
        session = begin_session(runtime.context(), head, Mode.MOT_DE_PASSE, items, CALLER)
        if number % 2:
            sign_out(runtime.context(), session, CALLER)
            with suppress(Exception):
                mark_read(scenes.session(account_id))


def _ask_and_fail(scenes: Scenes, account_id: str) -> None:
    context, address = runtime.context(), KNOWN[account_id]
    for number in range(context.settings.address_changes_per_hour + 1):
        with suppress(Exception):  # beyond the limit, or an account without a validation
            ask_address(context, scenes.session(account_id), f"autre-{number}@exemple.fr", "", CALLER)
    for _ in range(context.settings.password_resets_per_hour + 1):
        with suppress(Refused):
            ask_new_password(context, address, CALLER)
    for _ in range(context.settings.login_failures + 1):
        with suppress(Refused):
            count_guess(context, address, account_id, CALLER)


def _be_refused(scenes: Scenes, account_id: str) -> None:
    context = runtime.context()
    for denial in Denial:
        asked = {DeniedAccess(CLAIRE, account_id, service, denial): 1 for service in SERVICES_BY_ID}
        denials.count(asked, context.now, timedelta(days=365))


def _receive_from_others(scenes: Scenes, account_id: str) -> None:
    """Fill the account's own partitions with other people's delegations: lines, grants, notifications."""
    own = [item for item in scenes.world.items() if item["pk"]["S"] in {f"{name}#{account_id}" for name in _FILLED}]
    like = [item for item in own if item["kind"]["S"] in {"summary", "grant", "notice"}]
    scenes.world.put({**item, "sk": {"S": f"{item['sk']['S']}-{number}"}} for item in like for number in range(OTHERS))
    if account_id == LEA:
        _crowd(MOST_WAITING - 1)


def _crowd(others: int) -> None:
    """Let this number of other delegations wait for Léa."""
    HeadItem(*keys.head(LEA)).update(actions=[HeadItem.waiting.add({f"{number:016}" for number in range(others)})])


_FILLED = ("ACC", "GRANT", "NOTE")
Built = Callable[[Scenes], str]


def change_period(scenes: Scenes, found: str, days: int, cabinets: int = 1) -> None:
    """Let Claire change the period by this number of days."""
    delegation = scenes.delegation(found)
    held = delegation.terms.validity
    terms = asked_terms(held.start, held.end + days * DAY)
    terms = replace(terms, structures=tuple(f"cabinet-{number + 1}" for number in range(cabinets)))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), delegation.terms_version, terms, f"change-{found}")


def delete_works(scenes: Scenes, found: str) -> bool:
    """Delete the delegation; return whether it opens nothing."""
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    return not [item for item in scenes.world.of_kind("grant") if item["sk"]["S"] == f"{CLAIRE}#{found}"]


def shorten_works(scenes: Scenes, found: str) -> bool:
    """Shorten the period."""
    before = scenes.delegation(found).terms.validity.end
    change_period(scenes, found, -3)
    return scenes.delegation(found).terms.validity.end == before - 3 * DAY


def extend_works(scenes: Scenes, found: str) -> bool:
    """Extend the period."""
    change_period(scenes, found, 1, cabinets=2)
    delegation = scenes.delegation(found)
    return delegation.proposal is not None or len(delegation.terms.structures) == 2


def resend_works(scenes: Scenes, found: str) -> bool:
    """Send the demand again."""
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), f"renvoi-{found}")
    return len(scenes.delegation(found).resent_at) == 1


def validate_works(scenes: Scenes, found: str) -> bool:
    """Validate the delegation."""
    validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), scenes.delegation(found).terms_version)
    return scenes.delegation(found).status is Status.VALIDEE


def correct_works(scenes: Scenes, found: str) -> bool:
    """Correct the address to that of the person who filled everything."""
    correct(runtime.context(), scenes.session(CLAIRE), found, Hint(), Shown(KNOWN[PAUL], PAUL, known=True))
    return scenes.delegation(found).delegue.account_id == PAUL


def look_works(scenes: Scenes, found: str) -> bool:
    """Open the page of the delegation, within its usual budget; the keys were read before."""
    context = runtime.context()
    with counted() as calls:
        shown = show_delegation(context, scenes.session(CLAIRE), found)
    return bool(shown) and len(calls) <= 6


def undeliverable(scenes: Scenes) -> str:
    """Return an invitation with a wrong address."""
    scenes.demand()
    return scenes.undeliverable()


@pytest.mark.parametrize(
    ("account_id", "build", "act"),
    [
        *((PAUL, build, delete_works) for build in (Scenes.demand, Scenes.validated, Scenes.proposal)),
        *((PAUL, build, delete_works) for build in (Scenes.refused, Scenes.ended)),
        *((PAUL, Scenes.demand, act) for act in (shorten_works, extend_works, resend_works, look_works)),
        *((PAUL, Scenes.validated, act) for act in (shorten_works, extend_works, look_works)),
        (PAUL, undeliverable, correct_works),
        *(
            (LEA, Scenes.to_validate, act)
            for act in (validate_works, shorten_works, extend_works, delete_works, look_works)
        ),
    ],
)
def test_a_delegant_can_act_after_his_delegue_filled_everything(
    scenes: Scenes, account_id: str, build: Built, act: Callable[[Scenes, str], bool]
) -> None:
    found = begun_once(scenes.world, _filled, (account_id, build), lambda: filled(scenes, account_id, build))
    assert act(scenes, found)


_filled: Kept[str] = {}


def filled(scenes: Scenes, account_id: str, build: Built) -> str:
    """Build a delegation whose délégué then fills everything."""
    found = build(scenes)
    fill(scenes, account_id)
    return found


def test_an_address_with_too_many_waiting_delegations_refuses_more(scenes: Scenes) -> None:
    first = scenes.demand(LEA)
    _receive_from_others(scenes, LEA)
    shown = Shown(KNOWN[LEA], LEA, known=True)
    start = scenes.today + 100 * DAY
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(start, start + DAY), Identifiers())
    with pytest.raises(Refused) as caught:
        create(runtime.context(), scenes.session(CLAIRE), shown, asked, "encore")
    assert caught.value.code is Code.LIMIT
    assert "attendent déjà une réponse" in caught.value.message
    assert delete_works(scenes, first)
    assert create(runtime.context(), scenes.session(CLAIRE), shown, asked, "enfin")


def test_the_last_free_place_of_an_address_is_given_once(scenes: Scenes) -> None:
    with meanwhile(TRANSACTION, lambda: _crowd(MOST_WAITING)), pytest.raises(Refused) as caught:
        scenes.demand(LEA)
    assert caught.value.code is Code.LIMIT
    head = HeadItem.get(*keys.head(LEA))
    assert len(head.waiting or ()) == MOST_WAITING


def test_the_denials_of_one_delegue_fit_in_one_answer_of_dynamodb(scenes: Scenes) -> None:
    for _ in range(12):
        scenes.world.now += DAY
        _be_refused(scenes, PAUL)
    context = runtime.context()
    denials.count(
        {DeniedAccess(CLAIRE, LEA, next(iter(SERVICES_BY_ID)), next(iter(Denial))): 1}, context.now, 365 * DAY
    )
    with counted() as calls:
        found = read_denials(CLAIRE, 5, context.now, LEA)
    assert (len(found), calls) == (1, ["dynamodb.Query"])
