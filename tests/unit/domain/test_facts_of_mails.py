"""The facts and the links of each mail (specification §3, §4), without templates or storage."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import ETABLISSEMENT, MEDECIN
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose, attachment, facts_of
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.domain.transitions.by_delegant import create, tells_delegue_of_deletion
from chalicelib.domain.transitions.outcome import facts_of_transition
from tests.builders import (
    DAY,
    MICROSECOND,
    NOW,
    POLICY,
    TODAY,
    a_delegation,
    a_new_delegation,
    a_proposal,
    a_structure,
    an_account,
    at,
    terms,
)
from tests.performing import perform

SECOND = timedelta(seconds=1)


def _delegation_to(identifiers: Identifiers, profil: ProfilId = ProfilId.REMPLACANT) -> Delegation:
    after = create(a_new_delegation(profil=profil, identifiers=identifiers), POLICY, NOW).after
    assert after is not None
    return after


def test_a_mail_states_the_people_the_profil_the_structures_and_the_period() -> None:
    facts = facts_of(a_delegation(terms=terms(end=TODAY + DAY)), NOW)

    assert facts == {
        "delegant": "Mme Claire EXEMPLE",
        "qualite": "médecin, Clermont-Ferrand",
        "delegue": "M. Paul MODÈLE",
        "adresse": "paul@exemple.fr",
        "profil": "Comptable",
        "acces": PROFILS[ProfilId.COMPTABLE].gives,
        "rattachement": "",
        "debut": "2026-03-02",
        "fin": "2026-03-03",
        "structures": [a_structure().label],
        "date_limite": "2026-03-03",
        "envoye_le": "2026-03-02",
        "par_lien": False,
        "a_completer": False,
    }


def test_wider_terms_are_stated_beside_the_present_ones() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(end=TODAY + 90 * DAY))

    facts = facts_of(delegation, NOW)

    assert (facts["fin"], facts["nouveau_fin"]) == ("2026-05-01", "2026-05-31")
    assert facts["nouveau_structures"] == [a_structure(1).label, a_structure(2).label]


def test_a_mail_without_a_proposal_does_not_mention_one() -> None:
    assert not [name for name in facts_of(a_delegation(Status.VALIDEE), NOW) if name.startswith("nouveau_")]


@pytest.mark.parametrize("proposal", [None, a_proposal()])
def test_facts_are_plain_data(proposal: object) -> None:
    facts = facts_of(a_delegation(Status.VALIDEE, proposal=proposal), NOW)

    assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize(
    ("gone_at", "last_day"),
    [(at(TODAY), "2026-03-01"), (at(TODAY) + SECOND, "2026-03-01"), (at(TODAY, 10), "2026-03-01")],
)
def test_the_deadline_is_the_last_whole_day(gone_at: datetime, last_day: str) -> None:
    assert facts_of(a_delegation(gone_at=gone_at), NOW)["date_limite"] == last_day


def test_the_deadline_of_wider_terms_is_when_they_lapse() -> None:
    delegation = a_delegation(Status.VALIDEE, proposal=a_proposal(lapses_at=at(TODAY + 5 * DAY)))

    assert facts_of(delegation, NOW)["nouveau_limite"] == "2026-03-06"


def test_the_day_in_a_mail_is_the_day_in_paris() -> None:
    midnight = at(TODAY + DAY)

    assert facts_of(a_delegation(), midnight - MICROSECOND)["envoye_le"] == "2026-03-02"
    assert facts_of(a_delegation(), midnight)["envoye_le"] == "2026-03-03"


@pytest.mark.parametrize(
    ("given", "attached_to"),
    [
        (Identifiers(categorie=MEDECIN, specialite="03"), "Médecin, Cardiologie"),
        (Identifiers(categorie="infirmier"), "Infirmier"),
    ],
)
def test_a_remplacant_is_attached_to_his_own_categorie_and_specialite(given: Identifiers, attached_to: str) -> None:
    assert attachment(_delegation_to(given)) == attached_to


def test_the_other_profils_state_no_categorie_of_their_own() -> None:
    given = Identifiers(categorie=MEDECIN, specialite="03")

    assert attachment(_delegation_to(given, ProfilId.COMPTABLE)) == ""


def test_a_delegue_without_a_name_leaves_it_empty() -> None:
    created = create(a_new_delegation(account=an_account(AccountStatus.RESERVEE)), POLICY, NOW)

    assert facts_of_transition(created)["delegue"] == Name().full


@pytest.mark.parametrize(("account", "known"), [(AccountStatus.RESERVEE, False), (AccountStatus.ACTIVE, True)])
def test_the_mails_of_a_creation_know_whether_the_address_was_known(account: AccountStatus, known: bool) -> None:
    created = create(a_new_delegation(account=an_account(account)), POLICY, NOW)

    assert facts_of_transition(created)["connu"] is known


def test_the_mail_of_an_acceptance_knows_whether_an_account_was_opened() -> None:
    opened = perform(Act.OPEN_ACCOUNT, a_delegation(), Actor.LINK, an_account(AccountStatus.RESERVEE))
    accepted = perform(Act.ACCEPT, a_delegation(), Actor.LINK)

    assert facts_of_transition(opened)["compte_ouvert"] is True
    assert facts_of_transition(accepted)["compte_ouvert"] is False


@pytest.mark.parametrize("status", [Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE])
def test_the_mail_of_a_change_knows_whom_the_delegation_waits_for(status: Status) -> None:
    changed = perform(Act.CHANGE, a_delegation(status), Actor.DELEGANT, asked=terms(end=TODAY + DAY))

    facts = facts_of_transition(changed)

    assert facts["reponse_attendue"] is (status is Status.EN_COURS)
    assert facts["a_valider"] is (status is Status.A_VALIDER)


@pytest.mark.parametrize("status", Status)
def test_a_deletion_says_that_the_delegue_is_told_only_when_he_is(status: Status) -> None:
    deleted = perform(Act.DELETE, a_delegation(status), Actor.DELEGANT)
    told = status in {Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE}

    assert tells_delegue_of_deletion(status) is told
    assert facts_of_transition(deleted)["delegue_prevenu"] is told


def test_a_deletion_says_that_access_is_lost_only_when_there_was_one() -> None:
    starts_later = a_delegation(Status.VALIDEE, terms=terms(TODAY + DAY))

    lost = {
        name: facts_of_transition(perform(Act.DELETE, delegation, Actor.DELEGANT))["acces_retire"]
        for name, delegation in (
            ("open", a_delegation(Status.VALIDEE)),
            ("not yet", starts_later),
            ("not validated", a_delegation(Status.A_VALIDER)),
            ("over", a_delegation(Status.TERMINEE)),
        )
    }

    assert lost == {"open": True, "not yet": False, "not validated": False, "over": False}


@pytest.mark.parametrize(
    ("categorie", "cities", "said"),
    [
        ("infirmier", ("63031 Clermont-Ferrand",), "infirmier, Clermont-Ferrand"),
        (MEDECIN, ("Saint-Étienne",), "médecin, Saint-Étienne"),
        (MEDECIN, ("", "20000 Ajaccio"), "médecin, Ajaccio"),
        (MEDECIN, ("75008",), "médecin"),
        (MEDECIN, (), "médecin"),
        (ETABLISSEMENT, ("69003 Lyon",), "Lyon"),
        ("", (), ""),
    ],
)
def test_a_mail_says_who_the_delegant_is_as_far_as_it_is_known(
    categorie: str, cities: tuple[str, ...], said: str
) -> None:
    delegation = a_delegation()
    structures = tuple(a_structure(number, city=city) for number, city in enumerate(cities, 1))
    known = delegation._replace(
        delegant=delegation.delegant._replace(categorie=categorie),
        terms=delegation.terms._replace(structures=structures),
    )
    assert facts_of(known, NOW)["qualite"] == said


def test_a_demand_is_a_repeat_only_for_whoever_had_it_before() -> None:
    sent = a_delegation()
    other = an_account(id="autre", address="autre@exemple.fr")
    assert not facts_of_transition(create(a_new_delegation(), POLICY, NOW))["renvoi"]
    assert facts_of_transition(perform(Act.RESEND, sent, Actor.DELEGANT))["renvoi"]
    unreached = sent._replace(undeliverable=True)
    assert not facts_of_transition(perform(Act.CORRECT, unreached, Actor.DELEGANT, other))["renvoi"]


TO_UNKNOWN = {Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN}
TO_KNOWN = {Purpose.ACCEPT, Purpose.REFUSE, Purpose.DISOWN}


@pytest.mark.parametrize("kind", MailKind)
def test_a_mail_carries_the_links_of_its_kind_and_no_other(kind: MailKind) -> None:
    asked = {
        MailKind.INVITATION: TO_UNKNOWN,
        MailKind.RAPPEL_INVITATION: TO_UNKNOWN,
        MailKind.DEMANDE: TO_KNOWN,
        MailKind.RAPPEL_DEMANDE: TO_KNOWN,
        MailKind.DEMANDE_ENVOYEE: {Purpose.WITHDRAW},
        MailKind.COMPTE_CREE: {Purpose.WITHDRAW},
        MailKind.ACCEPTATION_DELEGUE: {Purpose.WITHDRAW},
        MailKind.PROPOSITION_DELEGUE: {Purpose.ACCEPT, Purpose.REFUSE},
    }

    assert set(LINKS.get(kind, ())) == asked.get(kind, set())


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_link_in_some_mail(purpose: Purpose) -> None:
    assert any(purpose in links for links in LINKS.values())
