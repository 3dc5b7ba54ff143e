"""Whoever answers the phone sees what matters about a person, and why a link opens nothing any more."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.follow_link import Dead
from chalicelib.acts.given import Hint
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.resend import resend
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from chalicelib.domain.weeks import next_summary
from chalicelib.identity.sessions import Mode
from chalicelib.store import pendings
from chalicelib.store.accounts import HeadItem
from chalicelib.store.keys import head, sessions
from chalicelib.store.open_sessions import SessionsItem
from infra.operations import person
from infra.operations.opened import WHY
from infra.operations.people import main
from tests.builders import DAY, a_practice, a_structure
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.world import World

Said = pytest.CaptureFixture[str]
PASSWORD = "Jardin-Fleuri-27"
SITE = "https://delegation.example/api"


def _found(capsys: Said, *asked: str) -> str:
    capsys.readouterr()
    assert main(["find", *asked]) == 0
    return capsys.readouterr().out


def _fail(world: World, times: int) -> None:
    for _ in range(times):
        browser = world.browser()
        browser.submit(browser.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe="Non-pas-27")


def test_a_person_is_told_with_status_sign_ins_delegations_and_their_mails(scenes: Scenes, capsys: Said) -> None:
    scenes.give_password(PAUL, PASSWORD)
    accepted, waiting = scenes.validated(), scenes.demand()
    SessionsItem(*sessions(PAUL)).delete()
    scenes.world.deliver()
    browser = scenes.world.browser()
    browser.submit(browser.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    said = _found(capsys, KNOWN[PAUL])
    assert f"account    {PAUL}, active" in said
    assert "mails      written to\n" in said
    assert "password   set" in said
    assert "sign-in    not locked\n" in said
    assert f"the last sign-in at {scenes.world.now:%Y-%m-%d %H:%M} UTC ({Mode.MOT_DE_PASSE})" in said
    assert f"received   {accepted}, validee since" in said
    assert f"received   {waiting}, en_cours since" in said
    assert "demande  delegue  envoye" in said


def test_the_numbers_that_lead_to_somebody_are_counted_and_not_told(scenes: Scenes, capsys: Said) -> None:
    """Claire and Hélène have the same two cabinets, of which Nora has one, and one of her own."""
    assert "numbers    2, of which 0 lead to this account alone" in _found(capsys, "claire@cabinet.example")
    assert "numbers    none" in _found(capsys, KNOWN[PAUL])
    practice = a_practice(structures=(a_structure(1), a_structure(3)))
    scenes.world.person("nora", "nora@exemple.fr", Name("MME", "Nora", "Témoin"), practice=practice)
    said = _found(capsys, "nora@exemple.fr")
    assert "numbers    2, of which 1 lead to this account alone" in said and "631000003" not in said


def test_the_next_summary_of_whoever_asked_for_one_is_told(scenes: Scenes, capsys: Said) -> None:
    assert "summary    not asked for\n" in _found(capsys, KNOWN[PAUL])
    choose_preferences(runtime.context(), scenes.session(PAUL), end_notices=True, weekly=True)
    due = next_summary(scenes.world.now)
    assert f"summary    due at {due:%Y-%m-%d %H:%M} UTC\n" in _found(capsys, KNOWN[PAUL])


def test_what_is_told_holds_no_name_address_or_secret(scenes: Scenes, capsys: Said) -> None:
    scenes.give_password(PAUL, PASSWORD)
    found = scenes.demand()
    link = f"{SITE}{scenes.link(found, Purpose.ACCEPT)}"
    for asked in (("--link", link), (KNOWN[PAUL],)):
        said = _found(capsys, *asked)
        for hidden in (
            KNOWN[PAUL],
            "Paul",
            "MODÈLE",
            "argon2",
            link.rpartition("/")[2],
            scenes.delegation(found).nonce,
        ):
            assert hidden not in said.replace(PAUL, ""), hidden


def test_a_lock_is_told_with_its_end_and_failures_before_it_with_their_number(scenes: Scenes, capsys: Said) -> None:
    _fail(scenes.world, 3)
    assert "sign-in    not locked, 3 failures since the last success" in _found(capsys, KNOWN[PAUL])
    _fail(scenes.world, 8)
    ends = scenes.world.now + timedelta(minutes=15)
    assert f"sign-in    locked until {ends:%Y-%m-%d %H:%M} UTC, 10 failures" in _found(capsys, KNOWN[PAUL])
    scenes.world.now = ends
    assert "sign-in    not locked\n" in _found(capsys, KNOWN[PAUL])


def test_an_address_written_to_no_more_an_account_to_be_activated_and_no_password_are_told(
    scenes: Scenes, capsys: Said
) -> None:
    SessionsItem(*sessions(LEA)).delete()
    HeadItem(*head(LEA)).update([HeadItem.suppressed.set(True), HeadItem.suppressed_for.set("rejete")])
    said = _found(capsys, KNOWN[LEA])
    assert f"account    {LEA}, a_activer" in said
    assert "mails      written to no more: rejete" in said
    assert "password   none" in said
    assert "sessions   none kept" in said


def test_only_the_latest_delegations_are_told_and_the_others_counted(
    scenes: Scenes, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "MOST_SHOWN", 1)
    scenes.demand()
    scenes.demand()
    said = _found(capsys, KNOWN[PAUL])
    assert said.count("en_cours since") == 1
    assert "received   and 1 older ones" in said


def test_a_link_that_works_is_told_with_its_person(scenes: Scenes, capsys: Said) -> None:
    found = scenes.demand()
    said = _found(capsys, "--link", f"{SITE}{scenes.link(found, Purpose.ACCEPT)}")
    assert said.startswith(f"link       accepter, delegation {found}, terms 1\nopens      its page\naccount    {PAUL}")


@pytest.mark.parametrize("written", ["%7E", "%7e"])
def test_a_link_that_a_mail_reader_has_encoded_is_read(scenes: Scenes, capsys: Said, written: str) -> None:
    link = f"{SITE}{scenes.link(scenes.demand(), Purpose.ACCEPT)}"
    assert "opens      its page" in _found(capsys, "--link", link.replace("~", written))
    assert WHY[Dead.FORGED] in _found(capsys, "--link", link.replace("~", written.replace("%", "%25")))


def test_a_link_that_a_mail_reader_has_broken_into_lines_is_read(scenes: Scenes, capsys: Said) -> None:
    link = f"{SITE}{scenes.link(scenes.demand(), Purpose.ACCEPT)}"
    assert "opens      its page" in _found(capsys, "--link", f"{link[:80]}\n  {link[80:]}")


def test_a_dead_link_is_told_with_its_reason(scenes: Scenes, capsys: Said) -> None:
    found = scenes.demand()
    link = f"{SITE}{scenes.link(found, Purpose.ACCEPT)}"
    assert WHY[Dead.FORGED] in _found(capsys, "--link", link[:-9])
    assert WHY[Dead.OTHER_PURPOSE] in _found(capsys, "--link", link.replace("/accepter/", "/r/"))
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), "renvoi")
    said = _found(capsys, "--link", link)
    assert WHY[Dead.OUTDATED] in said
    assert f"account    {PAUL}" in said
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    assert WHY[Dead.DELETED] in _found(capsys, "--link", link)
    used = scenes.refused()
    assert WHY[Dead.USED] in _found(capsys, "--link", f"{SITE}{scenes.link(used, Purpose.ACCEPT)}")


def test_a_link_about_an_account_is_told(scenes: Scenes, capsys: Said) -> None:
    link = f"{SITE}{scenes.account_link(AccountPurpose.NEW_PASSWORD)}"
    assert "opens      its page" in _found(capsys, "--link", link)
    assert WHY[Dead.FORGED] in _found(capsys, "--link", link[:-5])
    scenes.world.now += timedelta(hours=2)
    said = _found(capsys, "--link", link)
    assert WHY[Dead.EXPIRED] in said
    assert f"account    {PAUL}" in said


@pytest.mark.parametrize("purpose", AccountPurpose)
def test_every_link_about_an_account_that_works_is_told_to_open_its_page(
    scenes: Scenes, capsys: Said, purpose: AccountPurpose
) -> None:
    link = f"{SITE}{scenes.account_link(purpose)}"
    if purpose is AccountPurpose.JOIN:
        pending = pendings.item(PAUL, purpose, "une-fois", scenes.world.now + DAY, KNOWN[LEA], other_id=LEA)
        pending.save()
    said = _found(capsys, "--link", link)
    assert "opens      its page" in said
    assert ("to whoever signs in" in said) is (purpose in {AccountPurpose.CONFIRM_ADDRESS, AccountPurpose.JOIN})


def test_the_link_of_a_join_whose_other_account_has_moved_is_told_to_be_replaced(scenes: Scenes, capsys: Said) -> None:
    link = f"{SITE}{scenes.account_link(AccountPurpose.JOIN)}"
    assert WHY[Dead.OUTDATED] in _found(capsys, "--link", link)


def test_the_link_by_which_an_address_asks_is_told_with_the_account_of_the_address(
    scenes: Scenes, capsys: Said
) -> None:
    assert "account    " not in _found(capsys, "--link", f"{SITE}{scenes.link_to_ask('ama@exemple.fr')}")
    link = f"{SITE}{scenes.link_to_ask(KNOWN[LEA])}"
    assert f"account    {LEA}" in _found(capsys, "--link", link)
    HeadItem(*head(CLAIRE)).update(actions=[HeadItem.status.set("fermee")])
    assert "opens      nothing" in _found(capsys, "--link", link)


def test_a_personal_link_is_told_with_its_delegant(scenes: Scenes, capsys: Said) -> None:
    path = scenes.open_ask_link()
    for step in ("", "/envoyer?profil=comptable", "/adresse"):
        said = _found(capsys, "--link", f"{SITE}{path}{step}")
        assert "opens      its page" in said and f"account    {CLAIRE}" in said
        assert scenes.ask_token not in said
    assert WHY[Dead.NOT_ASKABLE] in _found(capsys, "--link", f"{SITE}{path[:-1]}")


def test_the_address_of_a_page_is_told(scenes: Scenes, capsys: Said) -> None:
    found = scenes.to_validate()
    said = _found(capsys, "--link", f"{SITE}/delegations/{found}/valider")
    assert f"a page of the délégant, delegation {found}" in said
    assert f"account    {CLAIRE}" in said
    assert f"account    {LEA}" in _found(capsys, "--link", f"{SITE}/recues/{found}")
    assert "the delegation is gone" in _found(capsys, "--link", f"{SITE}/recues/aucune")
    assert "none of ours" in _found(capsys, "--link", "https://ailleurs.example/")


def test_every_reason_for_a_dead_link_is_explained() -> None:
    assert WHY.keys() == set(Dead)


def test_find_takes_an_address_or_a_link_and_not_both(capsys: Said) -> None:
    for asked in ([], ["a@b.fr", "--link", "https://x.example"]):
        with pytest.raises(SystemExit):
            main(["find", *asked])
