"""Measure how many organizations a second are classified, with HermiT beside it; print a table.

    python tests/benchmarks/classification_speed.py

Seconds are those of the processor, HermiT's too, so that what else runs on the machine counts
little; only where several processes work is it the clock on the wall as well.

    no cache             each organization is decided and explained on its own, equal ones too;
                         only lemmas are kept: how a fact reads, which axioms a minimal set of facts
                         needs, which missing facts entail what
    a cache of verdicts  as the service and the command do it: what was found for equal facts
    from a cold start    the ontology read, the tables made, nothing known, lemmas neither

The stream has as many different organizations as lines; `--lines 1000000` takes an hour or two.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import active_children
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import platformdirs
from tests.classification.agreement import minimal_hitting_sets
from tests.classification.generation import CLASSES, descriptions
from tests.classification.oracle import judge_parts, slice_of

from istograph.build import build
from istograph.classification import Theory
from istograph.classification.axioms.reading import read_ontology
from istograph.classification.descriptions.batches import Options
from istograph.classification.descriptions.engines import cores, run_local
from istograph.classification.descriptions.records import stored
from istograph.rdf.store.snapshot import current
from istograph.resources import ONTOLOGY

Json = Mapping[str, Any]
# Some facts of a description, and all of them.
Part = tuple[Sequence[Json], Sequence[Json]]
_CACHE = platformdirs.user_cache_path("istograph")
_HERMIT = 300
_PASSES = 5
_RATE = "organizations/s"


def theory(*, remember: bool) -> Theory:
    """Return a theory that knows nothing yet."""
    return Theory(read_ontology(ONTOLOGY), _CACHE, remember=remember)


def kinds(made: Theory) -> dict[str, Callable[[Json], object]]:
    """Return what is measured: more and more of the answer."""
    return {
        "verdicts alone": made.statuses,
        "with all justifications": lambda each: made.classify(each, needs=False),
        "and what is missing": made.classify,
    }


def rate(work: Callable[[Json], object], given: Sequence[Json]) -> float:
    """Return how many are done in a second of this process."""
    start = time.process_time()
    for each in given:
        work(each)
    return len(given) / (time.process_time() - start)


def show(name: str, *columns: object) -> None:
    """Print a line of the table."""
    cells = (f"{c:>22,.0f}" if isinstance(c, float) else f"{c:>22}" for c in columns)
    sys.stdout.write(f"{name:<42}{''.join(cells)}\n")
    sys.stdout.flush()


def measure(title: str, given: Sequence[Json]) -> dict[str, float]:
    """Print the rates for some descriptions, and return those with nothing remembered."""
    facts = sum(len(each["facts"]) for each in given) / len(given)
    distinct = len({json.dumps(each["facts"]) for each in given})
    bad = sum(not theory_.classify(each, explain=False)["consistent"] for each in given)
    show(f"\n{title}: {len(given)}", f"{facts:.1f} facts each", f"{distinct} different")
    show("", f"{bad / len(given):.0%} contradictory")
    show(f"{_RATE}, one core", "no cache", "a cache of verdicts", "from a cold start")
    found = {}
    for name in kinds(theory_):
        forgetful, mindful = theory(remember=False), theory(remember=True)
        start = time.process_time()
        cold = theory(remember=False)
        seconds = time.process_time() - start
        cold_rate = rate(kinds(cold)[name], given)
        rate(kinds(forgetful)[name], given)
        rate(kinds(mindful)[name], given)
        found[name] = rate(kinds(forgetful)[name], given)
        again = rate(kinds(mindful)[name], given)
        show(name, found[name], again, len(given) / (seconds + len(given) / cold_rate))
    return found


def measure_cores(number: int, seed: int) -> None:
    """Print the rates of whole streams, JSON Lines in and out, and how much memory they take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for each in descriptions(number, seed):
                file.write(json.dumps(each, ensure_ascii=False) + "\n")
        show(
            f"\nA stream of {number:,} lines",
            "seconds by the clock",
            _RATE,
            "of the processors",
            "of the first process",
            "largest process, MB",
        )
        for explain in (False, True):
            for jobs in sorted({1, cores()}):
                used = _in_a_process(path, jobs, explain=explain)
                words = "full answers" if explain else "verdicts alone"
                show(
                    f"{words}, {jobs} processes",
                    used["clock"],
                    number / used["clock"],
                    used["own"] + used["others"],
                    used["own"],
                    used["memory"] / 1024,
                )


def _in_a_process(path: Path, jobs: int, *, explain: bool) -> dict[str, float]:
    """Return what a run of its own used: seconds, and the kilobytes of the largest process."""
    command = [sys.executable, __file__, "--stream", str(path), "--jobs", str(jobs)]
    asked = [*command, *(["--explain"] if explain else [])]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    used: dict[str, float] = json.loads(done.stdout)
    return used


def run_stream(path: Path, jobs: int, *, explain: bool) -> None:
    """Classify a stream, throw the answers away, and print what that used."""
    options = Options(
        file="stream", dataset="benchmark", today=datetime.now(UTC).date(), explain=explain
    )
    start = time.perf_counter()
    for _ in run_local(path, options, jobs):
        pass
    clock = time.perf_counter() - start
    for process in active_children():
        process.join()
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = {
        "clock": clock,
        "own": own.ru_utime + own.ru_stime,
        "others": others.ru_utime + others.ru_stime,
        "memory": max(_largest_so_far() or own.ru_maxrss, others.ru_maxrss),
    }
    sys.stdout.write(json.dumps(used) + "\n")


def _largest_so_far() -> int:
    """Return the most kilobytes that this process had, or 0 where the system does not say.

    `getrusage` would count what the process that started this one had at that moment.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def compare(given: Sequence[Json], kinds_: Iterable[str]) -> None:
    """Print how long HermiT takes for the verdicts of some descriptions, and the ratios.

    It is asked first as it is meant to be, and says of contradictory ones only that they are; then
    about each repair of those too, without which it does not find what is contested and what is
    not. The classifier answers all of it.
    """
    show(f"\nHermiT, {len(given)} organizations", "seconds by the clock", "of the processor", _RATE)
    whole = [(slice_of(each), slice_of(each)) for each in given]
    plain = _run_hermit("without contested ones", [whole], len(given))
    parts = [part for each in given for part in _repairs(each)]
    batches = [parts[n : n + _HERMIT] for n in range(0, len(parts), _HERMIT)]
    hermit = _run_hermit("all verdicts", batches, len(given))
    show("\nThe classifier, the same ones", "", "", "times HermiT, plainly", "times, all verdicts")
    for name in kinds_:
        # They take milliseconds, of which the first time has the most.
        ours = median(rate(kinds(theory_)[name], given) for _ in range(_PASSES))
        show(name, f"{len(given) / ours:.3f} s", ours, ours / plain, ours / hermit)


def _run_hermit(name: str, batches: Iterable[Sequence[Part]], number: int) -> float:
    before, start = _seconds_of_children(), time.perf_counter()
    for batch in batches:
        judge_parts(batch, CLASSES)
    clock, processor = time.perf_counter() - start, _seconds_of_children() - before
    show(name, f"{clock:.1f}", f"{processor:.1f}", f"{number / processor:.1f}")
    return number / processor


def _repairs(description: Json) -> Iterator[Part]:
    """Yield the largest consistent parts of a description's facts, with the whole."""
    whole = slice_of(description)
    clashes = [frozenset(clash["facts"]) for clash in theory_.classify(description)["clashes"]]
    for hit in minimal_hitting_sets(clashes):
        yield [fact for fact in whole if fact["id"] not in hit], whole


def _seconds_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def records() -> Iterator[Json]:
    """Yield the descriptions of the packaged dataset."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        snapshot = current(Path(folder))
        assert snapshot is not None
        today = datetime.now(UTC).date().isoformat()
        for record in stored(snapshot.open()):
            yield {**record.description, "as_of": today}


theory_ = theory(remember=False)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=5000, help="generated descriptions")
    parser.add_argument("--lines", type=int, default=40_000, help="of the stream; or a million")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--stream", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--explain", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stream:
        run_stream(options.stream, options.jobs, explain=options.explain)
        return
    generated = list(descriptions(options.number, options.seed))
    load = os.getloadavg()[0]
    show(f"Python {sys.version.split()[0]}, {cores()} cores", f"load {load:.1f} before")
    found = measure("Generated descriptions", generated)
    measure("Records of the dataset", list(records()))
    for name in found:
        rate(kinds(theory_)[name], generated)
    compare(list(islice(generated, _HERMIT)), found)
    measure_cores(options.lines, options.seed)


if __name__ == "__main__":
    main()
