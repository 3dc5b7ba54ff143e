"""Every mail, composed whole: what it says, in both parts, whatever people typed."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.mail.compose import Composed, compose
from chalicelib.settings import Settings
from chalicelib.templating import TEMPLATES, court, jour, moment

NBSP = "\u00a0"
NOW = datetime(2026, 10, 9, 12, 5, tzinfo=UTC)
SETTINGS = Settings(public_base_url="https://portail.exemple.fr", mail_from="ne-pas-repondre@exemple.fr")
RECIPIENT = "destinataire@exemple.fr"

FACTS: Mapping[str, Any] = {
    "delegant": "Mme Claire EXEMPLE",
    "delegue": "M. Alexandre MODÈLE",
    "adresse": "alexandre.modele@exemple.fr",
    "profil": "Remplaçant",
    "acces": "À l’ensemble du bouquet de services du PS remplacé",
    "rattachement": "Médecin, Cardiologie",
    "date_limite": "2026-11-08",
    "nouveau_limite": "2026-11-06",
    "envoye_le": "2026-10-09",
    "debut": "2026-10-12",
    "fin": "2027-04-03",
    "structures": ["Cabinet, 12 rue des Lilas 63031 Clermont-Ferrand", "Clinique, 3 place de Jaude 63000 Clermont"],
    "connu": True,
    "compte_ouvert": False,
    "delegue_prevenu": True,
    "acces_retire": True,
}
PROPOSAL: Mapping[str, Any] = {
    "nouveau_debut": "2026-10-15",
    "nouveau_fin": "2027-06-30",
    "nouveau_structures": ["Maison de santé, 1 allée du Parc 63170 Aubière"],
}
FLAGS = ("connu", "compte_ouvert", "delegue_prevenu", "acces_retire")
WITH_PROPOSAL = {MailKind.PROPOSITION_DELEGANT, MailKind.PROPOSITION_DELEGUE}

SUBJECTS: Mapping[MailKind | AccountMail, str] = {
    MailKind.CREATION_DELEGANT: "Création d'une délégation",
    MailKind.INVITATION: "Création d'une délégation",
    MailKind.DEMANDE: "Création d'une délégation",
    MailKind.DEJA_UN_COMPTE: "Création d'une délégation",
    MailKind.REJET: "Rejet d'une délégation",
    MailKind.ABANDON: "Abandon d'une délégation",
    MailKind.REFUS: "Refus d'une délégation",
    MailKind.ACCEPTATION_A_VALIDER: "Acceptation d'une délégation",
    MailKind.ACCEPTATION_VALIDEE: "Acceptation d'une délégation",
    MailKind.COMPTE_CREE: "Confirmation de création de compte",
    MailKind.ACCES_OUVERT: "Validation d'une délégation",
    MailKind.SUPPRESSION_DELEGANT: "Suppression d'une délégation",
    MailKind.SUPPRESSION_DELEGUE: "Suppression d'une délégation",
    MailKind.RETRAIT_DELEGANT: "Suppression d'une délégation",
    MailKind.RETRAIT_DELEGUE: "Suppression d'une délégation",
    MailKind.RENONCIATION_DELEGANT: "Suppression d'une délégation",
    MailKind.RENONCIATION_DELEGUE: "Suppression d'une délégation",
    MailKind.MISE_A_JOUR_DELEGANT: "Mise à jour d'une délégation",
    MailKind.MISE_A_JOUR_DELEGUE: "Mise à jour d'une délégation",
    MailKind.PROPOSITION_DELEGANT: "Mise à jour d'une délégation",
    MailKind.PROPOSITION_DELEGUE: "Mise à jour d'une délégation",
    MailKind.PROPOSITION_ACCEPTEE: "Mise à jour d'une délégation",
    MailKind.PROPOSITION_REFUSEE: "Mise à jour d'une délégation",
    MailKind.RAPPEL_DELEGANT: "Rappel\u00a0: validation d'une délégation",
    MailKind.RAPPEL_INVITATION: "Rappel\u00a0: création d'une délégation",
    MailKind.RAPPEL_DEMANDE: "Rappel\u00a0: création d'une délégation",
    MailKind.PURGE_DELEGANT: "Purge d'une délégation",
    MailKind.PURGE_DELEGUE: "Purge d'une délégation",
    AccountMail.MOT_DE_PASSE_OUBLIE: "Nouveau mot de passe",
    AccountMail.MOT_DE_PASSE_MODIFIE: "Modification de votre mot de passe",
    AccountMail.ADRESSE_A_CONFIRMER: "Confirmation de votre adresse e-mail",
    AccountMail.ADRESSE_MODIFIEE: "Modification de votre adresse e-mail",
}

LABELS: Mapping[MailKind | AccountMail, tuple[str, ...]] = {
    MailKind.INVITATION: ("Je crée un compte amelipro", "J’ai déjà un compte amelipro", "cliquant ici"),
    MailKind.DEMANDE: ("J’accepte la délégation", "Je refuse la délégation", "cliquant ici"),
    MailKind.COMPTE_CREE: ("Je retire mon acceptation",),
    MailKind.PROPOSITION_DELEGUE: ("J’accepte la modification", "Je refuse la modification"),
    MailKind.RAPPEL_INVITATION: ("Je crée un compte amelipro", "J’ai déjà un compte amelipro", "cliquant ici"),
    MailKind.RAPPEL_DEMANDE: ("J’accepte la délégation", "Je refuse la délégation", "cliquant ici"),
    AccountMail.MOT_DE_PASSE_OUBLIE: ("Je choisis un nouveau mot de passe",),
    AccountMail.ADRESSE_A_CONFIRMER: ("Je confirme mon adresse e-mail",),
}

AnyKind = MailKind | AccountMail
every_kind = pytest.mark.parametrize("kind", [*MailKind, *AccountMail])


class Reader(HTMLParser):
    """What a reader sees of an HTML part: its text, where its links lead; whatever is hidden is left out."""

    BLOCKS = frozenset({"p", "h1", "li", "td", "br", "div"})
    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self._hidden: list[str] = []
        self._in_link = False
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag in self.BLOCKS:
            self.words.append("\n")
        hidden = tag in {"head", "style"} or "display:none" in (given.get("style") or "")
        if tag not in self.VOID and (hidden or self._hidden):
            self._hidden.append(tag)
        if tag == "a":
            self._in_link = True
            self.links.append((given.get("href") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden.pop()
        if tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.words.append(data)
        if self._in_link:
            href, label = self.links[-1]
            self.links[-1] = (href, (label + data).strip())


def links_of(kind: AnyKind) -> dict[Any, str]:
    if isinstance(kind, AccountMail):
        purpose = ACCOUNT_LINKS.get(kind)
        return {purpose: f"https://portail.exemple.fr/{purpose}/jeton-{purpose}"} if purpose else {}
    return {purpose: f"https://portail.exemple.fr/lien/{purpose}/jeton-{purpose}" for purpose in LINKS.get(kind, ())}


def facts_for(kind: AnyKind, changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {**FACTS, **(PROPOSAL if kind in WITH_PROPOSAL else {}), **(changed or {})}


def composed(kind: AnyKind, changed: Mapping[str, Any] | None = None, recipient: str = RECIPIENT) -> Composed:
    return compose(kind, facts_for(kind, changed), links_of(kind), recipient, "01JMAIL", NOW, SETTINGS)


@cache
def variants(kind: AnyKind) -> tuple[Composed, ...]:
    """Whatever the facts may say: all flags, none, each one; named or not, attached or not, one day or several."""
    flags = (frozenset(FLAGS), frozenset[str](), *(frozenset({flag}) for flag in FLAGS))
    bare = {"delegue": "", "rattachement": "", "fin": FACTS["debut"]}
    return tuple(
        composed(kind, {**{flag: flag in up for flag in FLAGS}, **said}) for up in flags for said in ({}, bare)
    )


def parsed(mail: Composed) -> EmailMessage:
    message = message_from_bytes(mail.mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(mail: Composed, subtype: str) -> str:
    body = parsed(mail).get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def text_of(mail: Composed) -> str:
    return part(mail, "plain")


def html_of(mail: Composed) -> Reader:
    return Reader(part(mail, "html"))


def words(text: str) -> list[str]:
    """The words alone: punctuation is where a link in clear makes the two parts differ."""
    return re.findall(r"\w+", re.sub(r"https://\S+", "", text))


def addresses(text: str) -> set[str]:
    return set(re.findall(r"https://[^\s<>\"]+", text))


# What is said


@every_kind
def test_each_mail_says_the_same_in_text_and_in_html(kind: AnyKind) -> None:
    for mail in variants(kind):
        text, html = text_of(mail), html_of(mail)
        assert addresses(text) == {href for href, _ in html.links}
        assert _without_clear_links(kind, words(text)) == _without_clear_links(kind, _words_of_html(html))


def _words_of_html(html: Reader) -> list[str]:
    """The banner is the HTML part's own."""
    banner = words("amelipro Délégation d’accès")
    said = words(html.text)
    assert said[: len(banner)] == banner
    return said[len(banner) :]


def _without_clear_links(kind: AnyKind, said: list[str]) -> list[str]:
    """Leave out the buttons: the HTML part has them twice, as buttons and in clear, and a line that says why."""
    line = " ".join(said)
    for label in (*LABELS.get(kind, ()), "Un bouton ne fonctionne pas Copiez son adresse dans votre navigateur"):
        line = line.replace(" ".join(words(label)), "")
    return line.split()


@every_kind
def test_each_mail_says_why_it_came_and_how_to_get_help(kind: AnyKind) -> None:
    text = text_of(composed(kind))
    assert "Vous recevez ce message car " in text
    assert "Avec toute notre attention,\nL’équipe amelipro" in text
    assert "3608" in text
    assert text.startswith(SUBJECTS[kind].replace("'", "’"))


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_with_links_says_until_when_they_work(kind: MailKind) -> None:
    last_day = FACTS["nouveau_limite" if kind is MailKind.PROPOSITION_DELEGUE else "date_limite"]
    assert re.search(rf"fonction\w+ jusqu’au {jour(last_day)}", text_of(composed(kind)))


@pytest.mark.parametrize(
    "kind", [MailKind.CREATION_DELEGANT, MailKind.INVITATION, MailKind.DEMANDE, MailKind.ACCEPTATION_A_VALIDER]
)
def test_a_demand_tells_all_that_is_granted(kind: AnyKind) -> None:
    text = text_of(composed(kind))
    for fact in ("Remplaçant", FACTS["acces"], FACTS["rattachement"], "du 12/10/2026 au 03/04/2027"):
        assert fact in text
    for structure in FACTS["structures"]:
        assert f"- {structure}\n" in text


def test_a_period_of_one_day_is_written_as_one_day() -> None:
    assert f"Période de validité{NBSP}: le 12/10/2026\n" in text_of(composed(MailKind.DEMANDE, {"fin": FACTS["debut"]}))


def test_a_proposal_tells_what_is_asked_and_what_holds_meanwhile() -> None:
    for kind in WITH_PROPOSAL:
        asked, _, held = text_of(composed(kind)).partition("En attendant")
        assert "du 15/10/2026 au 30/06/2027" in asked
        assert PROPOSAL["nouveau_structures"][0] in asked
        assert "du 12/10/2026 au 03/04/2027" in held
        assert FACTS["structures"][1] in held


@every_kind
def test_a_delegue_without_a_name_is_named_by_his_address(kind: AnyKind) -> None:
    text = text_of(composed(kind, {"delegue": ""}))
    assert "()" not in text
    assert f"{FACTS['adresse']} ({FACTS['adresse']})" not in text


def test_the_creation_tells_whether_the_address_has_an_account() -> None:
    assert "Aucun compte amelipro" not in text_of(composed(MailKind.CREATION_DELEGANT, {"connu": True}))
    assert "Aucun compte amelipro" in text_of(composed(MailKind.CREATION_DELEGANT, {"connu": False, "delegue": ""}))


def test_the_acceptance_tells_of_an_account_only_when_one_was_opened() -> None:
    assert "a créé son compte" in text_of(composed(MailKind.ACCEPTATION_A_VALIDER, {"compte_ouvert": True}))
    assert "a créé son compte" not in text_of(composed(MailKind.ACCEPTATION_A_VALIDER, {"compte_ouvert": False}))


def test_the_deletion_says_that_access_is_lost_and_the_delegue_told_only_when_true() -> None:
    deleted = MailKind.SUPPRESSION_DELEGANT
    assert "ne peut plus accéder" in text_of(composed(deleted, {"acces_retire": True}))
    assert "ne peut plus accéder" not in text_of(composed(deleted, {"acces_retire": False}))
    assert "Un message en avertit" in text_of(composed(deleted, {"delegue_prevenu": True}))
    assert "Un message en avertit" not in text_of(composed(deleted, {"delegue_prevenu": False}))
    assert "ne pouvez plus accéder" not in text_of(composed(MailKind.SUPPRESSION_DELEGUE, {"acces_retire": False}))


def test_the_purge_says_who_did_not_act() -> None:
    assert "vous ne l’avez pas validée" in text_of(composed(MailKind.PURGE_DELEGANT, {"delegue_prevenu": True}))
    assert "n’a pas répondu" in text_of(composed(MailKind.PURGE_DELEGANT, {"delegue_prevenu": False}))


# Links


@every_kind
def test_each_mail_carries_its_links_and_no_other(kind: AnyKind) -> None:
    found = {href for href, _ in html_of(composed(kind)).links}
    assert found - {"https://portail.exemple.fr/"} == set(links_of(kind).values())


@pytest.mark.parametrize("kind", LINKS)
def test_buttons_bear_their_labels_and_are_repeated_in_clear(kind: MailKind) -> None:
    links = html_of(composed(kind)).links
    for purpose, label in zip(LINKS[kind], LABELS[kind], strict=True):
        url = links_of(kind)[purpose]
        assert (url, label) in links
        assert (url, url) in links or purpose is Purpose.DISOWN


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_is_not_composed_without_one_of_its_links(kind: AnyKind) -> None:
    links = links_of(kind)
    links.popitem()
    with pytest.raises(UndefinedError):
        compose(kind, facts_for(kind), links, RECIPIENT, "01JMAIL", NOW, SETTINGS)


# Subjects and headers


@every_kind
def test_subjects_are_fixed_and_name_nobody(kind: AnyKind) -> None:
    subjects = {mail.subject for mail in variants(kind)}
    assert subjects == {SUBJECTS[kind]}
    assert parsed(composed(kind))["Subject"] == SUBJECTS[kind]


def test_there_is_a_folder_for_each_mail_and_no_other() -> None:
    folders = {path.name for path in (TEMPLATES / "mails").iterdir() if path.is_dir()}
    assert folders == {kind.value for kind in (*MailKind, *AccountMail)}


def test_headers_say_who_writes_when_and_that_a_machine_does() -> None:
    message = parsed(composed(MailKind.REFUS))
    assert message["From"] == "amelipro - Délégation d’accès <ne-pas-repondre@exemple.fr>"
    assert message["To"] == RECIPIENT
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<01JMAIL@exemple.fr>"
    assert message["X-Delegation-Mail"] == "01JMAIL"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "recipient",
    [
        "a@exemple.fr\r\nBcc: b@exemple.fr",
        "a@exemple.fr\nBcc: b@exemple.fr",
        "a@exemple.fr, b@exemple.fr",
        "a@exemple.fr> <b@exemple.fr",
        "",
    ],
)
def test_a_recipient_that_is_not_one_address_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match=r"address|addr_spec|domain"):
        composed(MailKind.REFUS, recipient=recipient)


def test_an_international_domain_is_written_in_ascii() -> None:
    assert parsed(composed(MailKind.REFUS, recipient="a@café.example"))["To"] == "a@xn--caf-dma.example"


@every_kind
def test_lines_and_sizes_suit_every_relay(kind: AnyKind) -> None:
    for mail in variants(kind):
        assert len(mail.mime) < 30_000
        assert mail.mime.isascii()
        assert max(map(len, mail.mime.split(b"\r\n"))) <= 998


# Whatever people type

HOSTILE = {
    "html": '<script>alert("x")</script><img src="https://mal.exemple/x.png">',
    "jinja": "{{ 7 * 7 }}{% raise %}",
    "header": "Nom\r\nBcc: tous@exemple.fr",
    "emoji": "Zoë 👩‍⚕️ 🏥",
    "rtl": "\u202eEXEMPLE\u2066 שלום عليكم",
    "long": "É" * 10_000,
    "long html": "<" * 10_000,
}


@every_kind
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_values_are_shortened_and_stay_text(kind: AnyKind, typed: str) -> None:
    changed = {"delegant": typed, "delegue": typed, "adresse": typed, "rattachement": typed, "structures": [typed]}
    mail = composed(kind, changed)
    text, html = text_of(mail), html_of(mail)
    assert len(mail.mime) < 30_000
    assert html.tags == html_of(composed(kind)).tags
    assert mail.subject == SUBJECTS[kind]
    assert not {"\u202e", "\u2066", "\r"} & set(text + html.text)
    assert "\nBcc:" not in text
    assert set(parsed(mail).keys()) == set(parsed(composed(kind)).keys())


@every_kind
def test_a_hostile_name_reads_the_same_in_both_parts(kind: AnyKind) -> None:
    typed = '<b>O\'Neil & "Fils"</b>'
    mail = composed(kind, {"delegant": typed, "delegue": typed, "adresse": typed})
    text, html = text_of(mail), html_of(mail)
    assert typed in text
    assert typed in html.text


# French


@every_kind
def test_no_line_may_break_before_a_high_punctuation_mark(kind: AnyKind) -> None:
    for mail in variants(kind):
        for said in (text_of(mail), html_of(mail).text):
            prose = re.sub(r"https://\S+", "", said)
            assert not re.findall(rf".{{0,30}}[^{NBSP}][:;!?»]", prose)
            assert not re.findall(rf"«[^{NBSP}].{{0,30}}", prose)


@every_kind
def test_apostrophes_are_typographic_in_what_is_read(kind: AnyKind) -> None:
    for mail in variants(kind):
        assert "'" not in text_of(mail) + html_of(mail).text


# Filters


def test_a_day_is_written_as_in_france() -> None:
    assert jour("2021-03-09") == jour(date(2021, 3, 9)) == "09/03/2021"
    assert jour(datetime(2021, 3, 8, 23, 30, tzinfo=UTC)) == "09/03/2021"


def test_a_moment_is_written_in_the_time_of_paris_and_never_parted() -> None:
    assert moment(datetime(2021, 3, 9, 13, 5, tzinfo=UTC)) == f"09/03/2021 à{NBSP}14{NBSP}h{NBSP}05"


def test_what_is_too_long_is_cut_and_shows_it() -> None:
    assert court("a" * 80) == "a" * 80
    assert court("a" * 81) == "a" * 79 + "…"
    assert court(" un \r\n nom\t\x00\u200b ") == "un nom"
