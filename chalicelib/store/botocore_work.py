"""Spares every call to AWS two things that botocore does and nobody here needs."""

from functools import partial

from botocore import __version__
from botocore.config import Config
from botocore.session import Session

USER_AGENT = f"Botocore/{__version__} delegation-amelipro"


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
