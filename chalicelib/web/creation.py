"""« Nouvelle délégation », in two steps (user guide §1.1, §1.2).

One draft goes through the steps, whose addresses carry its id (drafts.py). It holds the result of step 1, signed.
Nobody is told of anything before « Valider ».
"""

from chalice.app import Response

from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import look_at_given
from chalicelib.acts.invited import AccountAppeared, Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.show_account import OwnAccount, show_account
from chalicelib.acts.steps import seal_step
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.eligibility import refusal_of_profil
from chalicelib.domain.identifiers import read_rpps_adeli
from chalicelib.domain.people import Account, Identifiers, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.statuses import STATUSES
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import QUERY, draft_of, facts_of, led_on, new_form_key, shown_again
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.form_hints import key_of
from chalicelib.web.numbers import whom_number_names
from chalicelib.web.paths import given_path
from chalicelib.web.presets import period_of, presets_of
from chalicelib.web.render import page, redirect
from chalicelib.web.structures import is_searching, structure_choices
from chalicelib.web.typos import warned_of_typo
from chalicelib.web.verification import step_of, verification_page

_START = "/delegations/nouvelle"
_ACCOUNT = f"{_START}/compte"
_PROFIL = f"{_START}/profil"
_BUTTONS = frozenset({"choix", "periode", "verifier"})
"""The buttons of step 2 that lead back to it."""
_TOO_OLD = "L’adresse doit être vérifiée à nouveau. Continuez\u00a0: votre saisie est conservée."

_FIELDS = (
    "profil", "debut", "fin", "rpps_adeli", "categorie", "specialite", "cpe", "toutes_structures", "structures",
)  # fmt: skip


def new_delegation(visit: Visit) -> Response:
    """Show step 1, empty, as it was typed, or prefilled from the delegation to ask for again (`depuis`)."""
    depuis = visit.query.text("depuis")
    if visit.draft or not depuis:
        return _created(visit) or _step_1(visit, show_account(visit.session), _with_choice(visit))
    given = look_at_given(visit.context, visit.session, depuis)
    form = Form({"depuis": depuis, "adresse": given.delegation.delegue.address})
    return _step_1(visit, OwnAccount(given.person, given.practice), form)


def _created(visit: Visit) -> Response | None:
    """Lead to the delegation that this form has created; None when it has created none yet."""
    done = visit.draft.done if visit.draft else ""
    return redirect(visit, f"{given_path(done)}?fait=deja-creee") if done else None


def _with_choice(visit: Visit) -> Form:
    """Return the form with the profil that the address names: a first choice is made by GET, and stored nowhere.

    The draft may have got another profil since. Back then shows what was typed in the form of the first one, without
    the errors of the other, some of whose fields it does not have.
    """
    choice = visit.query.text("choix")
    if not choice or choice == visit.form.text("profil"):
        return visit.form
    if visit.draft:
        visit.draft = visit.draft._replace(status=200)
    return Form({**visit.form.values, "profil": choice})


def _step_1(visit: Visit, own: OwnAccount, form: Form) -> Response:
    refusals = [
        (PROFILS[profil].label, refusal_of_profil(profil, own.practice, visit.context.today))
        for profil in PROFILS
        if PROFILS[profil].opens_on
    ]
    return page(
        visit,
        "delegations/nouvelle",
        own.person,
        form=form,
        draft_id=visit.query.text(QUERY),
        obstacle=obstacle_of(own.why_not_delegate(visit.context.settings)),
        refusals=refusals,
        open_profils=any(reason is None for _, reason in refusals),
    )


def check_address(visit: Visit) -> Response:
    """Look the address up. A known one leads to « Vérification de compte », an unknown one to step 2.

    Each look-up begins a draft of its own, so that no other tab changes whose account a step has shown.
    """
    form = _typed_so_far(visit)
    warned = warned_of_typo(form)
    if warned:
        return shown_again(visit, _START, warned, draft_id=new_form_key())
    try:
        found = look_up(visit.context, visit.session, form.text("adresse"))
    except Refused as refused:
        if refused.code not in {Code.FORM, Code.ONESELF}:
            raise
        return shown_again(visit, _START, form.with_errors(refused.fields), draft_id=new_form_key())
    prefilled = Form({**_prefilled(visit, form.text("depuis")), **form.values})
    return _to_account(visit, prefilled, found.account)


def _typed_so_far(visit: Visit) -> Form:
    """Return the form of step 1, with what was typed in step 2 before the person came back."""
    draft = draft_of(visit, visit.form.text("cle"))
    return Form({**(draft.values if draft else {}), **visit.form.values})


def _to_account(visit: Visit, form: Form, account: Account) -> Response:
    """Lead to « Vérification de compte » for an address that has an account, to step 2 for another."""
    step = seal_step(visit.context, visit.session, account)
    path = _ACCOUNT if account.status.is_known else _PROFIL
    shown = Form({**form.values, "etape": step, "adresse": account.address, "suggestion": ""})
    return shown_again(visit, path, shown, 200, draft_id=new_form_key(), at="")


def account_of_address(visit: Visit) -> Response:
    """Show « Vérification de compte »."""
    step = step_of(visit)
    if step is None:
        return _created(visit) or led_on(visit, path=_START)
    return _created(visit) or verification_page(visit, step, _PROFIL, _START)


def _begun_again(visit: Visit) -> Response:
    """Keep a form whose step 1 is no longer valid, and lead back to it."""
    return shown_again(visit, _START, visit.form.with_errors({"": _TOO_OLD}), draft_id=new_form_key())


def profil_page(visit: Visit) -> Response:
    """Show step 2: the profils, then the form of the chosen one."""
    step = step_of(visit)
    if step is None:
        return _created(visit) or led_on(visit, path=_START)
    return _created(visit) or _step_2(visit, step)


def choose_profil(visit: Visit) -> Response:
    """Keep the form of step 2 and lead back to it: with another profil, a usual period, or whom a number names."""
    form, step = visit.form, step_of(visit)
    if step is None:
        return _begun_again(visit)
    preset = period_of(form.text("periode"), visit.context.today)
    chosen = {"profil": form.text("choix")} if form.text("choix") else {}
    typed = {name: value for name, value in form.values.items() if name not in _BUTTONS}
    facts = {"numero": whom_number_names(visit, *step)} if form.text("verifier") == "oui" else {}
    return shown_again(visit, _PROFIL, Form({**typed, **chosen, **preset}), 200, at="conditions", facts=facts)


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


def _step_2(visit: Visit, step: tuple[Shown, Name]) -> Response:
    form, own, today = _with_choice(visit), show_account(visit.session), visit.context.today
    shown, name = step
    profils = [
        (profil, refusal_of_profil(profil.id, own.practice, today)) for profil in PROFILS.values() if profil.opens_on
    ]
    chosen = form.text("profil")
    allowed = {profil.id.value for profil, reason in profils if reason is None}
    return page(
        visit,
        "delegations/nouvelle-profil",
        own.person,
        form=_as_understood(form),
        shown=shown,
        name=name,
        profils=profils,
        profil=PROFILS[ProfilId(chosen)] if chosen in allowed else None,
        structures=structure_choices(form, own.practice.structures),
        categories=list(CATEGORIES.items()),
        specialites=list(SPECIALITES.items()),
        presets=presets_of(today),
        draft_id=visit.query.text(QUERY),
        named=facts_of(visit).get("numero"),
    )


def _as_understood(form: Form) -> Form:
    """Return the form with its number in the form that will be stored, so that the délégant can check it."""
    number = form.text("rpps_adeli")
    return form.having(rpps_adeli=read_rpps_adeli(number)) if number else form


def create_delegation(visit: Visit) -> Response:
    """Create the delegation. A form with errors is shown again with all that was typed."""
    form, step = visit.form, step_of(visit)
    if step is None:
        return _begun_again(visit)
    if is_searching(form):
        return shown_again(visit, _PROFIL, form, 200, at="f-cherche")
    number_seen = form.text("numero_vu") == read_rpps_adeli(form.text("rpps_adeli"))
    try:
        created = create(visit.context, visit.session, step[0], _asked(form), key_of(form), number_seen=number_seen)
    except AccountAppeared as appeared:
        return _to_account(visit, form, appeared.account)
    except Refused as refused:
        return shown_again(visit, _PROFIL, _with_errors(form, refused), STATUSES.get(refused.code, 400))
    return redirect(visit, f"{given_path(created)}?fait=creee")


def validation_page(visit: Visit) -> Response:
    """Lead from the address of « Valider » to step 2."""
    return led_on(visit, path=_PROFIL)


def _with_errors(form: Form, refused: Refused) -> Form:
    """Return the form to show again; what concerns no field stands above all."""
    if refused.code is Code.NUMBER_IN_DOUBT:
        doubt = f"{refused.message} Vérifiez-le\u00a0; s’il est exact, validez à nouveau."
        return form.having(numero_vu=read_rpps_adeli(form.text("rpps_adeli"))).with_errors({"rpps_adeli": doubt})
    above = {"": refused.message} if refused.code is not Code.FORM and not refused.fields else {}
    return form.with_errors({**above, **refused.fields}, _FIELDS)


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
        form.text("debut"),
        form.text("fin"),
        form.texts("structures"),
        form.text("toutes_structures") == "oui",
        form.text("toutes_mes_structures") == "oui",
    )
