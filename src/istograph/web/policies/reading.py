"""The two tables, read from the graph by questions that anybody can open.

80-table-1, 81-table-2    each cell
82-places-of-rows         levels, localities, countries and cities; issuers and statuses
83-disputes-on-tables     what is disputed of a cell, a row or a table
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from istograph.examples import find
from istograph.model import Text
from istograph.policies import Period, period
from istograph.web.http.languages import Language
from istograph.web.policies.tables import Cell, Measure, Note, Row, Table, Tables, Thing
from istograph.web.service import Service
from istograph.web.solutions import solutions
from istograph.web.versions import OncePerVersion

CELLS = {"1": "80", "2": "81"}
PLACES, DISPUTES = "82", "83"
_CAPTIONS = """
SELECT ?table ?en ?zh ?note {
  VALUES ?table {
    <https://w3id.org/istograph/id/dataset/table-1> <https://w3id.org/istograph/id/dataset/table-2>
  }
  ?table rdfs:label ?en, ?zh ; skos:note ?note
  FILTER (LANGMATCHES(LANG(?en), "en") && LANGMATCHES(LANG(?zh), "zh") && LANG(?note) = "%s")
}"""
_PERIODS = """
SELECT ?described ?start ?end {
  ?row a isto:TableRow ; isto:describes ?described .
  ?described isto:periodStart ?start ; isto:periodEnd ?end
}"""
_PRINTED = """
SELECT DISTINCT ?row ?printed {
  ?cell isto:tableRow ?row .
  ?claim isto:subject ?cell ; isto:property isto:mention ; isto:quote ?printed
}
ORDER BY DESC(?printed)"""
_LONGEST_NUMBER = 4
_Values = Mapping[str, str]


class Shelf:
    """Keeps the tables of the published version, in each language."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept = OncePerVersion(service)
        service.ahead(self.tables)

    async def tables(self, language: Language) -> Tables:
        """Return both tables as the published version has them."""
        return await self._kept.get(language, lambda: self._read(language))

    async def _read(self, language: Language) -> Tables:
        captions = await self._values(_CAPTIONS % language)
        places = await self._values(find(PLACES).in_language(language))
        disputes = await self._values(find(DISPUTES).in_language(language))
        periods = {
            each["described"]: period(each["start"], each["end"])
            for each in await self._values(_PERIODS)
        }
        printed = {each["row"]: each["printed"] for each in await self._values(_PRINTED)}
        found = []
        for number, name in CELLS.items():
            cells = await self._values(find(name).in_language(language))
            of_table = [
                [each for each in values if each["table"].endswith(f"-{number}")]
                for values in (captions, places, disputes)
            ]
            found.append(_Reading(number, cells, periods, printed, *of_table).table())
        return Tables(found)

    async def _values(self, query: str) -> list[_Values]:
        """Return what a query finds, as text; what is unbound is empty."""
        found = await solutions(self._service, query)
        return [
            {
                name: str(term["value"]) if term else ""
                for name, term in zip(found.variables, row, strict=True)
            }
            for row in found.rows
        ]


class _Reading:
    """Makes one table of what the queries found."""

    def __init__(
        self,
        number: str,
        cells: Sequence[_Values],
        periods: Mapping[str, Period | None],
        printed: Mapping[str, str],
        captions: Sequence[_Values],
        places: Sequence[_Values],
        disputes: Sequence[_Values],
    ) -> None:
        self._number = number
        self._periods = periods
        self._printed = printed
        self._cells = cells
        self._caption = captions[0] if captions else defaultdict(str)
        self._belongings: dict[str, dict[str, list[Thing]]] = defaultdict(lambda: defaultdict(list))
        for each in places:
            things = self._belongings[each["number"]][each["kind"]]
            things.append(Thing(each["thing"], each["name"]))
        self._notes = _Notes(disputes)

    def table(self) -> Table:
        by_row: dict[str, dict[str, _Values]] = {}
        for each in self._cells:
            if not _is_number(each["number"]):
                # What somebody wrote is no row of the paper's without its number.
                continue
            # A record may have got a second name; the first one found stands.
            by_row.setdefault(each["row"], {}).setdefault(each["cell"], each)
        return Table(
            number=self._number,
            iri=self._caption["table"],
            caption=Text(self._caption["en"], self._caption["zh"]),
            legend=self._caption["note"],
            notes=self._notes.of("", ""),
            rows=[self._row(row, list(cells.values())) for row, cells in by_row.items()],
        )

    def _row(self, iri: str, cells: Sequence[_Values]) -> Row:
        first = cells[0]
        number = first["number"]
        described = first.get("policy") or first["described"]
        return Row(
            iri=iri,
            number=int(number),
            line=first["line"],
            iri_of_described=described,
            title=Text(first["title_en"] or first["title_zh"], first["title_zh"]),
            belongings=self._belongings[number],
            notes=self._notes.of(number, ""),
            cells=[self._cell(number, each) for each in cells],
            period=self._periods.get(described),
            printed=self._printed.get(iri, ""),
        )

    def _cell(self, number: str, values: _Values) -> Cell:
        group = values.get("group_heading")
        measure = Measure(
            values["heading"],
            values["measure"],
            Thing(group, values["group"]) if group else None,
        )
        notes = self._notes.of(number, values["cell"])
        return Cell(values["cell"], measure, values["mark"] == "●", notes)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


class _Notes:
    """The disputes of a table, lettered as they come: of the table, then row by row."""

    def __init__(self, disputes: Sequence[_Values]) -> None:
        self._at: dict[tuple[str, str], list[Note]] = defaultdict(list)
        of_cells = {(each["number"], each["dispute"]) for each in disputes if each["cell"]}
        notes: dict[str, Note] = {}
        for each in disputes:
            if not each["cell"] and (each["number"], each["dispute"]) in of_cells:
                # It stands at the cells of that row.
                continue
            if each["dispute"] not in notes:
                dispute = Thing(each["dispute"], each["what"])
                notes[each["dispute"]] = Note(len(notes) + 1, dispute, each["note"])
            self._at[each["number"], each["cell"]].append(notes[each["dispute"]])

    def of(self, number: str, cell: str) -> Sequence[Note]:
        return tuple(self._at.get((number, cell), ()))
