"""The package made by `chalice package` runs from an empty folder."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.http.inline import without_remarks
from chalicelib.settings import settings
from tests.integration.infra.emulator import run_here
from tests.integration.stub_aws import StubAws, served
from tests.integration.test_story import create_comptable, link_of
from tests.integration.world import SECRETS, World

ROOT = Path(__file__).parents[2]
SHIPPED = ("app.py", "chalicelib", "infra", "templates", "vendor", ".chalice", "requirements.txt")
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "deployments", "deployed")
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_REGION": "eu-west-3",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


_CONFIGURE = """
from infra.deploy import configure
from infra.deploy.facts import Facts
from infra.deploy.project import read_stage
stream = "arn:aws:dynamodb:eu-west-3:123456789012:table/delegation-dev/stream/2026-11-01T00:00:00.000"
configure.write(read_stage("dev"), Facts("eu-west-3", "123456789012", stream, public_base_url="https://dev.example"))
"""


def run_python(tree: Path, program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in a copy of the tree."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603


@dataclass(frozen=True)
class Package:
    """The result of `chalice package`: the names in the archive, its unzipped folder, the SAM template."""

    names: tuple[str, ...]
    folder: Path
    template: dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """The output of the bare process."""

    answers: list[dict[str, Any]]
    heavy: list[list[str]]
    path: list[str]
    origins: list[str]
    asked: list[str]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """Package a copy of the tree, so that the tree stays unchanged."""
    place = tmp_path_factory.mktemp("package")
    tree, made, folder = place / "tree", place / "made", place / "unzipped"
    tree.mkdir()
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, symlinks=True, ignore=_LEFT_BEHIND)
        else:
            shutil.copy2(source, tree / name)
    run_here(tree)
    # Chalice packages no configuration that has placeholders.
    configured = run_python(tree, _CONFIGURE)
    assert configured.returncode == 0, configured.stderr
    command = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", "dev", str(made)]
    # Keep the machine's pip settings, which name its package index.
    told = subprocess.run(  # noqa: S603
        command, cwd=tree, env={**os.environ, **_ENVIRONMENT}, capture_output=True, text=True, check=False, timeout=300
    )
    assert told.returncode == 0, told.stdout + told.stderr
    with zipfile.ZipFile(made / "deployment.zip") as archive:
        names = tuple(archive.namelist())
        archive.extractall(folder)
    yield Package(names, folder, json.loads((made / "sam.json").read_text(encoding="utf-8")))
    shutil.rmtree(place)


def event(resource: str, method: str = "GET", **parameters: str) -> dict[str, Any]:
    """Return API Gateway's event for a request, in a REST proxy integration."""
    path = re.sub(r"\{(\w+)\}", lambda found: parameters[found[1]], resource)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": {"Host": "delegation.example", "Accept": "text/html"},
        "multiValueHeaders": {"Host": ["delegation.example"], "Accept": ["text/html"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "requestId": "bare",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def run(package: Package, stub: StubAws, *events: dict[str, Any]) -> Ran:
    """Let the package's handler answer `events` in a bare process."""
    program = Path(__file__).with_name("bare_handler.py").read_text(encoding="utf-8")
    with served(stub) as address:
        environment = {
            **_ENVIRONMENT,
            "AWS_ENDPOINT_URL": address,
            "STAGE": "dev",
            "TABLE_NAME": settings().table_name,
            "SECRETS_PARAMETER": settings().secrets_parameter,
            "PUBLIC_BASE_URL": settings().public_base_url,
        }
        told = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", "-W", "error", "-c", program, package.folder],
            input=json.dumps(events),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert told.returncode == 0, told.stderr
    out = json.loads(told.stdout.splitlines()[-1])  # the earlier lines are the log
    assert Path(out["from"]).parent == package.folder
    answers = [one["answer"] for one in out["answers"]]
    return Ran(answers, [one["heavy"] for one in out["answers"]], out["path"], out["origins"], stub.asked)


def empty_stub() -> StubAws:
    """Return an AWS with the secrets and no item."""
    return StubAws(json.dumps(SECRETS), [])


def test_the_package_holds_the_application_and_its_templates(package: Package) -> None:
    names = set(package.names)
    assert "app.py" in names
    sources = [path for part in ("chalicelib", "templates") for path in (ROOT / part).rglob("*") if path.is_file()]
    wanted = {str(path.relative_to(ROOT)) for path in sources if "__pycache__" not in path.parts}
    assert wanted - names == set()


def test_the_package_holds_nothing_of_the_tests_or_of_the_local_platform(package: Package) -> None:
    roots = {name.partition("/")[0] for name in package.names}
    assert not roots & {"tests", "infra", "vendor", "docs", ".chalice", ".ci", "boto3", "moto", "pytest"}
    ours = [name for name in package.names if name.startswith(("app.py", "chalicelib/", "templates/"))]
    assert not [name for name in ours if re.search(r"test_|conftest|/local/|mailbox\.|\.(key|pem|env)$", name)]


def test_every_function_of_the_template_has_a_handler_in_the_package(package: Package) -> None:
    functions = [
        resource["Properties"]
        for resource in package.template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    handlers = {function["Handler"].partition(".")[2] for function in functions}
    source = (package.folder / "app.py").read_text(encoding="utf-8")
    assert {"app", "mailer", "time"} <= handlers
    assert {name for name in handlers if not re.search(rf"^(def {name}\(|{name} = )", source, re.MULTILINE)} == set()
    assert {function["Runtime"] for function in functions} == {
        f"python{sys.version_info.major}.{sys.version_info.minor}"
    }


@pytest.fixture(scope="module")
def helped(package: Package) -> Ran:
    """Return what a bare process says of a forged link, a help page, a static file, and the head of the page."""
    forged = event("/lien/{purpose}/{token}", purpose="accepter", token="abc.def.ghi")
    events = (forged, event("/aide"), event("/static/{name}", name="style.css"), event("/aide", "HEAD"))
    return run(package, empty_stub(), *events)


def test_the_package_answers_a_help_page_and_a_static_file_by_itself(helped: Ran) -> None:
    _, page, style, head = helped.answers
    assert page["statusCode"] == 200
    assert "La délégation en quelques mots" in page["body"]
    assert 'href="/api/static/style.css"' in page["body"]
    assert style["statusCode"] == 200
    assert style["headers"]["Content-Type"].startswith("text/css")
    assert style["body"] == without_remarks((ROOT / "chalicelib/web/static/style.css").read_text(encoding="utf-8"))
    assert head["statusCode"] == 200
    assert set(helped.asked) <= {"GetParameter"}


def test_the_bare_process_imports_only_the_package_and_the_standard_library(package: Package, helped: Ran) -> None:
    assert helped.path[0] == str(package.folder)
    assert not [place for place in helped.path if "site-packages" in place or str(ROOT) in place]
    assert not [origin for origin in helped.origins if "site-packages" in origin or origin.startswith(str(ROOT))]


def test_the_package_answers_a_landing_page_without_the_slow_imports(package: Package, world: World) -> None:
    world.now = datetime.now(UTC)  # the bare process uses the machine's clock
    claire = world.delegant()
    create_comptable(world, world.signed_in(claire.id), "zoe.nouvelle@exemple.fr")
    link = link_of(world.mail("zoe.nouvelle@exemple.fr"), "creer-un-compte")
    stub = StubAws(json.dumps(SECRETS), world.items())
    *_, purpose, token = link.split("/")
    ran = run(package, stub, event("/lien/{purpose}/{token}", purpose=purpose, token=token))
    (page,) = ran.answers
    assert page["statusCode"] == 200, page["body"]
    assert "Créer votre compte amelipro en tant que délégué(e)" in page["body"]
    assert "Mme Claire EXEMPLE" in page["body"]
    assert page["headers"]["Referrer-Policy"] == "no-referrer"
    assert page["headers"]["Cache-Control"] == "no-store"
    assert ran.asked == ["GetParameter", "BatchGetItem"]
    assert ran.heavy == [[]]


def test_the_package_refuses_a_forged_link_in_french(helped: Ran) -> None:
    page, *_ = helped.answers
    assert page["statusCode"] == 404
    assert "Ce lien n’est pas reconnu." in page["body"]
    assert helped.heavy[0] == []
