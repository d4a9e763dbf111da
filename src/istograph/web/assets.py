"""What pages fetch beside themselves: our own files, and those that were put in by the build.

`static/vendor` has what comes from others, such as fonts; a checkout that was not built has none,
and the pages do without.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from istograph.web.http.conditional import IMMUTABLE, REVALIDATE

# The stylesheet names its fonts without a mark.
_FONTS, _WEEK = "vendor/fonts/", "public, max-age=604800"
FOLDER = Path(__file__).parent / "static"


def address(name: str) -> str:
    """Return the path of a file with a mark of its content, so that browsers may keep it.

    >>> address("style.css").startswith("/static/style.css?v=")
    True
    """
    path = FOLDER / name
    return f"/static/{name}?v={_mark(path, path.stat().st_mtime_ns)}"


def is_there(name: str) -> bool:
    """Say whether a file, or a folder, is among them."""
    return (FOLDER / name).exists()


@lru_cache(maxsize=256)
def _mark(path: Path, _: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


class Assets(StaticFiles):
    """The files under `/static`; what is asked for by its mark may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with word of how long it may be kept."""
        response = await super().get_response(path, scope)
        marked = IMMUTABLE if b"v=" in scope["query_string"] else REVALIDATE
        response.headers["Cache-Control"] = _WEEK if path.startswith(_FONTS) else marked
        return response
