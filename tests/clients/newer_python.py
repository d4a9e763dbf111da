"""Imports a package that is written for Python 3.12 into 3.11, where only its syntax is newer.

Aliases (`type Name = ...`, PEP 695) become assignments; functions lose their type parameters.
"""

import importlib.machinery
import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_ALIAS = re.compile(rb"^type (?=\w+ =)", re.MULTILINE)
_PARAMETER = re.compile(rb"^(\s*(?:async )?def \w+)\[\w+\]\(", re.MULTILINE)


class _Loader(SourceFileLoader):
    def get_data(self, path: str) -> bytes:
        data = super().get_data(path)
        if not path.endswith(".py"):
            return data
        # On the first line, so that the others keep their numbers.
        later = b"from __future__ import annotations; "
        return later + _PARAMETER.sub(rb"\1(", _ALIAS.sub(b"", data))


class Newer:
    """Finds the modules of one package."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module as Python does, and load it another way."""
        if name.partition(".")[0] != self._package:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def import_newer(package: str) -> None:
    """Let a package be imported where Python is too old for its syntax."""
    if sys.version_info < (3, 12):
        sys.meta_path.insert(0, Newer(package))
