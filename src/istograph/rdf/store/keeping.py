"""What was made of a build, kept beside it so that the next process need not make it again.

DIR/indexes/names.zip    parts without compression, each with its checksum; replaced in one step

The first part tells of what it was made, and by what: of another build, by another version of the
code, or on another kind of processor, it is made anew. So is what is damaged. Where nothing can be
written, nothing is kept.
"""

import hashlib
import json
import logging
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from istograph.rdf.store.snapshot import Description

_OF = "of"
# Writing takes seconds.
_LEFT_SECONDS = 3600
_LOG = logging.getLogger(__name__)


class Shelf:
    """The things that are kept of one build, made by the code of some modules."""

    def __init__(
        self, directory: Path, description: Description, modules: Iterable[ModuleType]
    ) -> None:
        self._folder = directory / "indexes"
        self._of = _origin(description, modules)

    def read(self, name: str) -> dict[str, bytes] | None:
        """Return the parts that were kept under a name; None where they are to be made."""
        try:
            with zipfile.ZipFile(self._path(name)) as file:
                if file.read(_OF) != self._of:
                    return None
                return {part: file.read(part) for part in file.namelist() if part != _OF}
        except FileNotFoundError:
            return None
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as problem:
            _LOG.info("%s is made anew: %s", self._path(name), problem)
            return None

    def keep(self, name: str, parts: Mapping[str, bytes]) -> None:
        """Keep some parts under a name, where that can be written."""
        try:
            self._folder.mkdir(exist_ok=True)
            self._remove_left(name)
            descriptor, new = tempfile.mkstemp(prefix=f".{name}-", dir=self._folder)
        except OSError as problem:
            _LOG.info("%s is not kept: %s", self._path(name), problem)
            return
        try:
            with os.fdopen(descriptor, "wb") as opened, zipfile.ZipFile(opened, "w") as file:
                for part, content in {_OF: self._of, **parts}.items():
                    file.writestr(part, content)
            os.replace(new, self._path(name))
        except OSError as problem:
            with suppress(FileNotFoundError):
                os.unlink(new)
            _LOG.info("%s is not kept: %s", self._path(name), problem)

    def _remove_left(self, name: str) -> None:
        """Remove what processes left that were killed while they wrote."""
        for left in self._folder.glob(f".{name}-*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                    left.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.zip"


def _origin(description: Description, modules: Iterable[ModuleType]) -> bytes:
    """Return what tells a build and some code from others; writes change no build."""
    build = {name: value for name, value in asdict(description).items() if name != "version"}
    code = hashlib.sha256()
    for module in modules:
        code.update(Path(str(module.__file__)).read_bytes())
    said = {"build": build, "code": code.hexdigest(), "bytes": sys.byteorder}
    return json.dumps(said, sort_keys=True).encode()
