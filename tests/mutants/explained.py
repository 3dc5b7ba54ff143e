"""Why each survivor may live: the code it breaks only saves a call, or says the same twice."""

from collections.abc import Mapping

_GIVEN = "chalicelib/acts/given.py "
_NOTE = "chalicelib/acts/note_delivery.py "
_PASSWORDS = "chalicelib/identity/passwords.py "
_SEARCH = "chalicelib/acts/search_access.py "
_NO_QUERY = "it saves a query that finds nothing: who or what is not known is in no grant"
_TOKENS = "chalicelib/identity/psc/tokens.py "

EXPLAINED: Mapping[str, str] = {
    _GIVEN + "_keys_of_delegue: `not hint.delegue_id or hint.profil not in set(ProfilId)` without "
    "`not hint.delegue_id`": "the hint only saves the second read (test_call_budgets.py counts it)",
    _GIVEN + "_read: Lt in `set(needed) <= set(wanted)`": "the same: what was wanted is always more than what may be "
    "missing",
    "chalicelib/domain/transitions/by_account.py lose_structures: "
    "`permit(Act.LOSE_STRUCTURES, delegation, Actor.CARD, now)` whatever the rules say": "the line before lets only "
    "what is live through, which is what the table of acts allows the card: it says the same twice",
    "chalicelib/domain/transitions/given_back.py _given_back: "
    "`permit(act, before, Actor.CARD, now)` whatever the rules say": "the same",
    _TOKENS
    + "is_enough: Lt in `0 < min(filter(None, levels), default=0) <= _level(acr)`": "the same level has the same "
    "name, which is looked for before",
    _TOKENS
    + "signed_claims.key_of: no `raise ValueError('no such key')`": "the next line raises too, and is caught with "
    "it: the library takes no key that is none",
    _TOKENS
    + "signed_claims: no `raise TypeError('no token')`": "the library raises what is caught with it, for whatever "
    "is no text",
    _TOKENS + "_matching: `key.get('kty') == _KEY_TYPES[algorithm] and key.get('use', 'sig') == 'sig' and (key.get...` "
    "without `key.get('alg', algorithm) == algorithm`": "the library refuses a key of another algorithm too",
    _PASSWORDS + ": if not (TYPE_CHECKING)": "what is imported for types alone",
    _TOKENS + ": if not (TYPE_CHECKING)": "what is imported for types alone",
    "chalicelib/acts/sign_in.py _prove: `not is_right or head is None or stored is None` without "
    "`stored is None`": "for the types: without a hash no password is right",
    "chalicelib/acts/exchange.py _not_in_force: `decide(grants, target, SERVICES[0].id, context.now, admission).denial "
    "or Denial.NO_DELE...` without `Denial.NO_DELEGATION`": "for the types: what holds nothing is always denied",
    "chalicelib/identity/tokens.py : if not (TYPE_CHECKING)": "what is imported for types alone",
    _NOTE + "_suppress: `head is None or head.suppressed or (not same(head.address, report.address))` without "
    "`head.suppressed`": "it saves a write: an address that is on the list stays there",
    _NOTE + "note_delivery: `delivery is Delivery.DELIVERED and row.mail_kind in _DEMANDS` without `row.mail_kind in "
    "_DEMANDS`": "it saves a read: what else arrives is for another address, or when nobody waits any more",
    "chalicelib/mail/deliver.py deliver: `row.error or ''` without `''`": "for the types: what was never said is empty",
    _NOTE + "note_missed: `{OWNER, Party.DELEGANT.value}` without `OWNER`": "it saves a read: the mail of an "
    "account is about no delegation",
    _NOTE + "note_missed: `{OWNER, Party.DELEGANT.value}` without `Party.DELEGANT.value`": "it saves a read: "
    "the délégant's address is not the délégué's, which is asked for below",
    "chalicelib/store/decisions.py delegues_of: if not (after)": "it saves reading again the délégués of the pages "
    "before, which the page leaves out",
    "chalicelib/store/decisions.py _not_over: GtE in `hold.until > now`": "it saves reading a "
    "delegation that ends this very second: what it gives is looked at too",
    "chalicelib/store/accounts.py head_item: `rpps or None` without `None`": "it saves bytes: what is empty is "
    "read back as empty",
    "chalicelib/store/accounts.py head_item: `set(waiting) or None` without `None`": "the library stores no empty set",
    "chalicelib/store/mails.py _sent_mail: `row.state == MailState.CANCELLED.value and row.error` without "
    "`row.error`": "for the types: a cancelled mail has its reason",
    "chalicelib/store/once.py Once.result: `item.ttl or 0` without `0`": "for the types: what counts once has its time",
    "chalicelib/store/table.py is_over: `item.ttl is not None and item.ttl <= epoch(now)` without `item.ttl is not "
    "None`": "for the types: every line that is asked about has its time",
    "chalicelib/store/turns.py take_turns: Lt in `TurnItem.free_at <= _stored(now)`": "it saves a call: a turn that is "
    "free now is no wait either when it is asked for in the queue",
    "chalicelib/workers/schedule.py _carry_out: Gt in `time.monotonic() >= ends`": "the clock is never "
    "asked in that very instant",
    "chalicelib/workers/schedule.py _left_after_handing_over: LtE in `time.monotonic() < ends`": "the clock is never "
    "asked in that very instant",
    "chalicelib/workers/schedule.py _is_late: `item.due_at or 0` without `0`": "for the types: what is "
    "due has its time",
    _SEARCH + "search_subjects: `not target.delegant_id or service not in SERVICES_BY_ID` without "
    "`not target.delegant_id`": _NO_QUERY,
    _SEARCH + "search_subjects: `not target.delegant_id or service not in SERVICES_BY_ID` without "
    "`service not in SERVICES_BY_ID`": _NO_QUERY,
    _SEARCH + "search_resources: `not delegue_id or service not in SERVICES_BY_ID or (delegant and (not "
    "known_id(delegant)))` without `not delegue_id`": _NO_QUERY,
    _SEARCH + "search_resources: `not delegue_id or service not in SERVICES_BY_ID or (delegant and (not "
    "known_id(delegant)))` without `service not in SERVICES_BY_ID`": _NO_QUERY,
    _SEARCH + "search_resources: `not delegue_id or service not in SERVICES_BY_ID or (delegant and (not "
    "known_id(delegant)))` without `delegant and (not known_id(delegant))`": "no grant stands under what is no id; it "
    "keeps from the store what may be too long for a key",
    _SEARCH + "search_actions: `not delegue_id or target.is_nothing` without `not delegue_id`": _NO_QUERY,
    "chalicelib/acts/decide.py _grants: `found.delegue_id and (not found.target.is_nothing) and (found.service in "
    "SERVICES_BY_ID)` without `found.service in SERVICES_BY_ID`": _NO_QUERY,
    "chalicelib/acts/decide.py answer: `found and decision.denial` without `found`": "for the types: what makes no "
    "sense is denied for no reason",
    "chalicelib/acts/naming.py _identifier: GtE in `len(named.id) > _LONGEST`": "it saves a read: nobody has an "
    "address or a number of that length",
    "chalicelib/access/face.py _response: `request_id and request_id.isascii() and request_id.isprintable()` "
    "without `request_id`": "an empty name that is sent back says as little as none",
    "chalicelib/acts/confirm_address.py _writes_of_old: no `AliasItem.account_id == old.id` of "
    "`Delete`": "an account's address and its reservation are written together: the line before holds "
    "the one, and with it the other",
    "chalicelib/acts/create.py _create_or_find: no `raise`": "it saves a read: what else is refused was read "
    "together with the form's own record, which was not there",
    "chalicelib/acts/terms.py read_terms: `errors or validity is None` without `validity is None`": "for the types: "
    "days that make no period have said why",
    "chalicelib/workers/synthetic_life.py _require_time: LtE in `life.seconds_left() < _ENOUGH`": "the clock is never "
    "asked in that very instant",
    "chalicelib/workers/synthetic_people.py account_of_delegue: `head and head.suppressed` without "
    "`head.suppressed`": "it saves a write: an address that no report stands against is as it should be",
    "chalicelib/workers/synthetic_people.py sign_in: no `raise Unexpected('no account')`": "for the types: the steps "
    "before have written the one account and opened the other",
    "infra/operations/dues.py _note_blocked: `isinstance(head, HeadItem) and head.joined_to` without "
    "`isinstance(head, HeadItem)`": "for the types: a head stands at the key of one",
    "infra/operations/dues.py _note_blocked: `isinstance(head, HeadItem) and head.joined_to` without "
    "`head.joined_to`": "it saves a call: there is no account without an id to note it on",
}
"""By the name of the mutant, as `operators.Mutant.name` gives it."""
