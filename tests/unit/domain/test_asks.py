"""A mail that asks for an answer is useful exactly as long as its links (specification §3, §4)."""

from datetime import datetime

import pytest

from chalicelib.domain.asks import ASKING, LinkFacts, Useless, why_dead, why_useless
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.statuses import Status
from tests.builders import DAY, NOW, a_delegation, a_proposal, terms, with_request

OF_DEMAND = sorted(ASKING - {MailKind.PROPOSITION_DELEGUE, MailKind.RAPPEL_DELEGANT, MailKind.DEMANDE_PROLONGATION})
A_VALIDER = a_delegation(Status.A_VALIDER)
PROPOSED = a_delegation(Status.VALIDEE, proposal=a_proposal())


def _facts_of_link(delegation: Delegation) -> LinkFacts:
    return LinkFacts(delegation.id, delegation.delegue.account_id, delegation.nonce, delegation.terms_version)


def _why(kind: MailKind, delegation: Delegation, asked: LinkFacts, now: datetime = NOW) -> Useless | None:
    """Return why the mail is useless, after checking that each of its links is dead for the same reason."""
    said = why_useless(delegation, kind, asked, now)
    assert {why_dead(delegation, purpose, asked, now) for purpose in LINKS.get(kind, ())} <= {said}
    return said


@pytest.mark.parametrize("kind", OF_DEMAND)
def test_a_demand_is_useful_until_it_is_answered_replaced_or_gone(kind: MailKind) -> None:
    waits = a_delegation()
    asked = _facts_of_link(waits)

    assert _why(kind, waits, asked) is None
    assert _why(kind, waits, asked, waits.gone_at) is Useless.GONE
    for status in (Status.A_VALIDER, Status.VALIDEE, Status.REFUSEE, Status.NON_ABOUTIE):
        assert _why(kind, waits._replace(status=status), asked) is Useless.SETTLED
    for other in (asked._replace(account_id="autre"), asked._replace(nonce="autre"), asked._replace(terms_version=2)):
        assert _why(kind, waits, other) is Useless.REPLACED
    assert _why(kind, waits._replace(terms=terms(structures=())), asked) is Useless.EMPTY


def test_only_mails_that_call_for_an_answer_count_as_asking() -> None:
    assert {
        MailKind.INVITATION,
        MailKind.DEMANDE,
        MailKind.PROPOSITION_DELEGUE,
        MailKind.RAPPEL_INVITATION,
        MailKind.RAPPEL_DEMANDE,
        MailKind.RAPPEL_DELEGANT,
        MailKind.DEMANDE_PROLONGATION,
    } == ASKING


def test_wider_terms_can_wait_for_the_delegue_before_the_validation() -> None:
    accepted = A_VALIDER._replace(proposal=a_proposal())
    assert _why(MailKind.PROPOSITION_DELEGUE, accepted, _facts_of_link(accepted)) is None


def test_the_mail_about_wider_terms_is_useful_while_they_wait() -> None:
    kind, asked = MailKind.PROPOSITION_DELEGUE, _facts_of_link(PROPOSED)

    assert _why(kind, PROPOSED, asked) is None
    assert _why(kind, PROPOSED._replace(terms=terms(structures=())), asked) is None, "there is something to accept"
    assert _why(kind, PROPOSED, asked, NOW + 25 * DAY) is Useless.SETTLED
    assert _why(kind, PROPOSED._replace(proposal=None), asked) is Useless.SETTLED
    assert _why(kind, PROPOSED._replace(terms_version=2), asked) is Useless.REPLACED
    assert _why(kind, PROPOSED, asked, PROPOSED.terms.validity.ends_at) is Useless.SETTLED
    assert _why(kind, PROPOSED, asked, PROPOSED.gone_at) is Useless.GONE


def test_the_request_for_a_prolongation_is_useful_until_it_is_answered_or_its_end_has_come() -> None:
    kind = MailKind.DEMANDE_PROLONGATION
    waits = with_request(a_delegation(Status.VALIDEE))
    asked = _facts_of_link(waits)

    assert _why(kind, waits, asked) is None
    assert _why(kind, waits._replace(end_request=None), asked) is Useless.SETTLED
    assert _why(kind, waits, asked, waits.terms.validity.ends_at) is Useless.SETTLED
    assert _why(kind, waits, asked, waits.gone_at) is Useless.GONE
    assert _why(kind, waits._replace(terms=terms(structures=())), asked) is Useless.EMPTY


def test_the_reminder_to_validate_is_useful_while_there_is_something_to_validate() -> None:
    kind, asked = MailKind.RAPPEL_DELEGANT, _facts_of_link(A_VALIDER)

    assert _why(kind, A_VALIDER, asked) is None
    assert _why(kind, a_delegation(Status.VALIDEE), asked) is Useless.SETTLED
    assert _why(kind, A_VALIDER._replace(terms=terms(structures=())), asked) is Useless.EMPTY
    assert _why(kind, A_VALIDER, asked, A_VALIDER.gone_at) is Useless.GONE


def test_an_acceptance_can_be_withdrawn_after_its_terms_changed() -> None:
    asked = _facts_of_link(A_VALIDER)
    changed = A_VALIDER._replace(terms=terms(structures=()), terms_version=2)

    assert why_dead(changed, Purpose.WITHDRAW, asked, NOW) is None
    assert why_dead(changed._replace(nonce="autre"), Purpose.WITHDRAW, asked, NOW) is Useless.REPLACED
    assert why_dead(changed, Purpose.WITHDRAW, asked._replace(account_id="autre"), NOW) is Useless.REPLACED
    assert why_dead(a_delegation(Status.VALIDEE), Purpose.WITHDRAW, asked, NOW) is Useless.SETTLED


@pytest.mark.parametrize("purpose", [Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN])
def test_a_link_for_anything_but_an_answer_is_dead_for_wider_terms(purpose: Purpose) -> None:
    assert why_dead(PROPOSED, purpose, _facts_of_link(PROPOSED), NOW) is Useless.SETTLED
