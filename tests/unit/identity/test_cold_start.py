"""Modules that are slow to import are imported where they are used, not when a function starts."""

import subprocess
import sys

HEAVY = (
    "argon2",
    "chalicelib.identity.guessable",
    "email_validator",
    "joserfc",
    "cryptography",
    "fido2",
    "http.client",
    "urllib.request",
    "ssl",
)


def test_the_identity_modules_import_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from chalicelib.identity import addresses, challenges, directory, passwords, psc, relying_party, sessions\n"
        "from chalicelib.identity import userinfo\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"
