"""« Mise à jour d’une délégation » (spec §3, the three « change » lines)."""

import secrets

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.people import account_id_of
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, Scene, as_delegant
from chalicelib.acts.terms import AskedTerms, read_terms
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit
from chalicelib.store.once import once


def change(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int,
    asked: AskedTerms,
    form_key: str,
) -> Delegation:
    """Change the period or the structures of the delegation shown at `version`; the same form counts once.

    Raises `Refused` with the fields at fault, when nothing would change, or as the rules say.
    """

    this = once(account_id_of(session), form_key, "change", delegation_id, asked)

    def attempt() -> Delegation:
        scene = as_delegant(context, session, delegation_id, hint, this.key)
        if this.result(scene.items, context.now):
            return scene.delegation
        terms = _checked_terms(context, scene, asked)
        known = as_known(scene.account, scene.delegation, context)
        transition = by_delegant.change(
            scene.delegation, version, known, terms, secrets.token_urlsafe(9), context.policy, context.now
        )
        commit(Plan(transition, scene.account, guard=scene.guard, once=this), context)
        return transition.subject

    return retried(attempt)


def _checked_terms(context: Context, scene: Scene, asked: AskedTerms) -> Terms:
    delegation = scene.delegation
    kept_start = delegation.terms.validity.start
    terms = read_terms(asked, delegation.profil, scene.practice, context, kept_start=kept_start)
    if terms.validity == delegation.terms.validity and terms.structure_ids == delegation.terms.structure_ids:
        raise Refused(
            Code.FORM, "Aucune modification n’a été saisie.", {"debut": "Modifiez la période ou les structures."}
        )
    return terms
