"""Where batches are classified: here, in a few processes, or on Apache Spark.

    for done in run_local(path, options, jobs=2): ...
    for done in run_spark(path, options): ...        needs the extra `spark` and a Java 17 or 21

Both yield in the order of the file. On several machines each must see the file under its path, as
on a shared file system; where the work goes is Spark's own configuration (`spark-submit --master`).
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from istograph.classification.answers.theory import load_theory
from istograph.classification.descriptions.batches import (
    Batch,
    Done,
    Options,
    classify_batch,
    read_batches,
)
from istograph.errors import InputError

# For each process one batch in work, and one that waits.
_AHEAD = 2
# A task of Spark's takes some ten milliseconds to begin.
_SPARK_BATCH = 8 << 20
# Set in a process whose answers nobody wants any more.
_unwanted = threading.Event()


def cores() -> int:
    """Return on how many cores this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_local(path: Path, options: Options, jobs: int) -> Iterator[Done]:
    """Yield the answers to a file's batches, from so many processes."""
    batches = read_batches(path)
    start = list(islice(batches, 2))
    every = chain(start, batches)
    if jobs == 1 or len(start) < 2:
        # A process takes longer to start than a batch takes.
        return (classify_batch(batch, options) for batch in every)
    return _run_in_processes(every, options, jobs)


def _run_in_processes(batches: Iterable[Batch], options: Options, jobs: int) -> Iterator[Done]:
    # A copy of a process that has threads, as progress bars do, may stop for ever.
    context = get_context("spawn")
    wanted, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(wanted,))
    with wanted, held, pool:
        running: deque[Future[Done]] = deque()
        try:
            for batch in batches:
                with _ctrl_c_later():
                    running.append(pool.submit(_classify, batch, options))
                if len(running) == jobs * _AHEAD:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BaseException:
            # Nobody wants the rest, and a batch takes seconds. To kill a process that is handing
            # over an answer would leave the pool waiting for the other half of it.
            held.close()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(wanted: Connection) -> None:
    """Make a process ready to classify, as long as the one that started it wants answers."""
    threading.Thread(target=_stop_with_parent, args=(wanted,), daemon=True).start()
    load_theory()


def _stop_with_parent(wanted: Connection) -> None:
    """Stop when the parent lets go of its end of a pipe; end, however the parent has ended.

    The pipe of batches would stay open for ever.
    """
    wanted.poll(None)
    _unwanted.set()
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _classify(batch: Batch, options: Options) -> Done:
    return classify_batch(batch, options, _unwanted)


@contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Start processes that Ctrl-C, which goes to the whole group, does not reach: it is for us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True)
class _Span:
    """Where a batch stands in a file."""

    first: int
    start: int
    size: int


def run_spark(path: Path, options: Options, size: int = _SPARK_BATCH) -> Iterator[Done]:
    """Yield the answers to a file's batches, from the partitions of a Spark cluster."""
    spans = list(_spans(path, size))
    context = _spark_context()
    work = partial(_classify_spans, str(path.resolve()), options)
    answers = context.parallelize(spans, max(1, len(spans))).mapPartitions(work)
    try:
        # All partitions at once, on the workers' disks; then one after another, in order.
        answers.persist(_disk_only()).count()
        yield from answers.toLocalIterator()
    finally:
        context.stop()


def _spans(path: Path, size: int) -> Iterator[_Span]:
    start = 0
    for batch in read_batches(path, size):
        yield _Span(batch.first, start, len(batch.text))
        start += len(batch.text)


def _classify_spans(path: str, options: Options, spans: Iterable[_Span]) -> Iterator[Done]:
    with open(path, "rb") as file:
        for span in spans:
            file.seek(span.start)
            yield classify_batch(Batch(span.first, file.read(span.size)), options)


def _spark_context() -> Any:
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError:
        raise InputError(
            "--engine spark needs the extra `spark`: pip install 'istograph[spark]'"
        ) from None
    # Its workers must have what this Python has.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = SparkConf().setAppName("istograph classify").setIfMissing("spark.master", "local[*]")
    try:
        context = SparkContext.getOrCreate(settings.setIfMissing("spark.ui.enabled", "false"))
        context.setLogLevel("ERROR")
        return context
    except Exception as problem:
        raise InputError(
            f"Spark does not start: {problem}; it needs a Java 17 or 21, named by JAVA_HOME"
        ) from problem


def _disk_only() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY
