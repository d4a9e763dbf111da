"""Who hears how far a build is."""

from typing import Protocol


class Progress(Protocol):
    """Hears how far a build is."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Hear that a stage begins; it has `total` steps if anything is said."""

    def advance(self) -> None:
        """Hear that a step is done."""

    def note(self, text: str) -> None:
        """Hear something that a person should know."""


class Silence:
    """Hears nothing."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing of a stage."""

    def advance(self) -> None:
        """Say nothing of a step."""

    def note(self, text: str) -> None:
        """Say nothing of what should be known."""


class StagesAlone(Silence):
    """Passes stages and steps on, and no remarks: who only reads the dataset cannot act on them."""

    def __init__(self, told: Progress) -> None:
        self._told = told

    def stage(self, name: str, total: int | None = None) -> None:
        """Pass on that a stage begins."""
        self._told.stage(name, total)

    def advance(self) -> None:
        """Pass on that a step is done."""
        self._told.advance()
