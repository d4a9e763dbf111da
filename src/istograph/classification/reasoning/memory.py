"""What was found out once and need not be found out again, as far as there is room."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """Remembers results by their keys, and forgets all of them when there are too many.

    >>> squares = Memory[int, int]()
    >>> squares.recall(3, lambda: 9), squares.recall(3, lambda: 1 // 0)
    (9, 9)
    >>> Memory[int, int](most=0).recall(3, lambda: 16)
    16
    """

    # Descriptions that say the same repeat a lot; this many different ones take some 100 MB.
    MOST = 50_000

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[Key, Value] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key) -> Value | None:
        """Return what is remembered for a key."""
        return self._known.get(key)

    def keep(self, key: Key, found: Value) -> Value:
        """Remember what was found for a key, and return it."""
        if len(self._known) >= self._most:
            self._known.clear()
        if self._most:
            self._known[key] = found
        return found

    def recall(self, key: Key, find: Callable[[], Value]) -> Value:
        """Return what is remembered for a key, or find it out and remember it."""
        try:
            return self._known[key]
        except KeyError:
            return self.keep(key, find())
