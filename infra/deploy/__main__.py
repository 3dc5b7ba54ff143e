"""`python -m infra.deploy STAGE [--dry-run | --configure | --package | --remove]`."""

import argparse
import sys

from infra import command
from infra.deploy import configure, deployment, record, sam, sender
from infra.deploy.clients import Clients
from infra.deploy.facts import facts_of
from infra.deploy.project import Stage, read_stage
from infra.deploy.stacks import Stacks


def main(arguments: list[str]) -> int:
    """Run the command; return 1 with one message when it stops."""
    options = _options(arguments)
    return command.run(lambda: _run(read_stage(options.stage), options.what, options.confirm))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploy a stage.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    others = parser.add_mutually_exclusive_group()
    for name, text in (
        ("dry-run", "say what would be done, and change nothing"),
        ("configure", "write .chalice/config.json and the policies from what stands, and deploy nothing"),
        ("package", "write the SAM template and the package to build/, and deploy nothing"),
        ("remove", "remove a stage that may be removed, its data too"),
    ):
        others.add_argument(f"--{name}", dest="what", action="store_const", const=name, help=text)
    parser.set_defaults(what="deploy")
    command.add_confirmation(parser)
    return parser.parse_args(arguments)


def _run(stage: Stage, what: str, confirmed: str | None) -> int:
    if what == "package":
        print(f"Written: {sam.package(stage)}")
        return 0
    clients = Clients()
    command.say_where(stage.name, stage.table, clients)
    if what == "dry-run":
        deployment.plan(stage, clients)
    elif what == "configure":
        # With the record, a plain `chalice deploy` updates the stage; without it, Chalice would create a second API.
        record.fetch(clients.client("ssm"), stage)
        outputs = Stacks(clients.client("cloudformation"), stage).outputs()
        facts = facts_of(clients.region, clients.account, outputs, configure.known_url(stage))
        print("Written." if configure.write(stage, facts) else "Nothing to write.")
    elif what == "remove":
        command.confirm(stage.name, "the stage to remove", stage.name, confirmed)
        deployment.undeploy(stage, clients)
    else:
        address = deployment.deploy(stage, clients)
        for line in sender.state(clients.client("sesv2"), stage.mail_from):
            print(line)
        print(f"Deployed: {address}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
