"""What the proofs counted, said at the end of the run."""

LINES: list[str] = []


def say(line: str) -> None:
    """Keep a line for the end."""
    LINES.append(line)
