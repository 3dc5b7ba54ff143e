"""Whom a délégant has blocked asks him for nothing, whatever became of the account (specification §3)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Opened, ask_while_opening
from chalicelib.acts.block import block, show_blocked, unblock
from chalicelib.acts.clear_closed import begin_to_clear
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.join_accounts import join_by_password, join_invitation
from chalicelib.acts.walks import FIRST_STEPS
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import Code
from chalicelib.identity.sessions import Mode
from chalicelib.settings import Settings
from chalicelib.store import closings, keys
from chalicelib.store.accounts import MOST_JOINED, HeadItem, read_head
from chalicelib.store.blocks import block_of, read_blocks
from chalicelib.store.codec import to_plain
from chalicelib.store.table import Item, put
from chalicelib.store.writes import Save
from chalicelib.workers import schedule
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, an_open_link
from tests.integration.test_story import PASSWORD
from tests.integration.wishes import a_wish, ask_claire, refusal_of
from tests.integration.world import World


@pytest.fixture
def scenes(world: World) -> Scenes:
    return Scenes(world)


def test_a_refusal_tells_the_asker_and_may_block_him(scenes: Scenes) -> None:
    found, browser = ask_claire(scenes), scenes.browser(CLAIRE)
    page = browser.get(f"/delegations/{found}/supprimer")
    assert "Refus d’une demande" in page.text

    done = browser.submit(page, "/supprimer", bloquer="oui")

    assert "La demande a bien été refusée" in done.text
    subjects = {mail.subject for mail in scenes.world.deliver()}
    assert "Refus d'une demande de délégation" in subjects
    assert [one.who for one in show_blocked(CLAIRE)] == ["M. Paul MODÈLE"]
    assert refusal_of(lambda: ask_claire(scenes, 30, 40)).code is Code.ASKING_CLOSED
    assert scenes.world.deliver() == []

    unblock(runtime.context(), scenes.session(CLAIRE), PAUL)
    assert ask_claire(scenes, 30, 40)


def test_only_the_asker_of_a_wish_is_blocked(scenes: Scenes) -> None:
    delete(runtime.context(), scenes.session(CLAIRE), scenes.validated(), Hint(), blocks=True)

    assert show_blocked(CLAIRE) == []


def test_three_hundred_people_are_blocked_and_no_more(scenes: Scenes) -> None:
    most = Settings().blocked_people
    for number in range(most - 1):
        put(_block(scenes, f"compte-{number}"))
    delete(runtime.context(), scenes.session(CLAIRE), ask_claire(scenes), Hint(), blocks=True)
    assert len(show_blocked(CLAIRE)) == most == 300

    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))
    found = ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle")
    act = lambda: delete(runtime.context(), scenes.session(CLAIRE), found, Hint(), blocks=True)  # noqa: E731
    assert refusal_of(act).code is Code.LIMIT


def test_somebody_blocked_finds_the_link_closed_and_a_stranger_finds_it_open(scenes: Scenes) -> None:
    path = scenes.open_ask_link()
    put(_block(scenes, PAUL))
    shown = scenes.browser(PAUL).get(path)
    assert shown.status == 404
    assert "Ce lien ne vous permet pas de demander une délégation." in shown.text
    assert "Claire" not in shown.text and "bloqu" not in shown.text
    for other in (scenes.world.browser(), scenes.browser(HELENE)):
        assert "Demander une délégation" in other.get(path).text
    assert scenes.browser(PAUL).get(f"{path}/envoyer").status == 404


def test_a_block_follows_the_account_that_is_joined_to_another(scenes: Scenes) -> None:
    path = scenes.open_ask_link()
    put(_block(scenes, LEA))
    assert ask_claire(scenes)
    scenes.give_password(LEA, PASSWORD)
    join_by_password(runtime.context(), scenes.session(PAUL), KNOWN[LEA], PASSWORD, Caller("192.0.2.1"))

    assert scenes.browser(PAUL).get(path).status == 404
    assert refusal_of(lambda: ask_claire(scenes, 30, 40)).code is Code.ASKING_CLOSED
    assert [one.who for one in show_blocked(CLAIRE)] == ["M. Paul MODÈLE"]

    unblock(runtime.context(), scenes.session(CLAIRE), LEA)
    assert ask_claire(scenes, 30, 40)


def test_a_block_of_a_joined_account_that_comes_meanwhile_wins(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update([HeadItem.former.add({LEA})])
    with meanwhile(TRANSACTION, lambda: put(_block(scenes, LEA))):
        assert refusal_of(lambda: ask_claire(scenes)).code is Code.ASKING_CLOSED


def test_twenty_accounts_are_joined_to_one_and_no_more(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update([HeadItem.former.add({f"compte-{number}" for number in range(MOST_JOINED)})])
    scenes.give_password(LEA, PASSWORD)
    join = lambda: join_by_password(  # noqa: E731
        runtime.context(), scenes.session(PAUL), KNOWN[LEA], PASSWORD, Caller("192.0.2.1")
    )
    assert refusal_of(join).code is Code.LIMIT


def test_an_invitation_that_nobody_opened_counts_among_no_joined_accounts(scenes: Scenes) -> None:
    token = scenes.token(scenes.invitation(), Purpose.OPEN_ACCOUNT)
    join_invitation(runtime.context(), scenes.session(PAUL), token)
    head = read_head(PAUL)
    assert head is not None
    assert head.former == frozenset()


def test_a_closing_takes_away_no_more_blocks_in_the_request_than_delegations(scenes: Scenes) -> None:
    for number in range(FIRST_STEPS.most + 2):
        put(_block(scenes, f"compte-{number}"))
    mark = closings.item(CLAIRE, scenes.world.now)
    put(mark)
    begin_to_clear(runtime.context(), mark)
    assert len(read_blocks(CLAIRE)) == 2
    schedule.handle()
    assert not read_blocks(CLAIRE)
    assert not scenes.world.of_kind("closing")


def _block(scenes: Scenes, account_id: str) -> Item:
    write = block_of(CLAIRE, account_id, scenes.world.now)
    assert isinstance(write, Save)
    return write.item


def test_whoever_is_blocked_already_is_blocked_again_at_the_limit(scenes: Scenes) -> None:
    for number in range(Settings().blocked_people):
        put(_block(scenes, f"compte-{number}"))
    assert isinstance(block(runtime.context(), CLAIRE, "compte-0"), Save)


def test_somebody_blocked_without_a_name_is_shown_by_his_address(scenes: Scenes) -> None:
    put(_block(scenes, PAUL))
    HeadItem(*keys.head(PAUL)).update([HeadItem.name.set(to_plain(Name()))])
    assert [one.who for one in show_blocked(CLAIRE)] == [KNOWN[PAUL]]


def test_nobody_is_unblocked_without_a_card(scenes: Scenes) -> None:
    put(_block(scenes, PAUL))
    session = scenes.session(CLAIRE, Mode.MOT_DE_PASSE)
    refusal_of(lambda: unblock(runtime.context(), session, PAUL))
    assert show_blocked(CLAIRE)


def test_an_id_that_no_account_can_have_is_unknown(scenes: Scenes) -> None:
    unblock(runtime.context(), scenes.session(CLAIRE), "x" * 64)
    assert refusal_of(lambda: unblock(runtime.context(), scenes.session(CLAIRE), "x" * 65)).code is Code.UNKNOWN
