"""The example queries of `data/queries`, each with its question in English and Chinese.

A file is `NN-name.rq` and opens with comment lines that SPARQL ignores:

    #+ summary: How many policies does Table 1 list at each level?
    #+ summary_zh: 表1在每个层面各列出多少项政策？
    #+ columns: level, count
    #+ columns_zh: 层面, 数量           where a page shows the columns' names
    #+ view: map                        or chart or graph: how the editor shows the answer at first
    #+ needs: network                   or imports, or a registry: what the package does not bring

A CONSTRUCT query has the columns of triples: subject, predicate, object.
Names in a result are English, by `LANG(?name) = "en"`; for Chinese that changes, and with it the
variables that say their language: `?place_en` is `?place_zh`, unless the query has both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from istograph import resources
from istograph.errors import InputError, NotFoundError

_ENGLISH = re.compile(r'(\bLANG\s*\(\s*\?\w+\s*\)\s*=\s*|\bisto:label\s*\(\s*\?\w+\s*,\s*)"en"')
_NAMED_ENGLISH = re.compile(r"\b(\w+)_en\b")
_VIEWS = ("", "map", "chart", "graph")
_HEADER = re.compile(r"^#\+ (?P<field>\w+): (?P<value>.*\S)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One example query: `number` is `02`, `name` is `02-incentives-of-localities`."""

    number: str
    name: str
    question: dict[str, str]
    columns: tuple[str, ...]
    text: str
    # what the columns are called, by language
    headings: dict[str, tuple[str, ...]]
    # what must be there for an answer beside the packaged dataset; empty for most
    needs: str = ""
    # "map", "chart" or "graph" where the answer is better seen so than as a table
    view: str = ""

    def in_language(self, language: str) -> str:
        """Return the query with the names in its result in English ("en") or Chinese ("zh")."""
        return self._renamed(_ENGLISH.sub(rf'\1"{language}"', self.text), language)

    def columns_in(self, language: str) -> tuple[str, ...]:
        """Return the columns of the answer to the query in a language."""
        return tuple(self._renamed(column, language) for column in self.columns)

    def _renamed(self, text: str, language: str) -> str:
        def in_language(match: re.Match[str]) -> str:
            name = f"{match[1]}_{language}"
            return match[0] if name in self.columns else name

        return _NAMED_ENGLISH.sub(in_language, text)


def examples(folder: Path = resources.QUERIES) -> Iterator[Example]:
    """Yield the example queries in the order of their numbers."""
    for path in sorted(folder.glob("*.rq")):
        yield _read(path)


def find(name: str, folder: Path = resources.QUERIES) -> Example:
    """Return the example that is called `02` or `02-name`; raise NotFoundError with the nearest."""
    known = {example.name: example for example in examples(folder)}
    numbered = {example.number: example for example in known.values()}
    wanted = name.removesuffix(".rq")
    found = known.get(wanted) or numbered.get(wanted.zfill(2))
    if found is None:
        near = get_close_matches(wanted, known, n=3, cutoff=0.4)
        last = max(numbered)
        meant = f"did you mean {', '.join(near)}?" if near else f"they go from 01 to {last}"
        meant_zh = f"是否应为 {'、'.join(near)}？" if near else f"编号从 01 到 {last}"
        raise NotFoundError(
            f"no example query {name!r}; {meant}", zh=f"没有示例查询“{name}”；{meant_zh}"
        )
    return found


def _read(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    header = {match["field"]: match["value"] for match in _HEADER.finditer(text)}
    missing = {"summary", "summary_zh", "columns"} - header.keys()
    if missing:
        raise InputError(
            f"{path}: the header lacks {', '.join(f'#+ {m}:' for m in sorted(missing))}"
        )
    columns = _listed(header["columns"])
    chinese = _listed(header["columns_zh"]) if "columns_zh" in header else columns
    if len(chinese) != len(columns):
        raise InputError(f"{path}: {len(columns)} columns, but {len(chinese)} columns_zh")
    view = header.get("view", "")
    if view not in _VIEWS:
        raise InputError(f"{path}: the view is {view!r}; it may be {', '.join(_VIEWS[1:])}")
    return Example(
        number=path.stem.partition("-")[0],
        name=path.stem,
        question={"en": header["summary"], "zh": header["summary_zh"]},
        columns=columns,
        text=text,
        headings={"en": tuple(map(_heading, columns)), "zh": chinese},
        needs=header.get("needs", ""),
        view=view,
    )


def _heading(column: str) -> str:
    """Return what a column is called.

    >>> _heading("percent_decided"), _heading("place_en")
    ('percent decided', 'place')
    """
    return column.removesuffix("_en").replace("_", " ")


def _listed(value: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in value.split(","))
