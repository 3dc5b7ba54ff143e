"""The contents of each mail, the same in both parts."""

import re

import pytest

from chalicelib.domain.mails import LINKS, MailKind
from chalicelib.mail.compose import compose
from chalicelib.templating import jour
from tests.end_to_end.catalogue import Mail, Side
from tests.unit.mails.composing import (
    LABELS,
    NBSP,
    NOW,
    RECIPIENT,
    SETTINGS,
    SUBJECTS,
    WITH_PROPOSAL,
    AnyKind,
    Reader,
    addresses,
    composed_mail,
    every_kind,
    facts_for,
    html_of,
    links_of,
    text_of,
    variants,
    words,
)
from tests.unit.mails.facts import FACTS, PROPOSAL


@every_kind
def test_each_mail_says_the_same_in_text_and_in_html(kind: AnyKind) -> None:
    for mail in variants(kind):
        text, html = text_of(mail), html_of(mail)
        assert addresses(text) == {href for href, _ in html.links}
        assert _without_clear_links(kind, words(text)) == _without_clear_links(kind, _words_of_html(html))


def _words_of_html(html: Reader) -> list[str]:
    """Return the words of the HTML part without the banner, which the text does not have."""
    banner = words("amelipro Délégation d’accès")
    said = words(html.text)
    assert said[: len(banner)] == banner
    return said[len(banner) :]


def _without_clear_links(kind: AnyKind, said: list[str]) -> list[str]:
    """Leave out the links in clear that the HTML part repeats below its buttons, with the line that explains them."""
    line = " ".join(said)
    for label in (*LABELS.get(kind, ()), "Un bouton ne fonctionne pas Copiez son adresse dans votre navigateur"):
        line = line.replace(" ".join(words(label)), "")
    return line.split()


@every_kind
def test_each_mail_says_why_it_was_sent_and_how_to_get_help(kind: AnyKind) -> None:
    text = text_of(composed_mail(kind))
    assert "Vous recevez cet e-mail car " in text
    assert "Avec toute notre attention,\nL’équipe amelipro" in text
    assert "3608" in text
    assert text.startswith(SUBJECTS[kind].replace("'", "’"))


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_with_links_says_until_when_they_work(kind: MailKind) -> None:
    last_day = FACTS["nouveau_limite" if kind is MailKind.PROPOSITION_DELEGUE else "date_limite"]
    assert re.search(rf"fonction\w+ jusqu’au {jour(last_day)}", text_of(composed_mail(kind)))


@pytest.mark.parametrize(
    "kind", [MailKind.CREATION_DELEGANT, MailKind.INVITATION, MailKind.DEMANDE, MailKind.ACCEPTATION_A_VALIDER]
)
def test_a_demand_states_everything_that_is_granted(kind: AnyKind) -> None:
    text = text_of(composed_mail(kind))
    for fact in ("Remplaçant", FACTS["acces"], FACTS["rattachement"], "du 12/10/2026 au 03/04/2027"):
        assert fact in text
    for structure in FACTS["structures"]:
        assert f"- {structure}\n" in text


def test_a_period_of_one_day_is_written_as_one_day() -> None:
    assert f"Période de validité{NBSP}: le 12/10/2026\n" in text_of(
        composed_mail(MailKind.DEMANDE, {"fin": FACTS["debut"]})
    )


def test_a_proposal_states_the_new_terms_and_those_that_hold_meanwhile() -> None:
    for kind in WITH_PROPOSAL:
        asked, _, held = text_of(composed_mail(kind)).partition("En attendant")
        assert "du 15/10/2026 au 30/06/2027" in asked
        assert PROPOSAL["nouveau_structures"][0] in asked
        assert "du 12/10/2026 au 03/04/2027" in held
        assert FACTS["structures"][1] in held


@pytest.mark.parametrize("kind", [kind for kind in MailKind if Mail[kind.name].value.side is Side.DELEGUE])
def test_a_delegue_is_told_who_the_delegant_is_once_as_far_as_known(kind: AnyKind) -> None:
    known, unknown = text_of(composed_mail(kind)), text_of(composed_mail(kind, {"qualite": ""}))
    assert known.count("Mme Claire EXEMPLE (médecin, Clermont-Ferrand)") == 1
    assert known.replace(" (médecin, Clermont-Ferrand)", "") == unknown


@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.DEMANDE])
def test_a_demand_speaks_of_an_earlier_mail_only_when_it_is_sent_again(kind: AnyKind) -> None:
    assert "remplace le précédent" not in text_of(composed_mail(kind, {"renvoi": False}))
    assert "remplace le précédent" in text_of(composed_mail(kind, {"renvoi": True}))


@every_kind
def test_a_row_of_an_earlier_version_can_still_be_composed(kind: AnyKind) -> None:
    facts = {name: value for name, value in facts_for(kind).items() if name not in {"qualite", "renvoi"}}
    assert compose(kind, facts, links_of(kind), RECIPIENT, "01JMAIL", NOW, SETTINGS)


@pytest.mark.parametrize(
    "kind",
    [MailKind.RETRAIT_DELEGANT, MailKind.RETRAIT_DELEGUE, MailKind.PURGE_DELEGANT, MailKind.PURGE_DELEGUE],
)
def test_what_was_never_validated_is_a_demand_when_it_is_deleted(kind: AnyKind) -> None:
    assert not [mail for mail in variants(kind) if "La délégation est supprimée" in text_of(mail)]


@every_kind
def test_a_mail_is_called_an_e_mail(kind: AnyKind) -> None:
    assert not [text for mail in variants(kind) if "message" in (text := text_of(mail)).lower()]


@every_kind
def test_a_delegue_without_a_name_is_named_by_his_address(kind: AnyKind) -> None:
    text = text_of(composed_mail(kind, {"delegue": ""}))
    assert "()" not in text
    assert f"{FACTS['adresse']} ({FACTS['adresse']})" not in text


def test_the_mail_of_a_creation_says_whether_the_address_has_an_account() -> None:
    assert "Aucun compte amelipro" not in text_of(composed_mail(MailKind.CREATION_DELEGANT, {"connu": True}))
    assert "Aucun compte amelipro" in text_of(
        composed_mail(MailKind.CREATION_DELEGANT, {"connu": False, "delegue": ""})
    )


def test_the_mail_of_an_acceptance_mentions_an_account_only_when_one_was_opened() -> None:
    assert "a créé son compte" in text_of(composed_mail(MailKind.ACCEPTATION_A_VALIDER, {"compte_ouvert": True}))
    assert "a créé son compte" not in text_of(composed_mail(MailKind.ACCEPTATION_A_VALIDER, {"compte_ouvert": False}))


def test_the_mail_of_a_deletion_mentions_lost_access_and_the_delegues_mail_only_when_true() -> None:
    deleted = MailKind.SUPPRESSION_DELEGANT
    assert "ne peut plus accéder" in text_of(composed_mail(deleted, {"acces_retire": True}))
    assert "ne peut plus accéder" not in text_of(composed_mail(deleted, {"acces_retire": False}))
    assert "Un e-mail en avertit" in text_of(composed_mail(deleted, {"delegue_prevenu": True}))
    assert "Un e-mail en avertit" not in text_of(composed_mail(deleted, {"delegue_prevenu": False}))
    assert "ne pouvez plus accéder" not in text_of(composed_mail(MailKind.SUPPRESSION_DELEGUE, {"acces_retire": False}))


def test_the_purge_says_who_did_not_act() -> None:
    assert "vous ne l’avez pas validée" in text_of(composed_mail(MailKind.PURGE_DELEGANT, {"delegue_prevenu": True}))
    assert "n’a pas répondu" in text_of(composed_mail(MailKind.PURGE_DELEGANT, {"delegue_prevenu": False}))


def test_a_change_says_whether_it_waits_for_an_answer_or_takes_effect_at_once() -> None:
    asked, held = (
        text_of(composed_mail(MailKind.MISE_A_JOUR_DELEGANT, {"reponse_attendue": awaited}))
        for awaited in (True, False)
    )
    assert "Votre demande vient d’être adressée de nouveau" in asked
    assert "immédiatement" not in asked
    assert "La modification prend effet immédiatement." in held
    assert "de nouveau" not in held


def test_an_accepted_change_says_what_is_left_to_do() -> None:
    waits, done = (text_of(composed_mail(MailKind.PROPOSITION_ACCEPTEE, {"a_valider": left})) for left in (True, False))
    assert "Il vous reste à valider cette délégation" in waits
    assert "Vous n’avez rien à faire." in done


def test_a_deletion_mentions_the_dashboard_only_to_its_owner() -> None:
    known, unknown = (
        text_of(composed_mail(MailKind.SUPPRESSION_DELEGUE, {"acces_retire": False, "connu": connu}))
        for connu in (True, False)
    )
    assert "Elle ne figure plus dans votre tableau de bord." in known
    assert "tableau de bord" not in unknown
