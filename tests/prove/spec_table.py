"""What the table of specification §3 says of a history: the status, mails and notices after each act."""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import MailKind as M
from chalicelib.domain.rules import BEGINS, Act
from chalicelib.domain.statuses import End, Origin, Status
from chalicelib.store.mails import MailItem
from tests.table_of_acts import CREATIONS, OF_WISHES, TABLE

Mails = frozenset[tuple[str, str]]


def _to(delegant: Sequence[M] = (), delegue: Sequence[M] = ()) -> Mails:
    return frozenset([(kind.value, "delegant") for kind in delegant] + [(kind.value, "delegue") for kind in delegue])


_LINES = (*TABLE, *CREATIONS, *OF_WISHES)
_DEMAND = frozenset({_to(delegue=[M.INVITATION]), _to(delegue=[M.DEMANDE])})
_PROPOSAL = frozenset({_to(delegue=[M.PROPOSITION_DELEGUE])})

_BESIDES: Mapping[Act, frozenset[Mails]] = {
    **dict.fromkeys((Act.LOSE_STRUCTURES, Act.REGAIN_ELIGIBILITY), _DEMAND),
    **dict.fromkeys((Act.READDRESS, Act.REGAIN_STRUCTURES, Act.JOIN), _PROPOSAL),
    # Several prolonged at once: one mail, of the account, tells the délégant of all.
    Act.CHANGE: _PROPOSAL,
    Act.LOSE_IDENTIFIER: frozenset({_to([M.NUMERO_REPRIS], [M.PROPOSITION_DELEGUE])}),
}
"""The mails of situations that the lines of the table leave out: a proposal waits, or the délégué has not answered."""

MAILS: Mapping[Act, frozenset[Mails]] = {
    act: frozenset(_to(line.to_delegant, line.to_delegue) for line in _LINES if line.act is act)
    | _BESIDES.get(act, frozenset())
    for act in Act
}
"""The sets of mails that each act may write: kind and party."""

NOTICE_TO_DELEGANT = frozenset(
    {
        Act.END,
        Act.LAPSE,
        Act.FOREWARN,
        Act.BOUNCE,
        Act.UNDELIVERED,
        Act.LOSE_STRUCTURES,
        Act.LOSE_ELIGIBILITY,
        Act.SUPERSEDE,
    }
    | {Act.REGAIN_STRUCTURES, Act.REGAIN_ELIGIBILITY}
)
NOTICE_TO_DELEGUE = (NOTICE_TO_DELEGANT - {Act.BOUNCE, Act.UNDELIVERED}) | {Act.LOSE_IDENTIFIER, Act.JOIN}
"""Acts that notify without a mail."""

NOTICE_WHILE_LIVE = frozenset({Act.READDRESS, Act.JOIN})
"""Acts that notify the délégant without a mail, of what is not over yet."""

ENDS: Mapping[Act, str] = {line.act: line.to.value for line in TABLE if isinstance(line.to, End)}
"""What the tombstone says after the acts that take a delegation away."""

SHARDS: Mapping[str, str] = {"a_envoyer": "MAIL", "en_envoi": "MAIL", "echec": "FAILED"}
"""Where a row stands in the index of due items, by its state."""

_ENTERS: Mapping[Act, frozenset[Status]] = {
    Act.CREATE: frozenset({Status.EN_COURS}),
    Act.ASK: frozenset({Status.A_VALIDER}),
    Act.OPEN_ACCOUNT: frozenset({Status.A_VALIDER}),
    Act.ACCEPT: frozenset({Status.A_VALIDER, Status.VALIDEE}),
    Act.VALIDATE: frozenset({Status.VALIDEE}),
    Act.REFUSE: frozenset({Status.REFUSEE}),
    Act.GRANT_LONGER: frozenset({Status.VALIDEE}),
    **dict.fromkeys(
        (Act.DISOWN, Act.OTHER_ACCOUNT, Act.LOSE_ELIGIBILITY, Act.SUPERSEDE), frozenset({Status.NON_ABOUTIE})
    ),
}
_CHANGES_TERMS = frozenset(
    {Act.CHANGE, Act.ACCEPT_CHANGE, Act.LOSE_STRUCTURES, Act.REGAIN_STRUCTURES, Act.REGAIN_ELIGIBILITY}
    | {Act.LOSE_IDENTIFIER, Act.JOIN, Act.GRANT_LONGER}
)

_ASKS = frozenset(
    {M.INVITATION, M.DEMANDE, M.RAPPEL_INVITATION, M.RAPPEL_DEMANDE, M.RAPPEL_DELEGANT, M.PROPOSITION_DELEGUE}
    | {M.DEMANDE_PROLONGATION}
    | {"mot_de_passe_oublie", "adresse_a_confirmer", "adresse_demandee", "compte_a_rattacher"}
    | {"nouvelle_connexion", "cle_acces_ajoutee", "cle_acces_retiree"}
)
_REJECTIONS = frozenset({"adresse_introuvable", "adresse: BadRequestException", "adresse: BadAddress"})


def disagreement(acts: Sequence[Act], delegation: Delegation) -> Iterator[str]:
    """Yield the contradictions between a delegation and its history from its creation."""
    yield from _of_the_beginning(acts, delegation)
    if gone := [act for act in acts if act in ENDS]:
        yield f"it lives on after {gone}"
    changed, acts = acts, _as_if_never_interrupted(acts)
    entered = max(index for index, act in enumerate(acts) if act in _ENTERS)
    if delegation.status not in _ENTERS[acts[entered]]:
        yield f"{delegation.status} after {acts[entered]}"
    asked = max(index for index, act in enumerate(acts) if act in _ENTERS or act is Act.CORRECT)
    reminders = [act for act in acts[asked:] if act is Act.REMIND]
    # A reminder counts for one status and one person; the next person has not been reminded.
    if len(reminders) != int(delegation.reminded) and delegation.status is not Status.VALIDEE:
        yield f"{len(reminders)} reminders, reminded={delegation.reminded}"
    changes = sum(act in _CHANGES_TERMS or (act is Act.VALIDATE and acts[0] is Act.ASK) for act in changed)
    if delegation.terms_version != 1 + changes:
        yield f"version {delegation.terms_version} of its terms after {changes} changes"
    since = _since_granted(acts)
    if delegation.ended != (Act.END in since) or since.count(Act.END) > 1:
        yield f"ended={delegation.ended} after {acts}"
    resent = acts.count(Act.RESEND)
    if len(delegation.resent_at) != resent:
        yield f"{len(delegation.resent_at)} re-sends noted, {resent} made"


def _of_the_beginning(acts: Sequence[Act], delegation: Delegation) -> Iterator[str]:
    if acts[0] not in BEGINS or BEGINS & set(acts[1:]):
        yield f"its history does not begin with its creation: {acts}"
    if (delegation.origin is Origin.DEMANDE) != (acts[0] is Act.ASK):
        yield f"origin {delegation.origin} after {acts[0]}"


def _since_granted(acts: Sequence[Act]) -> Sequence[Act]:
    """Return the acts after the last prolongation that was granted, by which one that was over begins anew."""
    granted = [index for index, act in enumerate(acts) if act is Act.GRANT_LONGER]
    return acts[granted[-1] + 1 :] if granted else acts


def _as_if_never_interrupted(acts: Sequence[Act]) -> list[Act]:
    """Return the acts without an end that was taken back, after which the delegation has its earlier status."""
    kept: list[Act] = []
    for act in acts:
        if act is Act.REGAIN_ELIGIBILITY:
            last = len(kept) - 1 - kept[::-1].index(Act.LOSE_ELIGIBILITY)
            del kept[last]
        else:
            kept.append(act)
    return kept


def asks(row: MailItem) -> bool:
    """Whether a mail asks for an act, and so may be cancelled."""
    return row.mail_kind in _ASKS


FOUND_LATER = frozenset(
    kind.value
    for kind in (
        *(AccountMail.FIN_PROCHE, AccountMail.PROLONGATIONS, AccountMail.RESUME_SEMAINE, AccountMail.REVUE_ACCES),
    )
)
"""The mails that find what they tell when they leave, at an hour or some minutes after they were written."""


def may_be_cancelled(row: MailItem) -> bool:
    """Whether a mail may be cancelled: it asks for an act, or finds what it tells when it leaves."""
    return asks(row) or row.mail_kind in FOUND_LATER


def is_missed(row: MailItem) -> bool:
    """Whether SES reported that this demand did not arrive, without blaming the address."""
    return row.mail_kind in {M.INVITATION, M.DEMANDE} and row.delivery == "non_remis"


def has_failed_for_good(row: MailItem) -> bool:
    """Whether SES reported a permanent failure of this mail."""
    return (row.state == "echec" and row.error in _REJECTIONS) or row.delivery in {"rejete", "plainte"}
