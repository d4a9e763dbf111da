"""The quality report: what is recorded, decided and open, as figures, bars and tables.

Every number is the answer of an example query, which can be opened and changed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from istograph.examples import Example
from istograph.report import sections
from istograph.web.http.languages import LANGUAGES, Language
from istograph.web.service import Service
from istograph.web.solutions import Solutions, solutions

# Seconds that a reader waits for a report on many records.
_PATIENCE = 0.8
_FIGURES, _CLASSES, _AXES = "69", "61", "62"
# In the order of the report; what a table is for, and how to read it.
_ORDER = ("69", "62", "61", "43", "60", "65", "63", "64", "68", "66", "67")
_INTRODUCTIONS = {
    "69": (
        "A fact that was checked was read in its document for this dataset; one that is cited was "
        "taken from where the document is described.",
        "“核对”指为本数据集读过该文献原文；“转引”指录自对该文献的介绍。",
    ),
    "62": (
        "An axis is decided for an organization when every class on it is entailed or refuted. It "
        "is open when a fact is missing: nothing is “no” only because nobody said it.",
        "某组织在某轴上各类均成立或不成立，即为已判定；缺少事实则为未判定：无人提及并不等于“不成立”。",
    ),
    "61": (
        "Verdicts by class. A contested class has sources on both sides.",
        "各类的判定。有争议者两方均有来源。",
    ),
    "43": (
        "Each contested category, with the documents that speak for and against it.",
        "每一有争议的类别，及支持与反对它的文献。",
    ),
    "60": (
        "An organization that several sources describe is counted for each of them.",
        "由多个来源描述的组织，在各来源中分别计数。",
    ),
    "65": (
        "The years are those of the documents, not of their reading.",
        "年份为文献本身的年份，而非查阅的年份。",
    ),
    "63": (
        "By the host of the identifier; it is by these that records of several sources are joined.",
        "按标识符所属主机统计；不同来源的记录即据此合并。",
    ),
    "64": ("", ""),
    "68": ("", ""),
    "66": (
        "A record that was joined leads to the one that stands for it.",
        "被合并的记录，其地址转到并入的记录。",
    ),
    "67": (
        "A record that was joined to another by something else is shown as that one.",
        "若所涉记录已因其他依据并入另一记录，则显示后者。",
    ),
}


@dataclass(frozen=True)
class Part:
    """A part of a bar: what it stands for, how many, and from where to where, in percent."""

    kind: str
    number: int
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A row of the chart: its label, its parts, and the share that is decided."""

    label: str
    parts: Sequence[Part]
    percent: str


@dataclass(frozen=True)
class Table:
    """One table of the report, with the query that it answers."""

    example: Example
    intro: str
    solutions: Solutions


@dataclass(frozen=True)
class Report:
    """Headline figures, bars by axis and by class, and all tables, of one version."""

    version: str
    figures: Sequence[tuple[str, int]]
    axes: Sequence[Bar]
    classes: Sequence[Bar]
    tables: Sequence[Table]


class Reports:
    """The report in each language; it is made once for each version of the dataset.

    With registries that takes seconds, so it is begun when the service starts, and nobody waits for
    it: `async with` begins and ends the work.
    """

    def __init__(self, service: Service, patience: float = _PATIENCE) -> None:
        self._service = service
        self._patience = patience
        self._made: dict[Language, Report] = {}
        self._making: dict[Language, tuple[str, asyncio.Task[Report]]] = {}

    async def __aenter__(self) -> "Reports":
        """Begin to make what takes long."""
        for language in LANGUAGES if self._is_large else ():
            self._begin(language)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give up what is not made yet."""
        for making in self._making.values():
            making[1].cancel()

    async def get(self, language: Language) -> Report | None:
        """Return the report on the published version; until it is made, the one before, if any."""
        made = self._made.get(language)
        if made and made.version == self._service.dataset.version:
            return made
        task = self._begin(language)
        done, _ = await asyncio.wait({task}, timeout=self._patience if self._is_large else None)
        return task.result() if done else made

    @property
    def _is_large(self) -> bool:
        return bool(self._service.dataset.registries)

    def _begin(self, language: Language) -> "asyncio.Task[Report]":
        version = self._service.dataset.version
        of, task = self._making.get(language, ("", None))
        if task is None or of != version or (task.done() and _has_failed(task)):
            # It is nobody's request, whoever asked first.
            task = asyncio.create_task(self._make(language, version), context=Context())
            # Who has gone away asks no more what went wrong.
            task.add_done_callback(_has_failed)
            self._making[language] = version, task
        return task

    async def _make(self, language: Language, version: str) -> Report:
        start = perf_counter()
        report = self._made[language] = await self._read(language, version)
        self._service.metrics.note_made("report", perf_counter() - start)
        return report

    async def _read(self, language: Language, version: str) -> Report:
        found = {each.number: each for each in sections()}
        order = [*(n for n in _ORDER if n in found), *(n for n in found if n not in _ORDER)]
        tables = {number: await self._table(found[number], language) for number in order}
        rows = {number: table.solutions.rows for number, table in tables.items()}
        return Report(
            version=version,
            figures=[(str(row[0]["value"]), _number(row[1])) for row in rows[_FIGURES] if row[0]],
            axes=[_axis(row) for row in rows[_AXES]],
            classes=[_class(row) for row in rows[_CLASSES]],
            tables=list(tables.values()),
        )

    async def _table(self, example: Example, language: Language) -> Table:
        found = await solutions(self._service, example.in_language(language))
        intro = _INTRODUCTIONS.get(example.number, ("", ""))[language == "zh"]
        rows = [[_grouped(term) for term in row] for row in found.rows]
        shown = replace(found, variables=example.headings[language], rows=rows)
        return Table(example, intro, shown)


def _grouped(term: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a whole number with its thousands apart; the report counts, and tells no years."""
    if term is None or not term.get("datatype", "").endswith("#integer"):
        return term
    return {**term, "shown": f"{int(term['value']):,}"}


def _has_failed(task: "asyncio.Task[Report]") -> bool:
    return task.cancelled() or task.exception() is not None


_Row = Sequence[Mapping[str, Any] | None]


def _axis(row: _Row) -> Bar:
    label, _, decided, contested, open_ = row[:5]
    return _bar(label, {"decided": decided, "contested": contested, "open": open_})


def _class(row: _Row) -> Bar:
    label, *numbers = row[:5]
    kinds = ("entailed", "refuted", "contested", "unknown")
    return _bar(label, dict(zip(kinds, numbers, strict=True)), ("entailed", "refuted"))


def _bar(
    label: Mapping[str, Any] | None,
    numbers: Mapping[str, Mapping[str, Any] | None],
    decided: Sequence[str] = ("decided",),
) -> Bar:
    counted = {kind: _number(number) for kind, number in numbers.items()}
    whole = sum(counted.values()) or 1
    parts, start = [], 0.0
    for kind, number in counted.items():
        width = 100 * number / whole
        parts.append(Part(kind, number, start, width))
        start += width
    share = 100 * sum(counted[kind] for kind in decided) / whole
    return Bar(str(label["value"]) if label else "", parts, f"{share:.1f}")


def _number(term: Mapping[str, Any] | None) -> int:
    return int(term["value"]) if term else 0
