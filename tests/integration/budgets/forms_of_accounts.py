"""What each form about an account costs."""

from chalicelib.domain.account_mails import AccountPurpose
from tests.integration.budgets.costs import (
    ACT,
    DELETED,
    DRAFT,
    FAILED,
    GUESSED,
    LIMITED,
    QUERY,
    READ,
    SESSION,
    TWO_READS,
    UNHINTED,
    WRITE,
    together,
)
from tests.integration.budgets.lines import Line
from tests.integration.budgets.plays import (
    confirming_an_address,
    deciding_account,
    opening_a_notification,
    submitting,
)
from tests.integration.budgets.plays_of_accounts import (
    answering_an_invitation,
    asking_for_a_password,
    asking_to_join,
    failing_to_sign_in,
    joining_by_link,
    joining_by_password,
    signing_in,
)
from tests.integration.budgets.plays_of_passkeys import (
    adding_a_passkey,
    failing_with_a_wrong_signature,
    failing_with_an_unknown_passkey,
    naming_a_passkey,
    removing_a_passkey,
    signing_in_by_passkey,
)
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD

CHOSEN = {"mot_de_passe": PASSWORD, "confirmation": PASSWORD}
_CLEARED = (QUERY, QUERY, DELETED)
_JOIN = together(ACT, QUERY, QUERY, QUERY, READ, DELETED)

SENDING_OF_ACCOUNTS = [
    # The counts of the name, the network and the account; a right password takes them back.
    Line(
        "/connexion",
        "POST",
        "",
        together(TWO_READS, GUESSED, LIMITED, DELETED, DELETED, SESSION),
        signing_in,
    ),
    *(
        Line("/connexion", "POST", what, together(find, READ, GUESSED, FAILED, DRAFT), failing_to_sign_in(name))
        for what, name, find in (
            ("wrong password", KNOWN[PAUL], READ),
            ("unknown address", "x@exemple.fr", READ),
            ("a number of several", "631000001", QUERY),
            ("unknown number", "639999999", QUERY),
        )
    ),
    # A known and an unknown address must cause the same calls.
    *(
        Line(
            "/mot-de-passe-oublie",
            "POST",
            address,
            together(TWO_READS, WRITE, LIMITED, LIMITED),
            asking_for_a_password(address),
        )
        for address in (KNOWN[PAUL], "x@exemple.fr")
    ),
    Line(
        "/nouveau-mot-de-passe/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DELETED, DELETED, DRAFT),
        deciding_account(AccountPurpose.NEW_PASSWORD, **CHOSEN),
    ),
    Line(
        "/confirmer-adresse/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, QUERY, DELETED, READ, SESSION, DRAFT),
        confirming_an_address(),
    ),
    # Each delegation that follows is an act of its own.
    Line(
        "/confirmer-adresse/{token}",
        "POST",
        "two delegations follow",
        together(TWO_READS, WRITE, QUERY, DELETED, ACT, ACT, READ, SESSION, DRAFT),
        confirming_an_address((Scenes.demand, Scenes.validated)),
    ),
    # A join: both accounts, one transaction, the lines, notifications and events of the account that is left, its mark.
    Line(
        "/compte/rattacher",
        "POST",
        "",
        together(READ, TWO_READS, GUESSED, LIMITED, DELETED, DELETED, _JOIN),
        joining_by_password(KNOWN[LEA]),
    ),
    *(
        Line(
            "/compte/rattacher",
            "POST",
            f"wrong password of {address}",
            together(READ, TWO_READS, GUESSED, FAILED, DRAFT),
            joining_by_password(address, "Autre-Chose-12"),
        )
        for address in (KNOWN[LEA], "x@exemple.fr")
    ),
    *(
        Line(
            "/compte/rattacher/lien",
            "POST",
            address,
            together(READ, TWO_READS, LIMITED, WRITE),
            asking_to_join(address),
        )
        for address in (KNOWN[LEA], "x@exemple.fr")
    ),
    Line("/rattacher-compte/{token}", "POST", "", together(READ, TWO_READS, _JOIN), joining_by_link),
    Line("/invitation-par-carte/{token}", "POST", "", together(TWO_READS, _JOIN, ACT, READ), answering_an_invitation),
    Line(
        "/ce-n-est-pas-moi/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DRAFT),
        deciding_account(AccountPurpose.NOT_ME),
    ),
    Line(
        "/connexion-inconnue/{token}",
        "POST",
        "",
        together(TWO_READS, WRITE, DRAFT),
        deciding_account(AccountPurpose.NOT_MY_SIGN_IN),
    ),
    Line(
        "/compte/evenements",
        "POST",
        "all other sessions",
        ACT,
        submitting(Scenes.demand, "/compte/evenements", "/compte/evenements", PAUL, session="autres"),
    ),
    Line(
        "/compte/evenements",
        "POST",
        "a session that is not open",
        READ,
        submitting(Scenes.demand, "/compte/evenements", "/compte/evenements", PAUL, session="autre"),
    ),
    Line(
        "/compte/mot-de-passe",
        "POST",
        "",
        ACT,
        submitting(Scenes.demand, "/compte/mot-de-passe", "/mot-de-passe", **CHOSEN),
    ),
    Line("/compte/cles-acces", "POST", "", together(READ, DRAFT), naming_a_passkey),
    Line("/compte/cles-acces/nouvelle", "POST", "", ACT, adding_a_passkey),
    Line("/compte/cles-acces/{passkey_id}", "POST", "", together(READ, ACT), removing_a_passkey),
    # The use of the challenge, the passkey, the use of it, the session.
    Line(
        "/connexion/cle-acces",
        "POST",
        "",
        together(TWO_READS, WRITE, LIMITED, SESSION),
        signing_in_by_passkey,
    ),
    # A wrong signature and an unknown passkey must cause the same calls.
    *(
        Line("/connexion/cle-acces", "POST", case, together(TWO_READS, WRITE, FAILED, DRAFT), play)
        for case, play in (
            ("wrong signature", failing_with_a_wrong_signature),
            ("unknown passkey", failing_with_an_unknown_passkey),
        )
    ),
    Line(
        "/compte/e-mail",
        "POST",
        "",
        together(READ, WRITE, LIMITED, DRAFT),
        submitting(Scenes.demand, "/compte/e-mail", "/e-mail", PAUL, adresse="paul.autre@exemple.fr"),
    ),
    Line("/deconnexion", "POST", "", SESSION, submitting(Scenes.demand, "/compte", "/deconnexion")),
    Line(
        "/notifications",
        "POST",
        "",
        together(READ, QUERY, WRITE),
        submitting(Scenes.refused, "/notifications", "/notifications", CLAIRE),
    ),
    Line("/notifications", "POST", "one", together(TWO_READS, WRITE), opening_a_notification),
    Line(
        "/compte/configuration",
        "POST",
        "",
        ACT,
        submitting(Scenes.validated, "/compte/configuration", "/configuration", fin_proche="non"),
    ),
    # The account is read twice, the delegations received once for their numbers; then what is left, and the blocks.
    Line(
        "/compte/fermer",
        "POST",
        "nothing to end",
        together(QUERY, QUERY, READ, WRITE, *_CLEARED),
        submitting(Scenes.refused, "/compte/fermer", "/fermer", PAUL, compris="oui"),
    ),
    # Each delegation ends by itself, and then the account is looked at again.
    Line(
        "/compte/fermer",
        "POST",
        "",
        together(QUERY, QUERY, QUERY, READ, UNHINTED, WRITE, *_CLEARED),
        submitting(Scenes.validated, "/compte/fermer", "/fermer", PAUL, compris="oui"),
    ),
    Line(
        "/compte/fermer", "POST", "not ticked", DRAFT, submitting(Scenes.validated, "/compte/fermer", "/fermer", PAUL)
    ),
]
