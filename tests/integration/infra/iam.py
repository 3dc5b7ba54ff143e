"""The part of IAM that the policies use: actions, resources, and conditions on keys, senders and aliases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request to IAM: an action on a resource; `context` holds the condition keys that the service sends."""

    action: str
    resource: str
    context: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        values = " ".join(sorted(value for values in self.context.values() for value in values))
        return f"{self.action} on {self.resource} ({values})"


def allows(policy: Mapping[str, Any], request: Request) -> bool:
    """Whether a statement of the policy allows the request; no policy here has a statement that denies."""
    return any(_matches(statement, request) for statement in policy["Statement"])


def _matches(statement: Mapping[str, Any], request: Request) -> bool:
    assert statement["Effect"] == "Allow"
    return (
        _any(statement["Action"], request.action)
        and _any(statement["Resource"], request.resource)
        and all(_holds(operator, asked, request) for operator, asked in statement.get("Condition", {}).items())
    )


def _holds(operator: str, asked: Mapping[str, Any], request: Request) -> bool:
    return all(_test(operator, request.context.get(key, frozenset()), _list(value)) for key, value in asked.items())


def _test(operator: str, given: frozenset[str], wanted: list[str]) -> bool:
    tests = {
        "ForAllValues:StringLike": lambda: all(_any(wanted, value) for value in given),
        "ForAllValues:StringEquals": lambda: given <= frozenset(wanted),
        "ForAnyValue:StringEquals": lambda: any(value in wanted for value in given),
        "StringEquals": lambda: bool(given) and given <= frozenset(wanted),
        "Null": lambda: wanted == [str(not given).lower()],
    }
    return tests[operator]()


def _any(patterns: Any, value: str) -> bool:
    # fnmatch treats brackets specially and IAM does not; no name here has any.
    return any(fnmatchcase(value, pattern) for pattern in _list(patterns))


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def actions(policy: Mapping[str, Any]) -> set[str]:
    """Return every action that a policy names."""
    return {action for statement in policy["Statement"] for action in _list(statement["Action"])}


def resources(policy: Mapping[str, Any]) -> Iterable[str]:
    """Return every resource that a policy names."""
    return (resource for statement in policy["Statement"] for resource in _list(statement["Resource"]))


def limits(policy: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Request, Request]]:
    """Yield each limit of a policy: its description, the policy without it, a request just inside, one just outside."""
    for index, statement in enumerate(policy["Statement"]):
        inside = _inside(statement)
        outside = {
            "Action": replace(inside, action=f"{inside.action.partition(':')[0]}:{_ANOTHER}"),
            "Resource": replace(inside, resource=":".join([*inside.resource.split(":")[:5], _ANOTHER])),
        }
        if statement["Resource"] == "*":
            del outside["Resource"]  # it is no limit
        for part, request in outside.items():
            yield f"{statement['Sid']}, {part}", _with(policy, index, {**statement, part: "*"}), inside, request
        conditions = statement.get("Condition", {})
        for operator, asked in conditions.items():
            others = {name: one for name, one in conditions.items() if name != operator}
            given = frozenset() if operator == "Null" else frozenset({_ANOTHER})
            request = replace(inside, context=dict.fromkeys(asked, given))
            without = _with(policy, index, {**statement, "Condition": others})
            yield f"{statement['Sid']}, {operator}", without, inside, request


_ANOTHER = "Another"


def _inside(statement: Mapping[str, Any]) -> Request:
    """Return a request that a statement allows."""
    context = {
        key: frozenset({_list(wanted)[0].replace("*", "1")})
        for operator, asked in statement.get("Condition", {}).items()
        if operator != "Null"
        for key, wanted in asked.items()
    }
    resource = _list(statement["Resource"])[0].replace("*", "1")
    return Request(_list(statement["Action"])[0], resource, context)


def _with(policy: Mapping[str, Any], index: int, statement: Mapping[str, Any]) -> Mapping[str, Any]:
    statements = list(policy["Statement"])
    statements[index] = statement
    return {**policy, "Statement": statements}
