"""A deployment, in order: check of secrets, stacks, configuration, package, Chalice, settings out of its reach."""

import sys
from collections.abc import Mapping

from infra.deploy import (
    chalice_cli,
    configure,
    dues,
    finish,
    gateway,
    health,
    keyring_check,
    policies,
    quota,
    record,
    versions,
    watching,
)
from infra.deploy.clients import Clients
from infra.deploy.facts import Facts, facts_of
from infra.deploy.project import API_STAGE, Stage, Stopped
from infra.deploy.stacks import Stacks
from infra.package.build import Package, build, commit


def plan(stage: Stage, clients: Clients) -> None:
    """Print the steps of a deployment without doing them; raise `Stopped` when it would stop."""
    keyring_check.require(clients.client("ssm"), stage)
    executions = quota.require(clients.client("lambda"), stage)
    print(f"Stage {stage.name}, account {clients.account}, region {clients.region}.")
    for step in Stacks(clients.client("cloudformation"), stage).plan():
        print(f"Stack {step.stack}: {step.todo}.")
    print(f"Write .chalice/config.json (stage {stage.name}) and its policies, where they change.")
    print(f"Lambda: {executions} concurrent executions in this account and region, {runtime()}.")
    again = record.stands(clients.client("ssm"), stage)
    print(f"Application: {'update' if again else 'create'} with chalice deploy.")
    print(
        "Then: the mailer's filter and retries, queues of failures, logs, warm workers, "
        "the gateway's answers, limits and firewall, when what is stored is due."
    )
    print(f"The alarms judge the release for {stage.watch_minutes} minutes.")
    print("Nothing was changed.")


def runtime() -> str:
    """Return the runtime of the functions: Chalice deploys for the interpreter that runs it."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def deploy(stage: Stage, clients: Clients) -> str:
    """Deploy everything and return the public URL; raise `Stopped`, with the application as it was before."""
    ssm = clients.client("ssm")
    keys = keyring_check.require(ssm, stage)["sessions"]
    quota.require(clients.client("lambda"), stage)
    # The package is made first, so that a fault in the tree stops the command before it touches AWS.
    package = build(commit=commit())
    record.fetch(ssm, stage)
    if not stage.firewall:
        gateway.leave_firewall(clients.client("wafv2"), clients.region, record.rest_api_id(stage))
    outputs = Stacks(clients.client("cloudformation"), stage).deploy()
    facts = facts_of(clients.region, clients.account, outputs, _url(stage, clients))
    functions, alarms = clients.client("lambda"), clients.client("cloudwatch")
    versions.keep(functions, stage, health.answers(functions, stage))
    already = watching.ringing(alarms, stage)
    with health.package_before(functions, stage):
        _put_in_service(stage, clients, package, facts, outputs)
        health.require_transaction(functions, stage, keys)
        watching.require_quiet(alarms, stage, already)
    # Last, so that what has been taken back has changed nothing that is stored.
    dues.recompute(stage)
    return _url(stage, clients)


def _put_in_service(stage: Stage, clients: Clients, package: Package, facts: Facts, outputs: Mapping[str, str]) -> None:
    configure.write(stage, facts)
    finish.leave_other_streams(clients.client("lambda"), stage, policies.stream_of(stage, facts))
    _chalice(stage, package, clients)
    if not facts.public_base_url:
        # The URL is known once the API exists, and the links of mails need it.
        facts = facts_of(clients.region, clients.account, outputs, _url(stage, clients))
        configure.write(stage, facts)
        _chalice(stage, package, clients)
    _finish(stage, clients, facts, outputs["WarmRuleArn"])
    health.require_answer(clients.client("lambda"), stage)


def _url(stage: Stage, clients: Clients) -> str:
    if stage.custom_domain_url:
        return stage.custom_domain_url
    api = record.rest_api_id(stage)
    return f"https://{api}.execute-api.{clients.region}.amazonaws.com/{API_STAGE}" if api else ""


def _chalice(stage: Stage, package: Package, clients: Clients) -> None:
    try:
        chalice_cli.run("deploy", "--stage", stage.name, "--no-autogen-policy", package=str(package.zip))
    finally:
        # The record is kept even after a failure, so that the next attempt knows the resources already created.
        record.keep(clients.client("ssm"), stage)


def _finish(stage: Stage, clients: Clients, facts: Facts, warm_rule_arn: str) -> None:
    finish.set_mailer_source(clients.client("lambda"), stage, facts)
    finish.set_asynchronous(clients.client("lambda"), stage, facts)
    finish.set_redrive(clients.client("sns"), stage, facts)
    finish.set_logging(clients.client("lambda"), stage)
    finish.allow_warmth(clients.client("lambda"), stage, warm_rule_arn)
    api_id = record.rest_api_id(stage)
    gateway.set_gateway(clients.client("apigateway"), stage, api_id, facts)
    gateway.set_firewall(clients.client("wafv2"), facts, api_id)
    print("Event sources, logs, gateway answers, limits and firewall: set.", flush=True)


def undeploy(stage: Stage, clients: Clients) -> None:
    """Remove the application and its stacks; raise `Stopped` for a stage that is not removable."""
    if not stage.removable:
        raise Stopped(f"The stage {stage.name} is not removable (infra/stages/{stage.name}.json).")
    ssm = clients.client("ssm")
    record.fetch(ssm, stage)
    gateway.leave_firewall(clients.client("wafv2"), clients.region, record.rest_api_id(stage))
    if record.resources(stage):
        chalice_cli.run("delete", "--stage", stage.name)
    record.forget(ssm, stage)
    stacks = Stacks(clients.client("cloudformation"), stage)
    keys = stacks.outputs()
    stacks.delete()
    _remove_what_is_retained(stage, clients, keys)
    configure.write(stage, Facts())


def _remove_what_is_retained(stage: Stage, clients: Clients, outputs: dict[str, str]) -> None:
    """Delete the tables and schedule the deletion of the keys, which the stacks leave behind on purpose."""
    tables = (outputs.get("TableName"), outputs.get("DirectoryName"), stage.restored_table)
    for table in dict.fromkeys(filter(None, tables)):
        print(f"Table {table}: delete.")
        clients.client("dynamodb").delete_table(TableName=table)
    for name in ("DataKeyArn", "TokenKeyArn", "NextTokenKeyArn"):
        if outputs.get(name):
            print(f"Key {outputs[name]}: deleted in 7 days.")
            clients.client("kms").schedule_key_deletion(KeyId=outputs[name], PendingWindowInDays=7)
    print(f"Kept: the secret {stage.secrets_parameter}.")
    if stage.restored_table:
        print(f"Take restored_table and STREAM_ARN out of infra/stages/{stage.name}.json.")
