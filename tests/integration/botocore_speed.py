"""Speeds up the slow steps of botocore that no test in this process depends on.

At each call, botocore composes its user agent, walks through every member of the attribute values that DynamoDB
returns, though only bytes need a conversion, and signs the request, a third of its time, though no emulator checks a
signature. Each session reads the models of the services, and each command of operations has its own session. Requests
are still checked, serialised and handed to the hooks.
"""

from functools import cache, partial
from typing import Any

from botocore.auth import SigV4Auth
from botocore.loaders import JSONFileLoader
from botocore.parsers import BaseJSONParser
from botocore.useragent import UserAgentString


def install() -> None:
    """Install the faster steps, once."""
    if not hasattr(BaseJSONParser, "is_quick"):
        setattr(BaseJSONParser, "is_quick", True)  # noqa: B010 - the library knows no such attribute
        _pass_attribute_values()
        _name_the_agent_once()
        _leave_signatures_out()
        _read_models_once()


def _pass_attribute_values() -> None:
    original = BaseJSONParser._handle_structure  # type: ignore[attr-defined]

    def quick(self: Any, shape: Any, value: Any) -> Any:
        is_as_returned = shape.name == "AttributeValue" and type(value) is dict and "B" not in value
        return value if is_as_returned else original(self, shape, value)

    setattr(BaseJSONParser, "_handle_structure", quick)  # noqa: B010 - a method may not be assigned to


def _name_the_agent_once() -> None:
    setattr(UserAgentString, "to_string", cache(UserAgentString.to_string))  # noqa: B010 - a method may not be assigned to


def _leave_signatures_out() -> None:
    def quick(self: Any, request: Any) -> None:
        scope = f"test/20260101/{self._region_name}/{self._service_name}/aws4_request"
        signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
        request.headers["Authorization"] = signed

    setattr(SigV4Auth, "add_auth", quick)  # noqa: B010 - a method may not be assigned to


def _read_models_once() -> None:
    read = cache(partial(JSONFileLoader.load_file, JSONFileLoader()))

    def quick(_: Any, file_path: str) -> Any:
        return read(file_path)

    setattr(JSONFileLoader, "load_file", quick)  # noqa: B010 - a method may not be assigned to
