"""Speeds up the slow steps of botocore that no test in this process depends on.

At each call, botocore signs the request, a third of its time, though no emulator checks a signature. Each session
reads the models of the services, and each command of operations has its own session. Requests are still checked,
serialised and handed to the hooks.
"""

from functools import cache, partial
from typing import Any

from botocore.auth import SigV4Auth
from botocore.loaders import JSONFileLoader, Loader


def install() -> None:
    """Install the faster steps, once."""
    if not hasattr(SigV4Auth, "is_quick"):
        setattr(SigV4Auth, "is_quick", True)  # noqa: B010 - the library knows no such attribute
        _leave_signatures_out()
        read_once()


def read_once() -> None:
    """Install what reads faster, and leave calls as they are."""
    _read_models_once()
    _list_services_once()


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


def _list_services_once() -> None:
    listed, known = Loader.list_available_services, dict[tuple[str, ...], Any]()

    def quick(self: Any, type_name: str) -> Any:
        wanted = (type_name, *self.search_paths)
        if wanted not in known:
            known[wanted] = listed(self, type_name)
        return known[wanted]

    setattr(Loader, "list_available_services", quick)  # noqa: B010 - a method may not be assigned to
