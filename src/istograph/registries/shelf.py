"""What a run must remember, on disk: the keys that it met, and how far it came.

A SQLite file beside the output. What is noted becomes durable with the position that it belongs
to, in one transaction; a run that is killed finds both as they were at the last checkpoint.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS keys
    (key TEXT PRIMARY KEY, version TEXT NOT NULL, entry INTEGER NOT NULL, sure INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links
    (kind TEXT, origin TEXT, target TEXT, PRIMARY KEY (kind, origin, target)) WITHOUT ROWID;
"""
_CACHED = 100_000
_DATES = "dates"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Shelf:
    """Keys, and links between things, of all entries of a run."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._entry = 0
        # What has links does not change any more when it is asked for: by the second reading.
        self.linked = lru_cache(_CACHED)(self._linked)

    def begin(self, entry: int) -> None:
        """Say which entry is read from now on, by its number in the run."""
        self._entry = entry

    def note(self, key: str, version: str = "", *, sure: bool = True) -> None:
        """Note that this entry has a record of that key, or may have one, if that is not sure yet.

        Of several the one with the greatest version counts, and of equal ones the first.
        """
        self._database.execute(
            "INSERT INTO keys VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "version = excluded.version, entry = excluded.entry, sure = excluded.sure "
            "WHERE excluded.version > version",
            (key, version, self._entry, sure),
        )

    def date(self, file: str, day: str) -> None:
        """Note a day on which something in a file was last changed, as YYYY-MM-DD."""
        if _DAY.fullmatch(day):
            self.link(_DATES, file, day)

    def newest(self, file: str) -> str | None:
        """Return the last day that was noted of a file."""
        return max(self._linked(_DATES, file), default=None)

    def link(self, kind: str, origin: str, target: str) -> None:
        """Note a link of some kind, as from a class to the one above it."""
        self._database.execute(
            "INSERT OR IGNORE INTO links VALUES (?, ?, ?)", (kind, origin, target)
        )

    def _linked(self, kind: str, origin: str) -> tuple[str, ...]:
        """Return what a thing has links of that kind to, in the order of the names."""
        found = self._database.execute(
            "SELECT target FROM links WHERE kind = ? AND origin = ? ORDER BY target", (kind, origin)
        )
        return tuple(target for (target,) in found)

    def has(self, key: str) -> bool:
        """Return whether some entry of the run surely has a record of that key."""
        found = self._found("SELECT sure FROM keys WHERE key = ?", key)
        return bool(found and found[0])

    def is_here(self, key: str) -> bool:
        """Return whether the entry that is read now is the one that counts for a key."""
        return self._found("SELECT entry FROM keys WHERE key = ?", key) == (self._entry,)

    def _found(self, query: str, key: str) -> tuple[int] | None:
        found: tuple[int] | None = self._database.execute(query, (key,)).fetchone()
        return found

    def clear(self) -> None:
        """Forget everything."""
        for table in ("state", "keys", "links"):
            self._database.execute(f"DELETE FROM {table}")
        self._database.commit()
        self.linked.cache_clear()

    def load(self, name: str) -> Any:
        """Return what was saved last under a name; None if nothing was."""
        found = self._database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def save(self, name: str, value: Any) -> None:
        """Make durable a value, together with everything noted until now."""
        self._database.execute(
            "INSERT OR REPLACE INTO state VALUES (?, ?)", (name, json.dumps(value))
        )
        self._database.commit()


@contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """Give the shelf in a file, which is made if it is not there."""
    database = sqlite3.connect(path, timeout=1)
    try:
        # One run at a time: the other one fails at once, instead of writing into this one's file.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.executescript(_TABLES)
        yield Shelf(database)
    finally:
        database.close()
