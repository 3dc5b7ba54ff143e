"""Compose every mail with facts that people may type, and read it as its reader does."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import Any

import pytest

from chalicelib.domain.account_mails import ACCOUNT_LINKS, ACCOUNT_PAGES, AccountMail
from chalicelib.domain.mails import LINKS, PAGES, MailKind, Page
from chalicelib.mail.compose import compose
from chalicelib.settings import Settings
from tests import markup
from tests.end_to_end.catalogue import Mail
from tests.unit.mails.facts import FACTS, PROPOSAL
from tests.whole import IS_WHOLE

NBSP = "\u00a0"
NOW = datetime(2026, 10, 9, 12, 5, tzinfo=UTC)
SETTINGS = Settings(public_base_url="https://portail.exemple.fr", mail_from="ne-pas-repondre@exemple.fr")
RECIPIENT = "destinataire@exemple.fr"

_BOUNDARY = re.compile(rb"={15}\d+==")
FLAGS = (
    *("connu", "renvoi", "compte_ouvert", "reponse_attendue", "a_valider", "delegue_prevenu", "acces_retire"),
    *("par_lien", "a_completer", "compte_actif"),
    "terminee",
)
WITH_PROPOSAL = {MailKind.PROPOSITION_DELEGANT, MailKind.PROPOSITION_DELEGUE}

SUBJECTS: Mapping[MailKind | AccountMail, str] = {
    **{kind: Mail[kind.name].value.subject for kind in MailKind},
    AccountMail.MOT_DE_PASSE_OUBLIE: "Nouveau mot de passe",
    AccountMail.MOT_DE_PASSE_MODIFIE: "Modification de votre mot de passe",
    AccountMail.ADRESSE_A_CONFIRMER: "Confirmation de votre adresse e-mail",
    AccountMail.ADRESSE_DEMANDEE: "Demande de modification de votre adresse e-mail",
    AccountMail.ADRESSE_MODIFIEE: "Modification de votre adresse e-mail",
    AccountMail.COMPTE_A_RATTACHER: "Réunir vos comptes amelipro",
    AccountMail.COMPTES_REUNIS: "Vos comptes amelipro sont réunis",
    AccountMail.COMPTE_INUTILISE: "Votre compte amelipro n'est plus utilisé",
    AccountMail.NOUVELLE_CONNEXION: "Nouvelle connexion à votre compte",
    AccountMail.FIN_PROCHE: "Fin prochaine de vos délégations",
    AccountMail.PROLONGATIONS: "Mise à jour de vos délégations",
    AccountMail.CLE_ACCES_AJOUTEE: "Ajout d'une clé d'accès",
    AccountMail.CLE_ACCES_RETIREE: "Suppression d'une clé d'accès",
    AccountMail.COMPTE_FERME: "Votre compte amelipro est fermé",
    AccountMail.DEMANDE_PAR_ADRESSE: "Votre demande de délégation",
    AccountMail.RESUME_SEMAINE: "Votre résumé de la semaine",
    AccountMail.REVUE_ACCES: "Qui a encore accès à votre espace",
}

_OF_PAGES: Mapping[Page, str] = {
    Page.VALIDATION: "Valider la délégation",
    Page.END_REQUEST: "Répondre à la demande",
    Page.GIVEN: "Voir la délégation",
    Page.RECEIVED: "Voir la délégation",
}
_LISTS = ("fins", "prolongations", "acces_ouverts")
"""The facts that are lists of delegations, each with the name of its délégué."""


LABELS: Mapping[MailKind | AccountMail, tuple[str, ...]] = {
    **{kind: Mail[kind.name].value.buttons for kind in LINKS},
    **{kind: (_OF_PAGES[page],) for kind, page in PAGES.items()},
    MailKind.DEMANDE_RECUE: ("Voir la demande",),
    MailKind.PROPOSITION_ACCEPTEE: ("Voir la délégation", "Valider la délégation"),
    MailKind.ACCES_OUVERT: ("Accéder aux services",),
    AccountMail.MOT_DE_PASSE_OUBLIE: ("Je choisis un nouveau mot de passe",),
    AccountMail.ADRESSE_DEMANDEE: ("Ce n’est pas moi",),
    AccountMail.NOUVELLE_CONNEXION: ("Ce n’est pas moi",),
    AccountMail.ADRESSE_A_CONFIRMER: ("Je confirme mon adresse e-mail",),
    AccountMail.COMPTE_A_RATTACHER: ("Je réunis mes comptes",),
    AccountMail.COMPTE_INUTILISE: ("Vous connecter",),
    AccountMail.FIN_PROCHE: ("Prolonger plusieurs délégations",),
    AccountMail.PROLONGATIONS: ("Voir mes délégations",),
    AccountMail.RESUME_SEMAINE: ("Ouvrir mon compte",),
    AccountMail.REVUE_ACCES: ("Revoir mes accès",),
    AccountMail.CLE_ACCES_AJOUTEE: ("Ce n’est pas moi",),
    AccountMail.CLE_ACCES_RETIREE: ("Ce n’est pas moi",),
    AccountMail.DEMANDE_PAR_ADRESSE: ("Je termine ma demande",),
}

AnyKind = MailKind | AccountMail
every_kind = pytest.mark.parametrize("kind", [*MailKind, *AccountMail])


class Reader(markup.Reader):
    """The visible text and the links of an HTML part."""

    BLOCKS = frozenset({"p", "h1", "h2", "li", "td", "br", "div"})
    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self._hidden: list[str] = []
        self._in_link = False
        self.feed(html)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag: str, written: str) -> None:
        given = markup.attributes(written)
        self.tags.add(tag)
        if tag in self.BLOCKS:
            self.words.append("\n")
        hidden = tag in {"head", "style"} or "display:none" in given.get("style", "")
        if tag not in self.VOID and (hidden or self._hidden):
            self._hidden.append(tag)
        if tag == "a":
            self._in_link = True
            self.links.append((given.get("href", ""), ""))

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


def links_of(kind: AnyKind) -> dict[str, str]:
    if isinstance(kind, AccountMail):
        if kind in ACCOUNT_PAGES:
            return {"page": f"https://portail.exemple.fr{ACCOUNT_PAGES[kind]}"}
        purpose = ACCOUNT_LINKS.get(kind)
        return {purpose.value: f"https://portail.exemple.fr/{purpose}/jeton-{purpose}"} if purpose else {}
    purposes = LINKS.get(kind, ())
    links = {purpose.value: f"https://portail.exemple.fr/lien/{purpose}/jeton-{purpose}" for purpose in purposes}
    page = PAGES.get(kind)
    return {**links, "delegation": f"https://portail.exemple.fr{page.format('une-delegation')}"} if page else links


def facts_for(kind: AnyKind, changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    facts = {**FACTS, **(PROPOSAL if kind in WITH_PROPOSAL else {}), **(changed or {})}
    if changed and "delegue" in changed:
        name = changed["delegue"] or facts["adresse"]
        facts |= {name_of_list: [{**one, "qui": name} for one in FACTS[name_of_list]] for name_of_list in _LISTS}
        facts["groupes"] = [
            {**group, "lignes": [{**one, "qui": name} for one in group["lignes"]]} for group in FACTS["groupes"]
        ]
    return facts


def composed_mail(kind: AnyKind, changed: Mapping[str, Any] | None = None, recipient: str = RECIPIENT) -> bytes:
    return _composed(kind, changed, recipient) if changed or recipient != RECIPIENT else _usual_mail(kind)


@cache
def _usual_mail(kind: AnyKind) -> bytes:
    return _composed(kind, None, RECIPIENT)


def _composed(kind: AnyKind, changed: Mapping[str, Any] | None, recipient: str) -> bytes:
    return compose(kind, facts_for(kind, changed), links_of(kind), recipient, "01JMAIL", NOW, SETTINGS)


@cache
def variants(kind: AnyKind) -> tuple[bytes, ...]:
    """Yield every variant of the facts: all flags, none, each one; with and without name, attachment, several days."""
    bare = {"delegue": "", "rattachement": "", "fin": FACTS["debut"]}

    def composed(up: Collection[str]) -> list[bytes]:
        return [composed_mail(kind, {**{flag: flag in up for flag in FLAGS}, **said}) for said in ({}, bare)]

    every, none = composed(FLAGS), composed(())
    if _unlike(every).keys() == _unlike(none).keys() and not IS_WHOLE:
        return tuple(none)  # a mail that reads no flag
    return tuple(_unlike([*every, *none, *(mail for flag in FLAGS for mail in composed([flag]))]).values())


def _unlike(mails: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the mails that differ otherwise than by the boundary of their parts, which is drawn at random."""
    return {_BOUNDARY.sub(b"", mail): mail for mail in mails}


@cache
def message_of(mail: bytes) -> EmailMessage:
    message = message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@cache
def part(mail: bytes, subtype: str) -> str:
    body = message_of(mail).get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def text_of(mail: bytes) -> str:
    return part(mail, "plain")


@cache
def html_of(mail: bytes) -> Reader:
    return Reader(part(mail, "html"))


def words(text: str) -> list[str]:
    """Return the words without punctuation, which differs between the parts beside a link in clear."""
    return re.findall(r"\w+", re.sub(r"https://\S+", "", text))


def addresses(text: str) -> set[str]:
    return set(re.findall(r"https://[^\s<>\"]+", text))
