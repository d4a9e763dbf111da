"""Many texts, and what each leads to, in a few long strings of bytes.

A million small objects take a second to make and hundreds of bytes each; these are read from a file
as they are (see `rdf.store.keeping`), and a text is made when it is asked for.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def _coded(text: str) -> bytes:
    # What somebody asks for may hold half of a surrogate pair, as JSON may.
    return text.encode(errors="surrogatepass")
