"""« Nouvelle délégation », in two steps (user guide §1.1, §1.2).

The result of step 1 travels in the form, signed. Nothing is stored before « Valider ».
"""

from chalice.app import Response

from chalicelib.acts.create import Asked, create
from chalicelib.acts.delegue_account import RPPS_DIGITS
from chalicelib.acts.given import look_at_given
from chalicelib.acts.invited import AccountAppeared
from chalicelib.acts.look_up import LookedUp, look_up
from chalicelib.acts.look_up_number import look_up_number
from chalicelib.acts.show_account import OwnAccount, show_account
from chalicelib.acts.steps import seal_step, unseal_step
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.eligibility import refusal_of_profil
from chalicelib.domain.identifiers import read_rpps_adeli
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.whose_number import doubt_about_number
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.statuses import STATUSES
from chalicelib.http.visit import Visit
from chalicelib.identity.directory import name_of
from chalicelib.store.calls import Busy
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.form_hints import key_of
from chalicelib.web.presets import period_of, presets_of
from chalicelib.web.render import page, redirect
from chalicelib.web.structures import structure_options
from chalicelib.web.typos import warned_of_typo

_FIELDS = (
    "profil", "debut", "fin", "rpps_adeli", "categorie", "specialite", "cpe", "toutes_structures", "structures",
)  # fmt: skip


def new_delegation(visit: Visit) -> Response:
    """Show step 1, empty or prefilled from the delegation to ask for again (`depuis`)."""
    depuis = visit.query.text("depuis")
    if not depuis:
        return _step_1(visit, show_account(visit.session), EMPTY)
    given = look_at_given(visit.context, visit.session, depuis)
    form = Form({"depuis": depuis, "adresse": given.delegation.delegue.address})
    return _step_1(visit, OwnAccount(given.person, given.practice), form)


def _step_1(visit: Visit, own: OwnAccount, form: Form, status: int = 200) -> Response:
    refusals = [
        (PROFILS[profil].label, refusal_of_profil(profil, own.practice, visit.context.today))
        for profil in PROFILS
        if PROFILS[profil].opens_on
    ]
    return page(
        visit,
        "delegations/nouvelle",
        own.person,
        status=status,
        form=form,
        obstacle=obstacle_of(own.why_not_delegate),
        refusals=refusals,
        open_profils=any(reason is None for _, reason in refusals),
    )


def check_address(visit: Visit) -> Response:
    """Look the address up. A known one is shown for confirmation; an unknown one leads to step 2."""
    warned = warned_of_typo(visit.form)
    if warned:
        return _step_1(visit, show_account(visit.session), warned, 400)
    try:
        found = look_up(visit.context, visit.session, visit.form.text("adresse"))
    except Refused as refused:
        if refused.code not in {Code.FORM, Code.ONESELF}:
            raise
        return _step_1(visit, show_account(visit.session), visit.form.with_errors(refused.fields), 400)
    return _known_or_step_2(visit, found)


def _known_or_step_2(visit: Visit, found: LookedUp) -> Response:
    depuis = visit.form.text("depuis")
    if found.account.status.is_known:
        start = "/delegations/nouvelle"
        return verification_page(visit, found, f"{start}/profil", start, {"depuis": depuis})
    step = seal_step(visit.context, visit.session, found.account)
    return _step_2(visit, found.own, Form(_prefilled(visit, depuis)), step)


def verification_page(
    visit: Visit, found: LookedUp, action: str, back: str, kept: dict[str, str], doubt: str = ""
) -> Response:
    """Show « Vérification de compte », which asks whether this is the person meant; `doubt` is a reason against it."""
    hidden = {"csrf": visit.csrf, "etape": seal_step(visit.context, visit.session, found.account), **kept}
    return page(
        visit,
        "delegations/verification",
        found.own.person,
        status=409 if doubt else 200,
        doubt=doubt,
        account=found.account,
        action=action,
        back=back,
        hidden=list(hidden.items()),
    )


def choose_profil(visit: Visit) -> Response:
    """Show step 2: the profils, then the form of the chosen one."""
    preset = period_of(visit.form.text("periode"), visit.context.today)
    form = Form(_prefilled(visit, visit.form.text("depuis")) | dict(visit.form.values) | preset)
    own = show_account(visit.session)
    if visit.form.text("verifier") != "oui":
        return _step_2(visit, own, form, form.text("etape"))
    shown, name = unseal_step(visit.context, visit.session, form.text("etape"))
    expected = name if shown.known else Name()
    named = _whom_it_names(visit, own, read_rpps_adeli(form.text("rpps_adeli")), expected)
    return _step_2(visit, own, form, form.text("etape"), named=named)


def _whom_it_names(visit: Visit, own: OwnAccount, number: str, expected: Name) -> tuple[str, str]:
    """Return a kind of message about a number, and its text. No message prevents « Valider ».

    `expected` is the délégué's name, where his account has one.
    """
    from chalicelib.texts import directory as texts  # noqa: PLC0415 - few forms name an RPPS

    if not (len(number) == RPPS_DIGITS and number.isascii() and number.isdigit()):
        return "warning", texts.NO_RPPS
    try:
        person = look_up_number(visit.context, own, number)
    except Refused as refused:
        return "warning", refused.message
    except Busy:
        return "warning", texts.FAILED
    if person is None:
        return "warning", texts.UNKNOWN
    doubt = doubt_about_number(number, "", name_of(person), expected)
    closed = texts.is_closed(person)
    named = texts.person_named(person)
    sentence = f"{named}, {closed}" if closed else f"Ce numéro est celui de\u00a0: {named}."
    return "warning" if doubt or closed else "info", " ".join(filter(None, (sentence, doubt)))


def _prefilled(visit: Visit, depuis: str) -> dict[str, str | list[str]]:
    """Return the fields of the delegation to ask for again, without its period, which must be chosen again."""
    if not depuis:
        return {}
    delegation = look_at_given(visit.context, visit.session, depuis).delegation
    given = delegation.delegue.identifiers
    return {
        "profil": delegation.profil.value,
        "rpps_adeli": given.rpps_adeli,
        "categorie": given.categorie,
        "specialite": given.specialite,
        "cpe": given.cpe,
        "structures": sorted(delegation.terms.structure_ids),
    }


def _step_2(
    visit: Visit, own: OwnAccount, form: Form, step: str, status: int = 200, named: tuple[str, str] | None = None
) -> Response:
    shown, name = unseal_step(visit.context, visit.session, step)
    today = visit.context.today
    profils = [
        (profil, refusal_of_profil(profil.id, own.practice, today)) for profil in PROFILS.values() if profil.opens_on
    ]
    chosen = form.text("profil")
    allowed = {profil.id.value for profil, reason in profils if reason is None}
    return page(
        visit,
        "delegations/nouvelle-profil",
        own.person,
        status=status,
        form=_as_understood(form),
        step=step,
        shown=shown,
        name=name,
        profils=profils,
        profil=PROFILS[ProfilId(chosen)] if chosen in allowed else None,
        structures=structure_options(own.practice.structures),
        categories=list(CATEGORIES.items()),
        specialites=list(SPECIALITES.items()),
        presets=presets_of(today),
        form_key=key_of(form),
        named=named,
    )


def _as_understood(form: Form) -> Form:
    """Return the form with its number in the form that will be stored, so that the délégant can check it."""
    number = form.text("rpps_adeli")
    return form.having(rpps_adeli=read_rpps_adeli(number)) if number else form


def create_delegation(visit: Visit) -> Response:
    """Create the delegation. A form with errors is shown again with all that was typed."""
    form = visit.form
    step = form.text("etape")
    shown, _ = unseal_step(visit.context, visit.session, step)
    number = read_rpps_adeli(form.text("rpps_adeli"))
    try:
        number_seen = form.text("numero_vu") == number
        create(visit.context, visit.session, shown, _asked(form), key_of(form), number_seen=number_seen)
    except Refused as refused:
        if isinstance(refused, AccountAppeared):
            return _known_or_step_2(visit, LookedUp(show_account(visit.session), refused.account))
        if refused.code is Code.NUMBER_IN_DOUBT:
            refused.fields["rpps_adeli"] = f"{refused.message} Vérifiez-le\u00a0; s’il est exact, validez à nouveau."
            form = form.having(numero_vu=number)
        if refused.code is not Code.FORM and not refused.fields:
            form = form.with_errors({"": refused.message})
        shown_again = form.with_errors({**form.errors, **refused.fields}, _FIELDS)
        status = STATUSES.get(refused.code, 400)
        return _step_2(visit, show_account(visit.session), shown_again, step, status)
    return redirect(visit, "/delegations?fait=creee")


def _asked(form: Form) -> Asked:
    return Asked(
        profil=form.text("profil"),
        terms=asked_terms(form),
        identifiers=Identifiers(
            rpps_adeli=form.text("rpps_adeli"),
            cpe=form.text("cpe"),
            categorie=form.text("categorie"),
            specialite=form.text("specialite"),
        ),
    )


def asked_terms(form: Form) -> AskedTerms:
    """Return the period and the structures that a form asks for."""
    return AskedTerms(
        form.text("debut"), form.text("fin"), form.texts("structures"), form.text("toutes_structures") == "oui"
    )
