"""The parameters of a path, as API Gateway hands them on: still percent-encoded, as the address was written."""

from urllib.parse import unquote


def decoded(value: str) -> str | None:
    """Return a parameter as its link was signed; None where no link of ours can be meant.

    Mail clients encode characters that need no encoding (« %7E » for « ~ »). Decoded is once: what was encoded twice
    stays another text, and an encoded slash or control character is part of no parameter.
    """
    try:
        text = unquote(value, errors="strict")
    except UnicodeDecodeError:
        return None
    return None if any(char in "/\\" or char < " " or "\x7f" <= char < "\xa0" for char in text) else text
