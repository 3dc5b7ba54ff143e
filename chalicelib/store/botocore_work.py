"""Spares each start and every call to AWS what botocore does and nobody here needs."""

from functools import partial
from typing import Any

from botocore import __version__, hooks
from botocore.config import Config
from botocore.session import Session

USER_AGENT = f"Botocore/{__version__} delegation-amelipro"


def spare_registering() -> None:
    """Let every session from now on register its handlers as they are, about a hundred for services of all kinds.

    For each botocore looks for an earlier name of its service, and at its parameters. No service in use was ever
    renamed, and all handlers take what they are given.
    """
    emitter: Any = hooks.BaseEventHooks
    emitter._verify_accept_kwargs = _taken_as_it_is
    vars(hooks)["EVENT_ALIASES"] = {}


def _taken_as_it_is(_emitter: object, _handler: object) -> None:
    """Look at nothing."""


def spare_work(session: Session) -> None:
    """Let the clients of `session` compose no user agent at each request, and leave attribute values as they come.

    An attribute value needs no conversion but for bytes, which no item holds: as a « document » it is passed on whole,
    both ways. The model is changed when the client of DynamoDB is made, for it is read no earlier.
    """
    session.set_default_client_config(Config(user_agent=USER_AGENT))
    session.register("creating-client-class.dynamodb", partial(_pass_attribute_values, session))


def _pass_attribute_values(session: Session, **_: object) -> None:
    model = session.get_component("data_loader").load_service_model("dynamodb", "service-2")
    model["shapes"]["AttributeValue"]["document"] = True
    model["shapes"]["AttributeMap"] = {"type": "structure", "members": {}, "document": True}
