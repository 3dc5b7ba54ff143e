"""Quick tests that look at the same modules, by what they know."""

DOMAIN = (
    "tests/unit/domain/test_acceptance.py",
    "tests/unit/domain/test_asks.py",
    "tests/unit/domain/test_by_account.py",
    "tests/unit/domain/test_changes.py",
    "tests/unit/domain/test_deadlines.py",
    "tests/unit/domain/test_eligibility.py",
    "tests/unit/domain/test_facts_of_mails.py",
    "tests/unit/domain/test_given_back.py",
    "tests/unit/domain/test_identifiers.py",
    "tests/unit/domain/test_labels.py",
    "tests/unit/domain/test_laws.py",
    "tests/unit/domain/test_limits.py",
    "tests/unit/domain/test_overlaps.py",
    "tests/unit/domain/test_purge_and_reminder.py",
    "tests/unit/domain/test_services_opened.py",
    "tests/unit/domain/test_table_of_acts.py",
    "tests/unit/domain/test_transition.py",
    "tests/unit/domain/test_validity.py",
    "tests/unit/access/test_decisions.py",
    "tests/integration/test_commit.py",
)

CATALOGUE = ("tests/unit/domain/test_services_opened.py", "tests/unit/domain/test_catalogue.py")
DECISIONS = ("tests/unit/access/test_decisions.py", "tests/unit/access/test_targets.py")
IDENTITY = ("tests/unit/identity", "tests/unit/test_signing.py")
SESSIONS = ("tests/integration/test_open_sessions.py",)
BOUNDS = ("tests/integration/test_filling_by_others.py",)
RACES = ("tests/integration/test_conditions_of_transactions.py", "tests/integration/test_two_at_once.py")
ACTS = (
    "tests/unit/test_people.py",
    "tests/integration/test_checks_of_acts.py",
    "tests/integration/test_checks_of_links.py",
    *RACES,
    "tests/integration/outbox/test_closed_account.py",
    "tests/integration/test_bad_links.py",
    "tests/integration/test_bad_requests.py",
    "tests/integration/test_delegue_account.py",
    "tests/integration/test_terms_changed.py",
    "tests/integration/test_on_behalf.py",
    "tests/integration/test_story.py",
    "tests/integration/test_accounts.py",
    "tests/integration/test_locked_sign_ins.py",
)

CREATION = (
    *ACTS,
    "tests/integration/test_bad_input.py",
    "tests/integration/test_bad_input_accounts.py",
    "tests/integration/test_live_delegations.py",
    "tests/integration/test_enumeration.py",
    "tests/integration/api/test_delegations.py",
    "tests/integration/outbox/test_correction.py",
    "tests/integration/outbox/test_limits.py",
    "tests/integration/test_forms_sent_twice.py",
    "tests/integration/test_two_at_once_on_accounts.py",
    "tests/integration/test_checks_of_addresses.py",
    "tests/integration/test_checks_of_passwords.py",
    "tests/integration/test_sensitive_changes.py",
    "tests/integration/test_changes_called_off.py",
    "tests/integration/test_changes_and_sessions.py",
    "tests/integration/test_known_browsers.py",
    "tests/integration/test_dead_account_links.py",
    "tests/integration/test_look_ups_counted.py",
    "tests/unit/test_names.py",
)

ACCOUNTS = (
    "tests/unit/test_pendings.py",
    "tests/integration/test_checks_of_accounts.py",
    "tests/integration/test_checks_of_cards.py",
    *ACTS,
    "tests/integration/test_two_at_once_on_accounts.py",
    "tests/integration/outbox/test_time.py",
)

CARDS = (
    "tests/unit/identity/test_userinfo.py",
    "tests/unit/identity/test_incomplete_userinfo.py",
    "tests/unit/identity/test_sites_of_one_company.py",
    "tests/integration/test_incomplete_answers.py",
    "tests/integration/test_given_back.py",
    "tests/integration/test_checks_of_cards.py",
    "tests/integration/test_accounts.py",
    "tests/integration/test_locked_sign_ins.py",
    "tests/integration/joining",
    "tests/integration/test_planted_number.py",
)

API = ("tests/integration/api",)
STORE = (
    *RACES,
    "tests/unit/test_guards.py",
    "tests/unit/domain/test_overlaps.py",
    "tests/integration/test_commit.py",
    "tests/integration/test_live_delegations.py",
    "tests/integration/test_story.py",
    "tests/integration/test_accounts.py",
    "tests/integration/test_locked_sign_ins.py",
    "tests/integration/test_enumeration.py",
    "tests/integration/outbox",
)

FORMS = (
    "tests/integration/test_checks_of_forms.py",
    "tests/integration/test_bad_requests.py",
    "tests/integration/test_logs.py",
    "tests/integration/routes",
    "tests/integration/test_errors.py",
)

ACCESS = (
    "tests/integration/access/test_credentials.py",
    "tests/integration/access/test_decisions.py",
    "tests/integration/access/test_denials.py",
    "tests/integration/access/test_evaluation.py",
    "tests/integration/access/test_evaluations.py",
    "tests/integration/access/test_identifiers.py",
    "tests/integration/access/test_introspection.py",
    "tests/integration/access/test_search.py",
    "tests/integration/access/test_tokens.py",
    "tests/integration/access/test_tokens_of_delegues.py",
)

REQUESTS = (
    "tests/integration/access/test_requests_refused.py",
    "tests/integration/access/test_document.py",
    *ACCESS,
)

ROWS = (
    "tests/unit/mails/test_rows.py",
    "tests/integration/test_grants.py",
    "tests/integration/test_edges_of_time.py",
    *STORE,
)
ASKING = (
    "tests/integration/test_asking.py",
    "tests/integration/test_asking_refused.py",
    "tests/integration/test_wishes_answered.py",
    "tests/integration/test_blocking.py",
)
ASKING_LONGER = (
    "tests/unit/domain/test_asking_longer.py",
    "tests/integration/test_asking_longer.py",
    "tests/integration/test_longer_refused.py",
)
PROLONGING = ("tests/integration/test_prolonging.py", "tests/integration/test_prolonging_several.py")
FOREWARNING = ("tests/unit/mails/test_ending.py", "tests/integration/outbox/test_forewarning.py")
SYNTHETIC = ("tests/integration/synthetic",)
PACE = (
    "tests/integration/outbox/test_turns.py",
    "tests/integration/outbox/test_late_turns.py",
    "tests/integration/outbox/test_priorities.py",
)

BODIES = ("tests/integration/test_large_requests.py", "tests/integration/test_days_at_their_edges.py", *FORMS)

TOKENS = (
    "tests/integration/access/test_tokens_for_unknown_delegants.py",
    "tests/integration/access/test_tokens.py",
    "tests/integration/access/test_tokens_of_delegues.py",
    "tests/integration/access/test_what_a_delegue_may_ask.py",
    "tests/integration/access/test_introspection.py",
)
