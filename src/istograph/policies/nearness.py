"""Which rows of the tables are a place's, why, and how near they are to it."""

from collections.abc import Iterable
from enum import IntEnum, auto
from typing import NamedTuple

from pyoxigraph import NamedNode

from istograph.model import Text, isto, record
from istograph.policies.tables import Cell, Tables
from istograph.rdf.namespaces import ID

# What is of a place's whole country is of the place least of all.
_ALL_CHINA = {record("place", key) for key in ("china", "mainland-china")}


class Nearness(IntEnum):
    """How near the place that a row is of is to the place that is asked for."""

    ITSELF = auto()
    PART = auto()
    AROUND = auto()
    OVERLAP = auto()
    COUNTRY = auto()


class Where(NamedTuple):
    """Why a row is of a place, and how near it is."""

    nearness: Nearness
    reason: Text


class Nearby:
    """A place that is asked for, and what is around it."""

    def __init__(self, tables: Tables, place: NamedNode) -> None:
        self._tables = tables
        self._place = place
        self._around = tables.around(place)

    def where(self, cell: Cell) -> Where | None:
        """Return why the row of a cell is of the place, or nothing if it is not."""
        if cell.table == "table-2":
            return self._abroad(cell)
        if cell.level != "local":
            return self._for_all_china(cell)
        own = self._tables.values(cell.subject, isto("appliesIn"))
        return self._near(own)

    def _near(self, own: Iterable[NamedNode]) -> Where | None:
        found = filter(None, map(self._near_one, own))
        return min(found, key=lambda each: each.nearness, default=None)

    def _near_one(self, place: NamedNode) -> Where | None:
        label = self._tables.label(place)
        if place == self._place:
            return Where(
                Nearness.ITSELF, Text(f"It applies in {label.en}.", f"该政策适用于{label.zh}。")
            )
        if place in self._around:
            reason = Text(
                f"It applies in {label.en}, which this place is part of.",
                f"该政策适用于{label.zh}，该地属其范围。",
            )
            is_country = place in _ALL_CHINA
            return Where(Nearness.COUNTRY if is_country else Nearness.AROUND, reason)
        if self._place in self._tables.around(place):
            reason = Text(
                f"It applies only in {label.en}, which is part of this place.",
                f"该政策仅适用于该地境内的{label.zh}。",
            )
            return Where(Nearness.PART, reason)
        if self._tables.overlap(place, self._place):
            reason = Text(
                f"It applies in {label.en}, which part of this place belongs to.",
                f"该政策适用于{label.zh}，该地有一部分属其范围。",
            )
            return Where(Nearness.OVERLAP, reason)
        return None

    def _for_all_china(self, cell: Cell) -> Where | None:
        own = self._tables.values(cell.subject, isto("appliesIn"))
        if own:
            return self._near(own)
        mainland = record("place", "mainland-china")
        if mainland not in self._around and not self._tables.overlap(mainland, self._place):
            return None
        level = self._tables.label(record("level", cell.level))
        reason = Text(
            f"Table 1 lists it at the {level.en}, and no place is named for it.",
            f"表1将其列入“{level.zh}”，未限定适用地方。",
        )
        return Where(Nearness.COUNTRY, reason)

    def _abroad(self, cell: Cell) -> Where | None:
        own = {cell.subject, *self._tables.values(cell.subject, isto("appliesIn"))}
        if self._place in own:
            label = self._tables.label(self._place)
            reason = Text(f"The row describes {label.en}.", f"该行记述的是{label.zh}。")
            return Where(Nearness.ITSELF, reason)
        if cell.country is None or cell.country not in self._around:
            return None
        label = self._tables.label(cell.country)
        is_city = cell.subject.value.startswith(f"{ID}place/")
        if is_city and cell.country != self._place:
            return None
        reason = Text(f"The row is listed under {label.en}.", f"该行列在{label.zh}名下。")
        own_country = Nearness.PART if is_city else Nearness.ITSELF
        return Where(own_country if cell.country == self._place else Nearness.COUNTRY, reason)
