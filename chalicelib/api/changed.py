"""The reply to a change of one delegation by its délégant, of its terms or of its last day alone."""

from chalicelib.acts.change import change
from chalicelib.acts.terms import AskedEnd, AskedTerms
from chalicelib.api.calls import Call
from chalicelib.api.etags import etag_of, seen_in
from chalicelib.api.shapes import done
from chalicelib.http.operations import Reply


def changed(call: Call, asked: AskedTerms | AskedEnd) -> Reply:
    """Change the delegation, in the state that the ETag names, and return the reply."""
    seen = seen_in(call.headers["If-Match"])
    delegation = change(
        call.context,
        call.caller,
        call.delegation_id,
        seen.hint,
        seen.terms_version,
        asked,
        call.key,
        expected=seen,
    )
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})
