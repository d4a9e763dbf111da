"""Descriptions as people write them down, and where each part of one stands.

mine.json    ─▶ described_in ─────────┐
mine.jsonl   ─▶ read_json_lines ──────┤
mine.csv     ─▶ tables.read_csv ──────┼─▶ Described: the description, its place, what is left out
mine.ttl ... ─▶ graphs.read_graph ────┘

A mistake is found when a description is classified, by its path in it; the place then says where
in the file that is: a pointer, a row and a column, or a line.

The first mistake that is found in reading refuses a file, unless the reader is given another way
to tell of it; then it reads on, and leaves out what it cannot read.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn, Protocol, TypeVar

from istograph.classification.facts.values import shown, shown_zh
from istograph.errors import NOWHERE, DescriptionError, InputError, Spot
from istograph.model import Text
from istograph.rdf.parser_messages import in_chinese

Json = dict[str, Any]
_T = TypeVar("_T")
# More facts than these would hide the rest of a note.
_MOST_NAMED = 8


# What becomes of a mistake, and the id of the organization that it is about, if that is known.
Tell = Callable[[InputError, str], None]


def refuse(problem: InputError, _whose: str = "") -> None:
    """Raise a mistake, so that the whole is refused for it."""
    raise problem from None


class Place(Protocol):
    """Where a description stands."""

    def tell(self, problem: InputError) -> InputError:
        """Return what is wrong with the description as something wrong with the file."""


@dataclass(frozen=True)
class JsonPlace:
    """A description in a JSON document; `where` is the file, or a line of it."""

    where: Spot
    path: tuple[int, ...] = ()

    def tell(self, problem: InputError) -> InputError:
        """Return the problem with the file's name and a JSON Pointer."""
        if not isinstance(problem, DescriptionError):
            problem = DescriptionError(str(problem), zh=problem.zh)
        found = problem.within(*self.path)
        return _at(replace(self.where, pointer=found.spot.pointer), found)


@dataclass(frozen=True)
class Described:
    """A description, where it stands, and its facts that do not count, each with the reason."""

    description: Json
    place: Place
    left_out: tuple[str, ...] = ()

    def use(self, work: Callable[[Json], _T]) -> _T:
        """Return what some work makes of the description; mistakes are told with their place."""
        try:
            return work(self.description)
        except InputError as problem:
            raise self.place.tell(problem) from None

    def tell(self, problems: Iterable[InputError]) -> list[InputError]:
        """Return what is wrong with the description, each mistake with its place."""
        return [self.place.tell(problem) for problem in problems]


def left_out_note(described: Iterable[Described]) -> Text:
    """Return how many facts do not count, and which; an empty text where all do."""
    found = [reason for each in described for reason in each.left_out]
    if not found:
        return Text()
    facts = "1 fact does" if len(found) == 1 else f"{len(found):,} facts do"
    some, is_more = found[:_MOST_NAMED], len(found) > _MOST_NAMED
    return Text(
        f"{facts} not count: {', '.join(some)}{', ...' if is_more else ''}",
        f"{len(found):,} 个事实不计入：{'、'.join(some)}{'等' if is_more else ''}",
    )


# JSON


def described_in(found: Any, where: Spot, tell: Tell = refuse) -> list[Described]:
    """Return the descriptions that some JSON is: an object, or an array of them."""
    if not isinstance(found, list):
        return [_described(found, JsonPlace(where))]
    described = []
    for number, each in enumerate(found):
        try:
            described.append(_described(each, JsonPlace(where, (number,))))
        except InputError as problem:
            tell(problem, _id_of(each))
    return described


def _id_of(found: Any) -> str:
    id_ = found.get("id") if isinstance(found, dict) else None
    return id_ if isinstance(id_, str) else ""


def are_descriptions(found: Any) -> bool:
    """Say whether some JSON-LD is descriptions under our own context, which need no parser of RDF.

    >>> are_descriptions({"@context": "https://w3id.org/istograph/context.jsonld", "facts": []})
    True
    >>> are_descriptions({"@context": {"facts": "http://example.org/facts"}, "facts": []})
    False
    """
    many = found if isinstance(found, list) else [found]
    return bool(many) and all(
        isinstance(each, dict)
        and isinstance(each.get("facts"), list)
        and isinstance(each.get("@context", ""), str)
        for each in many
    )


def read_json_lines(text: bytes, file: str) -> Iterator[tuple[int, Described | InputError]]:
    """Yield for each line of JSON Lines its number, and the description or what is wrong."""
    for number, line in enumerate(text.split(b"\n"), start=1):
        if line.strip():
            try:
                yield number, read_json_line(line, Spot(file, number))
            except InputError as problem:
                yield number, problem


def read_json_line(line: str | bytes, where: Spot) -> Described:
    """Return the description that a line of JSON Lines is."""
    return _described(parse_json(line, where, is_line=True), JsonPlace(where))


def parse_json(text: str | bytes, where: Spot = NOWHERE, *, is_line: bool = False) -> Any:
    """Return what some JSON says, if it says it once: a key that comes twice would be lost.

    `where` is the file, with the line where the JSON is a line of it.
    """
    try:
        # A byte order mark is no part of the document; some editors write one.
        text = (text.decode() if isinstance(text, bytes) else text).removeprefix("\ufeff")
        return _STRICT.decode(text)
    except _RepeatedError:
        problem = DescriptionError(
            "this key stands there twice", *_repeated(text), zh="这个键出现了两次"
        )
        raise JsonPlace(where).tell(problem) from None
    except json.JSONDecodeError as problem:
        raise _no_json(problem, where, is_line) from None
    except UnicodeDecodeError as problem:
        raise _at(where, _no_utf8(problem)) from None
    except RecursionError:
        wrong = InputError(
            "this JSON is nested too deeply for a description", zh="此 JSON 嵌套过深，不会是描述"
        )
        raise _at(where, wrong) from None
    except _ConstantError as problem:
        wrong = InputError(
            f"this is not JSON: there is no {problem}", zh=f"不是 JSON：JSON 中没有 {problem}"
        )
        raise _at(where, wrong) from None
    except ValueError:
        wrong = InputError(
            "this JSON has a number of more digits than are read", zh="此 JSON 中有数字的位数过多"
        )
        raise _at(where, wrong) from None


class _RepeatedError(ValueError):
    """An object has a key twice."""


class _Pairs(list[tuple[str, Any]]):
    """An object with all that is said in it."""


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError
    return found


def _repeated(text: str | bytes) -> tuple[str | int, ...]:
    """Return the path to a key that stands twice in its object."""
    left: list[tuple[tuple[str | int, ...], Any]] = [
        ((), json.loads(text, object_pairs_hook=_Pairs))
    ]
    while left:
        path, found = left.pop()
        if isinstance(found, _Pairs):
            seen: set[str] = set()
            for key, value in found:
                if key in seen:
                    return (*path, key)
                seen.add(key)
                left.append(((*path, key), value))
        elif isinstance(found, list):
            left += (((*path, place), value) for place, value in enumerate(found))
    return ()


class _ConstantError(ValueError):
    """NaN and infinity, which Python would take."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


# Made once: `json.loads` would make one for each line.
_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _no_json(problem: json.JSONDecodeError, where: Spot, is_line: bool) -> InputError:
    line = where.line if is_line else problem.lineno
    return InputError(
        f"{'' if where.file else 'this is '}not JSON: {problem.msg}",
        zh=f"不是 JSON：{in_chinese(problem.msg)}",
        spot=replace(where, line=line, column=problem.colno),
    )


def decoded(data: bytes) -> str:
    """Return a text in UTF-8, without a byte-order mark; InputError says where it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _no_utf8(problem) from None


def _no_utf8(problem: UnicodeDecodeError) -> InputError:
    place = problem.start + 1
    return InputError(
        f"this is not UTF-8: byte {place} begins no character; save it as UTF-8",
        zh=f"不是 UTF-8 编码：第 {place} 字节不能构成字符；请另存为 UTF-8",
    )


def _at(spot: Spot, problem: InputError) -> InputError:
    return InputError(problem.problem, zh=problem.problem_zh, spot=spot)


def _described(found: Any, place: JsonPlace) -> Described:
    if not isinstance(found, dict):
        wanted = '{"id": "x", "facts": [...]}'
        raise place.tell(
            DescriptionError(
                f"a description is an object, like {wanted}, not {shown(found)}",
                zh=f"描述应为对象，如 {wanted}，不是{shown_zh(found)}",
            )
        )
    if not isinstance(found.get("@context", ""), str):
        raise place.tell(
            DescriptionError(
                "this is JSON-LD with a context of its own: as a file it is named .jsonld, "
                "over HTTP it is application/ld+json",
                "@context",
                zh=(
                    "这是自带上下文的 JSON-LD：作为文件应以 .jsonld 命名，"
                    "经 HTTP 发送应注明 application/ld+json"
                ),
            )
        )
    return Described(found, place)
