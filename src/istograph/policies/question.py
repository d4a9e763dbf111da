"""One organization's question: where, for whom and what for; and what is not said."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from pyoxigraph import NamedNode, Store

from istograph.model import Text, isto
from istograph.policies.answers import Aim, Mentioned, Policies, Unmentioned
from istograph.policies.cited import cited
from istograph.policies.headings import BROAD, REFUTED, whom
from istograph.policies.nearness import Nearby, Nearness
from istograph.policies.places import find_place
from istograph.policies.tables import Cell, Tables, key_of
from istograph.rdf.namespaces import ID

# Of each aim, the columns by the keys of measures or of groups; Table 2 has none for founding.
_COLUMNS = {
    Aim.SETTLE: (
        *("attract-settlement", "settlement-incentives"),
        *("attracting-settlement", "staff-convenience", "organization-management"),
    ),
    Aim.FOUND: ("initiate-establish-participate",),
    Aim.HOLD_POSTS: ("participate-in-affairs", "participation-in-affairs"),
}


def concerning(
    store: Store, statuses: Mapping[str, str], place: str, aim: Aim, as_of: str | None = None
) -> Policies:
    """Return what concerns an organization of these verdicts, by class, at a place, for an aim.

    What is of the place itself comes first, what is of the whole country last; among those as near,
    what names a period that had ended by a day, today if none is said, comes last.
    """
    day = date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    return _Question(Tables(store), statuses, find_place(store, place), aim, day).answer()


class _Question:
    """One organization's question."""

    def __init__(
        self,
        tables: Tables,
        statuses: Mapping[str, str],
        place: NamedNode,
        aim: Aim,
        day: date,
    ) -> None:
        self._tables = tables
        self._statuses = statuses
        self._place = place
        self._aim = aim
        self._day = day
        self._nearby = Nearby(tables, place)
        columns = set(_COLUMNS[aim])
        # Taking part in affairs is in the group of management, but it helps nobody to settle.
        self._cells = [
            cell
            for cell in tables.cells
            if cell.columns & columns
            and (aim is not Aim.SETTLE or key_of(cell.measure) != "participation-in-affairs")
        ]

    def answer(self) -> Policies:
        ordered = sorted(self._mentioned(), key=lambda each: (each[0], each[1].ended))
        mentioned = tuple(each for _, each in ordered)
        return Policies(
            place=self._tables.label(self._place),
            aim=self._aim,
            mentioned=mentioned,
            unmentioned=tuple(self._unmentioned()),
            notes=tuple(self._notes()),
        )

    def _mentioned(self) -> Iterator[tuple[Nearness, Mentioned]]:
        for cell in self._cells:
            where, spoken = self._nearby.where(cell), self._whom(cell)
            if cell.mentioned and where is not None and spoken is not None:
                period = self._tables.period(cell.subject)
                yield (
                    where.nearness,
                    Mentioned(
                        policy=_curie(cell.subject),
                        policy_label=self._tables.label(cell.subject),
                        measure=key_of(cell.measure),
                        measure_label=self._tables.label(cell.measure),
                        cell=cell.iri.removeprefix(ID),
                        line=cell.line,
                        status=spoken[0],
                        reasons=tuple(self._reasons(cell, where.reason, spoken[1])),
                        period=period,
                        ended=period is not None and period.is_over(self._day),
                        texts=self._texts(cell.subject),
                    ),
                )

    def _whom(self, cell: Cell) -> tuple[str, Text] | None:
        return whom(cell, self._tables, self._statuses)

    def _texts(self, policy: NamedNode) -> tuple[str, ...]:
        return tuple(each.url for each in cited(self._tables, policy) if each.is_text)

    def _reasons(self, cell: Cell, where: Text, whom: Text) -> Iterator[Text]:
        heading = self._tables.label(cell.measure)
        table = cell.table[-1]
        yield Text(
            f"Table {table}, line {cell.line}, has a filled circle under “{heading.en}” "
            f"({heading.zh}).",
            f"表{table}（原文第{cell.line}行）“{heading.zh}”一栏为实心圆圈。",
        )
        yield where
        yield whom
        if (note := self._tables.note(cell.measure)) != Text():
            yield note
        for status in self._tables.values(cell.subject, isto("policyStatus")):
            if key_of(status) not in ("in-force", "unknown"):
                label = self._tables.label(status)
                yield Text(f"Its status: {label.en}.", f"文件状态：{label.zh}。")

    # What is not said

    def _own_rows(self) -> set[tuple[str, int]]:
        """Return the rows that are the place's own, and not of all China."""
        return {
            (cell.table, cell.row)
            for cell in self._cells
            if (cell.table == "table-2" or cell.level == "local" or self._is_named_for(cell))
            and self._nearby.where(cell) is not None
        }

    def _is_named_for(self, cell: Cell) -> bool:
        # The outline for the Greater Bay Area stands at the national level.
        return self._place in self._tables.values(cell.subject, isto("appliesIn"))

    def _unmentioned(self) -> Iterator[Unmentioned]:
        own = self._own_rows()
        tables = {table for table, _ in own}
        measures = {cell.measure: cell for cell in self._cells}
        for measure, cell in sorted(measures.items(), key=lambda m: (m[1].table, m[1].column)):
            marked = [c for c in self._cells if c.measure == measure and c.mentioned]
            if self._whom(cell) is None:
                continue
            comparable = cell.table in tables
            if comparable and not any((c.table, c.row) in own for c in marked):
                peers = [c for c in marked if c.table == "table-2" or c.level == "local"]
                reason = Text(
                    "The rows of this place have an empty circle there: not mentioned.",
                    "该地各行此栏均为空心圆圈，即未提及。",
                )
            elif not comparable and own:
                peers = marked
                reason = self._no_basis(cell)
            else:
                continue
            others = tuple(dict.fromkeys(self._tables.label(c.subject) for c in peers))
            if others:
                label = self._tables.label(measure)
                yield Unmentioned(key_of(measure), label, others, reason, comparable)

    def _no_basis(self, cell: Cell) -> Text:
        """Return why a measure cannot be compared with those of the other table."""
        alike = self._tables.alike
        if cell.measure in alike or cell.group in alike:
            return Text(
                "No basis: the tables share only one heading, attracting ISTOs to settle "
                "(吸引国际科技组织落户), and Table 1 does not say by what measure.",
                "无从比较：两表仅“吸引国际科技组织落户”这一标题相同，且表1未说明具体举措。",
            )
        return Text(
            "No basis: the two tables have no such measure in common.",
            "无从比较：两表没有共同的此项举措。",
        )

    def _notes(self) -> Iterator[Text]:
        if self._statuses[BROAD] == REFUTED:
            yield Text(
                "This organization is no ISTO, not even in the broad sense, so headings about "
                "ISTOs (国际科技组织) do not cover it. For other organizations, overseas NGOs "
                "among them, the tables give no basis.",
                "该组织不属于国际科技组织，从广义看也不属于，因此针对国际科技组织的各栏与其无关；"
                "对其他组织（包括境外非政府组织），两表未提供依据。",
            )
        if not self._own_rows():
            yield Text(
                "Neither table has a row of its own for this place: the tables say nothing of it.",
                "两表均未单列该地：表中没有关于该地的内容。",
            )
        if self._aim is Aim.FOUND:
            yield Text(
                "Table 2 has no column for founding an organization.",
                "表2没有关于发起设立组织的栏目。",
            )


def _curie(node: NamedNode) -> str:
    return f"id:{node.value.removeprefix(ID)}"
