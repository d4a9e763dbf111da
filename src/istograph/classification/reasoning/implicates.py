"""Prime implicates: the strongest clauses that follow from a theory, computed once and kept.

A set of literals entails a literal L exactly if some prime implicate has, beside L, only literals
whose negations are in the set: with them, looking up is complete reasoning.

Tison's method: for each atom, resolve every pair of clauses on it, and keep what no other clause
subsumes. https://doi.org/10.1109/PGEC.1967.264648
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from istograph.classification.reasoning.bitsets import minimal

# Raise it when what is stored, or what it means, changes.
_FORMAT = 1


def prime_implicates(clauses: Iterable[int], atoms: int) -> tuple[int, ...]:
    """Return the prime implicates of clauses over this many atoms, in a fixed order.

    >>> x, not_x, y, not_y = 1, 2, 4, 8
    >>> prime_implicates([not_x | y, x | y], atoms=2) == (y,)
    True
    """
    positive = (4**atoms - 1) // 3
    found = minimal(clauses)
    for atom in range(atoms):
        yes, no = 1 << 2 * atom, 2 << 2 * atom
        with_yes = [clause ^ yes for clause in found if clause & yes]
        with_no = [clause ^ no for clause in found if clause & no]
        resolvents = {a | b for a in with_yes for b in with_no}
        found = minimal([*found, *(r for r in resolvents if not r & r >> 1 & positive)])
    return tuple(found)


def cached_prime_implicates(
    clauses: Iterable[int], atoms: int, folder: Path | None
) -> tuple[int, ...]:
    """Return the prime implicates, from the cache folder if it has them; with None, compute."""
    clauses = tuple(sorted(set(clauses)))
    if folder is None:
        return prime_implicates(clauses, atoms)
    key = _digest([_FORMAT, atoms, clauses])
    path = folder / f"implicates-{key[:32]}.json"
    found = _read(path, key)
    if found is None:
        found = prime_implicates(clauses, atoms)
        _write(path, key, found)
    return found


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _read(path: Path, key: str) -> tuple[int, ...] | None:
    """Return what a cache file holds, or None if it is missing or not what was written."""
    try:
        stored = json.loads(path.read_bytes())
        implicates = stored["implicates"]
        intact = stored["key"] == key and stored["digest"] == _digest(implicates)
        return tuple(map(int, implicates)) if intact else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, key: str, implicates: tuple[int, ...]) -> None:
    texts = [str(implicate) for implicate in implicates]
    content = json.dumps({"key": key, "digest": _digest(texts), "implicates": texts})
    # A cache that cannot be written costs a second next time, nothing else.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return
