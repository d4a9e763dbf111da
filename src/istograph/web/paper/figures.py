"""The figures of the paper: what its text keeps of each, and the chart of that.

The text used here has no pictures; the captions and some of the numbers stand in it. Each figure
has an example query, whose solutions are its chart and its table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from istograph.model import Text
from istograph.web.http.languages import Language
from istograph.web.paper import quantities
from istograph.web.paper.charts import (
    CHINESE,
    ENGLISH,
    Bar,
    Chart,
    Column,
    Gap,
    Group,
    Kind,
    Part,
)
from istograph.web.paper.reading import Row

_NOTHING = Text()
NO_NUMBER = Text("no number in the text", "正文无数字")
_KINDS: dict[Kind, Text] = {
    "stated": Text("printed in the text", "正文所述"),
    "whole": Text("the whole, printed in the text", "总数（正文所述）"),
    "derived": Text("computed from what is printed", "据正文推算"),
    "bounded": Text("a bound: the text says no exact number", "界限：正文未给确数"),
    "disputed": Text("the text gives two numbers", "正文给出两个数字"),
    "lost": Text("no number in the text used here", "所用文本无数字"),
}
_BASES = {
    "derived": Text("computed", "推算"),
    "mislabelled": Text("wrong label", "标签有误"),
}
_HOLDERS = {
    "post-holders": Text("held posts", "任职人数"),
    "senior-post-holders": Text("held senior posts", "担任高层职位人数"),
    "senior-share": Text("share of seniors", "高层职位占比"),
}


_POSTS: dict[Kind, Text] = {
    "whole": Text("all who held posts", "任职者"),
    "stated": Text("of them in senior posts", "其中担任高层职位者"),
}


@dataclass(frozen=True)
class Lost:
    """What is left of a figure: its caption, its line, and the years that it covered."""

    caption: str
    note: str
    coverage: str
    line: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Entry:
    """One number of a figure, as a row of its table."""

    what: str
    shown: str
    kind: Kind
    # short words on what is to be known of the number
    remarks: tuple[str, ...]
    row: Row

    @property
    def value(self) -> float:
        """The number."""
        return float(self.row["value"])


# A line of a figure's table: a number, or what has none.
Line = Entry | Gap | Bar


@dataclass(frozen=True)
class Drawn:
    """A figure's numbers, and their chart."""

    entries: Sequence[Entry]
    chart: Chart

    @property
    def lines(self) -> list[Line]:
        """The lines of its table: its numbers, and each gap where the chart has it."""
        gaps = [slot for slot in self.chart.columns if isinstance(slot, Gap)]
        bars = [bar for group in self.chart.groups for bar in group.bars if bar.value is None]
        numbers: list[Entry | Gap] = sorted([*gaps, *self.entries], key=_year)
        return [*numbers, *bars]


@dataclass(frozen=True)
class Figure:
    """One figure of the paper; the first has no numbers."""

    key: str
    example: str
    first_column: Text
    read: Callable[[Sequence[Row], Lost, Language], Drawn] | None = None

    @property
    def number(self) -> str:
        """Its number in the paper."""
        return self.key.rpartition("-")[2]


def _joined(rows: Sequence[Row], lost: Lost, language: Language) -> Drawn:
    """Figure 2: one number a year."""
    entries = [_entry(row, row["year"], language) for row in rows]
    slots = _with_gaps([_column(entry) for entry in entries], lost, language)
    unit = Text("ISTOs joined", "加入的国际科技组织（个）")
    return Drawn(entries, _chart(slots, language, unit=unit))


def _posts(rows: Sequence[Row], lost: Lost, language: Language) -> Drawn:
    """Figure 3: who holds posts, and how many and what share of them senior ones."""
    entries, columns = [], []
    for year, of_year in groupby(rows, lambda row: row["year"]):
        found = {row["statistic"]: _of_posts(row, language) for row in of_year}
        entries += [found[name] for name in _HOLDERS if name in found]
        if "post-holders" in found:
            columns.append(_posts_of(year, found, language))
    slots, unit = _with_gaps(columns, lost, language), Text("Persons", "人数")
    return Drawn(entries, _chart(slots, language, unit=unit, called=_POSTS))


def _posts_of(year: str, found: Mapping[str, Entry], language: Language) -> Column:
    holders, senior = found["post-holders"], found.get("senior-post-holders")
    share = found.get("senior-share")
    if senior is None:
        return Column(year, holders.value, holders.shown, holders.kind, holders.remarks)
    of_whole = Text("{} of them", "占比{}").in_language(language)
    remarks = (of_whole.format(share.shown), *share.remarks) if share else ()
    seniors = Text("{} senior", "高层{}").in_language(language).format(senior.shown)
    part = Part(senior.value, seniors, remarks)
    return Column(year, holders.value, holders.shown, "whole", holders.remarks, part)


def _of_posts(row: Row, language: Language) -> Entry:
    sort = _HOLDERS[row["statistic"]].in_language(language)
    comma = Text(", ", "，").in_language(language)
    shown = quantities.percent if row["unit"] == "percent" else quantities.number
    return _entry(row, f"{row['year']}{comma}{sort}", language, shown(row["value"]))


def _spending(rows: Sequence[Row], lost: Lost, language: Language) -> Drawn:
    """Figure 4: two totals and some departments, of one year, each group on its own scale."""
    headings = {
        "total": Text("Two totals for {}, counted in two ways", "{}年的两个总额（口径不同）"),
        "department": Text("Departments, {} (another scale)", "部分部门，{}年（另一标尺）"),
    }
    entries, groups = [], []
    for kind, of_kind in groupby(rows, lambda row: row["kind"]):
        found = [_spent(row, language) for row in of_kind]
        entries += found
        heading = headings[kind].in_language(language).format(found[0].row["year"])
        groups.append(Group(heading, [_bar(entry) for entry in found]))
    return Drawn(entries, _chart([], language, [*groups[:-1], _others(groups[-1], lost, language)]))


def _others(group: Group, lost: Lost, language: Language) -> Group:
    """Return the last group with what there is no number for."""
    missing = NO_NUMBER.in_language(language)
    others = Text("The other departments", "其余部门").in_language(language)
    earlier = _years(lost.first or 0, (lost.last or 0) - 1)
    return Group(
        group.heading, [*group.bars, Bar(others, None, missing), Bar(earlier, None, missing)]
    )


def _spent(row: Row, language: Language) -> Entry:
    changed = Text("{}, {} on the year", "{}，同比{}").in_language(language)
    amount = quantities.yuan(row["value"], language)
    shown = changed.format(amount, quantities.change(row["change"]))
    return _entry(row, row["spender"], language, shown)


def _registered(rows: Sequence[Row], lost: Lost, language: Language) -> Drawn:
    """Figure 5: registrations a year, and their total on a day."""
    entries = [_entry(row, _when(row, language), language) for row in rows]
    yearly = [_column(entry) for entry in entries if "year" in entry.row]
    totals = [_column(entry, apart=True) for entry in entries if "year" not in entry.row]
    slots = [*_with_gaps(yearly, lost, language), *totals]
    unit = Text("Overseas NGOs registered", "登记的境外非政府组织（个）")
    return Drawn(entries, _chart(slots, language, unit=unit))


def _when(row: Row, language: Language) -> str:
    if "year" in row:
        return row["year"]
    day = quantities.day(row["as_of"], language)
    return Text("total by {}", "截至{}总数").in_language(language).format(day)


def _by_province(rows: Sequence[Row], _: Lost, language: Language) -> Drawn:
    """Figure 6: one number a place, two where the text gives two."""
    entries = [_entry(row, row["place"], language) for row in rows]
    places = dict.fromkeys(entry.what for entry in entries)
    bars = [_place([e for e in entries if e.what == place], language) for place in places]
    others = Text("Other provinces", "其余省份").in_language(language)
    bars.append(Bar(others, None, NO_NUMBER.in_language(language)))
    groups, unit = [Group("", bars)], Text("Overseas NGOs", "境外非政府组织（个）")
    return Drawn(entries, _chart([], language, groups, names_above=False, unit=unit))


def _place(entries: Sequence[Entry], language: Language) -> Bar:
    low, high = min(entries, key=_value), max(entries, key=_value)
    if low is high:
        return _bar(low)
    either = Text("{} or {}", "{}或{}").in_language(language).format(low.shown, high.shown)
    return Bar(low.what, low.value, either, "disputed", high.value)


FIGURES = {
    figure.key: figure
    for figure in (
        Figure("figure-1", "79-figure-1", Text("Division", "划分")),
        Figure("figure-2", "74-figure-2", Text("Year", "年份"), _joined),
        Figure("figure-3", "75-figure-3", Text("Year", "年份"), _posts),
        Figure("figure-4", "76-figure-4", Text("Who spent", "支出方"), _spending),
        Figure("figure-5", "77-figure-5", Text("When", "时间"), _registered),
        Figure("figure-6", "78-figure-6", Text("Place", "地点"), _by_province),
    )
}


def _year(line: Entry | Gap) -> str:
    """Return the year that a line begins with; what has none stays after those that have."""
    return line.label if isinstance(line, Gap) else line.row.get("year", "9999")


def _value(entry: Entry) -> float:
    return entry.value


def _entry(row: Row, what: str, language: Language, shown: str = "") -> Entry:
    shown = shown or quantities.number(row["value"])
    qualifier = row.get("qualifier", "") if _has_bound(row) else ""
    if _has_bound(row):
        at_least, at_most = Text("at least", "至少"), Text("at most", "至多")
        usual = (at_least if "lower" in row else at_most).in_language(language)
        shown = quantities.bounded(shown, qualifier or usual, language)
    basis = _BASES.get(row["basis"])
    remarks = (basis.in_language(language),) if basis else ()
    return Entry(what, shown, _kind(row), remarks, row)


def _has_bound(row: Row) -> bool:
    return "lower" in row or "upper" in row


def _kind(row: Row) -> Kind:
    if row["status"] == "disputed":
        return "disputed"
    if _has_bound(row):
        return "bounded"
    return "derived" if row["basis"] == "derived" else "stated"


def _column(entry: Entry, *, apart: bool = False) -> Column:
    return Column(entry.what, entry.value, entry.shown, entry.kind, entry.remarks, apart=apart)


def _bar(entry: Entry) -> Bar:
    return Bar(entry.what, entry.value, entry.shown, entry.kind)


def _with_gaps(columns: Sequence[Column], lost: Lost, language: Language) -> list[Column | Gap]:
    """Return the columns with the years between that the figure had and the text has not."""
    known = {int(column.label): column for column in columns}
    years = range(lost.first or min(known), (lost.last or max(known)) + 1)
    return list(_filled(known, years, NO_NUMBER.in_language(language)))


def _filled(known: Mapping[int, Column], years: range, words: str) -> Iterator[Column | Gap]:
    for is_known, group in groupby(years, lambda year: year in known):
        found = list(group)
        if is_known:
            yield from (known[year] for year in found)
        else:
            yield Gap(_years(found[0], found[-1]), len(found), words)


def _years(first: int, last: int) -> str:
    """Return a span of years.

    >>> _years(2012, 2020), _years(2020, 2020)
    ('2012–2020', '2020')
    """
    return str(first) if first == last else f"{first}–{last}"


def _chart(
    columns: Sequence[Column | Gap],
    language: Language,
    groups: Sequence[Group] = (),
    *,
    names_above: bool = True,
    unit: Text = _NOTHING,
    called: Mapping[Kind, Text] = _KINDS,
) -> Chart:
    marks = [c.kind if isinstance(c, Column) else "lost" for c in columns]
    marks += ["stated" for c in columns if isinstance(c, Column) and c.part]
    marks += [bar.kind for group in groups for bar in group.bars if bar.value is not None]
    names = {**_KINDS, **called}
    legend = [(kind, text.in_language(language)) for kind, text in names.items() if kind in marks]
    # A chart of printed numbers alone needs no key.
    shown = legend if {kind for kind, _ in legend} != {"stated"} else []
    punctuation = CHINESE if language == "zh" else ENGLISH
    return Chart(shown, columns, groups, names_above, unit.in_language(language), punctuation)
