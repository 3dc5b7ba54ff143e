"""Modules that are slow to import are imported where they are used, not when a function starts."""

import subprocess
import sys

HEAVY = ("joserfc", "cryptography", "fido2", "email_validator", "argon2")


def test_the_access_modules_import_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from chalicelib.access import evaluation, face, oauth, search, well_known\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"
