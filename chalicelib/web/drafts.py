"""Forms that are shown again: a POST stores a draft and leads to the page of its form, which shows it by GET.

So Back, Forward, Reload and a bookmark give a page with what was typed. The address of the page carries the id of the
draft; the draft belongs to an account, to the holder of a link, or to a browser before its sign-in (specification §5).
"""

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.statuses import STATUSES
from chalicelib.http.visit import Visit
from chalicelib.identity.sessions import PRE_SESSION
from chalicelib.store.drafts import Draft, read_draft, save_draft
from chalicelib.web.render import redirect

QUERY = "brouillon"
SENT = "envoye"
"""The parameter of the address of a page that says, in the same words to all, that a mail was sent."""

_KEY = "cle"
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_REFUSAL = "refus"

SECRETS = frozenset({"mot_de_passe", "confirmation", "actuel"})
"""Fields that are never stored."""

_OF_THE_PAGE = frozenset({"csrf", "version"})
"""Fields that the page writes each time it is shown."""

_NOT_TYPED = frozenset({_KEY, "delegue", "profil", "service"})
"""Fields that a form may hold without anything typed in it."""


def new_form_key() -> str:
    """Return the key of a new form, by which it is done only once; the draft of the form has it as its id."""
    return secrets.token_urlsafe(12)


def shown_again(
    visit: Visit,
    path: str,
    form: Form,
    status: int = 400,
    *,
    draft_id: str = "",
    at: str = "erreurs",
    facts: Mapping[str, Any] | None = None,
    cookies: tuple[str, ...] = (),
    suite: str = "",
) -> Response:
    """Store the form as a draft, and lead to the page at `path`, which shows it with its errors and this status.

    The draft has the idempotency key of the form as its id, unless another is given. `at` is a place on the page,
    `suite` the page to which a sign-in leads.
    """
    draft_id = draft_id or _id_of(form)
    owner = owner_of(visit)
    if owner:
        save_draft(owner, draft_id, Draft(path, _typed(form), form.errors, status, facts or {}), visit.context.now)
    # WebKit takes two addresses that differ after the « # » alone for one page, and Forward then leads to the former.
    query = urlencode({name: value for name, value in (("suite", suite), (QUERY, draft_id), ("vers", at)) if value})
    return redirect(visit, f"{path}?{query}{f'#{at}' if at else ''}", cookies=cookies)


def refusal_on_form(
    visit: Visit,
    path: str,
    refusal: Refused,
    fields: tuple[str, ...] = (),
    *,
    facts: Mapping[str, Any] | None = None,
) -> Response:
    """Show the form again with its refusal: at the fields that it names, in the order of `fields`, else above them."""
    wrong = visit.form.with_errors(refusal.fields or {"": refusal.message}, fields)
    return shown_again(visit, path, wrong, STATUSES.get(refusal.code, 400), facts=facts)


def done(visit: Visit, path: str, facts: Mapping[str, Any], *, cookies: tuple[str, ...] = ()) -> Response:
    """Lead to the page at `path`, which shows for an hour what a form has done (`facts_of`)."""
    return shown_again(visit, path, Form(), 200, at="", facts=facts, cookies=cookies)


def facts_of(visit: Visit) -> Mapping[str, Any]:
    """Return what the page has to say of its form; nothing where it has no draft."""
    return visit.draft.facts if visit.draft else {}


def _id_of(form: Form) -> str:
    key = form.text(_KEY)
    return key if _ID.fullmatch(key) else new_form_key()


def _typed(form: Form) -> dict[str, str | list[str]]:
    """Return the values that may be stored."""
    return {name: value for name, value in form.values.items() if name not in SECRETS | _OF_THE_PAGE}


def owner_of(visit: Visit) -> str:
    """Return the owner of the drafts of a page: the link, else the account, else the browser; empty without any."""
    token = visit.parameters.get("token")
    if token:
        return f"lien-{_digest(token)}"
    if visit.session:
        return visit.session.account_id
    browser = visit.cookie(PRE_SESSION)
    return f"navigateur-{_digest(browser)}" if browser else ""


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def draft_of(visit: Visit, draft_id: str) -> Draft | None:
    """Return a draft of this visitor by its id; None when there is none, or no longer."""
    owner = owner_of(visit)
    return read_draft(owner, draft_id, visit.context.now) if owner and _ID.fullmatch(draft_id) else None


def show_draft(visit: Visit) -> None:
    """Give a page the draft that its address names; raise `Refused` again where the draft is a refusal."""
    draft = draft_of(visit, visit.query.text(QUERY))
    if draft is None:
        return
    if draft.path != visit.path:
        # Another step of the form: the errors and the status are of the page at `draft.path` alone.
        draft = Draft(values=draft.values, done=draft.done)
    refusal = draft.facts.get(_REFUSAL)
    if refusal:
        raise Refused(Code(refusal["code"]), refusal["message"], refusal["fields"], refusal["retry_after"])
    visit.draft, visit.form = draft, Form(draft.values, draft.errors)


def led_on(visit: Visit, *, path: str) -> Response:
    """Lead from the address of a form to the page that shows it, with the query of this one."""
    query = urlencode(dict(visit.query.values), doseq=True)
    return redirect(visit, f"{path}?{query}" if query else path)


def refusal_shown(visit: Visit, refusal: Refused) -> Response:
    """Store why a form was refused, and lead to its page, which says it in the place of its content."""
    facts = {
        "code": refusal.code.value,
        "message": refusal.message,
        "fields": refusal.fields,
        "retry_after": refusal.retry_after,
    }
    status = STATUSES.get(refusal.code, 400)
    return shown_again(visit, visit.path, Form(), status, at="", facts={_REFUSAL: facts})


def keep_for(visit: Visit, account_id: str) -> str:
    """Store what was typed for an account, and return the address of the page that shows it; empty without any."""
    typed = _typed(visit.form)
    if not account_id or not set(typed) - _NOT_TYPED:
        return ""
    draft_id = _id_of(visit.form)
    save_draft(account_id, draft_id, Draft(visit.path, typed), visit.context.now)
    return f"{visit.path}?{urlencode({QUERY: draft_id, 'fait': 'saisie'})}"
