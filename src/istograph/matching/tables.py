"""Many texts, and what each leads to, in a few long strings of bytes.

A million small objects take a second to make and hundreds of bytes each; these are read from a file
as they are (see `rdf.store.keeping`), and a text is made when it is asked for.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import accumulate
from typing import overload

Parts = Mapping[str, bytes]
_NONE = array("I")


class Texts(Sequence[str]):
    """Texts by their numbers."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        coded = [_coded(text) for text in texts]
        self._data = b"".join(coded)
        self._starts = array("Q", [0, *accumulate(map(len, coded))])

    @classmethod
    def read(cls, parts: Parts, name: str) -> "Texts":
        """Return what `parts` gave."""
        found = cls()
        found._data, found._starts = parts[name], array("Q", parts[f"{name}-starts"])
        return found

    def parts(self, name: str) -> dict[str, bytes]:
        """Return the texts as bytes that have names."""
        return {name: self._data, f"{name}-starts": self._starts.tobytes()}

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self.bytes(place).decode(errors="surrogatepass")

    def bytes(self, place: int) -> bytes:
        """Return a text in UTF-8, whose order is that of the texts."""
        return self._data[self._starts[place] : self._starts[place + 1]]


class Table:
    """Which numbers a text leads to."""

    def __init__(self, entries: Mapping[str, Iterable[int]] | None = None) -> None:
        ordered = sorted((entries or {}).items())
        self.keys = Texts(key for key, _ in ordered)
        self._starts, self._numbers = array("Q", [0]), array("I")
        for _, numbers in ordered:
            self._numbers.extend(numbers)
            self._starts.append(len(self._numbers))

    @classmethod
    def read(cls, parts: Parts, name: str) -> "Table":
        """Return what `parts` gave."""
        found = cls()
        found.keys = Texts.read(parts, name)
        found._starts = array("Q", parts[f"{name}-ends"])
        found._numbers = array("I", parts[f"{name}-numbers"])
        return found

    def parts(self, name: str) -> dict[str, bytes]:
        """Return the table as bytes that have names."""
        numbers = {
            f"{name}-ends": self._starts.tobytes(),
            f"{name}-numbers": self._numbers.tobytes(),
        }
        return self.keys.parts(name) | numbers

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    def place(self, key: str) -> int:
        """Return where a text is among the keys, or would be."""
        wanted = _coded(key)
        return bisect_left(range(len(self.keys)), wanted, key=self.keys.bytes)

    def get(self, key: str) -> "array[int]":
        """Return the numbers that a text leads to, none where it is none of the keys."""
        place = self.place(key)
        if place == len(self.keys) or self.keys.bytes(place) != _coded(key):
            return _NONE
        return self.numbers(place)

    def numbers(self, place: int) -> "array[int]":
        """Return the numbers of the key at a place."""
        return self._numbers[self._starts[place] : self._starts[place + 1]]


class Postings:
    """Which numbers a text leads to, where that may change: what is one's own, over a table.

    None of the numbers: the text is not there.
    """

    def __init__(self, own: "dict[str, array[int]]", table: Table | None = None) -> None:
        self._own, self._table = own, table or Table()

    def table(self) -> Table:
        """Return all that is there as a table."""
        own = {key: numbers for key, numbers in self._own.items() if numbers}
        kept = {key: self._table.get(key) for key in self._table if key not in self._own}
        return Table(own | kept)

    def copy(self) -> "Postings":
        """Return others, which change by themselves."""
        return Postings(self._own.copy(), self._table)

    def __contains__(self, key: str) -> bool:
        return bool(self[key])

    def __getitem__(self, key: str) -> "array[int]":
        own = self._own.get(key)
        return self._table.get(key) if own is None else own

    def __setitem__(self, key: str, numbers: "array[int]") -> None:
        self._own[key] = numbers

    def __iter__(self) -> Iterator[str]:
        yield from (key for key, numbers in self._own.items() if numbers)
        yield from (key for key in self._table if key not in self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def starting(self, prefix: str) -> Iterator[tuple[str, "array[int]"]]:
        """Yield the texts that begin so, in their order, with their numbers."""
        own = sorted((k, numbers) for k, numbers in self._own.items() if k.startswith(prefix))
        return merge(self._kept(prefix), ((k, numbers) for k, numbers in own if numbers))

    def _kept(self, prefix: str) -> Iterator[tuple[str, "array[int]"]]:
        for place in range(self._table.place(prefix), len(self._table)):
            key = self._table.keys[place]
            if not key.startswith(prefix):
                return
            if key not in self._own:
                yield key, self._table.numbers(place)


def _coded(text: str) -> bytes:
    # What somebody asks for may hold half of a surrogate pair, as JSON may.
    return text.encode(errors="surrogatepass")
