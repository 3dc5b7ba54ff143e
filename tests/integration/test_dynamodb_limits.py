"""The guard before the emulator accepts a request at each limit of DynamoDB, and refuses one past it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.settings import settings
from tests.integration import aws_clients
from tests.integration.world import World

KB = 1024
Item = dict[str, Any]
KEY: Item = {"pk": {"S": "LIMIT#essai"}, "sk": {"S": "USES"}}
Client = Any


@pytest.fixture
def client(world: World) -> Client:
    """Return a test's own client; the application's has the same guard."""
    return aws_clients.client("dynamodb")


def put(client: Client, **attributes: Any) -> None:
    """Put an item under the key of these tests."""
    client.put_item(TableName=settings().table_name, Item={**KEY, **attributes})


def update(client: Client, expression: str, names: Mapping[str, str], values: Mapping[str, Any], **more: Any) -> None:
    """Update the item of these tests."""
    client.update_item(**as_update(expression, names, values), **more)


def as_update(expression: str, names: Mapping[str, str], values: Mapping[str, Any]) -> Item:
    """Return an update of the item of these tests, for a transaction too."""
    given = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
    filled = {name: value for name, value in given.items() if value}
    return {"TableName": settings().table_name, "Key": KEY, "UpdateExpression": expression, **filled}


def error_of(act: Callable[[], object], message: str, code: str = "ValidationException") -> Any:
    """Return the error of a refused call, after checking its message and code."""
    with pytest.raises(ClientError) as caught:
        act()
    answer: Any = caught.value.response
    assert answer["Error"]["Code"] == code
    assert message in answer["Error"]["Message"]
    return answer


def text_of(bytes_left: int, **others: Any) -> Item:
    """Return an item of exactly this many bytes: the key, these attributes, and a text that fills the rest."""
    head = {**KEY, **others}
    taken = sum(len(name) + len(next(iter(value.values()))) for name, value in head.items()) + len("t")
    return {**head, "t": {"S": "x" * (bytes_left - taken)}}


# Items


def test_an_item_holds_400_kb(client: Client) -> None:
    table = settings().table_name
    client.put_item(TableName=table, Item=text_of(400 * KB))
    error_of(
        lambda: client.put_item(TableName=table, Item=text_of(400 * KB + 1)),
        "Item size has exceeded the maximum allowed size",
    )


def test_names_count_like_values(client: Client) -> None:
    item = {**KEY, "n" * 300 * KB: {"S": ""}}
    error_of(lambda: client.put_item(TableName=settings().table_name, Item=item), "Attribute name")
    halves = {f"{number}{'n' * 60 * KB}": {"S": ""} for number in range(7)}
    error_of(lambda: put(client, **halves), "Item size has exceeded")


def test_an_update_is_measured_by_the_item_that_it_leaves(client: Client) -> None:
    put(client, uses={"M": {}})
    names, full = {"#u": "uses", "#n": "n" * 100}, {":v": {"S": "x" * 99 * KB}}
    for number in range(4):
        update(client, "SET #u.#n = :v", {**names, "#n": f"entry-{number}"}, full)
    error_of(lambda: update(client, "SET #u.#n = :v", names, full), "Item size to update has exceeded")
    update(client, "SET #u.#n = :v", {**names, "#n": "entry-1"}, full)  # replaces another attribute
    update(client, "REMOVE #u.#n", {**names, "#n": "entry-1"}, {})


def test_a_transaction_is_cancelled_for_an_item_that_becomes_too_large(client: Client) -> None:
    put(client, t={"S": "x" * 399 * KB})
    other = {"Put": {"TableName": settings().table_name, "Item": {**KEY, "sk": {"S": "OTHER"}}}}
    grows = {"Update": as_update("SET #a = :v", {"#a": "autre"}, {":v": {"S": "x" * 2 * KB}})}
    answer = error_of(
        lambda: client.transact_write_items(TransactItems=[other, grows]),
        "Item size to update has exceeded",
        "TransactionCanceledException",
    )
    assert [reason["Code"] for reason in answer["CancellationReasons"]] == ["None", "ValidationError"]


def test_a_key_holds_2048_and_1024_bytes(client: Client) -> None:
    table = settings().table_name
    client.put_item(TableName=table, Item={"pk": {"S": "p" * 2048}, "sk": {"S": "s" * 1024}})
    for key, message in (("pk", "Size of hashkey"), ("sk", "Aggregated size of all range keys")):
        longer = {**KEY, key: {"S": "é" * (1025 if key == "pk" else 513)}}
        error_of(partial(client.put_item, TableName=table, Item=longer), message)
        error_of(partial(client.get_item, TableName=table, Key=longer), message)
        error_of(partial(client.batch_get_item, RequestItems={table: {"Keys": [longer]}}), message)


def test_a_key_is_not_empty(client: Client) -> None:
    message = "cannot contain an empty string value"
    for name in ("pk", "sk", "due_shard"):
        item = {**KEY, name: {"S": ""}}
        error_of(partial(client.put_item, TableName=settings().table_name, Item=item), message)
    put(client)
    error_of(lambda: update(client, "SET #d = :v", {"#d": "due_shard"}, {":v": {"S": ""}}), message)


@pytest.mark.parametrize("empty", [{"SS": []}, {"NS": []}, {"M": {"inside": {"SS": []}}}])
def test_a_set_is_not_empty(client: Client, empty: Item) -> None:
    error_of(lambda: put(client, a=empty), "may not be empty")
    error_of(lambda: update(client, "SET #a = :v", {"#a": "a"}, {":v": empty}), "may not be empty")


def test_a_set_holds_nothing_twice(client: Client) -> None:
    error_of(lambda: put(client, a={"SS": ["un", "un"]}), "contains duplicates")


@pytest.mark.parametrize(
    ("taken", "beyond"),
    [("9" * 38, "9" * 39), ("0.1234567890123456789012345678901234567", "0." + "1" * 39), ("9E125", "1E126")],
)
def test_a_number_has_38_digits(client: Client, taken: str, beyond: str) -> None:
    put(client, a={"N": taken})
    with pytest.raises(ClientError, match=r"significant digits|overflow"):
        put(client, a={"N": beyond})


def test_a_document_has_32_levels(client: Client) -> None:
    put(client, a=nested(32))
    error_of(lambda: put(client, a=nested(33)), "Nesting Levels")


def nested(levels: int) -> Item:
    """Return this number of nested maps."""
    value: Item = {"S": "au fond"}
    for _ in range(levels):
        value = {"M": {"m": value}}
    return value


# Expressions


def test_an_expression_holds_4_kb(client: Client) -> None:
    put(client)
    names = {"#a": "a"}
    update(client, "REMOVE #a" + " " * (4 * KB - len("REMOVE #a")), names, {})
    longer = "REMOVE #a" + " " * (4 * KB + 1 - len("REMOVE #a"))
    error_of(lambda: update(client, longer, names, {}), "Expression size has exceeded the maximum allowed size")
    inside = {"Update": as_update(longer, names, {})}
    error_of(lambda: client.transact_write_items(TransactItems=[inside]), "Expression size has exceeded")


def test_an_expression_has_300_operators(client: Client) -> None:
    put(client)
    many = " AND ".join(["#a<>:v"] * 151)
    given = ({"#a": "a"}, {":v": {"S": "v"}})
    error_of(lambda: update(client, "SET #a = :v", *given, ConditionExpression=many), "too many operators")


def test_the_values_of_placeholders_hold_2_mb(client: Client) -> None:
    values = {f":v{number}": {"S": "x" * 300 * KB} for number in range(7)}
    expression = "SET " + ", ".join(f"a{number} = :v{number}" for number in range(7))
    error_of(lambda: update(client, expression, {}, values), "substitution variables")


# Transactions and batches


def puts(count: int, size: int = 0) -> list[Item]:
    """Return this number of puts, each of an item with a text of this many bytes."""
    return [
        {
            "Put": {
                "TableName": settings().table_name,
                "Item": {**KEY, "sk": {"S": f"{number}"}, "t": {"S": "x" * size}},
            }
        }
        for number in range(count)
    ]


def test_a_transaction_has_100_items(client: Client) -> None:
    client.transact_write_items(TransactItems=puts(100))
    error_of(lambda: client.transact_write_items(TransactItems=puts(101)), "less than or equal to 100")


def test_a_transaction_holds_4_mb(client: Client) -> None:
    client.transact_write_items(TransactItems=puts(10, 399 * KB))
    error_of(lambda: client.transact_write_items(TransactItems=puts(11, 399 * KB)), "4 MB")


def test_a_transaction_does_one_thing_to_an_item(client: Client) -> None:
    check = {
        "ConditionCheck": {
            "TableName": settings().table_name,
            "Key": KEY,
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }
    same = {"Put": {"TableName": settings().table_name, "Item": KEY}}
    error_of(lambda: client.transact_write_items(TransactItems=[same, check]), "multiple operations on one item")


def test_a_batch_reads_100_keys_each_once(client: Client) -> None:
    keys = [{**KEY, "sk": {"S": f"{number}"}} for number in range(101)]

    def read(wanted: list[Item]) -> Any:
        return client.batch_get_item(RequestItems={settings().table_name: {"Keys": wanted}})

    read(keys[:100])
    error_of(lambda: read(keys), "Too many items requested for the BatchGetItem call")
    error_of(lambda: read([KEY, KEY]), "Provided list of item keys contains duplicates")


def test_a_batch_writes_25_items_each_once(client: Client) -> None:
    requests = [{"PutRequest": {"Item": {**KEY, "sk": {"S": f"{number}"}}}} for number in range(26)]

    def write(wanted: list[Item]) -> Any:
        return client.batch_write_item(RequestItems={settings().table_name: wanted})

    write(requests[:25])
    error_of(lambda: write(requests), "Too many items requested for the BatchWriteItem call")
    error_of(lambda: write([requests[0], {"DeleteRequest": {"Key": requests[0]["PutRequest"]["Item"]}}]), "duplicates")


def test_a_transaction_of_the_same_token_is_carried_out_once(client: Client) -> None:
    put(client, n={"N": "0"})
    add = [{"Update": as_update("ADD #n :v", {"#n": "n"}, {":v": {"N": "1"}})}]
    for _ in range(2):
        client.transact_write_items(TransactItems=add, ClientRequestToken="une-fois")
    found = client.get_item(TableName=settings().table_name, Key=KEY)["Item"]
    assert found["n"] == {"N": "1"}
    error_of(
        lambda: client.transact_write_items(TransactItems=puts(1), ClientRequestToken="une-fois"),
        "",
        "IdempotentParameterMismatchException",
    )


# Answers


def test_a_page_of_a_query_ends_at_1_mb(client: Client) -> None:
    for part in puts(5, 300 * KB):
        client.transact_write_items(TransactItems=[part])
    asked = {
        "TableName": settings().table_name,
        "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": KEY["pk"]},
    }
    first = client.query(**asked)
    assert (first["Count"], len(first["Items"])) == (3, 3)
    assert first["LastEvaluatedKey"] == {**KEY, "sk": {"S": "2"}}
    second = client.query(**asked, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert [item["sk"]["S"] for item in second["Items"]] == ["3", "4"]
    assert "LastEvaluatedKey" not in second


def test_a_batch_answers_16_mb_and_names_the_rest(client: Client) -> None:
    for start in range(0, 45, 5):
        parts = puts(45, 390 * KB)[start : start + 5]
        client.transact_write_items(TransactItems=parts)
    keys = [{**KEY, "sk": {"S": f"{number}"}} for number in range(45)]
    answer = client.batch_get_item(RequestItems={settings().table_name: {"Keys": keys}})
    taken = len(answer["Responses"][settings().table_name])
    left = answer["UnprocessedKeys"][settings().table_name]["Keys"]
    assert (taken, len(left)) == (42, 3)
