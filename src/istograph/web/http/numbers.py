"""Whole numbers in requests: pages, limits, offsets."""

from istograph.errors import InputError


def whole_number(name: str, given: str, *, least: int = 1, most: int) -> int:
    """Return the number that a parameter gives; InputError unless it is within the bounds.

    >>> whole_number("limit", "7", most=100)
    7
    """
    # Python reads no more than 4,300 digits, and digits of other scripts as well.
    fits = given.isascii() and given.isdigit() and len(given) <= len(str(most))
    if not (fits and least <= int(given) <= most):
        shown = given if len(given) <= len(str(most)) + 1 else f"{given[:20]}..."
        raise InputError(
            f"`{name}` is a whole number from {least:,} to {most:,}, not {shown!r}",
            zh=f"“{name}”应为 {least:,} 至 {most:,} 之间的整数，不是“{shown}”",
        )
    return int(given)
