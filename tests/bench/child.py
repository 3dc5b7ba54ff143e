"""One cold start, in a fresh process that knows of one folder: `python -I -S child.py FOLDER floor|product`.

Reads the event from its input; writes the seconds from the first import to the first answer, by the clock and of the
processor, and what was imported.
The floor is what no product of this kind goes below: Chalice, botocore's DynamoDB client, one read, one page.
"""

import json
import sys
import time

_SLOW = (
    *("joserfc", "cryptography", "fido2", "segno", "argon2", "email_validator"),
    *("chalicelib.mail", "chalicelib.workers"),
)
Event = dict[str, object]


class _Context:
    aws_request_id = "bench"
    function_name = "bench"
    memory_limit_in_mb = 1024


def _product(event: Event) -> Event:
    import app  # noqa: PLC0415 - this is what is measured

    answer: Event = app.app(event, _Context())
    return answer


def _floor(event: Event) -> Event:
    from botocore.session import get_session  # noqa: PLC0415 - this is what is measured
    from chalice.app import Chalice, Response  # noqa: PLC0415

    floor = Chalice(app_name="floor")
    batch_read = get_session().create_client("dynamodb").batch_get_item  # type: ignore[attr-defined]

    @floor.route("/lien/{purpose}/{token}")
    def landing(purpose: str, token: str) -> Response:
        key = {"pk": {"S": token}, "sk": {"S": purpose}}
        batch_read(RequestItems={"floor": {"Keys": [key], "ConsistentRead": True}})
        return Response("<!doctype html>", headers={"Content-Type": "text/html"})

    answer: Event = floor(event, _Context())
    return answer


def main() -> None:
    """Measure one start."""
    folder, what = sys.argv[1:]
    sys.path.insert(0, folder)
    event = json.load(sys.stdin)
    begun, begun_to_work = time.perf_counter(), time.process_time()
    answer = {"product": _product, "floor": _floor}[what](event)
    worked, seconds = time.process_time() - begun_to_work, time.perf_counter() - begun
    slow = sorted(name for name in sys.modules if name in _SLOW)
    # On a separate line, after the product's log.
    print("\n" + json.dumps({"seconds": seconds, "worked": worked, "status": answer["statusCode"], "slow": slow}))


if __name__ == "__main__":
    main()
