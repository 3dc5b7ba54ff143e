"""Every command of docs/operations.md works in its order, on an emulated AWS account.

The tests of this file are one day's work and depend on each other.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.store import keys
from chalicelib.store.mails import FAILED_SHARD
from infra.deploy.project import functions
from infra.deploy.stacks import ORDER
from tests.end_to_end.operations.site import Site, stacks
from tests.end_to_end.operations.terminal import Operator
from tests.integration.infra.page import boxes
from tests.whole import IS_WHOLE

GUEST = "zoe.nouvelle@exemple.fr"

in_prove = pytest.mark.skipif(not IS_WHOLE, reason="typed in make prove; test_deployed.py deploys again")


def test_1_a_first_deployment(site: Site) -> None:
    assert site.planned.stdout.count(": create.") == len(ORDER)
    assert site.first.stdout.splitlines()[-1].startswith("Deployed: https://")
    assert site.service.browser().get("/sante").status == 200
    assert site.operator.shell.type("git status --porcelain").stdout == "", "what the command wrote is committed"


def test_1_a_delegation_is_made_there(operator: Operator) -> None:
    service = operator.service
    browser = service.signed_in(service.delegant().id)
    operator.seen["DELEGATION"] = operator.invite(browser, GUEST)
    assert "Claire EXEMPLE" in service.mail(GUEST, "délégation")["BodyText"]


@in_prove
def test_2_a_plain_chalice_deploy_from_another_clone_deploys_the_same_application(operator: Operator) -> None:
    enter, *_, (first_line, second_line), _ = boxes("A first deployment, from zero")
    other = operator.shell.clone(operator.folder / "other", operator.emulator)
    for line in [*enter, first_line]:
        other.type(line)
    before = operator.client("lambda").get_function(FunctionName="delegation-dev")["Configuration"]["CodeSha256"]
    other.type(second_line)
    after = operator.client("lambda").get_function(FunctionName="delegation-dev")["Configuration"]["CodeSha256"]
    assert after != before, "the package is Chalice's own"
    assert len(operator.client("apigateway").get_rest_apis()["items"]) == 1
    sources = operator.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert len(sources) == 2, "the stream and the queue"
    operator.invite(operator.service.signed_in("claire"), "d@exemple.fr")
    assert operator.service.mail("d@exemple.fr", "délégation")


@in_prove
def test_3_a_second_deployment_restores_only_what_chalice_removed(operator: Operator) -> None:
    line = "make deploy STAGE=dev"
    assert operator.emulator.ask(operator.service.api, "/api/nulle-part")[0] == 403
    told = operator.shell.type(line).stdout
    assert told.count(": nothing to do.") == len(ORDER)
    assert "Creating" not in told
    status, body = operator.emulator.ask(operator.service.api, "/api/nulle-part")
    assert (status, "Page introuvable" in body) == (404, True)


def test_4_failed_events_are_listed_and_processed_again(operator: Operator) -> None:
    sqs = operator.client("sqs")
    url = sqs.get_queue_url(QueueName="delegation-dev-feedback-failures")["QueueUrl"]
    arn = "arn:aws:lambda:eu-west-3:000000000000:function:delegation-dev-feedback:$LATEST"
    context = {"functionArn": arn, "condition": "RetriesExhausted"}
    payload: dict[str, Any] = {
        "Records": [
            {
                "Sns": {
                    "Subject": None,
                    "MessageAttributes": {},
                    "Message": json.dumps({"eventType": "Delivery", "mail": {"tags": {}}}),
                }
            }
        ]
    }
    body = {"timestamp": "2026-11-20T08:00:00Z", "requestContext": context, "requestPayload": payload}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))
    listed, replayed = boxes("Alarms")[0]
    assert "delegation-dev-feedback  RetriesExhausted" in operator.shell.type(listed).stdout
    assert operator.shell.type(replayed).stdout.strip().endswith("done")
    assert operator.shell.type(listed).stdout == ""


def test_4_the_status_of_the_stage_is_told_on_one_screen(operator: Operator) -> None:
    ((line,),) = boxes("How a stage stands")
    told = operator.shell.type(line, status=1)
    said = {row[4:16].strip(): row for row in told.stdout.splitlines()}
    # The emulated gateway has no public address, and its account has no alarms that ring and no beat that is counted.
    assert said["Version"].startswith("!!")
    assert said["Maintenance"].endswith("open")
    assert "ok  Queues" in told.stdout


def test_5_the_commands_on_the_table(operator: Operator) -> None:
    (environment,), mails, suppressed, credentials = boxes("Commands on the table")
    told = operator.shell.type(mails[0], status=1).stderr
    assert "TABLE_NAME" in told
    assert environment.removesuffix('dev)"') in told, "it says what to type"
    operator.shell.type(environment)

    name = _given_up(operator)
    said = {}
    for line in mails:
        said[line.split()[3]] = operator.shell.type(line, {"MAIL": name, **operator.seen})
    assert name in said["failed"].stdout
    assert "due again" in said["resend"].stderr
    assert "0 due again" in said["resend-all"].stderr, "the one was sent again the line before"
    assert said["life"].stdout.startswith("en_cours")
    assert "act     creation by delegant" in said["life"].stdout
    assert _row(operator, name)["state"]["S"] == "envoye", "the sweep sent it"

    _comes_back(operator, GUEST)
    show, lift = suppressed
    address = {"nom@domaine.fr": GUEST}
    assert [line.split()[1] for line in operator.shell.type(show, address).stdout.splitlines()] == ["rejete", "BOUNCE"]
    operator.shell.type(lift, address)
    assert "on neither list" in operator.shell.type(show, address, status=1).stderr

    for line in credentials:
        operator.shell.type(line)
    assert (operator.shell.tree / "bearer.txt").read_text(encoding="utf-8").startswith("amelipro_")
    assert operator.shell.type(credentials[2]).stdout.count("revoked") == 2


def _comes_back(operator: Operator, address: str) -> None:
    """Let the mail to an address bounce, and put the address on SES's own list."""
    row = _invitation(operator)
    at, kind, party = row["sk"]["S"].split("#")
    tags = {"about": [row["about"]["S"]], "at": [at], "kind": [kind], "party": [party]}
    sent_at = datetime.now(UTC).isoformat()
    mail = {"timestamp": sent_at, "messageId": "m", "destination": [address], "tags": tags}
    told = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}, "mail": mail}
    sns: dict[str, Any] = {"Subject": None, "MessageAttributes": {}, "Message": json.dumps(told)}
    operator.client("lambda").invoke(
        FunctionName="delegation-dev-feedback", Payload=json.dumps({"Records": [{"Sns": sns}]}).encode()
    )
    operator.client("sesv2").put_suppressed_destination(EmailAddress=address, Reason="BOUNCE")


def _given_up(operator: Operator) -> str:
    """Put a mail into the state of a failed one; return its name."""
    row = _invitation(operator)
    about = row["pk"]["S"].partition("#")[2]
    operator.client("dynamodb").update_item(
        TableName=operator.service.settings.table_name,
        Key={name: row[name] for name in ("pk", "sk")},
        UpdateExpression="SET #s = :s, due_shard = :d, due_at = :a",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={
            ":s": {"S": "echec"},
            ":d": {"S": keys.due_shard(FAILED_SHARD, about)},
            ":a": {"N": str(int(datetime.now(UTC).timestamp()))},
        },
    )
    return f"{about}.{row['sk']['S'].replace('#', '.')}"


def _invitation(operator: Operator) -> dict[str, Any]:
    """Return the row of the mail about the delegation of these tests."""
    about = operator.seen["DELEGATION"]
    rows = (item for item in operator.items("mail") if about in item["pk"]["S"])
    return next(row for row in rows if row["mail_kind"]["S"] == "invitation")


def _row(operator: Operator, name: str) -> dict[str, Any]:
    about, _, rest = name.partition(".")
    return next(
        item
        for item in operator.items("mail")
        if (item["pk"]["S"], item["sk"]["S"]) == (f"MAIL#{about}", rest.replace(".", "#"))
    )


def test_6_a_person_is_found_exported_signed_out_and_erased(operator: Operator) -> None:
    find, link, export, end_sessions, erase = boxes("One person")[0]
    service = operator.service
    address = {"nom@domaine.fr": GUEST}
    account = operator.shell.type(find, address).stdout.split()[1].rstrip(",")
    assert "not whole, or not ours" in operator.shell.type(link).stdout
    operator.shell.type(export, {"ACCOUNT": account})
    file = json.loads((operator.shell.tree / "dossier.json").read_text(encoding="utf-8"))
    assert file["delegations"][0]["id"] == operator.seen["DELEGATION"]
    operator.shell.type(end_sessions, {"ACCOUNT": account})
    # 2: mails about it still have to leave, unless the mailer was faster than the command.
    told = operator.shell.type(f"{erase} || [ $? = 2 ]", {"ACCOUNT": account})
    if "run the same command again" in told.stdout + told.stderr:
        service.mail("claire@cabinet.example", "")
        operator.shell.type(boxes("Commands on the table")[1][-1])
        operator.shell.type(erase, {"ACCOUNT": account})
    assert "no such account" in operator.shell.type(find, address, status=1).stderr


def test_7_keys_are_added_used_and_withdrawn(operator: Operator) -> None:
    held = [operator.service.keys.links]
    for line in boxes("Keys")[0]:
        operator.shell.type(line)
        held.append(operator.service.keys.links)
    ((old,), added, used, left) = held
    (new,) = left
    assert (added, used) == ((new, old), (old, new))


def test_8_a_restore(operator: Operator) -> None:
    """The emulated account restores the present table, so the test writes the items of the past itself."""
    (stop,), (copy,), (deploy,), (environment, reconcile) = boxes("Restore")
    service = operator.service
    browser = service.signed_in("claire")
    deleted, kept = operator.invite(browser, "a@exemple.fr"), operator.invite(browser, "b@exemple.fr")
    service.mail("b@exemple.fr", "délégation")
    right, moment = _contents(operator, "delegation-dev"), datetime.now(UTC).isoformat(timespec="seconds")
    page = browser.get(f"/delegations/{deleted}/supprimer")
    assert "a bien été supprimée" in browser.submit(page, "/supprimer").text

    assert operator.shell.type(stop).stdout.count("stopped") == len(functions())
    operator.shell.type(copy, {"MOMENT": moment})
    stage = json.loads((operator.shell.tree / "infra" / "stages" / "dev.json").read_text(encoding="utf-8"))
    restored = stage["restored_table"]
    _put_back(operator, restored, right)
    assert _is_complete(operator, restored)
    assert _ttl(operator, restored) == "DISABLED", "nothing is removed before it is reconciled"

    operator.shell.type(deploy)
    found = operator.client("lambda").list_event_source_mappings(FunctionName="delegation-dev-mailer")
    (mapping,) = found["EventSourceMappings"]
    assert f":table/{restored}/stream/" in mapping["EventSourceArn"]
    assert mapping["FilterCriteria"]["Filters"]
    assert operator.service.settings.restored_table == restored
    browser = operator.service.signed_in("claire")
    late = operator.invite(browser, "c@exemple.fr")
    operator.shell.type(environment)
    operator.shell.type("python -m infra.operations.outbox sweep")
    assert not [mail for mail in service.mails() if "c@exemple.fr" in mail["To"]], "it is shut"

    told = operator.shell.type(reconcile, {"MOMENT": moment})
    assert told.stdout.split()[0] == deleted
    assert "The table is open" in told.stderr
    assert _ttl(operator, restored) == "ENABLED"
    operator.shell.type("python -m infra.operations.outbox sweep")
    assert operator.service.mail("c@exemple.fr", "délégation")
    assert browser.get(f"/delegations/{deleted}").status == 410
    assert {browser.get(f"/delegations/{one}").status for one in (kept, late)} == {200}


def _contents(operator: Operator, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = operator.client("dynamodb").scan(TableName=table)["Items"]
    return found


def _put_back(operator: Operator, table: str, items: list[dict[str, Any]]) -> None:
    client = operator.client("dynamodb")
    for item in _contents(operator, table):
        client.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})
    for item in items:
        client.put_item(TableName=table, Item=item)


def _is_complete(operator: Operator, table: str) -> bool:
    client = operator.client("dynamodb")
    streams = client.describe_table(TableName=table)["Table"]["StreamSpecification"]
    backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovered = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    return bool(recovered and streams == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})


def _ttl(operator: Operator, table: str) -> str:
    found = operator.client("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    return str(found["TimeToLiveStatus"])


def test_9_the_end_of_a_trial(operator: Operator) -> None:
    ((line,),) = boxes("The end of a trial")
    operator.shell.type(line)
    assert stacks(operator.emulator) == []
    assert operator.client("lambda").list_functions()["Functions"] == []
    assert operator.client("dynamodb").list_tables()["TableNames"] == []
    assert operator.client("apigateway").get_rest_apis()["items"] == []
    assert operator.client("sqs").list_queues().get("QueueUrls", []) == []
