"""The délégant's decisions about one delegation: validate, prolong, re-send, correct the address."""

from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.correct import correct
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.acts.review_access import keep_access
from chalicelib.acts.terms import AskedEnd
from chalicelib.acts.validate import validate
from chalicelib.api.calls import BY_DELEGANT, IF_MATCH, IF_MATCH_IF_ANY, LOOKING, ONCE, Call
from chalicelib.api.changed import changed
from chalicelib.api.delegations import COMPLETION, identifiers_in, terms_in
from chalicelib.api.etags import etag_of, seen_if_any, seen_in
from chalicelib.api.lookups import NUMBER_REMOVED, NUMBER_SEEN, VERIFICATION, shown_of
from chalicelib.api.shapes import DONE, done
from chalicelib.domain.refusals import Code
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Day, Record

PROLONGATION = Record(name="Prolongation", fields={"fin": Day(description="Nouveau dernier jour, inclus.")})
CORRECTION = Record(name="Correction", fields={"verification": VERIFICATION})
_NUMBERS = {"numero_retire": NUMBER_REMOVED, "numero_vu": NUMBER_SEEN}
_ETAG = {"ETag": "La délégation après l’action."}


@operation("validerDelegation",
    "Valider une délégation acceptée",
    description="Un numéro qui est déjà celui d’un autre compte n’est pas validé\u00a0: le délégant doit le savoir. "
    "Avec numero_retire=oui, la délégation est validée sans lui. Un numéro RPPS qui semble être celui de quelqu’un "
    "d’autre, d’après l’annuaire ou la carte du délégué, n’est validé qu’avec numero_vu=oui.",
    query=_NUMBERS,
    headers=IF_MATCH,
    content=DONE,
    reply_headers=_ETAG,
    refusals=(
        *BY_DELEGANT, Code.TERMS_CHANGED, Code.TO_COMPLETE, Code.NOT_EXCLUSIVE, Code.NUMBER_OF_ANOTHER,
        Code.NUMBER_IN_DOUBT,
    ),
    is_repeatable=True,
)  # fmt: skip
def validate_delegation(call: Call) -> Reply:
    """Validate the delegation, in the state that the ETag names."""
    seen = seen_in(call.headers["If-Match"])
    delegation = validate(
        call.context,
        call.caller,
        call.delegation_id,
        seen.hint,
        seen.terms_version,
        without_number="numero_retire" in call.query,
        number_seen="numero_vu" in call.query,
        expected=seen,
    )
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})


@operation("completerDelegation",
    "Compléter et valider une délégation demandée par le délégué",
    description="Ce que le délégué a demandé n’a pas encore de structures. La période est celle qu’il demande, ou une "
    "plus courte. numero_retire et numero_vu\u00a0: comme pour valider. Un numéro que le délégué n’a pas donné compte "
    "comme une vérification, qu’il soit refusé ou non.",
    body=COMPLETION,
    query=_NUMBERS,
    headers=IF_MATCH,
    content=DONE,
    reply_headers=_ETAG,
    refusals=(
        *BY_DELEGANT, Code.TERMS_CHANGED, Code.NOT_ELIGIBLE, Code.PROFIL_CLOSED, Code.NOT_EXCLUSIVE, Code.OVERLAP,
        Code.TOO_MANY_DELEGATIONS, Code.NUMBER_OF_ANOTHER, Code.NUMBER_IN_DOUBT, Code.LIMIT,
    ),
    is_repeatable=True,
)  # fmt: skip
def complete_delegation(call: Call) -> Reply:
    """Validate what was asked for, in the state that the ETag names, with what it lacks."""
    seen = seen_in(call.headers["If-Match"])
    delegation = complete(
        call.context,
        call.caller,
        call.delegation_id,
        seen.hint,
        seen.terms_version,
        Completed(terms_in(call.body), identifiers_in(call.body)),
        without_number="numero_retire" in call.query,
        number_seen="numero_vu" in call.query,
        expected=seen,
    )
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})


@operation(
    "prolongerDelegation",
    "Prolonger une délégation validée",
    description="Seul le dernier jour change. La prolongation attend l’acceptation du délégué\u00a0; d’ici là, la "
    "délégation actuelle reste en vigueur. Elle remplace une modification qui attend déjà sa réponse.",
    body=PROLONGATION,
    headers=IF_MATCH | ONCE,
    content=DONE,
    reply_headers=_ETAG,
    refusals=(*BY_DELEGANT, Code.OVERLAP, Code.TERMS_CHANGED, Code.NOT_EXCLUSIVE),
)
def prolong_delegation(call: Call) -> Reply:
    """Ask the délégué for a later last day of the delegation, in the state that the ETag names."""
    return changed(call, AskedEnd(call.body["fin"]))


@operation(
    "garderAcces",
    "Garder un accès ouvert, lors d’une revue",
    description="La délégation ne change pas\u00a0: le jour de la décision est noté, et rendu par la liste.",
    status=204,
    refusals=(*LOOKING, Code.WRONG_STATUS, Code.NO_CARD),
    is_repeatable=True,
)
def keep_open(call: Call) -> Reply:
    """Note that the délégant keeps what is open."""
    keep_access(call.context, call.caller, call.delegation_id, Hint())
    return Reply(status=204)


@operation(
    "renvoyerDemande",
    "Renvoyer l’e-mail de la demande",
    description="Les liens des e-mails précédents ne fonctionnent plus\u00a0; la date limite ne change pas.",
    headers=IF_MATCH_IF_ANY | ONCE,
    status=204,
    refusals=(*BY_DELEGANT, Code.TOO_MANY_RESENDS),
)
def resend_mail(call: Call) -> Reply:
    """Send the invitation or the demand again."""
    seen = seen_if_any(call)
    resend(call.context, call.caller, call.delegation_id, seen.hint if seen else Hint(), call.key, expected=seen)
    return Reply(status=204)


@operation("corrigerAdresse",
    "Corriger une adresse à laquelle la demande n’est pas arrivée",
    description="Un numéro RPPS qui semble ne pas être celui du compte n’est accepté qu’avec numero_vu=oui.",
    body=CORRECTION,
    query={"numero_vu": NUMBER_SEEN},
    headers=IF_MATCH | ONCE,
    content=DONE,
    reply_headers=_ETAG,
    refusals=(
        *BY_DELEGANT, Code.DELIVERABLE, Code.ONESELF, Code.NOT_EXCLUSIVE, Code.ACCOUNT_APPEARED, Code.OVERLAP,
        Code.LIMIT, Code.NUMBER_IN_DOUBT,
    ),
)  # fmt: skip
def correct_address(call: Call) -> Reply:
    """Send the demand to the address that was looked up."""
    seen = seen_in(call.headers["If-Match"])
    delegation = correct(
        call.context,
        call.caller,
        call.delegation_id,
        seen.hint,
        shown_of(call),
        form_key=call.key,
        number_seen="numero_vu" in call.query,
        expected=seen,
    )
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})
