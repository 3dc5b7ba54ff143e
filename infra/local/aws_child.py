"""The process in MiniStack's virtual environment: MiniStack, and a copy of every complete mail.

MiniStack would keep only the subject and the two bodies of a raw message. We need its headers too, so each accepted
message is written unchanged to the folder given as argument, which `mails.py` reads.
"""

import itertools
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.local.lifeline import end_with_parent

Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[[str, str, Any, bytes, Any], Awaitable[Answer]]

UNREACHABLE = "introuvable"
"""No mail reaches an address that begins like this, so that « adresse introuvable » can be seen locally."""


_REJECTED: Answer = (
    400,
    {"Content-Type": "application/json", "x-amzn-ErrorType": "BadRequestException"},
    json.dumps({"message": "Missing final '@domain'"}).encode(),
)


def keeping_mails(handle: Handler, folder: Path) -> Handler:
    """Return `handle`, SESv2's entry point, that also writes every message it accepted to `folder`."""
    numbers = itertools.count(1)

    async def handle_and_keep(method: str, path: str, headers: Any, body: bytes, query: Any) -> Answer:
        sends = method == "POST" and path.rstrip("/").endswith("/outbound-emails")
        if sends and any(address.startswith(UNREACHABLE) for address in _recipients(json.loads(body))):
            return _REJECTED
        answer = await handle(method, path, headers, body, query)
        if sends and answer[0] == 200:
            _write(folder, next(numbers), json.loads(body), json.loads(answer[2]))
        return answer

    return handle_and_keep


def _write(folder: Path, number: int, request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Write one message under its number. The file gets its name once complete, so that no reader sees a part."""
    content = request.get("Content", {})
    mail = {
        "message_id": answer["MessageId"],
        "received": datetime.now(UTC).isoformat(),
        "to": _recipients(request),
        "raw": content.get("Raw", {}).get("Data", ""),
    }
    unfinished = folder / f"{number}.part"
    unfinished.write_text(json.dumps(mail), encoding="utf-8")
    unfinished.rename(folder / f"{number:06}.json")


def _recipients(request: Mapping[str, Any]) -> list[str]:
    return list(request.get("Destination", {}).get("ToAddresses", []))


def main() -> None:
    """Serve until a signal asks to end, or until the parent is gone."""
    from ministack import app  # noqa: PLC0415 - read once the environment is known to be MiniStack's
    from ministack.core import responses  # noqa: PLC0415
    from ministack.services import ses_v2  # noqa: PLC0415

    end_with_parent()
    ses_v2.handle_request = keeping_mails(ses_v2.handle_request, Path(sys.argv[1]))
    # It would read botocore and its models, which takes half a second, for a Content-Type that no client here reads;
    # and parse each message, and write it anew, for its own page of mails.
    responses._service_model = lambda _: None
    ses_v2._parse_raw_mime, ses_v2._build_mime_message = lambda _: {}, lambda *_: ""
    sys.argv = [sys.argv[0]]
    app.main()


if __name__ == "__main__":
    main()
    os._exit(0)
