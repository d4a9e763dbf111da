"""A run of an import: portions, interruptions, what is published."""

import contextlib
import gzip
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from tests.registries.running import import_files

from istograph.errors import InputError
from istograph.registries import REGISTRIES
from istograph.registries.importing import Run
from istograph.registries.inputs import file

SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
# Kills itself by SIGKILL when so many steps are done.
KILLED = """
import os, signal, sys
from pathlib import Path
from istograph.registries import REGISTRIES
from istograph.registries.importing import Run
from istograph.registries.inputs import file

out, path, steps = sys.argv[1:]
for number, _ in enumerate(Run(REGISTRIES["ror"], [file(Path(path))], Path(out)), start=1):
    if number == int(steps):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def record(number: int, **changes: Any) -> dict[str, Any]:
    key = "".join(SYMBOLS[number // 32**place % 32] for place in range(6))
    return {
        "id": f"https://ror.org/0{key}00",
        "names": [{"value": f"Institute {number}", "types": ["label"], "lang": "en"}],
        "status": "active",
        "established": 1900 if number % 7 else "long ago",
        "locations": [{"geonames_details": {"country_code": "FR", "name": "Paris"}}],
        **changes,
    }


def lines(path: Path, count: int) -> Path:
    with gzip.open(path, "wt") as stream:
        for number in range(count):
            stream.write(json.dumps(record(number)) + "\n")
            # The same again, and one that is broken: they have to survive a stop as well.
            if number % 100 == 0:
                stream.write(json.dumps(record(number // 2)) + "\n{broken}\n")
    return path


def published(out: Path) -> tuple[bytes, bytes]:
    return out.read_bytes(), out.with_name(f"{out.name}.refused.jsonl").read_bytes()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lines(tmp_path_factory.mktemp("source") / "ror.jsonl.gz", 3500)


@pytest.fixture(scope="module")
def uninterrupted(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_files("ror", tmp_path_factory.mktemp("once") / "ror.nq.gz", source).path


# Four portions are surveyed, then written: it stops in either, and twice.
@pytest.mark.parametrize("stops", [[1], [4], [5], [7], [2, 1, 3]])
def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(
    stops: list[int], source: Path, uninterrupted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ror.nq.gz"
    for steps in stops:
        command = [sys.executable, "-c", KILLED, str(out), str(source), str(steps)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        assert not out.exists()
    import_files("ror", out, source)
    assert published(out) == published(uninterrupted)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ror.nq.gz",
        "ror.nq.gz.refused.jsonl",
    ]


@pytest.mark.parametrize("done", [0, 1])
def test_a_run_that_was_stopped_while_it_published_publishes(
    done: int, source: Path, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[Path] = []
    replace = os.replace

    def stop(part: Path, path: Path) -> None:
        if len(replaced) == done:
            raise KeyboardInterrupt
        replaced.append(path)
        replace(part, path)

    out = tmp_path / "ror.nq.gz"
    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        import_files("ror", out, source)
    monkeypatch.undo()
    import_files("ror", out, source)
    assert published(out) == published(uninterrupted)


def test_a_run_that_goes_on_does_not_begin_again(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "ror.nq.gz"
    command = [sys.executable, "-c", KILLED, str(out), str(source), "6"]
    subprocess.run(command, check=False)
    steps = list(Run(REGISTRIES["ror"], [file(source)], out))
    assert len(steps) == 2


def test_what_a_killed_run_wrote_after_its_checkpoint_is_written_again(
    source: Path, uninterrupted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ror.nq.gz"
    subprocess.run([sys.executable, "-c", KILLED, str(out), str(source), "6"], check=False)
    for name in ("ror.nq.gz.part", "ror.nq.gz.part.refused"):
        with (tmp_path / name).open("ab") as stream:
            stream.write(b"half a portion")
    import_files("ror", out, source)
    assert published(out) == published(uninterrupted)


def test_what_was_left_is_not_taken_for_other_files(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "ror.nq.gz"
    subprocess.run([sys.executable, "-c", KILLED, str(out), str(source), "6"], check=False)
    other = lines(tmp_path / "ror.jsonl.gz", 10)
    assert import_files("ror", out, other).report.taken == 10


def test_a_run_whose_part_is_gone_begins_again(
    source: Path, uninterrupted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ror.nq.gz"
    subprocess.run([sys.executable, "-c", KILLED, str(out), str(source), "6"], check=False)
    (tmp_path / "ror.nq.gz.part").unlink()
    import_files("ror", out, source)
    assert published(out) == published(uninterrupted)


def test_the_same_files_give_the_same_bytes(source: Path, uninterrupted: Path) -> None:
    before = published(uninterrupted)
    import_files("ror", uninterrupted, source)
    assert published(uninterrupted) == before


def test_the_report_counts_what_became_of_every_entry(source: Path, tmp_path: Path) -> None:
    found = import_files("ror", tmp_path / "ror.nq.gz", source)
    report = found.report
    assert (report.entries, report.taken, report.merged, report.refused) == (3570, 3500, 35, 35)
    assert report.entries == report.taken + report.merged + report.refused
    merged = [each for each in found.refused if each["refused"] == "version"]
    assert len(merged) == 35
    assert merged[0] == {
        "file": "ror.jsonl.gz",
        "record": "line 2",
        "key": "000000000",
        "field": "",
        "found": "a version",
        "wanted": "the newest version",
        "refused": "version",
    }
    years = [each for each in found.refused if each["field"] == "established"]
    assert len(years) >= 500
    assert report.reasons["established: wanted a year"] == len(years)
    assert {each["refused"] for each in years} == {"field"}


def test_only_the_graph_of_the_source_is_written(uninterrupted: Path) -> None:
    text = gzip.decompress(uninterrupted.read_bytes())
    graphs = {str(quad.graph_name) for quad in parse(text, RdfFormat.N_QUADS)}
    assert graphs == {"<https://w3id.org/istograph/graph/ror>"}


def test_a_damaged_file_leaves_the_old_import_as_it_was(
    source: Path, uninterrupted: Path, tmp_path: Path
) -> None:
    before = published(uninterrupted)
    damaged = tmp_path / "ror.jsonl.gz"
    damaged.write_bytes(source.read_bytes()[:-100])
    with pytest.raises(InputError, match="fetch the file again"):
        import_files("ror", uninterrupted, damaged)
    assert published(uninterrupted) == before


def test_two_runs_do_not_write_one_file(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "ror.nq.gz"
    first = iter(Run(REGISTRIES["ror"], [file(source)], out))
    next(first)
    with pytest.raises(InputError, match="another import"):
        next(iter(Run(REGISTRIES["ror"], [file(source)], out)))
    first.close()  # type: ignore[attr-defined]


def test_only_quads_are_written(source: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.nq"):
        Run(REGISTRIES["ror"], [file(source)], tmp_path / "ror.ttl")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    small, large = (lines(tmp_path / f"{n}.gz", n) for n in (1000, 9000))
    measured = """
import sys
from pathlib import Path
from tests.registries.running import import_files
import_files("ror", Path(sys.argv[1]), Path(sys.argv[2]))
# Not by getrusage, which begins with what the process had that started this one.
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
    used = [
        int(
            subprocess.run(
                [sys.executable, "-c", measured, str(tmp_path / f"{path.name}.nq.gz"), str(path)],
                check=True,
                capture_output=True,
                text=True,
                cwd=Path(__file__).parents[2],
            ).stdout
        )
        for path in (small, large)
    ]
    # KiB; nine times the entries would be 20 MiB more if they were kept.
    assert used[1] - used[0] < 10 << 10


def command(*arguments: str, environment: dict[str, str] | None = None) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "istograph", "import", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def test_the_command_imports_beside_the_dataset(source: Path, tmp_path: Path) -> None:
    done = command("ror", str(source), "--store", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "imports" / "ror.nq.gz").is_file()
    assert "3,500 records taken" in done.stderr
    assert "established: wanted a year" in done.stderr


def test_a_bar_is_shown_on_a_terminal(source: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "istograph", "import", "ror", str(source)]
    with subprocess.Popen(
        [*arguments, "--store", str(tmp_path)],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
    ) as process:
        os.close(theirs)
        shown = b""
        # The other end is closed by an error, not by an end.
        with contextlib.suppress(OSError):
            while data := os.read(ours, 4096):
                shown += data
        os.close(ours)
    assert process.returncode == 0
    assert b"entries read" in shown
    assert "━".encode() in shown
    assert b"3,500 records taken" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody", "x"], "there is no importer 'nobody'"),
        (["rorr", "x"], "did you mean 'ror'"),
        (["ror"], "no file of ror is given"),
        (["wikidata"], "--qid or --query to fetch"),
        (["ror", "missing.jsonl"], "missing.jsonl: No such file"),
        (["ror", "."], "is a folder"),
        (["ror", "--qid", "Q7817"], "--qid and --query fetch from Wikidata"),
        (["wikidata", "--qid", "INBAR"], "'INBAR' is no item"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = command(*arguments, "--store", str(tmp_path))
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("text", ["no JSON", "[]", "", '{"id": "https://ror.org/x"}'])
def test_a_file_without_a_record_takes_the_place_of_nothing(text: str, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.json", lines(tmp_path / "right.jsonl.gz", 10)
    wrong.write_text(text)
    out = tmp_path / "imports" / "ror.nq.gz"
    first = command("ror", str(wrong), "--store", str(tmp_path))
    assert first.returncode == 2
    assert "nothing here is a record of ror" in first.stderr
    assert not out.exists()
    assert command("ror", str(right), "--store", str(tmp_path)).returncode == 0
    before = out.read_bytes()
    second = command("ror", str(wrong), "--store", str(tmp_path))
    assert second.returncode == 2
    assert f"{out} is as it was" in second.stderr.replace("\n", " ")
    assert out.read_bytes() == before
    again = command("ror", str(right), "--store", str(tmp_path))
    assert "in the place of what was imported before" in again.stderr.replace("\n", " ")


# Is sent Ctrl-C when two portions are done: from outside, nobody could know when that is.
INTERRUPTED = """
import os, signal
from istograph.registries.importing import Run

class Interrupted(Run):
    def __iter__(self):
        for number, step in enumerate(super().__iter__(), start=1):
            if number == 2:
                os.kill(os.getpid(), signal.SIGINT)
            yield step

import istograph.cli.importing
istograph.cli.importing.Run = Interrupted
from istograph.cli import main
main()
"""


def test_ctrl_c_leaves_a_run_to_go_on_with(
    source: Path, uninterrupted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ror.nq.gz"
    stopped = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "import", "ror", str(source), "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        # A shell lets what it runs in the background ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert stopped.returncode == 130, stopped.stderr
    assert "goes on from here" in stopped.stderr
    assert not out.exists()
    again = command("ror", str(source), "--out", str(out))
    assert again.returncode == 0, again.stderr
    assert published(out) == published(uninterrupted)
