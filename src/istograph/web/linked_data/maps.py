"""Where an organization is, in words and on an outline of the land.

The outline is made by the front-end build, and a checkout that was not built has none. Borders are
left out of it, for they are disputed. A country is shown by one point, in the middle of its largest
piece of land. What registries say of a town is a point of its own.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from istograph.web.assets import FOLDER

_LAND = FOLDER / "vendor" / "land.json"
# From 84° north to 57° south: nobody has a seat in Antarctica, and much of the sheet is.
_NORTH, _SOUTH = 84, -57
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Point:
    """A place on the map; not exact where only the country is known."""

    x: float
    y: float
    exact: bool


@dataclass(frozen=True)
class Map:
    """The outline with points on it."""

    box: str
    path: str
    points: Sequence[Point]


def located(coordinates: Iterable[str], countries: Iterable[str]) -> Map | None:
    """Return a map with the points, or where there are none with those of the countries.

    Nothing where neither is known, or there is no outline.
    """
    land = _land(_LAND.stat().st_mtime_ns) if _LAND.is_file() else None
    if land is None:
        return None
    degrees = list(_degrees(coordinates))
    middles = (land["jurisdictions"].get(code) for code in countries)
    points = [_point(land, *each, exact=True) for each in degrees] or [
        _point(land, *each, exact=False) for each in middles if each
    ]
    top, bottom = ((90 - latitude) * land["scale"] for latitude in (_NORTH, _SOUTH))
    box = f"0 {top:g} {360 * land['scale']:g} {bottom - top:g}"
    return Map(box, land["path"], points) if points else None


def _degrees(coordinates: Iterable[str]) -> Iterator[tuple[float, float]]:
    """Yield longitude and latitude, as the outline has them."""
    for text in sorted(set(coordinates)):
        if found := _POINT.fullmatch(text):
            yield float(found[2]), float(found[1])


def _point(land: dict[str, Any], longitude: float, latitude: float, *, exact: bool) -> Point:
    scale = land["scale"]
    return Point(round((longitude + 180) * scale, 1), round((90 - latitude) * scale, 1), exact)


@lru_cache(maxsize=1)
def _land(_: int) -> dict[str, Any]:
    """Return the outline; asked for anew when it is built anew."""
    found: dict[str, Any] = json.loads(_LAND.read_text(encoding="utf-8"))
    return found
