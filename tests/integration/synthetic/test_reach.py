"""No limit of creations holds the synthetic délégant: so his session reaches no mailbox and no account but one."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_link import open_ask_link
from chalicelib.acts.choose_password import Chosen, change_password
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown, account_shown
from chalicelib.acts.join_accounts import join_by_password
from chalicelib.acts.look_up import look_up
from chalicelib.acts.steps import seal_step
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.synthetic import DELEGANT, DELEGUE
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import alias_item
from chalicelib.workers.front_door import Answer, call, send_form
from chalicelib.workers.synthetic_people import CABINET, account_of_delegue, prepare_delegant, sign_in
from tests.integration.refused_input import PASSWORD, unchanged
from tests.integration.scenes import KNOWN, PAUL
from tests.integration.synthetic.beats import Beats
from tests.sessions import CALLER

Way = Callable[[Session, str], Answer]
NEW = "quelqu.un@exemple.fr"


@pytest.fixture
def session(beats: Beats) -> Session:
    """Return the session of the synthetic délégant, beside people."""
    beats.world.delegant()
    beats.world.delegue()
    prepare_delegant(runtime.context())
    return sign_in(runtime.context(), DELEGANT)


def by_api(session: Session, step: str) -> Answer:
    """Create by the API."""
    context = runtime.context()
    body = {
        "verification": step,
        "profil": "comptable",
        "debut": context.today.isoformat(),
        "fin": context.today.isoformat(),
        "structures": [CABINET],
    }
    return call(context, session, "POST", "/api/v1/delegations", body, **{"Idempotency-Key": "0123456789abcdef"})


def by_page(session: Session, step: str) -> Answer:
    """Create by the page."""
    context = runtime.context()
    day = f"{context.today:%d/%m/%Y}"
    fields = {"etape": step, "profil": "comptable", "debut": day, "fin": day, "structures": CABINET, "adresse": NEW}
    return send_form(context, session, "/delegations/nouvelle/valider", fields)


@pytest.mark.parametrize("address", [NEW, KNOWN[PAUL]], ids=["unknown", "of an account"])
@pytest.mark.parametrize("way", [by_api, by_page])
def test_it_delegates_to_no_address_of_anybody(beats: Beats, session: Session, way: Way, address: str) -> None:
    context = runtime.context()
    step = seal_step(context, session, look_up(context, session, address).account)
    with unchanged(beats.world):
        assert way(session, step).status in {403, 303}


def test_no_forged_step_gives_its_delegue_the_address_of_somebody(beats: Beats, session: Session) -> None:
    context = runtime.context()
    terms = AskedTerms(context.today.isoformat(), context.today.isoformat(), (CABINET,))
    asked = Asked(ProfilId.COMPTABLE.value, terms, Identifiers())
    with unchanged(beats.world), pytest.raises(Refused) as refused:
        create(context, session, Shown(NEW, DELEGUE, known=False), asked, "one-form")
    assert refused.value.code is Code.NOT_ALLOWED


@pytest.mark.usefixtures("session")
def test_the_address_of_its_delegue_in_the_hands_of_another_account_is_refused_too() -> None:
    context = runtime.context()
    address = account_of_delegue(context).address
    alias = alias_item(address, PAUL, context.keys.lookup)
    with pytest.raises(Refused) as refused:
        account_shown(context, {alias.key: alias}, Shown(address, DELEGUE, known=False), DELEGANT)
    assert refused.value.code is Code.NOT_ALLOWED


def test_its_account_gets_no_address_and_so_no_mail_leaves_to_confirm_one(beats: Beats, session: Session) -> None:
    with unchanged(beats.world), pytest.raises(Refused) as refused:
        ask_address(runtime.context(), session, NEW, "", CALLER)
    assert refused.value.code is Code.NOT_ALLOWED


def test_its_account_gets_no_password(beats: Beats, session: Session) -> None:
    with unchanged(beats.world), pytest.raises(Refused) as refused:
        change_password(runtime.context(), session, "", Chosen(PASSWORD, PASSWORD), CALLER)
    assert refused.value.code is Code.NOT_ALLOWED


def test_no_account_is_joined_to_its_own(beats: Beats, session: Session) -> None:
    with unchanged(beats.world), pytest.raises(Refused) as refused:
        join_by_password(runtime.context(), session, KNOWN[PAUL], PASSWORD, CALLER)
    assert refused.value.code is Code.NOT_ALLOWED


def test_it_opens_no_link_by_which_people_ask(beats: Beats, session: Session) -> None:
    with unchanged(beats.world), pytest.raises(Refused) as refused:
        open_ask_link(runtime.context(), session, "")
    assert refused.value.code is Code.NOT_ALLOWED
