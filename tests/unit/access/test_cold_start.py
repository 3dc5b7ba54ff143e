"""What is slow to import is imported by whoever uses it, not by whoever starts."""

import subprocess
import sys

HEAVY = ("joserfc", "cryptography", "email_validator", "argon2")


def test_the_modules_of_access_bring_nothing_heavy_along() -> None:
    program = (
        "import sys\n"
        "from chalicelib.access import evaluation, face, oauth, search, well_known\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"
