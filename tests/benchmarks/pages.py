"""Open each page as from a slow telephone, and print one table of what its reader waits for.

    python tests/benchmarks/pages.py
    python tests/benchmarks/pages.py --address http://localhost:8000 / /search

The network is that of Lighthouse's "slow 4G" (150 ms there and back, 1.6 Mbit/s down, 0.75 up), the
processor is made four times slower, nothing is kept from before. Printed for each page, in
milliseconds, is the median of several visits, and how many times that of a blank page it is, which
is what the network alone takes:

    first       the first contentful paint: something can be read
    largest     the largest contentful paint: the main thing can be read
    blocked     the time in which the page did not answer, of tasks above 50 ms
    shift       how far things moved while one read (0 is best; 0.1 is Lighthouse's bound)
    kB, files   fetched, compressed, and in how many answers

It wants Playwright and a Chromium, as the tests of the pages do.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console
from rich.progress import track
from rich.table import Table
from tests.browser import running
from tests.pages.visits import visit
from tests.paths import KINDS
from tests.serving import serving

from istograph.build import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
BLANK = "/health"
# What a page observes of itself; buffered, so that nothing is missed before the script is there.
OBSERVE = """() => new Promise(done => {
  const found = {first: 0, largest: 0, blocked: 0, shift: 0}
  const watch = (type, take) => new PerformanceObserver(
    list => list.getEntries().forEach(take)).observe({type, buffered: true})
  watch("paint", each => {
    if (each.name === "first-contentful-paint") found.first = each.startTime })
  watch("largest-contentful-paint", each => { found.largest = each.startTime })
  watch("longtask", each => { found.blocked += Math.max(0, each.duration - 50) })
  watch("layout-shift", each => { if (!each.hadRecentInput) found.shift += each.value })
  setTimeout(() => done(found), 300) })"""


def measured(browser: "Browser", address: str, path: str) -> dict[str, float]:
    """Return what one visit took."""
    with visit(browser, address, viewport={"width": 412, "height": 823}) as made:
        session = made.page.context.new_cdp_session(made.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        made.go(path)
        found = dict(made.page.evaluate(OBSERVE))
        return {**found, "kB": made.weight / 1000, "files": len(made.sizes)}


@contextmanager
def service() -> Iterator[str]:
    """Serve the packaged data, built anew."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        with serving("--store", folder) as address:
            yield address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", default=KINDS)
    parser.add_argument("--address", help="a service that runs; else one is started")
    parser.add_argument("--visits", type=int, default=3)
    asked = parser.parse_args()
    columns = ("first", "largest", "blocked", "shift", "kB", "files")
    table = Table("page", *columns, "times blank")
    known = nullcontext(asked.address.rstrip("/")) if asked.address else service()
    with known as address, running() as browser:
        blank = 0.0
        for path in track([BLANK, *asked.paths], "visits"):
            made = [measured(browser, address, path) for _ in range(asked.visits)]
            took = {name: statistics.median(each[name] for each in made) for name in columns}
            blank = blank or took["first"]
            shown = (f"{took[name]:.{2 if name == 'shift' else 0}f}" for name in columns)
            table.add_row(path, *shown, f"{took['largest'] / blank:.1f}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
