"""The files that Chalice reads: the stage's part of .chalice/config.json, and one policy file for each function.

They are written in place, and only when they change, so that a plain `chalice deploy --stage STAGE` is right too.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.modes import Mode
from infra.deploy import policies
from infra.deploy.facts import ANY, Facts
from infra.deploy.project import API_FUNCTION, API_STAGE, CHALICE, Stage, Stopped, functions

CONFIG = CHALICE / "config.json"
COMMENT = "//"
"""A key that Chalice ignores, for a comment, which JSON does not have."""

_ANYWHERE = re.compile(rf'"arn:aws:\w+:({re.escape(ANY)}:|[^:]*:{re.escape(ANY)}:)')
"""The ARN in a policy that lacks its region or its account."""

_SIZES: dict[str, dict[str, int]] = {
    # Processor time comes with memory, so the function for which people wait gets more.
    API_FUNCTION: {"lambda_memory_size": 1024, "lambda_timeout": 15},
    # A batch of 25 mails, each waiting for SES as long as its time-outs allow. Waiting is billed by memory too: these
    # take 40 MB of it, and nobody looks at a page meanwhile.
    "mailer": {"lambda_memory_size": 256, "lambda_timeout": 300},
    # It sends a night's mails side by side. Each takes 9 ms of a whole processor, of which 256 MB are a seventh.
    "time": {"lambda_memory_size": 1024, "lambda_timeout": 300},
    # A batch of ten acts, each waiting for DynamoDB as long as calls.py allows.
    "due": {"lambda_memory_size": 256, "lambda_timeout": 120},
    # A load must end in one run, and needs 256 MB beside its data. Doubts without time left wait for the next night.
    "directory": {"lambda_memory_size": 1024, "lambda_timeout": 900},
    # Two waits of a minute for a mail, and ten requests, each as long as the function for the pages may take.
    "synthetic": {"lambda_memory_size": 256, "lambda_timeout": 300},
}
_MOST_WORKERS = 1000
_OTHERS = {"lambda_memory_size": 256, "lambda_timeout": 60}


def environment(stage: Stage, facts: Facts) -> dict[str, str]:
    """Return the environment of the functions (chalicelib/settings.py)."""
    _check_addresses(stage)
    _check_modes(stage)
    _check_firewall(stage)
    _check_workers(stage)
    known = {"STREAM_ARN": facts.stream_arn, "PUBLIC_BASE_URL": facts.public_base_url}
    return {
        "STAGE": stage.name,
        "TABLE_NAME": stage.table,
        "DIRECTORY_TABLE": stage.directory_table,
        "SECRETS_PARAMETER": stage.secrets_parameter,
        "MAIL_FROM": stage.mail_from,
        "MAIL_CONFIGURATION_SET": stage.full_name,
        "FEEDBACK_TOPIC": stage.feedback_topic,
        "DUE_QUEUE": stage.due_queue,
        # The first key signs; the second one is published long before it does.
        "TOKEN_KEYS": f"alias/{stage.full_name}-tokens alias/{stage.full_name}-tokens-next",
        **{name: value for name, value in known.items() if value},
        **({"SYNTHETIC": "1"} if stage.synthetic else {}),
        **({"RESTORED_TABLE": stage.restored_table} if stage.restored_table else {}),
        **stage.environment,
    }


def _check_addresses(stage: Stage) -> None:
    """Raise `Stopped` unless each address of a service names one of the catalogue, and is reached by TLS."""
    for entry in stage.environment.get("SERVICE_ADDRESSES", "").split():
        service, _, address = entry.partition("=")
        if service not in SERVICES_BY_ID or urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
            raise Stopped(
                f"SERVICE_ADDRESSES in infra/stages/{stage.name}.json: “{entry}” is not the id of a service, an equals "
                f"sign and an https address. Services: {', '.join(SERVICES_BY_ID)}."
            )


def _check_modes(stage: Stage) -> None:
    """Raise `Stopped` unless SIGN_IN_MODES names profils of the catalogue, and modes of sign-in."""
    for entry in stage.environment.get("SIGN_IN_MODES", "").split():
        profil, _, modes = entry.partition("=")
        if profil not in set(ProfilId) or not set(modes.split(",")) <= set(Mode):
            raise Stopped(
                f"SIGN_IN_MODES in infra/stages/{stage.name}.json: “{entry}” is not the id of a profil, an equals sign "
                f"and modes with commas between them. Profils: {', '.join(ProfilId)}. Modes: {', '.join(Mode)}."
            )


def _check_firewall(stage: Stage) -> None:
    """Raise `Stopped` when the firewall would take everybody, behind a proxy, for one address."""
    if stage.firewall and stage.environment.get("TRUSTED_ORIGIN_HEADER"):
        raise Stopped(
            f"infra/stages/{stage.name}.json has a firewall and TRUSTED_ORIGIN_HEADER: behind a proxy every request "
            "comes from one address. Put the firewall before the proxy, and set firewall to false."
        )


def _check_workers(stage: Stage) -> None:
    """Raise `Stopped` for a number of workers of a wave that Lambda refuses."""
    wanted = stage.environment.get("DUE_WORKERS", "2")
    if not wanted.isdecimal() or not 2 <= int(wanted) <= _MOST_WORKERS:
        raise Stopped(
            f"DUE_WORKERS in infra/stages/{stage.name}.json: “{wanted}” is not a number from 2 to {_MOST_WORKERS}, as "
            "Lambda wants it."
        )


def section(stage: Stage, facts: Facts) -> dict[str, Any]:
    """Return the stage's part of config.json."""
    return {
        COMMENT: f"Written by `python -m infra.deploy {stage.name}`, like the policies beside, from "
        f"infra/stages/{stage.name}.json, infra/policies and what AWS says: edit those.",
        "api_gateway_stage": API_STAGE,
        "autogen_policy": False,
        "environment_variables": environment(stage, facts),
        "lambda_functions": {name: _function(stage, name) for name in functions()},
        **_domain(stage),
    }


def _function(stage: Stage, name: str) -> dict[str, Any]:
    reserved = {"reserved_concurrency": stage.concurrency[name]} if name in stage.concurrency else {}
    return {"iam_policy_file": policies.file_name(stage, name), **_SIZES.get(name, _OTHERS), **reserved}


def _domain(stage: Stage) -> dict[str, Any]:
    """Return the part about a custom domain."""
    if not stage.has_own_domain:
        return {}
    name = stage.custom_domain_url.removeprefix("https://").rstrip("/")
    given = {"domain_name": name, "certificate_arn": stage.certificate_arn, "tls_version": "TLS_1_2"}
    return {"api_gateway_custom_domain": given}


def read_config() -> dict[str, Any]:
    """Return the present .chalice/config.json."""
    config: dict[str, Any] = json.loads(CONFIG.read_text(encoding="utf-8"))
    return config


def known_url(stage: Stage) -> str:
    """Return the public URL that an earlier deployment found, or that of the stage's file."""
    written = read_config()["stages"].get(stage.name, {}).get("environment_variables", {})
    return stage.custom_domain_url or str(written.get("PUBLIC_BASE_URL", ""))


def missing(stage: Stage) -> str:
    """Return a sentence about the facts of AWS that the configuration lacks; empty when it is complete."""
    written = read_config()["stages"].get(stage.name, {}).get("environment_variables", {})
    texts = [(CHALICE / policies.file_name(stage, name)).read_text(encoding="utf-8") for name in functions()]
    if "STREAM_ARN" not in written or any(_ANYWHERE.search(text) for text in texts):
        command = f"python -m infra.deploy {stage.name} --configure"
        return f"The configuration of “{stage.name}” has placeholders: once the stacks stand, run `{command}`."
    if "PUBLIC_BASE_URL" not in written:
        where = f"custom_domain_url, or PUBLIC_BASE_URL under environment, in infra/stages/{stage.name}.json"
        return f"The public address of “{stage.name}” is not known: give {where}, then configure again."
    return ""


def write(stage: Stage, facts: Facts) -> bool:
    """Write the stage's configuration and policies; return whether anything changed."""
    config = read_config()
    config["stages"][stage.name] = section(stage, facts)
    files = {CONFIG: config}
    for name in functions():
        files[CHALICE / policies.file_name(stage, name)] = policies.render(stage, name, facts)
    changed = False
    for path, content in files.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed = True
    return changed
