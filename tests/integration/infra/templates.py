"""Read and check the CloudFormation templates."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from infra.deploy.project import TEMPLATES


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]
    """YAML with CloudFormation's short forms, and days as text. cfn-lint's own reader takes 3 s to import."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class's own
        first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _long_form(loader: Any, name: str, node: Any) -> dict[str, Any]:
    """Return what a short form, like `!Sub text`, stands for."""
    if isinstance(node, yaml.ScalarNode):
        text: str = loader.construct_scalar(node)
        value: Any = text.split(".", 1) if name == "GetAtt" else text
    else:
        is_list = isinstance(node, yaml.SequenceNode)
        value = (loader.construct_sequence if is_list else loader.construct_mapping)(node, deep=True)
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _long_form)


@cache
def template(name: str) -> dict[str, Any]:
    """Return a template as data, which nobody changes."""
    text = (TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506 - a safe one
    return data


_LINTER = "import gc; gc.disable(); from cfnlint.runner.cli import main; main()"
"""cfn-lint, without the search for garbage: it takes an eighth of a process that ends soon."""


def lint(*files: Path) -> str:
    """Return the findings of cfn-lint, informational ones included."""
    command = [sys.executable, "-c", _LINTER, "--include-checks", "I", "--regions", "eu-west-3", "--"]
    told = subprocess.run(  # noqa: S603 - ours
        [*command, *map(str, files)], capture_output=True, text=True, check=False, timeout=300
    )
    return told.stdout + told.stderr
