"""Each link of a mail has a true page, after every end of its demand (specification §4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.correct import correct
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.acts.withdraw import withdraw_in_space
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Reason, Status
from chalicelib.store.delegations import to_item
from tests.builders import DAY
from tests.integration.acts_on_scenes import delete_it, name_other_account
from tests.integration.kept_world import Kept, begun_once
from tests.integration.outbox.steps import lose_cabinets
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.integration.test_story import PASSWORD

End = Callable[[Scenes, str], None]


def _change(scenes: Scenes, found: str, step: timedelta) -> None:
    held = scenes.delegation(found)
    terms = held.terms.validity
    asked = asked_terms(terms.start, terms.end + step)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), held.terms_version, asked, f"{found}-{step.days}")


def _changed_before_validation(scenes: Scenes) -> str:
    found = scenes.accepted_unseen()
    _change(scenes, found, DAY)
    return found


def _extend(scenes: Scenes, found: str) -> None:
    _change(scenes, found, 3 * DAY)


def _shorten(scenes: Scenes, found: str) -> None:
    _change(scenes, found, -3 * DAY)


def _accept(scenes: Scenes, found: str) -> None:
    accept_in_space(runtime.context(), scenes.session(PAUL), found, scenes.delegation(found).terms_version)


def _refuse(scenes: Scenes, found: str) -> None:
    refuse_in_space(runtime.context(), scenes.session(PAUL), found, scenes.delegation(found).terms_version)


def _open_account(scenes: Scenes, found: str) -> None:
    opening = Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)
    open_account(runtime.context(), scenes.token(found, Purpose.OPEN_ACCOUNT), opening)


def _validate(scenes: Scenes, found: str) -> None:
    version = scenes.delegation(found).terms_version
    validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), version)


def _withdraw(scenes: Scenes, found: str) -> None:
    withdraw_in_space(runtime.context(), scenes.session(PAUL), found)


def _give_up(scenes: Scenes, found: str) -> None:
    give_up(runtime.context(), scenes.session(PAUL), found)


def _send_again(scenes: Scenes, found: str) -> None:
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), f"encore-{found}")


def _redirect(scenes: Scenes, found: str) -> None:
    to_item(scenes.delegation(found)._replace(undeliverable=True), runtime.context().policy).save()
    hint = Hint(scenes.delegation(found).delegue.account_id, "comptable")
    shown = Shown("juste@exemple.fr", "juste", known=False)
    correct(runtime.context(), scenes.session(CLAIRE), found, hint, shown)


def _empty(scenes: Scenes, found: str) -> None:
    lose_cabinets(scenes, 1, 2)


def _in_time(instant: Callable[[Scenes, str], None], *, swept: bool) -> End:
    def end(scenes: Scenes, found: str) -> None:
        instant(scenes, found)
        if swept:
            scenes.world.run_schedule()
            scenes.world.run_schedule()

    return end


def _to_the_purge(scenes: Scenes, found: str) -> None:
    scenes.world.now = scenes.delegation(found).gone_at


def _to_the_lapse(scenes: Scenes, found: str) -> None:
    proposal = scenes.delegation(found).proposal
    assert proposal is not None
    scenes.world.now = proposal.lapses_at


def _to_the_end(scenes: Scenes, found: str) -> None:
    scenes.world.now = scenes.delegation(found).terms.validity.ends_at


def _then(*ends: End) -> End:
    def end(scenes: Scenes, found: str) -> None:
        for one in ends:
            one(scenes, found)

    return end


@dataclass(frozen=True)
class Link:
    """The origin of a link: its situation, and the purposes of its mail."""

    build: Callable[[Scenes], str]
    purposes: tuple[Purpose, ...]


INVITATION = Link(Scenes.invitation, (Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN))
DEMAND = Link(Scenes.demand, (Purpose.ACCEPT, Purpose.REFUSE, Purpose.DISOWN))
CHANGE = Link(Scenes.proposal, (Purpose.ACCEPT, Purpose.REFUSE))
EARLY_CHANGE = Link(_changed_before_validation, (Purpose.ACCEPT, Purpose.REFUSE))
WITHDRAWAL = Link(Scenes.accepted_unseen, (Purpose.WITHDRAW,))

RECORDED = "Votre réponse a déjà été enregistrée"
REPLACED = "Un e-mail plus récent remplace"
DELETED, ENDED = "Cette délégation a été supprimée", "Il a été mis fin à cette délégation"
PURGED = "Le délai est passé et cette demande est restée sans suite"
VALIDATED_STILL = "La délégation reste validée, dans ses conditions actuelles."
WAITING_STILL = "La délégation attend toujours la validation"
LAPSED = "La modification proposée est restée sans réponse dans le délai prévu : elle est abandonnée. "
CHANGED = "La délégation a été modifiée depuis cet e-mail : ce lien n’est plus valable. "
ACCEPTED, REFUSED = (
    f"{RECORDED} : vous avez accepté la modification. ",
    f"{RECORDED} : vous avez refusé la modification. ",
)

# fmt: off
TABLE: list[tuple[str, Link, str, End, int, str]] = [
    ("invitation", INVITATION, "answered yes", _open_account, 409, f"{RECORDED}. La délégation attend maintenant"),
    ("invitation", INVITATION, "answered no", name_other_account, 409, f"{RECORDED} : la demande n’a pas abouti."),
    ("invitation", INVITATION, "opened, then validated", _then(_open_account, _validate), 409,
     f"{RECORDED} : la délégation est validée."),
    ("invitation", INVITATION, "changed", _shorten, 409, REPLACED),
    ("invitation", INVITATION, "sent again", _send_again, 409, REPLACED),
    ("invitation", INVITATION, "redirected", _redirect, 409, "n’est plus adressée à cette adresse e-mail"),
    ("invitation", INVITATION, "emptied", _empty, 409, "n’exerce plus dans les structures"),
    ("invitation", INVITATION, "deleted", delete_it, 410, DELETED),
    ("invitation", INVITATION, "purged, not swept", _in_time(_to_the_purge, swept=False), 410, PURGED),
    ("invitation", INVITATION, "purged", _in_time(_to_the_purge, swept=True), 410, PURGED),
    ("invitation", INVITATION, "opened, then not validated", _then(_open_account, _in_time(_to_the_purge, swept=True)),
     410, PURGED),
    ("demand", DEMAND, "answered yes", _accept, 409, f"{RECORDED} : la délégation est validée."),
    ("demand", DEMAND, "answered no", _refuse, 409, f"{RECORDED} : la délégation a été refusée."),
    ("demand", DEMAND, "answered no, long ago", _then(_refuse, _in_time(_to_the_purge, swept=False)), 410,
     "n’attend plus rien de vous"),
    ("demand", DEMAND, "accepted, then narrowed", _then(_accept, _shorten), 409,
     f"{RECORDED} : la délégation est validée."),
    ("demand", DEMAND, "accepted, then over", _then(_accept, _in_time(_to_the_end, swept=True)), 409,
     "La période de cette délégation est terminée."),
    ("demand", DEMAND, "changed", _shorten, 409, REPLACED),
    ("demand", DEMAND, "emptied", _empty, 409, "n’exerce plus dans les structures"),
    ("demand", DEMAND, "deleted", delete_it, 410, DELETED),
    ("demand", DEMAND, "accepted, then given up", _then(_accept, _give_up), 410, ENDED),
    ("demand", DEMAND, "purged", _in_time(_to_the_purge, swept=True), 410, PURGED),
    ("change", CHANGE, "answered yes", _accept, 409, ACCEPTED + VALIDATED_STILL),
    ("change", CHANGE, "answered no", _refuse, 409, REFUSED + VALIDATED_STILL),
    ("change", CHANGE, "lapsed, not swept", _in_time(_to_the_lapse, swept=False), 410, LAPSED + VALIDATED_STILL),
    ("change", CHANGE, "lapsed", _in_time(_to_the_lapse, swept=True), 410, LAPSED + VALIDATED_STILL),
    ("change", CHANGE, "changed again", _extend, 409, REPLACED),
    ("change", CHANGE, "changed again, and that refused", _then(_extend, _refuse), 409,
     "Ce lien n’attend plus de réponse. " + VALIDATED_STILL),
    ("change", CHANGE, "narrowed", _shorten, 409, CHANGED + VALIDATED_STILL),
    ("change", CHANGE, "accepted, then narrowed", _then(_accept, _shorten), 409, ACCEPTED + VALIDATED_STILL),
    ("change", CHANGE, "emptied", _empty, 409, CHANGED + VALIDATED_STILL),
    ("change", CHANGE, "deleted", delete_it, 410, DELETED),
    ("change", CHANGE, "given up", _give_up, 410, ENDED),
    ("change", CHANGE, "over", _in_time(_to_the_end, swept=True), 409, "La période de cette délégation est terminée."),
    ("early change", EARLY_CHANGE, "answered yes", _accept, 409, ACCEPTED + WAITING_STILL),
    ("early change", EARLY_CHANGE, "answered no", _refuse, 409, REFUSED + WAITING_STILL),
    ("early change", EARLY_CHANGE, "narrowed", _shorten, 409, CHANGED + WAITING_STILL),
    ("early change", EARLY_CHANGE, "withdrawn", _withdraw, 410, ENDED),
    ("early change", EARLY_CHANGE, "refused, then validated", _then(_refuse, _validate), 409,
     REFUSED + VALIDATED_STILL),
    ("early change", EARLY_CHANGE, "purged", _in_time(_to_the_purge, swept=True), 410, PURGED),
    ("withdrawal", WITHDRAWAL, "withdrawn", _withdraw, 410, ENDED),
    ("withdrawal", WITHDRAWAL, "validated", _validate, 409, "ce lien ne permet plus de la retirer"),
    ("withdrawal", WITHDRAWAL, "validated, then over", _then(_validate, _in_time(_to_the_end, swept=True)), 409,
     "La période de cette délégation est terminée."),
    ("withdrawal", WITHDRAWAL, "validated, then given up", _then(_validate, _give_up), 410, ENDED),
    ("withdrawal", WITHDRAWAL, "deleted", delete_it, 410, DELETED),
    ("withdrawal", WITHDRAWAL, "purged", _in_time(_to_the_purge, swept=True), 410, PURGED),
]
# fmt: on


@pytest.mark.parametrize(
    ("link", "end", "status", "sentence"),
    [pytest.param(*rest, id=f"{name}, {how}") for name, link, how, *end in TABLE for rest in [(link, *end)]],
)
def test_the_page_of_a_dead_link_says_what_became_of_the_demand(
    long_scenes: Scenes, link: Link, end: End, status: int, sentence: str
) -> None:
    scenes, browser = long_scenes, long_scenes.world.browser()
    found, paths = begun_once(scenes.world, _living, link, lambda: living(scenes, link))

    end(scenes, found)

    with unchanged(scenes.world):
        for path in paths:
            for page in (browser.get(path), browser.post(path, {"compris": "oui"})):
                assert (page.status, sentence in page.text) == (status, True), f"{path}: {page.text[-600:]}"
                assert "Claire" not in page.text


_living: Kept[tuple[str, list[str]]] = {}


def living(scenes: Scenes, link: Link) -> tuple[str, list[str]]:
    """Return a delegation and its links, each of which has a page that is open."""
    found = link.build(scenes)
    paths = [scenes.link(found, purpose) for purpose in link.purposes]
    assert {scenes.world.browser().get(path).status for path in paths} == {200}
    return found, paths


@pytest.mark.parametrize("link", [CHANGE, EARLY_CHANGE], ids=["validée", "à valider"])
def test_the_page_of_an_older_link_stays_true_after_a_change(long_scenes: Scenes, link: Link) -> None:
    scenes = long_scenes
    found = scenes.demand()
    path = scenes.link(found, Purpose.ACCEPT)
    if link is EARLY_CHANGE:
        unseen = scenes.delegation(found)._replace(created_unknown=True)
        to_item(unseen, runtime.context().policy).save()
    _accept(scenes, found)
    _extend(scenes, found)
    _refuse(scenes, found)

    page = scenes.world.browser().get(path)

    holds = WAITING_STILL if link is EARLY_CHANGE else VALIDATED_STILL
    assert (page.status, f"Ce lien n’attend plus de réponse. {holds}" in page.text) == (409, True)


def test_the_page_of_a_remplacant_who_is_not_exclusive_attributes_no_answer_to_him(long_scenes: Scenes) -> None:
    scenes = long_scenes
    found = scenes.demand()
    path = scenes.link(found, Purpose.ACCEPT)
    ended = scenes.delegation(found)._replace(status=Status.NON_ABOUTIE, reason=Reason.NON_EXCLUSIF)
    to_item(ended, runtime.context().policy).save()

    page = scenes.world.browser().get(path)

    assert (page.status, "Les conditions de cette délégation ne sont plus réunies" in page.text) == (409, True)
    assert RECORDED not in page.text
