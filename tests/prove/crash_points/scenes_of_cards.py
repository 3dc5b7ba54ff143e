"""Scenes of sign-ins by card, and of the delegations that a card ends and gives back."""

from collections.abc import Mapping

from chalicelib.acts import accept, create, follow_rights, resume, sign_in_by_card, stored
from chalicelib.acts.create import Asked
from chalicelib.acts.invited import Shown
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from tests.builders import DAY
from tests.integration.scenes import KNOWN, PAUL, asked_terms
from tests.integration.test_accounts import card
from tests.integration.world import LOOKUP
from tests.prove.crash_points.scenario import Scenario, context_now, nothing, session_of
from tests.prove.crash_points.stage import Kept, Stage
from tests.sessions import CALLER

LOCUM = "899900008888"
"""The national identifier of Paul, where he is a locum."""


def _card(stage: Stage) -> None:
    sign_in_by_card.sign_in_by_card(context_now(), card("899900007777", "cabinet-1"), CALLER)


def _card_before(stage: Stage) -> Kept:
    """Let a délégant with two structures delegate in the one that his card will no longer name."""
    session, _ = sign_in_by_card.sign_in_by_card(context_now(), card("899900007777", "cabinet-1", "cabinet-2"), CALLER)
    stage.scenes.give_address(session.account_id, "nora@cabinet.example")
    terms = asked_terms(stage.scenes.today, stage.scenes.today + 9 * DAY)
    asked = Asked(ProfilId.COMPTABLE.value, terms, Identifiers())
    found = create.create(context_now(), session, Shown(KNOWN[PAUL], PAUL, known=True), asked, "une-cle")
    accept.accept_in_space(context_now(), session_of(stage, PAUL), found, 1)
    return {"id": found}


def _card_without_its_structure(stage: Stage) -> None:
    sign_in_by_card.sign_in_by_card(context_now(), card("899900007777", "cabinet-2"), CALLER)


def _structure_lost(stage: Stage) -> Kept:
    kept = _card_before(stage)
    _card_without_its_structure(stage)
    return kept


def _structure_named_again(stage: Stage) -> None:
    sign_in_by_card.sign_in_by_card(context_now(), card("899900007777", "cabinet-1", "cabinet-2"), CALLER)


def delegate_to_locum(stage: Stage) -> str:
    """Let Claire delegate to Paul as a remplaçant, and Paul accept; return the id."""
    day = stage.scenes.today
    terms = AskedTerms(day.isoformat(), (day + 9 * DAY).isoformat(), toutes_structures=True)
    typed = Identifiers(rpps_adeli=LOCUM[1:], categorie=MEDECIN, specialite="01")
    asked = Asked(ProfilId.REMPLACANT.value, terms, typed)
    found = create.create(context_now(), session_of(stage), Shown(KNOWN[PAUL], PAUL, known=True), asked, "une-cle")
    accept.accept_in_space(context_now(), session_of(stage, PAUL), found, 1)
    return found


def _locum_ended(stage: Stage) -> Kept:
    """Let the card of Paul, a locum, once name his own cabinet."""
    pk, sk = keys.alias("psc", LOCUM, LOOKUP)
    AliasItem(pk=pk, sk=sk, account_id=PAUL).save()
    found = delegate_to_locum(stage)
    sign_in_by_card.sign_in_by_card(context_now(), card(LOCUM, "cabinet-9"), CALLER)
    return {"id": found}


def _locum_again(stage: Stage) -> None:
    sign_in_by_card.sign_in_by_card(context_now(), card(LOCUM), CALLER)


SCENARIOS: Mapping[str, Scenario] = {
    "sign in by card, first": Scenario((sign_in_by_card.sign_in_by_card,), nothing, _card),
    "sign in by card, a structure less": Scenario(
        (
            sign_in_by_card.sign_in_by_card,
            follow_rights.follow_rights,
            follow_rights.end_given_meanwhile,
            stored.act_on_stored,
        ),
        _card_before,
        _card_without_its_structure,
    ),
    "sign in by card, a structure given back": Scenario(
        (sign_in_by_card.sign_in_by_card, follow_rights.follow_rights), _structure_lost, _structure_named_again
    ),
    "sign in by card, exclusive after all": Scenario(
        (sign_in_by_card.sign_in_by_card, follow_rights.follow_rights, resume.resume), _locum_ended, _locum_again
    ),
}
