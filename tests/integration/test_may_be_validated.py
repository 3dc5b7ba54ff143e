"""Whatever leads to Validée opens nothing to a closed account, or under a number of another one, not even by a race."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.answer_longer import grant_longer
from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.change import change
from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.create import Asked, create
from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.people import SignedOut
from chalicelib.acts.resume import resume
from chalicelib.acts.stored import act_on_stored
from chalicelib.acts.terms import AskedEnd, AskedTerms
from chalicelib.acts.validate import validate
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.decisions import grant_of
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions import by_account
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from chalicelib.store.delegations import to_item
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes, an_open_link
from tests.integration.world import LOOKUP
from tests.unit.domain.test_may_be_validated import OPENING

RPPS = "99900001068"
LOCUM = Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="01")
LENGTH = 20 * DAY


class Way(NamedTuple):
    """A delegation, and the act that makes it Validée, or opens more of it."""

    found: str
    act: Callable[[], object]


def _demand(scenes: Scenes) -> str:
    """Let Claire delegate to Paul as a locum, under a number that nobody has."""
    terms = AskedTerms(scenes.today.isoformat(), (scenes.today + LENGTH).isoformat(), toutes_structures=True)
    shown, asked = Shown(KNOWN[PAUL], PAUL, known=True), Asked(ProfilId.REMPLACANT.value, terms, LOCUM)
    found = create(runtime.context(), scenes.session(CLAIRE), shown, asked, "creer")
    scenes.note_first_link(found)
    return found


def _in_force(scenes: Scenes) -> str:
    found = _demand(scenes)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 1)
    return found


def _accepting(scenes: Scenes) -> Way:
    found, paul = _demand(scenes), scenes.session(PAUL)
    return Way(found, lambda: accept_in_space(runtime.context(), paul, found, 1))


def _accepting_by_link(scenes: Scenes) -> Way:
    found = _demand(scenes)
    token = scenes.token(found, Purpose.ACCEPT)
    return Way(found, lambda: accept_by_link(runtime.context(), token))


def _validating(scenes: Scenes) -> Way:
    found, context = _demand(scenes), runtime.context()
    to_item(scenes.delegation(found)._replace(created_unknown=True), context.policy).save()
    accept_in_space(context, scenes.session(PAUL), found, 1)
    return Way(found, lambda: validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1))


def _completing(scenes: Scenes) -> Way:
    start, end = scenes.today.isoformat(), (scenes.today + LENGTH).isoformat()
    wish = Wish(ProfilId.REMPLACANT.value, start, end, LOCUM)
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "demander")
    completed = Completed(AskedTerms(start, end, toutes_structures=True), LOCUM)
    return Way(found, lambda: complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, completed))


def _accepting_a_change(scenes: Scenes) -> Way:
    found, later = _in_force(scenes), scenes.today + LENGTH + 30 * DAY
    asked = AskedEnd(later.isoformat())
    version = change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "prolonger").terms_version
    return Way(found, lambda: accept_in_space(runtime.context(), scenes.session(PAUL), found, version))


def _granting(scenes: Scenes, *, anew: bool) -> Way:
    found = _in_force(scenes)
    if anew:
        scenes.world.now += LENGTH + 2 * DAY
        pass_time(runtime.context(), found)
    last = (scenes.delegation(found).terms.validity.end + 30 * DAY).isoformat()
    asked = AskedTerms(scenes.today.isoformat(), last)
    ask_longer(runtime.context(), scenes.session(PAUL), found, asked, "demander")
    return Way(
        found, lambda: grant_longer(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, last, "accorder")
    )


def _resuming(scenes: Scenes) -> Way:
    found, context = _in_force(scenes), runtime.context()
    act_on_stored(context, found, lambda one, _: by_account.lose_eligibility(one, context.policy, context.now))
    return Way(found, lambda: resume(runtime.context(), found))


WAYS: Mapping[str, tuple[Act, Callable[[Scenes], Way]]] = {
    "accept": (Act.ACCEPT, _accepting),
    "accept by link": (Act.ACCEPT, _accepting_by_link),
    "validate": (Act.VALIDATE, _validating),
    "complete": (Act.VALIDATE, _completing),
    "accept a change": (Act.ACCEPT_CHANGE, _accepting_a_change),
    "grant for longer": (Act.GRANT_LONGER, partial(_granting, anew=False)),
    "grant anew": (Act.GRANT_LONGER, partial(_granting, anew=True)),
    "resume": (Act.REGAIN_ELIGIBILITY, _resuming),
}


def _close() -> None:
    HeadItem(*keys.head(PAUL)).update([HeadItem.status.set(AccountStatus.RESERVEE.value)])


def _join_elsewhere() -> None:
    joined: list[Action] = [HeadItem.status.set(AccountStatus.RATTACHEE.value), HeadItem.joined_to.set(CLAIRE)]
    HeadItem(*keys.head(PAUL)).update(joined)


def _confirm_number() -> None:
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=PAUL).save()


def _take_number() -> None:
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=HELENE, proved=True).save()


def _open_cabinet() -> None:
    HeadItem(*keys.head(PAUL)).update([HeadItem.liberal.set(True)])


NEWS: Mapping[str, Callable[[], None]] = {
    "the account is closed": _close,
    "the account is joined": _join_elsewhere,
    "a card takes the number": _take_number,
    "a card takes his number": _take_number,
    "a card names a cabinet": _open_cabinet,
}

OF_ITS_OWN = {
    # The numbers stay as they were; those that a délégant confirmed follow the cards (acts/follow_account.py).
    ("accept a change", "a card takes the number"),
    ("accept a change", "a card takes his number"),
    # The card that gives back is written after what it gives back (acts/sign_in_by_card.py).
    ("resume", "a card names a cabinet"),
}


def test_every_act_that_opens_something_is_tried() -> None:
    assert {act for act, _ in WAYS.values()} == {line.row.act for line in OPENING}


@pytest.mark.parametrize("when", ["before", "at the same moment"])
@pytest.mark.parametrize("news", NEWS)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_known_by_then_is_heeded(scenes: Scenes, way: str, news: str, when: str) -> None:
    found, act = WAYS[way][1](scenes)
    before = grant_of(scenes.delegation(found), scenes.world.now)
    if news == "a card takes his number":
        _confirm_number()
    try:
        if when == "before":
            NEWS[news]()
            act()
        else:
            with meanwhile(TRANSACTION, NEWS[news]):
                act()
    except (Refused, SignedOut, DeadLink):
        pass
    after = grant_of(scenes.delegation(found), scenes.world.now)
    if (way, news) in OF_ITS_OWN:
        assert after and (before is None or before.terms != after.terms)
    elif after and NEWS[news] is _take_number:
        assert before == after or after.identifiers.rpps_adeli == ""
    else:
        assert before == after


@pytest.mark.parametrize("way", WAYS)
def test_without_any_news_each_of_them_opens_more(scenes: Scenes, way: str) -> None:
    found, act = WAYS[way][1](scenes)
    before = grant_of(scenes.delegation(found), scenes.world.now)
    act()
    after = grant_of(scenes.delegation(found), scenes.world.now)
    assert after and after.identifiers == LOCUM
    assert before is None or before.terms != after.terms


def test_what_comes_back_waits_while_the_account_is_being_joined(scenes: Scenes) -> None:
    """Otherwise the card or the night would note the news as done, and it would never come back."""
    found, act = _resuming(scenes)
    _join_elsewhere()
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code is Code.WRONG_STATUS
    HeadItem(*keys.head(PAUL)).update([HeadItem.status.set(AccountStatus.ACTIVE.value), HeadItem.joined_to.remove()])
    act()
    assert grant_of(scenes.delegation(found), scenes.world.now)
