"""« Notifications »: of what others or time did, read and unread, older ones reachable, each leading to what exists."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.show_notices import MOST_SHOWN, mark_read, open_notice, show_notices
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.notices import NoticeItem, key_of, moved_to, read_notices
from tests.browser import Page
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes


def unread(scenes: Scenes, who: str) -> int:
    """Return the counter in the header."""
    head = read_head(who)
    assert head
    return head.unread


def ids_of(page: Page) -> list[str]:
    """Return the ids of the unread notifications of a page."""
    return [field.value for form in page.forms for field in form.fields if field.name == "notification"]


def press(scenes: Scenes, who: str, notice_id: str) -> Page:
    """Press a notification."""
    browser = scenes.browser(who)
    return browser.post("/notifications", {"csrf": scenes.forms_token(browser), "notification": notice_id})


def test_nobody_is_notified_of_his_own_acts(scenes: Scenes) -> None:
    given_up, deleted = scenes.validated(), scenes.demand()
    give_up(runtime.context(), scenes.session(PAUL), given_up)
    delete(runtime.context(), scenes.session(CLAIRE), deleted, Hint())
    claire, paul = scenes.browser(CLAIRE).get("/notifications"), scenes.browser(PAUL).get("/notifications")
    assert "Vous avez" not in claire.text + paul.text
    assert "M. Paul MODÈLE a renoncé à la délégation" in claire.text
    assert "Mme Claire EXEMPLE a supprimé votre délégation" in paul.text


def test_reading_one_marks_it_and_leads_to_its_delegation(scenes: Scenes) -> None:
    found = scenes.refused()
    scenes.world.now += timedelta(minutes=1)
    scenes.disowned()
    page = scenes.browser(CLAIRE).get("/notifications")
    newest, older = ids_of(page)
    assert press(scenes, CLAIRE, older).url.endswith(f"/delegations/{found}")
    assert unread(scenes, CLAIRE) == 1
    again = scenes.browser(CLAIRE).get("/notifications")
    assert ids_of(again) == [newest]
    assert again.link("a refusé votre demande").endswith(f"/delegations/{found}")


def test_looking_at_the_page_marks_nothing(scenes: Scenes) -> None:
    scenes.refused()
    for _ in range(2):
        page = scenes.browser(CLAIRE).get("/notifications")
    assert "Non lue : M. Paul MODÈLE a refusé votre demande" in page.text
    assert unread(scenes, CLAIRE) == 1


def test_a_notification_pressed_twice_counts_once(scenes: Scenes) -> None:
    scenes.refused()
    scenes.disowned()
    first = ids_of(scenes.browser(CLAIRE).get("/notifications"))[0]
    for _ in range(2):
        press(scenes, CLAIRE, first)
    assert unread(scenes, CLAIRE) == 1


def test_a_notification_of_what_is_gone_leads_nowhere_and_says_so(scenes: Scenes) -> None:
    scenes.given_up()
    page = scenes.browser(CLAIRE).get("/notifications")
    (_, of_the_end) = sorted(ids_of(page))
    assert press(scenes, CLAIRE, of_the_end).url.endswith("/notifications")
    again = scenes.browser(CLAIRE).get("/notifications")
    assert (
        "M. Paul MODÈLE a renoncé à la délégation (Comptable). 02/03/2026 à 10 h 00, délégation disparue" in again.text
    )
    assert not [text for text, _ in again.links if "renoncé" in text]


@pytest.mark.parametrize("foreign", ["", "x", "2026-03-02T09:00:00+00:00#autre#000001", "2026" * 500, "A#PASSWORD"])
def test_what_is_no_notification_of_ones_own_is_not_opened(scenes: Scenes, foreign: str) -> None:
    scenes.refused()
    assert open_notice(runtime.context(), scenes.session(CLAIRE), foreign) is None
    (own,) = read_notices(CLAIRE, 10, scenes.world.now)
    assert open_notice(runtime.context(), scenes.session(HELENE), own.id) is None
    assert unread(scenes, CLAIRE) == 1


def test_older_notifications_are_reached_page_by_page_each_once(scenes: Scenes) -> None:
    _many(scenes, MOST_SHOWN * 2 + 3)
    seen, before = [], ""
    for _ in range(3):
        page = show_notices(runtime.context(), scenes.session(CLAIRE), before)
        seen += [notice.id for notice in page.notices]
        before = page.following
    assert (len(seen), before) == (MOST_SHOWN * 2 + 3, "")
    assert seen == sorted(set(seen), reverse=True)
    first = scenes.browser(CLAIRE).get("/notifications")
    second = scenes.browser(CLAIRE).get(first.link("Plus anciennes"))
    assert second.link("Les plus récentes").endswith("/notifications")
    assert len(ids_of(second)) == MOST_SHOWN
    assert not set(ids_of(first)) & set(ids_of(second))


@pytest.mark.parametrize("before", ["x", "9999", "~" * 3000, "2026-03-02T09:00:00+00:00", "%00"])
def test_an_address_that_names_no_notification_shows_the_newest(scenes: Scenes, before: str) -> None:
    scenes.refused()
    assert "a refusé votre demande" in scenes.browser(CLAIRE).get(f"/notifications?avant={before}").text


def test_all_are_marked_at_once_by_the_newest_ninety(scenes: Scenes) -> None:
    _many(scenes, 95)
    mark_read(scenes.session(CLAIRE))
    assert unread(scenes, CLAIRE) == 5
    mark_read(scenes.session(CLAIRE))
    assert unread(scenes, CLAIRE) == 0
    assert all(notice.is_read for notice in read_notices(CLAIRE, 200, scenes.world.now))


def test_a_counter_above_what_is_left_is_mended(scenes: Scenes) -> None:
    scenes.refused()
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.unread.set(7)])
    mark_read(scenes.session(CLAIRE))
    assert unread(scenes, CLAIRE) == 0


def test_a_kind_of_another_version_does_not_fail_the_page(scenes: Scenes) -> None:
    scenes.refused()
    (own,) = read_notices(CLAIRE, 10, scenes.world.now)
    NoticeItem(*key_of(CLAIRE, own.id)).update(
        actions=[NoticeItem.notice_kind.set("eclipse"), NoticeItem.profil.set("astronome")]
    )
    page = scenes.browser(CLAIRE).get("/notifications")
    assert "Une délégation avec M. Paul MODÈLE (astronome) a changé." in page.text


def test_a_notification_is_kept_read_for_another_account_to_which_it_moves(scenes: Scenes) -> None:
    scenes.refused()
    mark_read(scenes.session(CLAIRE))
    (item,) = [one for one in NoticeItem.query(keys.notice(CLAIRE, "", "", 0)[0]) if isinstance(one, NoticeItem)]
    assert moved_to(item, HELENE).read


def _many(scenes: Scenes, number: int) -> None:
    """Write notifications of Claire's, one a day, all unread."""
    scenes.refused()
    (model,) = [one for one in NoticeItem.query(keys.notice(CLAIRE, "", "", 0)[0]) if isinstance(one, NoticeItem)]
    for day in range(1, number):
        at = (scenes.world.now - day * DAY).isoformat(timespec="seconds")
        pk, sk = keys.notice(CLAIRE, at, model.delegation_id, day)
        NoticeItem(
            pk=pk,
            sk=sk,
            notice_kind=model.notice_kind,
            delegation_id=model.delegation_id,
            about=model.about,
            profil=model.profil,
            to_delegant=True,
            ttl=model.ttl,
        ).save()
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.unread.set(number)])
