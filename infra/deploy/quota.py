"""The account's quota of concurrent executions, which a stage's reserved instances must leave room for."""

from typing import Any

from infra.deploy.project import Stage, Stopped

UNRESERVED = 100
"""Executions that AWS keeps out of reservations, for the account's other functions."""


def require(client: Any, stage: Stage) -> int:
    """Return the account's quota in this region; raise `Stopped` where AWS would refuse the stage's reservations.

    Reservations of other functions of the account are not counted: AWS refuses those too, at the function in question.
    """
    quota = int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    reserved = sum(stage.concurrency.values())
    if reserved and quota - reserved < UNRESERVED:
        raise Stopped(
            f"The stage {stage.name} reserves {reserved} concurrent executions of Lambda, AWS keeps {UNRESERVED} for "
            f"all others, and the account's quota is {quota}. Have it raised (Service Quotas, Lambda, « Concurrent "
            f"executions »), or empty `concurrency` in infra/stages/{stage.name}.json. Nothing was changed."
        )
    return quota
