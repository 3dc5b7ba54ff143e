"""What the délégant decides of one delegation: validate, re-send, correct the address."""

from chalicelib.acts.correct import correct
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.api.etags import etag_of, seen_if_any, seen_in
from chalicelib.api.lookups import NUMBER_SEEN, VERIFICATION, shown_of
from chalicelib.api.operations import BY_DELEGANT, IF_MATCH, Answer, Call, Header, Resource
from chalicelib.api.shapes import DONE, done
from chalicelib.domain.refusals import Code
from chalicelib.http.schema import Choice, Record
from chalicelib.identity.sessions import new_id

resource = Resource("Délégations données")

CORRECTION = Record(name="Correction", fields={"verification": VERIFICATION})
_SEEN = {"If-Match": Header(IF_MATCH)}
_ETAG = {"ETag": "La délégation après l’action."}


@resource.declare(
    "POST",
    "/delegations/{delegation_id}/validate",
    "validerDelegation",
    "Valider une délégation acceptée",
    description="Un numéro qui est déjà celui d’un autre compte n’est pas validé\u00a0: le délégant doit le savoir. "
    "Avec numero_retire=oui, la délégation est validée sans lui. Un numéro RPPS qui semble être celui de quelqu’un "
    "d’autre, d’après l’annuaire ou la carte du délégué, n’est validé qu’avec numero_vu=oui.",
    query={
        "numero_retire": Choice(values=("oui",), description="Le délégant a vu que le numéro est d’un autre."),
        "numero_vu": NUMBER_SEEN,
    },
    headers=_SEEN,
    gives=DONE,
    says=_ETAG,
    refuses=(*BY_DELEGANT, Code.TERMS_CHANGED, Code.NOT_EXCLUSIVE, Code.NUMBER_OF_ANOTHER, Code.NUMBER_IN_DOUBT),
)
def validated(call: Call) -> Answer:
    """Validate the delegation that the ETag stands for."""
    seen = seen_in(call.headers["If-Match"])
    delegation = validate(
        call.context,
        call.session,
        call.delegation_id,
        seen.hint,
        seen.terms_version,
        without_number="numero_retire" in call.query,
        number_seen="numero_vu" in call.query,
        expected=seen,
    )
    return Answer(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})


@resource.declare(
    "POST",
    "/delegations/{delegation_id}/resend",
    "renvoyerDemande",
    "Renvoyer l’e-mail de la demande",
    description="Les liens des e-mails précédents ne fonctionnent plus\u00a0; la date limite ne change pas.",
    headers={"If-Match": Header(IF_MATCH, required=False)},
    status=204,
    refuses=(*BY_DELEGANT, Code.TOO_MANY_RESENDS),
)
def resent(call: Call) -> Answer:
    """Send the invitation or the demand again."""
    seen = seen_if_any(call)
    resend(call.context, call.session, call.delegation_id, seen.hint if seen else Hint(), new_id(), expected=seen)
    return Answer(status=204)


@resource.declare(
    "POST",
    "/delegations/{delegation_id}/correct",
    "corrigerAdresse",
    "Corriger une adresse à laquelle la demande n’est pas arrivée",
    takes=CORRECTION,
    headers=_SEEN,
    gives=DONE,
    says=_ETAG,
    refuses=(
        *BY_DELEGANT, Code.DELIVERABLE, Code.ONESELF, Code.NOT_EXCLUSIVE, Code.ACCOUNT_APPEARED, Code.OVERLAP,
        Code.LIMIT,
    ),
)  # fmt: skip
def corrected(call: Call) -> Answer:
    """Send the demand to the address that was looked up."""
    seen = seen_in(call.headers["If-Match"])
    delegation = correct(call.context, call.session, call.delegation_id, seen.hint, shown_of(call), expected=seen)
    return Answer(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})
