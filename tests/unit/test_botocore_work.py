"""What botocore is spared leaves every answer and every request as they were."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.compat import accepts_kwargs
from botocore.handlers import BUILTIN_HANDLERS
from botocore.hooks import BaseEventHooks, EventAliaser, HierarchicalEmitter
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.session import Session, get_session
from botocore.utils import EVENT_ALIASES

import chalicelib
from chalicelib.store.botocore_work import USER_AGENT, spare_work
from chalicelib.store.table import connection

SERVICES = ("dynamodb", "ssm", "sesv2", "kms", "sqs")
ITEM = {
    "text": {"S": "é"}, "empty": {"S": ""}, "number": {"N": "1.5"}, "yes": {"BOOL": False}, "none": {"NULL": True},
    "set": {"SS": ["a", "b"]}, "list": {"L": [{"N": "1"}, {"M": {"x": {"S": "y"}}}]}, "map": {"M": {"M": {"M": {}}}},
}  # fmt: skip


def client_of(session: Session) -> Any:
    """Return a client of DynamoDB that calls nobody."""
    return session.create_client("dynamodb", "eu-west-3", aws_access_key_id="a", aws_secret_access_key="b")


def sparing() -> Any:
    """Return a client that is spared its work."""
    session = get_session()
    spare_work(session)
    return client_of(session)


def parsed(client: Any, operation: str, answer: dict[str, Any]) -> Any:
    """Return what a client makes of an answer."""
    model = client.meta.service_model
    response = {"body": json.dumps(answer).encode(), "headers": {}, "status_code": 200}
    return create_parser(model.protocol).parse(response, model.operation_model(operation).output_shape)


def sent(client: Any, operation: str, request: dict[str, Any]) -> Any:
    """Return the body that a client makes of a request."""
    model = client.meta.service_model
    serializer = create_serializer(model.protocol, include_validation=False)
    return json.loads(serializer.serialize_to_request(request, model.operation_model(operation))["body"])


def test_answers_are_read_as_without() -> None:
    spared, plain = sparing(), client_of(get_session())
    for operation, answer in (
        ("GetItem", {"Item": ITEM}),
        ("Query", {"Items": [ITEM, {}], "Count": 2, "LastEvaluatedKey": {"pk": {"S": "a"}}}),
        ("BatchGetItem", {"Responses": {"t": [ITEM]}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "a"}}]}}}),
        ("UpdateItem", {"Attributes": ITEM}),
    ):
        assert parsed(spared, operation, answer) == parsed(plain, operation, answer)


def test_requests_are_written_as_without() -> None:
    spared, plain = sparing(), client_of(get_session())
    put = {"TableName": "t", "Item": ITEM, "ExpressionAttributeValues": {":a": {"S": "b"}}}
    write = {"TransactItems": [{"Put": put}], "ClientRequestToken": "x"}
    for operation, request in (("PutItem", put), ("TransactWriteItems", write)):
        assert sent(spared, operation, request) == sent(plain, operation, request)


@pytest.mark.parametrize("client", [sparing(), connection().client], ids=["a new one", "that of the application"])
def test_attribute_values_are_passed_on_whole_under_a_fixed_name(client: Any) -> None:
    assert client.meta.service_model.shape_for("AttributeValue").is_document_type
    assert client.meta.config.user_agent == USER_AGENT


def test_the_time_outs_of_the_table_still_hold() -> None:
    config: Any = connection().client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 4)


def test_bytes_are_refused_aloud_and_no_item_has_an_attribute_for_them() -> None:
    with pytest.raises(TypeError, match="bytes"):
        sent(sparing(), "PutItem", {"TableName": "t", "Item": {"b": {"B": b"x"}}})
    modules = Path(chalicelib.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if "BinaryAttribute" in path.read_text(encoding="utf-8")] == []


def named_now(event: str) -> str:
    """Return the present name of an event."""
    aliaser: Any = EventAliaser(HierarchicalEmitter(), EVENT_ALIASES)
    now: str = aliaser._alias_event_name(event)
    return now


def renamed_events() -> set[str]:
    """Return the present names of the events whose handlers botocore knows by an earlier name, and so loses here."""
    handled = [name for name, *_ in BUILTIN_HANDLERS]
    return {now for name in handled if (now := named_now(name)) != name}


def test_no_event_of_a_service_in_use_has_an_earlier_name() -> None:
    renamed = renamed_events()
    assert renamed
    assert not {part for name in renamed for part in name.split(".")} & set(SERVICES)
    for service in SERVICES:
        assert named_now(f"before-call.{service}.One") == f"before-call.{service}.One"
    used = {path.name for path in Path("chalicelib").rglob("*.py") if "create_client(" in path.read_text("utf-8")}
    assert used == {"secrets.py", "transport.py", "signing.py", "due_queue.py"}, "another service, perhaps"


def test_no_command_of_operations_calls_what_a_lost_handler_would_change() -> None:
    """Commands open the store; a deployment does not, by an import contract: it calls API Gateway."""
    text = "".join(path.read_text("utf-8") for path in Path("infra/operations").glob("*.py"))
    services = set(re.findall(r'client\("([a-z0-9-]+)"', text))
    assert {"lambda", "logs"} <= services
    load = get_session().get_service_model
    ids = {load(service).service_id.hyphenize() for service in services}
    events = [name.split(".") for name in renamed_events() if not name.startswith("docs.")]
    lost = {(parts[1], xform_name(parts[2]) if parts[2:] else "") for parts in events}
    assert ("api-gateway", "") in lost
    assert [operation for service, operation in lost if service in ids and operation in text] == []


def test_every_handler_takes_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr(BaseEventHooks, "_verify_accept_kwargs", lambda _, handler: handlers.append(handler))
    session = get_session()
    for service in SERVICES:
        session.create_client(service, "eu-west-3", aws_access_key_id="a", aws_secret_access_key="b")
    assert len(handlers) > len(BUILTIN_HANDLERS)
    assert all(map(accepts_kwargs, handlers))
