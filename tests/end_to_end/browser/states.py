"""Every page in each of its states, and the way there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.end_to_end.browser.stage import NOBODY, VICTOR
from tests.end_to_end.delegation import BRUNO, LINA, SAMPLE_PASSWORD
from tests.end_to_end.people import PASSWORD

Then = Callable[[Page], object]


@dataclass(frozen=True)
class State:
    """A page as a person sees it. `place` as in `stage.absolute`; `then` are the steps there that reach the state."""

    name: str
    template: str
    place: str
    who: str = NOBODY
    status: int = 200
    then: Then | None = None


def press(name: str) -> Then:
    """Press a button."""
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def send(**given: str) -> Then:
    """Fill in fields by name, and send their form, or the only form of the page."""

    def do(page: Page) -> None:
        for name, value in given.items():
            page.fill(f"#f-{name}", value)
        form = page.locator(f"form:has(#f-{next(iter(given))})") if given else page.locator("main form").first
        form.get_by_role("button").last.click()

    return do


def ask_for_address(address: str) -> Then:
    """Request another address, with the password if the sign-in was more than five minutes ago."""

    def do(page: Page) -> None:
        proof = {"actuel": SAMPLE_PASSWORD} if page.locator("#f-actuel").count() else {}
        send(adresse=address, **proof)(page)

    return do


def step_2(address: str, profil: str = "", *, sent: bool = False) -> Then:
    """Go through step 1, with the dialog of a known address, and choose a profil; `sent` sends its form unchanged."""

    def do(page: Page) -> None:
        page.fill("#f-adresse", address)
        press("Continuer")(page)
        page.wait_for_selector("#f-profil, .dialog")
        if page.locator(".dialog").count():
            press("Oui")(page)
        if profil:
            page.click(f"button[name=profil][value={profil}]")
        if sent:
            page.wait_for_selector("#conditions")
            page.click("button[form=conditions]")

    return do


def accept(page: Page) -> None:
    """Tick the box and accept."""
    page.check("#f-compris")
    press("J’accepte la délégation")(page)


def open_account(page: Page) -> None:
    """Open the account that an invitation offers."""
    page.select_option("#f-civilite", "MME")
    for name, value in (("nom", "Nouvelle"), ("prenom", "Zoé"), ("mot_de_passe", PASSWORD), ("confirmation", PASSWORD)):
        page.fill(f"#f-{name}", value)
    page.check("#f-consentement")
    press("Créer un compte amelipro")(page)


def too_often(times: int, **given: str) -> Then:
    """Send the same form once more than allowed."""

    def do(page: Page) -> None:
        place = page.url
        for _ in range(times):
            page.goto(place)
            send(**given)(page)
            page.wait_for_load_state()

    return do


def opened(summary: str) -> Then:
    """Open a closed part of the page."""
    return lambda page: page.locator("summary", has_text=summary).click()


def card_again(national_id: str, then: Then | None = None) -> Then:
    """Sign in again by card where the page asks for it, after five minutes; then go on."""

    def do(page: Page) -> None:
        ask = page.get_by_role("link", name="Vous connecter par carte")
        if ask.count():
            ask.click()
            page.check(f"input[name=personne][value='{national_id}']")
            press("Se connecter")(page)
            page.wait_for_url("**/api/**")
        if then:
            then(page)

    return do


def ask_for_join_link(page: Page) -> None:
    """Request the link that proves another account."""
    page.fill("#f-adresse-lien", "autre.compte@essai.example")
    press("Recevoir le lien")(page)


def without_token(page: Page) -> None:
    """Send the form without its token, as another site would."""
    page.locator("main input[name=csrf]").evaluate("field => field.value = ''")
    page.locator("main form").get_by_role("button").last.click()


_PUBLIC = (
    State("connexion", "connexion", "/connexion"),
    State("connexion, empty", "connexion", "/connexion", status=400, then=send(adresse="")),
    State("connexion, wrong", "connexion", "/connexion", status=400, then=send(adresse=BRUNO, mot_de_passe="x")),
    State(
        "connexion, too often",
        "connexion",
        "/connexion",
        status=429,
        then=too_often(11, adresse="verrou@essai.example", mot_de_passe="x"),
    ),
    State("connexion, signed out", "connexion", "/connexion?fait=deconnexion"),
    State("connexion, session over", "connexion", "/connexion?fait=session&suite=/delegations"),
    State("connexion, form of elsewhere", "errors/erreur", "/connexion", status=403, then=without_token),
    State("connexion, card refused", "errors/erreur", "/connexion/retour", status=400),
    State("aide", "help/aide", "/aide"),
    State("à propos", "help/a-propos", "/a-propos"),
    State("configuration", "help/configuration", "/configuration"),
    State("mentions légales", "help/mentions-legales", "/mentions-legales"),
    State("CGU", "help/cgu", "/cgu"),
    State("API", "api/documentation", "/api/v1/documentation"),
    State("accessibilité", "help/accessibilite", "/accessibilite"),
    State("mot de passe oublié", "mot-de-passe/oublie", "/mot-de-passe-oublie"),
    State(
        "mot de passe oublié, wrong", "mot-de-passe/oublie", "/mot-de-passe-oublie", status=400, then=send(adresse="x")
    ),
    State(
        "mot de passe oublié, sent", "liens/confirmation", "/mot-de-passe-oublie", then=send(adresse="x@essai.example")
    ),
    State(
        "mot de passe oublié, too often",
        "errors/erreur",
        "/mot-de-passe-oublie",
        status=429,
        then=too_often(4, adresse="souvent@essai.example"),
    ),
    State("nouveau mot de passe", "mot-de-passe/nouveau", "{nouveau_mot_de_passe}"),
    State(
        "nouveau mot de passe, wrong",
        "mot-de-passe/nouveau",
        "{nouveau_mot_de_passe}",
        status=400,
        then=send(mot_de_passe="x", confirmation="y"),
    ),
    State("adresse à confirmer", "adresse/confirmer", "{confirmer_adresse}"),
    State("ce n’est pas moi", "adresse/pas-moi", "{pas_moi}"),
)

_LANDING = (
    State("lien: account of a remplaçant", "liens/compte", "{compte_remplacant}"),
    State("lien: account, empty", "liens/compte", "{compte_remplacant}", status=400, then=send()),
    State("lien: account of an assistant", "liens/compte", "{compte_assistant}"),
    State("lien: answer with a card", "compte/carte-demandee", "{par_carte}"),
    State("lien: has another account", "liens/decision", "{deja_un_compte}"),
    State("lien: does not know", "liens/decision", "{inconnu}"),
    State("lien: accept", "liens/decision", "{accepter}"),
    State("lien: accept, box not ticked", "liens/decision", "{accepter}", status=400, then=send()),
    State("lien: refuse", "liens/decision", "{refuser}"),
    State("lien: does not know, has an account", "liens/decision", "{inconnu_connu}"),
    State("lien: accept a change", "liens/decision", "{accepter_modification}"),
    State("lien: refuse a change", "liens/decision", "{refuser_modification}"),
    State("lien: withdraw", "liens/retirer", "{retirer}"),
    State("lien: account opened", "liens/confirmation", "{to_open}", then=open_account),
    State("lien: other account told", "liens/confirmation", "{to_end}", then=press("J’ai déjà un compte amelipro")),
    State("lien: accepted", "liens/confirmation", "{to_accept}", then=accept),
    State("lien: refused", "liens/confirmation", "{to_refuse}", then=press("Je refuse la délégation")),
    State("lien: disowned", "liens/confirmation", "{to_disown}", then=press("Je ne travaille pas avec ce praticien")),
    State("lien: expired", "errors/erreur", "{expired}", status=410),
    State("lien: used", "errors/erreur", "{used}", status=409),
    State("lien: replaced", "errors/erreur", "{outdated}", status=409),
    State("lien: altered", "errors/erreur", "{forged}", status=404),
    State("lien: for something else", "errors/erreur", "{other_purpose}", status=400),
    State("lien: deleted", "errors/erreur", "{deleted}", status=410),
    State("lien: withdrawn", "errors/erreur", "{withdrawn}", status=410),
)

_ACCOUNT = (
    State("mon compte", "compte/compte", "/compte", "claire"),
    State("mon compte, of a délégué", "compte/compte", "/compte", "bruno"),
    State(
        "informations administratives",
        "compte/informations-administratives",
        "/compte/informations-administratives",
        "claire",
    ),
    State("coordonnées", "compte/coordonnees", "/compte/coordonnees", "claire"),
    State("CPAM", "compte/cpam", "/compte/cpam", "claire"),
    State("CPAM, unknown", "compte/cpam", "/compte/cpam", "bruno"),
    State("lieux d’exercice", "compte/lieux-exercice", "/compte/lieux-exercice", "claire"),
    State("lieux d’exercice, none", "compte/lieux-exercice", "/compte/lieux-exercice", "bruno"),
    State("configuration d’amelipro", "compte/configuration", "/compte/configuration", "claire"),
    State("rubric unknown", "errors/erreur", "/compte/autre", "claire", status=404),
    State("notifications", "compte/notifications", "/notifications", "claire"),
    State("notifications, none", "compte/notifications", "/notifications", "nora"),
    State("notifications, read", "compte/notifications", "/notifications", "luc", then=press("Tout marquer comme lu")),
    State("e-mail", "adresse/modifier", "/compte/e-mail", "claire"),
    State("e-mail, none yet", "adresse/modifier", "/compte/e-mail", "alexandre"),
    State("e-mail, wrong", "adresse/modifier", "/compte/e-mail", "claire", status=400, then=send(adresse="x")),
    State(
        "e-mail, mistyped", "adresse/modifier", "/compte/e-mail", "claire", status=400, then=send(adresse="c@gmial.com")
    ),
    State("e-mail, sent", "adresse/envoyee", "/compte/e-mail", "lina", then=ask_for_address("lina@nouvelle.example")),
    State("réunir mes comptes", "compte/rattacher", "/compte/rattacher", "victor", then=card_again(VICTOR)),
    State("réunir mes comptes, later", "compte/rattacher", "/compte/rattacher", "bruno"),
    State("réunir mes comptes, by link", "compte/rattachement", "{rattacher}", "victor", then=card_again(VICTOR)),
    State(
        "réunir mes comptes, sent",
        "compte/rattachement-envoye",
        "/compte/rattacher",
        "victor",
        then=card_again(VICTOR, ask_for_join_link),
    ),
    State("répondre avec ma carte", "compte/invitation-par-carte", "{par_carte}", "victor", then=card_again(VICTOR)),
    State("mot de passe", "mot-de-passe/modifier", "/compte/mot-de-passe", "bruno"),
    State(
        "mot de passe, wrong",
        "mot-de-passe/modifier",
        "/compte/mot-de-passe",
        "bruno",
        status=400,
        then=send(mot_de_passe="x"),
    ),
    State("mot de passe, first", "mot-de-passe/modifier", "/compte/mot-de-passe", "claire"),
    State("mot de passe, without card", "mot-de-passe/modifier", "/compte/mot-de-passe", "without_card"),
)

_CREATION = (
    State("création", "delegations/nouvelle", "/delegations/nouvelle", "claire"),
    State("création, not eligible", "delegations/nouvelle", "/delegations/nouvelle", "nora"),
    State("création, no profil open", "delegations/nouvelle", "/delegations/nouvelle", "eve"),
    State("création, without address", "delegations/nouvelle", "/delegations/nouvelle", "alexandre"),
    State("création, without card", "delegations/nouvelle", "/delegations/nouvelle", "without_card"),
    State("création, wrong", "delegations/nouvelle", "/delegations/nouvelle", "claire", 400, send(adresse="x")),
    State(
        "création, mistyped", "delegations/nouvelle", "/delegations/nouvelle", "claire", status=400,
        then=send(adresse="a@gmial.com"),
    ),
    State("création, known", "delegations/verification", "/delegations/nouvelle", "claire", then=send(adresse=LINA)),
    State(
        "création, known, profils", "delegations/nouvelle-profil", "/delegations/nouvelle", "claire",
        then=step_2(LINA),
    ),
    State(
        "création, profils", "delegations/nouvelle-profil", "/delegations/nouvelle", "ines",
        then=step_2("a@essai.example"),
    ),
    *(
        State(
            f"création, {profil}{', empty' if sent else ''}", "delegations/nouvelle-profil", "/delegations/nouvelle",
            "ines", status=400 if sent else 200, then=step_2("a@essai.example", profil, sent=sent),
        )
        for profil in ("remplacant", "comptable", "assistant_medical")
        for sent in (False, True)
    ),
    State("création, anew", "delegations/nouvelle", "{refusee}/refaire", "claire"),
)  # fmt: skip

_BOARD = (
    State("tableau", "delegations/tableau", "/delegations", "claire"),
    State("tableau, created", "delegations/tableau", "/delegations?fait=creee", "claire"),
    State("tableau, page 2", "delegations/tableau", "/delegations?page=2", "claire"),
    State("tableau, found", "delegations/tableau", "/delegations?nom=introuvable&statut=en_cours", "claire"),
    State("tableau, nothing found", "delegations/tableau", "/delegations?nom=zzz", "claire"),
    State("tableau, none", "delegations/tableau", "/delegations", "eve"),
    State("tableau, search", "delegations/tableau", "/delegations", "claire", then=opened("Recherche")),
    State("tableau, calendar", "delegations/tableau", "/delegations", "claire", then=opened("Calendrier")),
)

_DELEGATION = (
    *(
        State(f"détail, {name}", "delegations/detail", f"{{{name}}}", who)
        for name, who in (
            ("en_cours", "claire"), ("a_valider", "claire"), ("proposee", "claire"), ("validee", "paul"),
            ("refusee", "claire"), ("non_aboutie", "claire"), ("terminee", "luc"), ("introuvable", "claire"),
        )
    ),
    State("détail, sent again", "delegations/detail", "{en_cours}?fait=renvoyee", "claire"),
    State("détail, of somebody else", "errors/erreur", "{validee}", "claire", status=404),
    State("validation", "delegations/valider", "{a_valider}/valider", "claire"),
    State("validation, too early", "errors/erreur", "{en_cours}/valider", "claire", status=409),
    State("modification, en cours", "delegations/modifier", "{en_cours}/modifier", "claire"),
    State("modification, validée", "delegations/modifier", "{validee}/modifier", "paul"),
    State(
        "modification, wrong", "delegations/modifier", "{validee}/modifier", "paul", status=400,
        then=send(fin="2020-01-01"),
    ),
    State("suppression, en cours", "delegations/supprimer", "{en_cours}/supprimer", "claire"),
    State("suppression, validée", "delegations/supprimer", "{validee}/supprimer", "paul"),
    State("correction", "delegations/corriger", "{introuvable}/corriger", "claire"),
    State(
        "correction, wrong", "delegations/corriger", "{introuvable}/corriger", "claire", status=400,
        then=send(adresse="x"),
    ),
    State(
        "correction, known", "delegations/verification", "{introuvable}/corriger", "claire", then=send(adresse=LINA)
    ),
)  # fmt: skip

_RECEIVED = (
    State("reçues", "recues/liste", "/recues", "bruno"),
    State("reçues, none", "recues/liste", "/recues", "nora"),
    State("reçue, en cours", "recues/detail", "{recue_en_cours}", "bruno"),
    State(
        "reçue, box not ticked", "recues/detail", "{recue_en_cours}", "bruno", status=400,
        then=press("J’accepte la délégation"),
    ),
    State("reçue, validée", "recues/detail", "{recue_validee}", "bruno"),
    State("reçue, with a change", "recues/detail", "{recue_proposee}", "bruno"),
    State("pour le compte de", "recues/espace", "/pour-le-compte/{recue_validee_id}", "bruno"),
    State("renonciation", "recues/renoncer", "{recue_validee}/renoncer", "bruno"),
    State("reçue, à valider", "recues/detail", "{recue_a_valider}", "noa"),
    State("retrait d’une acceptation", "recues/retirer", "{recue_a_valider}/retirer", "noa"),
)  # fmt: skip

STATES = (*_PUBLIC, *_LANDING, *_ACCOUNT, *_CREATION, *_BOARD, *_DELEGATION, *_RECEIVED)
