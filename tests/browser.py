"""A browser for tests of pages: the system's Chromium, which reaches nothing but this machine.

Playwright's synchronous interface holds its thread's event loop, so tests that share a module with
a page must not use `asyncio.run`; other modules may.
"""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Of milliseconds; a busy machine may need more than the usual thirty seconds.
PATIENCE = 120_000
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@contextmanager
def running() -> Iterator["Browser"]:
    """Run a browser; skip the test, saying so, where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: pip install 'istograph[clients]'"
    )
    path = os.environ.get("ISTOGRAPH_TEST_BROWSER") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )
    if path is None:
        pytest.skip("needs Chromium; Debian's package is `chromium`")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[_NOWHERE], timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Serve a folder's files on a port of its own, which makes another origin of it."""
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Leave standard error to the tests."""
