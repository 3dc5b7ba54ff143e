"""Which modules are broken, and which quick tests look at each: those that look closest come first."""

from collections.abc import Mapping, Sequence

_DOMAIN = (
    "tests/unit/domain/test_validity.py",
    "tests/unit/domain/test_acceptance.py",
    "tests/unit/domain/test_changes.py",
    "tests/unit/domain/test_purge_and_reminder.py",
    "tests/unit/domain/test_limits.py",
    "tests/unit/domain/test_facts_of_mails.py",
    "tests/unit/domain/test_table_of_acts.py",
    "tests/unit/domain/test_mutants.py",
    "tests/unit/domain/test_laws.py",
)
_RACES = ("tests/integration/test_mutants_of_conditions.py", "tests/integration/test_two_at_once.py")
_ACTS = (
    "tests/integration/test_mutants_of_guards.py",
    "tests/integration/test_bad_links.py",
    "tests/integration/test_bad_requests.py",
    "tests/integration/test_terms_changed.py",
    "tests/integration/test_on_behalf.py",
    "tests/integration/test_story.py",
    "tests/integration/test_accounts.py",
)
_STORE = (*_RACES, "tests/integration/test_story.py", "tests/integration/test_accounts.py", "tests/integration/outbox")
_FORMS = (
    "tests/integration/test_mutants_of_guards.py",
    "tests/integration/test_get_changes_nothing.py",
    "tests/integration/test_bad_requests.py",
    "tests/integration/test_logs.py",
    "tests/integration/test_routes.py",
    "tests/integration/test_errors.py",
)

TARGETS: Mapping[str, Sequence[str]] = {
    "chalicelib/domain/rules.py": ("tests/unit/domain/test_table_of_acts.py", *_DOMAIN),
    "chalicelib/domain/eligibility.py": ("tests/unit/domain/test_eligibility.py", *_DOMAIN),
    "chalicelib/domain/periods.py": ("tests/unit/domain/test_validity.py", *_DOMAIN),
    "chalicelib/domain/transitions/by_delegant.py": (
        "tests/unit/domain/test_changes.py",
        "tests/unit/domain/test_limits.py",
        *_DOMAIN,
    ),
    "chalicelib/domain/transitions/by_delegue.py": ("tests/unit/domain/test_acceptance.py", *_DOMAIN),
    "chalicelib/domain/transitions/by_account.py": ("tests/unit/domain/test_by_account.py", *_DOMAIN),
    "chalicelib/domain/transitions/by_mail.py": _DOMAIN,
    "chalicelib/domain/transitions/by_time.py": ("tests/unit/domain/test_purge_and_reminder.py", *_DOMAIN),
    "chalicelib/domain/transitions/outcome.py": (
        "tests/unit/domain/test_transition.py",
        "tests/integration/test_commit.py",
        *_DOMAIN,
    ),
    "chalicelib/signing.py": ("tests/integration/test_mutants_of_guards.py", "tests/unit/identity/test_sessions.py"),
    "chalicelib/links.py": ("tests/integration/test_bad_links.py", *_ACTS),
    "chalicelib/store/commit.py": (
        "tests/integration/test_commit.py",
        "tests/integration/test_live_delegations.py",
        *_STORE,
    ),
    "chalicelib/store/guards.py": ("tests/unit/test_guards.py", "tests/unit/domain/test_overlaps.py", *_STORE),
    "chalicelib/store/once.py": _STORE,
    "chalicelib/store/limits.py": (
        "tests/integration/test_mutants_of_conditions.py",
        "tests/integration/outbox/test_limits.py",
        "tests/integration/test_enumeration.py",
    ),
    "chalicelib/store/locks.py": (
        "tests/integration/test_mutants_of_conditions.py",
        "tests/integration/test_accounts.py",
        "tests/integration/test_enumeration.py",
    ),
    "chalicelib/acts/scene.py": _ACTS,
    "chalicelib/acts/delegue_account.py": ("tests/integration/test_delegue_account.py", *_ACTS),
    "chalicelib/acts/follow_link.py": ("tests/integration/test_bad_links.py", *_ACTS),
    "chalicelib/acts/people.py": ("tests/unit/test_people.py", *_ACTS, "tests/integration/test_routes.py"),
    "chalicelib/web/routes.py": _FORMS,
    "chalicelib/web/dispatch.py": _FORMS,
}
