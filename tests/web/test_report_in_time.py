"""Nobody waits for the quality report, however much there is to count."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pytest
from tests.exports import entities
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from tests.writing import Ours
from typer.testing import CliRunner

from istograph.build import build
from istograph.cli.app import app
from istograph.web.about.quality import Report, Reports
from istograph.web.service import Service
from istograph.web.settings import Settings


@pytest.fixture(scope="module")
def imported(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    directory = shutil.copytree(dataset, folder / "store")
    items = entities.write(folder / "items.json", entities.item("Q735279", {"en": "CODATA"}))
    said = CliRunner().invoke(app, ["import", "wikidata", str(items), "--store", str(directory)])
    assert said.exit_code == 0, said.output
    with untraced():
        build(directory)
    return directory


def test_until_a_report_is_made_there_is_the_one_before(imported: Path, tmp_path: Path) -> None:
    directory = shutil.copytree(imported, tmp_path / "store")

    async def read() -> list[Report | None]:
        async with Service(directory, Settings()) as service:
            reports = Reports(service, patience=0)
            found = [await reports.get("en")]
            found.append(await made(reports, service))
            ours = Ours(directory)
            ours.update("INSERT DATA { <http://e/a> <http://e/b> 1 }")
            ours.close()
            found.append(await reports.get("en"))
            found.append(await made(reports, service))
            return found

    async def made(reports: Reports, service: Service) -> Report:
        while True:
            report = await reports.get("en")
            if report and report.version == service.dataset.version:
                return report
            await asyncio.sleep(0.01)

    nothing, first, meanwhile, second = asyncio.run(read())

    assert nothing is None
    assert first is not None
    assert meanwhile is first
    assert second is not None
    assert second.version != first.version
    assert second.figures == first.figures


def test_a_report_on_little_is_waited_for(dataset: Path) -> None:
    async def read() -> Report | None:
        async with Service(dataset, Settings()) as service, Reports(service, patience=0) as reports:
            return await reports.get("zh")

    report = asyncio.run(read())

    assert report is not None
    assert report.axes


def test_a_report_is_begun_with_the_service_and_ends_with_it(imported: Path) -> None:
    async def read() -> list[bool]:
        async with Service(imported, Settings()) as service:
            async with Reports(service, patience=PATIENCE) as reports:
                whole = await reports.get("en")
            async with Reports(service, patience=PATIENCE) as given_up:
                pass
            await asyncio.sleep(0)
            tasks = [task for _, task in given_up._making.values()]
            await asyncio.gather(*tasks, return_exceptions=True)
            return [whole is not None, len(tasks) == 2, *(task.cancelled() for task in tasks)]

    assert all(asyncio.run(read()))


def test_the_page_says_so_and_asks_again(imported: Path) -> None:
    with (
        serving("--store", str(imported)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client,
    ):
        page = client.get("/report")
        while "refresh" in page.headers:
            assert page.headers["cache-control"] == "no-store"
            assert 'role="status"' in page.text
            page = client.get("/report")
        about = client.get("/about").text
        metrics = client.get("/metrics").text

    assert page.status_code == 200
    assert 'class="figures"' in page.text
    assert 'class="figures"' in about
    assert 'istograph_making_seconds_count{what="report"}' in metrics
