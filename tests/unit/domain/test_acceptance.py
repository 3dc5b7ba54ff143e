"""Who may accept a delegation, and when the délégant must still validate it (specification §2, §3)."""

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, Reason, Status
from chalicelib.domain.transitions.by_delegant import create
from chalicelib.domain.transitions.outcome import AccountEffect
from tests.builders import (
    DAY,
    NOW,
    PAUL,
    POLICY,
    TYPED,
    a_delegant,
    a_delegation,
    a_new_delegation,
    a_proposal,
    a_structure,
    an_account,
    existing,
    terms,
)
from tests.performing import perform

DECISIONS = [
    (Act.OPEN_ACCOUNT, Actor.LINK, Status.EN_COURS),
    (Act.OTHER_ACCOUNT, Actor.LINK, Status.EN_COURS),
    (Act.DISOWN, Actor.LINK, Status.EN_COURS),
    (Act.ACCEPT, Actor.LINK, Status.EN_COURS),
    (Act.REFUSE, Actor.SPACE, Status.EN_COURS),
    (Act.VALIDATE, Actor.DELEGANT, Status.A_VALIDER),
    (Act.CHANGE, Actor.DELEGANT, Status.VALIDEE),
    (Act.ACCEPT_CHANGE, Actor.SPACE, Status.VALIDEE),
    (Act.REFUSE_CHANGE, Actor.SPACE, Status.VALIDEE),
]
COMMITMENTS = [
    (Act.OPEN_ACCOUNT, Actor.LINK, Status.EN_COURS, AccountStatus.RESERVEE),
    (Act.ACCEPT, Actor.LINK, Status.EN_COURS, AccountStatus.ACTIVE),
    (Act.CORRECT, Actor.DELEGANT, Status.EN_COURS, AccountStatus.ACTIVE),
    (Act.VALIDATE, Actor.DELEGANT, Status.A_VALIDER, AccountStatus.ACTIVE),
    (Act.CHANGE, Actor.DELEGANT, Status.VALIDEE, AccountStatus.ACTIVE),
    (Act.ACCEPT_CHANGE, Actor.SPACE, Status.VALIDEE, AccountStatus.ACTIVE),
]
WIDER = terms(structures=(a_structure(1), a_structure(2)))


@pytest.mark.parametrize(
    ("status", "unknown"),
    [(AccountStatus.RESERVEE, True), (AccountStatus.A_ACTIVER, False), (AccountStatus.ACTIVE, False)],
)
def test_a_delegation_remembers_whether_its_address_was_unknown(status: AccountStatus, unknown: bool) -> None:
    assert existing(create(a_new_delegation(account=an_account(status)), POLICY, NOW).after).created_unknown is unknown


@pytest.mark.parametrize("account", [AccountStatus.A_ACTIVER, AccountStatus.ACTIVE])
def test_a_delegation_to_an_unknown_address_passes_through_a_valider(account: AccountStatus) -> None:
    accepted = perform(Act.ACCEPT, a_delegation(created_unknown=True), Actor.LINK, an_account(account)).after

    assert existing(accepted).status is Status.A_VALIDER


def test_a_delegation_accepted_by_an_account_a_activer_passes_through_a_valider() -> None:
    accepted = perform(Act.ACCEPT, a_delegation(), Actor.LINK, an_account(AccountStatus.A_ACTIVER)).after

    assert existing(accepted).status is Status.A_VALIDER


def test_an_account_that_is_not_active_accepts_only_by_its_link() -> None:
    with pytest.raises(Refused) as refusal:
        perform(Act.ACCEPT, a_delegation(), Actor.SPACE, an_account(AccountStatus.A_ACTIVER))

    assert refusal.value.code is Code.NOT_ALLOWED


@pytest.mark.parametrize("act", [Act.OPEN_ACCOUNT, Act.OTHER_ACCOUNT])
@pytest.mark.parametrize("account", [AccountStatus.A_ACTIVER, AccountStatus.ACTIVE])
def test_an_invitation_to_an_address_with_an_account_says_so(act: Act, account: AccountStatus) -> None:
    with pytest.raises(Refused) as refusal:
        perform(act, a_delegation(created_unknown=True), Actor.LINK, an_account(account))

    assert refusal.value.code is Code.ACCOUNT_APPEARED


def test_a_new_delegation_is_the_first_of_its_revisions_and_has_no_trouble_yet() -> None:
    new = existing(create(a_new_delegation(), POLICY, NOW).after)

    assert (new.revision, new.terms_version, new.created_at, new.entered_at) == (1, 1, NOW, NOW)
    assert not (new.reminded or new.ended or new.undeliverable or new.resent_at or new.proposal or new.reason)


def test_a_validation_records_its_time() -> None:
    validated = perform(Act.VALIDATE, a_delegation(Status.A_VALIDER), Actor.DELEGANT, now=NOW + DAY).after

    assert existing(validated).entered_at == NOW + DAY


def test_the_first_validation_activates_the_account_and_the_next_leaves_it() -> None:
    waiting = a_delegation(Status.A_VALIDER)

    first = perform(Act.VALIDATE, waiting, Actor.DELEGANT, an_account(AccountStatus.A_ACTIVER))
    second = perform(Act.VALIDATE, waiting, Actor.DELEGANT, an_account(AccountStatus.ACTIVE))

    assert (first.account_effect, second.account_effect) == (AccountEffect.ACTIVATED, AccountEffect.NONE)


def test_the_corrections_of_the_delegue_are_kept_beside_the_entries_of_the_delegant() -> None:
    typed = Identifiers(rpps_adeli="20202020202")
    invited = a_delegation(delegue=existing(create(a_new_delegation(identifiers=typed), POLICY, NOW).after).delegue)

    opened = existing(perform(Act.OPEN_ACCOUNT, invited, Actor.LINK, an_account(AccountStatus.RESERVEE)).after)

    assert (opened.delegue.identifiers, opened.delegue.entered) == (TYPED, typed)


def test_opening_an_account_names_the_delegue() -> None:
    invited = a_delegation(delegue=a_delegation().delegue._replace(name=Name()))

    opened = perform(Act.OPEN_ACCOUNT, invited, Actor.LINK, an_account(AccountStatus.RESERVEE)).after

    assert existing(opened).delegue.name == PAUL


def test_accepting_updates_the_name_from_the_account() -> None:
    account = an_account(name=Name("M", "Paul", "Nouveau"))

    assert existing(perform(Act.ACCEPT, a_delegation(), Actor.LINK, account).after).delegue.name == account.name


@pytest.mark.parametrize(
    ("act", "reason"), [(Act.DISOWN, Reason.NE_CONNAIT_PAS), (Act.OTHER_ACCOUNT, Reason.AUTRE_COMPTE)]
)
def test_a_delegation_non_aboutie_has_its_reason(act: Act, reason: Reason) -> None:
    done = perform(act, a_delegation(), Actor.LINK, an_account(AccountStatus.RESERVEE))

    assert existing(done.after).reason is reason


@pytest.mark.parametrize(("act", "actor", "status"), DECISIONS)
def test_an_answer_to_outdated_terms_is_refused(act: Act, actor: Actor, status: Status) -> None:
    delegation = a_delegation(status, proposal=a_proposal(), terms_version=3)

    with pytest.raises(Refused) as refusal:
        perform(act, delegation, actor, version=2)

    assert refusal.value.code is Code.TERMS_CHANGED


def test_the_delegant_cannot_validate_wider_terms_than_his_page_showed() -> None:
    shown = a_delegation(Status.A_VALIDER, proposal=a_proposal())
    widened = existing(perform(Act.ACCEPT_CHANGE, shown, Actor.LINK).after)

    with pytest.raises(Refused) as refusal:
        perform(Act.VALIDATE, widened, Actor.DELEGANT, version=shown.terms_version)

    assert refusal.value.code is Code.TERMS_CHANGED
    assert widened.terms_version == shown.terms_version + 1


def test_nobody_delegates_to_himself() -> None:
    with pytest.raises(Refused) as refusal:
        create(a_new_delegation(account=an_account(id=a_delegant().account_id)), POLICY, NOW)

    assert refusal.value.code is Code.ONESELF


def test_nobody_corrects_a_delegues_address_to_his_own() -> None:
    with pytest.raises(Refused) as refusal:
        perform(Act.CORRECT, a_delegation(undeliverable=True), Actor.DELEGANT, an_account(id=a_delegant().account_id))

    assert refusal.value.code is Code.ONESELF


def test_a_remplacant_with_a_liberal_activity_is_refused_at_creation() -> None:
    with pytest.raises(Refused) as refusal:
        create(a_new_delegation(profil=ProfilId.REMPLACANT, account=an_account(liberal_activity=True)), POLICY, NOW)

    assert refusal.value.code is Code.NOT_EXCLUSIVE


@pytest.mark.parametrize(("act", "actor", "status", "account"), COMMITMENTS)
def test_a_remplacant_with_a_liberal_activity_is_refused_at_each_step(
    act: Act, actor: Actor, status: Status, account: AccountStatus
) -> None:
    delegation = a_delegation(status, profil=ProfilId.REMPLACANT, undeliverable=True, proposal=a_proposal())

    with pytest.raises(Refused) as refusal:
        perform(act, delegation, actor, an_account(account, liberal_activity=True), asked=WIDER)

    assert refusal.value.code is Code.NOT_EXCLUSIVE


@pytest.mark.parametrize(("act", "actor", "status", "account"), COMMITMENTS)
def test_the_same_person_may_be_a_comptable(act: Act, actor: Actor, status: Status, account: AccountStatus) -> None:
    delegation = a_delegation(status, profil=ProfilId.COMPTABLE, undeliverable=True, proposal=a_proposal())

    assert perform(act, delegation, actor, an_account(account, liberal_activity=True), asked=WIDER).after


@pytest.mark.parametrize("act", [Act.REFUSE, Act.DISOWN])
def test_a_remplacant_with_a_liberal_activity_may_still_refuse(act: Act) -> None:
    delegation = a_delegation(profil=ProfilId.REMPLACANT)

    assert perform(act, delegation, Actor.LINK, an_account(liberal_activity=True)).after
