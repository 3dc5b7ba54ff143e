"""Cold starts of the package beside the floor, turn by turn, so that what else the machine does weighs on both.

A start is work for the processor, almost wholly. What is compared is the processor's time: the clock of a machine that
others use too measures them as well.
"""

import compileall
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from infra.deploy.project import Stopped
from infra.package import dependencies, replaced
from infra.package.build import Package
from tests.bench.scene import Scene

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Starts:
    """The times of many starts, in milliseconds."""

    milliseconds: tuple[float, ...]

    @property
    def lower(self) -> float:
        """The lower quartile: the speed of an idle machine."""
        return quantiles(self.milliseconds, n=4)[0]

    @property
    def median(self) -> float:
        """The median."""
        return median(self.milliseconds)

    @property
    def upper(self) -> float:
        """The upper quartile."""
        return quantiles(self.milliseconds, n=4)[2]


@dataclass(frozen=True)
class Cold:
    """The measurements, and the slow modules that the product imported nevertheless."""

    product: Starts
    floor: Starts
    product_by_clock: Starts
    floor_by_clock: Starts
    slow: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """The product's lower quartile divided by the floor's."""
        return self.product.lower / self.floor.lower


def measure(package: Package, scene: Scene, folder: Path, runs: int) -> Cold:
    """Start the package and the floor `runs` times each; the floor with its libraries as they come."""
    with zipfile.ZipFile(package.zip) as archive:
        for what in ("product", "floor"):
            archive.extractall(folder / what)
    _put_back(folder / "floor")
    worked: dict[str, list[float]] = {"product": [], "floor": []}
    clock: dict[str, list[float]] = {"product": [], "floor": []}
    slow: set[str] = set()
    with _stub(scene) as url:
        for run in range(-2, runs):
            for what, work in worked.items():
                told = _start(folder / what, what, scene, url)
                slow.update(told["slow"])
                if run >= 0:  # the first ones read the files from the disk
                    work.append(1000 * told["worked"])
                    clock[what].append(1000 * told["seconds"])
    by_work, by_clock = ({what: Starts(tuple(all_)) for what, all_ in times.items()} for times in (worked, clock))
    return Cold(by_work["product"], by_work["floor"], by_clock["product"], by_clock["floor"], tuple(sorted(slow)))


def _put_back(folder: Path) -> None:
    """Put the modules that the package replaces back to their places, compiled as the others are."""
    libraries = dependencies.folder(dependencies.machine())
    for package in {Path(path).parent for path in replaced.REPLACED}:
        shutil.rmtree(folder / package)
        shutil.copytree(libraries / package, folder / package)
        compileall.compile_dir(folder / package, legacy=True, quiet=2)


def _start(folder: Path, what: str, scene: Scene, url: str) -> dict[str, Any]:
    arguments = [sys.executable, "-I", "-S", str(_HERE / "child.py"), str(folder), what]
    environment = {
        **scene.environment,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_REGION": "eu-west-3",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }
    told = subprocess.run(
        arguments, input=json.dumps(scene.event), env=environment, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise Stopped(f"The {what} does not start: {told.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    if answer["status"] != 200:
        raise Stopped(f"The {what} answers {answer['status']}.")
    return answer


@contextmanager
def _stub(scene: Scene) -> Iterator[str]:
    arguments = [sys.executable, "-I", "-S", str(_HERE / "stub.py")]
    child = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if child.stdin is None or child.stdout is None:
        raise Stopped("The stand-in for AWS has no pipes.")
    try:
        child.stdin.write(json.dumps({"parameter": scene.parameter, "items": scene.items}) + "\n")
        child.stdin.flush()
        yield f"http://127.0.0.1:{child.stdout.readline().strip()}"
    finally:
        child.stdin.close()
        child.wait(5)
        child.stdout.close()
