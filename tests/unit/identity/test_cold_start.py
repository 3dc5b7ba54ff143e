"""What is slow to import is imported by whoever uses it, not by whoever starts."""

import subprocess
import sys

HEAVY = ("argon2", "email_validator", "joserfc", "cryptography", "http.client", "urllib.request", "ssl")


def test_the_modules_of_identity_bring_nothing_heavy_along() -> None:
    program = (
        "import sys\n"
        "from chalicelib.identity import addresses, directory, passwords, psc, sessions, userinfo\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.strip() == "[]"
