"""« Prolonger plusieurs délégations »: those that end first, ticked, and what came of each."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.acts.prolong_several import MOST_AT_ONCE, Outcome, Ticked, prolong_several
from chalicelib.acts.show_dashboard import ROWS_PER_PAGE, Line, Search, show_dashboard
from chalicelib.acts.terms import errors_of_day
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.statuses import Status
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.templating import court, jour
from chalicelib.web.drafts import facts_of, shown_again
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.form_hints import key_of
from chalicelib.web.render import page

PATH = "/delegations/prolonger"
_FIELDS = ("delegations", "duree", "fin")
_OTHER = "autre"
_CHOICES = (("1", "D’un mois"), ("3", "De trois mois"), ("6", "De six mois"))
_TICKED = re.compile(r"([A-Za-z0-9_-]{1,64}):(\d{4}-\d{2}-\d{2})", re.ASCII)


def several_page(visit: Visit) -> Response:
    """Show the delegations that end first, or what came of those that were ticked."""
    search = Search(statuts=frozenset({Status.VALIDEE}), tri="fin", lignes=ROWS_PER_PAGE[-1])
    board = show_dashboard(visit.context, visit.session, search)
    results = facts_of(visit).get("results")
    if results is not None:
        names = {line.summary.id: _who(line) for line in board.every}
        return page(visit, "delegations/prolongees", board.person, results=[_shown(one, names) for one in results])
    lines = [line for line in board.matching if line.may_prolong]
    form = visit.form if visit.draft and not visit.draft.done else Form()
    return page(
        visit,
        "delegations/prolonger-plusieurs",
        board.person,
        form=form,
        obstacle=obstacle_of(board.person.why_not_act(visit.context.settings)),
        options=[_option(line) for line in lines[:MOST_AT_ONCE]],
        others=max(0, len(lines) - MOST_AT_ONCE),
        choices=[*_CHOICES, (_OTHER, "Jusqu’à une autre date, la même pour toutes")],
        form_key=key_of(form),
    )


def _who(line: Line) -> str:
    return court(line.summary.name.full or in_letters(line.summary.address))


def _option(line: Line) -> tuple[str, str, str]:
    summary, waits = line.summary, "\u00a0; une modification attend sa réponse" if line.is_proposed else ""
    details = f"{PROFILS[summary.profil].label}, jusqu’au {jour(summary.validity.end)} inclus{waits}"
    return f"{summary.id}:{summary.validity.end.isoformat()}", _who(line), details


def _shown(result: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    end = result["end"]
    return {
        **result,
        "who": names.get(result["id"], "Délégation supprimée depuis"),
        "end": end and date.fromisoformat(end),
    }


def prolong_ticked(visit: Visit) -> Response:
    """Prolong what is ticked, each by itself, and lead to what came of it."""
    form = visit.form
    boxes = form.texts("montrees" if form.text("toutes") == "oui" else "delegations")
    ticked, errors = tuple(_ticked(boxes)), dict[str, str]()
    months = int(form.text("duree")) if form.text("duree") in dict(_CHOICES) else 0
    if not ticked:
        errors["delegations"] = "Cochez au moins une délégation."
    if not months and form.text("duree") != _OTHER and not form.text("fin"):
        errors["duree"] = "Choisissez une durée ou une date."
    elif not months:
        errors |= errors_of_day("fin", "La date de fin", form.text("fin"))
    if errors:
        return shown_again(visit, PATH, form.with_errors(errors, _FIELDS))
    outcomes = prolong_several(
        visit.context, visit.session, ticked[:MOST_AT_ONCE], months, form.text("fin"), key_of(form)
    )
    # Under the key of the form: sent again, it leads to the same page.
    results = {"results": [_stored(one) for one in outcomes]}
    return shown_again(visit, PATH, Form({"cle": key_of(form)}), 200, at="", facts=results)


def _stored(one: Outcome) -> dict[str, Any]:
    return {"id": one.id, "end": one.end.isoformat() if one.end else "", "refusal": one.refusal}


def _ticked(values: Iterable[str]) -> Iterable[Ticked]:
    """Yield the delegations of the ticked boxes, each once; what no box of ours says is left out."""
    seen = set[str]()
    for value in values:
        found = _TICKED.fullmatch(value)
        if not found or found[1] in seen:
            continue
        seen.add(found[1])
        try:
            yield Ticked(found[1], date.fromisoformat(found[2]))
        except ValueError:
            continue
