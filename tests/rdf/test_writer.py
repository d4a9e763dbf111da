"""Writes: whole or not at all, and the default graph follows."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from istograph.errors import (
    AddressError,
    InputError,
    IstographError,
    QuerySyntaxError,
    TimeLimitError,
)
from istograph.rdf.payload import Payload
from istograph.rdf.protocol import ProtocolError, UpdateOperation
from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Description
from istograph.rdf.store.workers import Limits
from istograph.rdf.store.writer import Writer, Written

T = TypeVar("T")
Use = Callable[[Writer], Awaitable[T]]

BASE = "http://e/"
GRAPH = "https://w3id.org/istograph/graph/"
MERGED = ("curated", "local", "paper")
S = "<http://e/s> <http://e/p> "


def publish(directory: Path, content: str = "", merged: tuple[str, ...] = ()) -> None:
    """Publish a dataset; what stands in member graphs must be in the default graph too."""
    with snapshot.draft(directory) as new:
        store = Store(str(new.path))
        if content:
            store.update(f"PREFIX graph: <{GRAPH}> INSERT DATA {{ {content} }}")
        store.flush()
        del store
        fixed = ("curated", "paper") if merged else ()
        new.publish(Description("2026-11-22.0", "", "", "", merged=merged, fixed=fixed))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    publish(tmp_path)
    return tmp_path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A triple in paper, one in curated, and one in both; each once in the default graph."""
    publish(
        tmp_path,
        f"""{S} 1, 2, 3 . GRAPH graph:paper {{ {S} 1, 3 }} GRAPH graph:curated {{ {S} 2, 3 }}""",
        MERGED,
    )
    return tmp_path


def with_writer(directory: Path, use: Use[T], **limits: Any) -> T:
    async def run() -> T:
        async with Writer(directory, Limits(**limits)) as writer:
            return await use(writer)

    return asyncio.run(run())


def update(directory: Path, *texts: str, using: tuple[str, ...] = ()) -> list[Written]:
    async def use(writer: Writer) -> list[Written]:
        return [await writer.update(UpdateOperation(text, using), BASE) for text in texts]

    return with_writer(directory, use)


def change(directory: Path, method: str, graph: str | None, body: str, **kind: str) -> Written:
    payload = Payload(body.encode(), **kind)
    return with_writer(directory, lambda writer: writer.change(method, graph, payload, BASE))


def published(directory: Path) -> Store:
    found = snapshot.current(directory)
    assert found is not None
    return found.open()


def values(directory: Path, graph: str | None = None) -> list[str]:
    """Return the objects in a graph, sorted; in the default graph where none is named."""
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    found = published(directory).query(f"SELECT ?o {{ {pattern} }} ORDER BY ?o")
    return [row[0].value for row in found]  # type: ignore[union-attr]


def test_an_accepted_update_is_published_under_another_version(plain: Path) -> None:
    first, second = update(plain, f"INSERT DATA {{ {S} 1 }}", f"INSERT DATA {{ {S} 1 }}")

    found = snapshot.current(plain)
    assert found is not None
    assert len({first.version, second.version, "2026-11-22.0"}) == 3
    assert (found.version, values(plain)) == (second.version, ["1"])


def test_a_request_that_fails_at_its_second_operation_changes_nothing(plain: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        update(plain, f"INSERT DATA {{ {S} 1 }} ; DROP GRAPH <http://e/none>")

    assert values(plain) == []
    update(plain, f"INSERT DATA {{ {S} 2 }}")
    assert values(plain) == ["2"]


def test_a_prefix_may_stand_before_any_operation(plain: Path) -> None:
    update(plain, f"INSERT DATA {{ {S} 1 }} ; PREFIX x: <http://e/> INSERT DATA {{ x:s x:p 2 }}")

    assert values(plain) == ["1", "2"]


def test_an_operation_sees_what_the_one_before_it_wrote(dataset: Path) -> None:
    update(dataset, f"INSERT DATA {{ {S} 7 }} ; INSERT {{ {S} 8 }} WHERE {{ {S} 7 }}")

    assert values(dataset, GRAPH + "local") == ["7", "8"]


def test_a_syntax_error_names_the_place_in_what_was_sent(dataset: Path) -> None:
    text = f"PREFIX e: <http://e/>\nINSERT DATA {{ {S} 1 }} ;\n\nDELETE {{ e:s e:p }} WHERE {{}}"

    with pytest.raises(QuerySyntaxError, match=r"^line 4, column 17: an object is missing"):
        update(dataset, text)


def test_what_is_written_without_a_graph_goes_to_local_and_shows_in_the_default_graph(
    dataset: Path,
) -> None:
    update(dataset, f"INSERT DATA {{ {S} 4 . GRAPH <http://e/g> {{ {S} 5 }} }}")

    assert values(dataset, GRAPH + "local") == ["4"]
    assert values(dataset) == ["1", "2", "3", "4"]


def test_what_another_graph_still_has_stays_in_the_default_graph(dataset: Path) -> None:
    update(dataset, f"INSERT DATA {{ {S} 1, 4 }}")
    update(dataset, f"DELETE WHERE {{ {S} ?o }}")

    assert values(dataset, GRAPH + "local") == []
    assert values(dataset) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ GRAPH graph:paper {{ {S} 9 }} }}",
        f"WITH graph:curated DELETE {{ {S} 2 }} WHERE {{}}",
        "DELETE { GRAPH ?g { ?s ?p 3 } } WHERE { GRAPH ?g { ?s ?p 3 } }",
        "CLEAR ALL",
        f"COPY <http://e/none> TO <{GRAPH}paper>",
        "MOVE SILENT graph:paper TO graph:local",
        # Names in disguise: an escape in an IRI, and in a declaration.
        f"INSERT DATA {{ GRAPH <{GRAPH}p\\u0061per> {{ {S} 9 }} }}",
        f"WITH <{GRAPH}\\U00000070aper> DELETE {{ {S} 1 }} WHERE {{}}",
        f"CLEAR GRAPH <{GRAPH}p\\u0061per>",
        f"PREFIX g: <{GRAPH}p\\u0061> INSERT DATA {{ GRAPH g:per {{ {S} 9 }} }}",
        # A combining accent in a prefix, a letter of no name in Unicode, a name after a comment.
        f"PREFIX e\u0301: <{GRAPH}> INSERT DATA {{ GRAPH e\u0301:paper {{ {S} 9 }} }}",
        f"PREFIX e\u0301: <{GRAPH}> CLEAR GRAPH e\u0301:paper",
        f"PREFIX e\u0301: <{GRAPH}> WITH e\u0301:paper DELETE {{ {S} 1 }} WHERE {{}}",
        f"PREFIX \U000eff00: <{GRAPH}> INSERT DATA {{ GRAPH \U000eff00:paper {{ {S} 9 }} }}",
        f"BASE <{GRAPH}x/> INSERT DATA {{ GRAPH#\n<../paper> {{ {S} 9 }} }}",
    ],
)
def test_what_the_build_writes_is_not_for_users(dataset: Path, text: str) -> None:
    with pytest.raises((ProtocolError, InputError)):
        update(dataset, text)

    assert (values(dataset), values(dataset, GRAPH + "paper")) == (["1", "2", "3"], ["1", "3"])


@pytest.mark.parametrize(
    ("text", "local", "default"),
    [
        ("CLEAR DEFAULT", [], ["1", "2", "3"]),
        ("DROP DEFAULT", [], ["1", "2", "3"]),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", [], ["1", "2", "3"]),
        ("CLEAR GRAPH graph:local", [], ["1", "2", "3"]),
        ("ADD graph:paper TO DEFAULT", ["1", "3", "4"], ["1", "2", "3", "4"]),
        ("COPY graph:paper TO DEFAULT", ["1", "3"], ["1", "2", "3"]),
        ("MOVE DEFAULT TO <http://e/g>", [], ["1", "2", "3"]),
        ("INSERT { GRAPH graph:local { ?s ?p 5 } } WHERE { ?s ?p 2 }",
         ["4", "5"], ["1", "2", "3", "4", "5"]),
        ("DELETE { GRAPH ?g { ?s ?p 4 } } WHERE { GRAPH ?g { ?s ?p 4 } }", [], ["1", "2", "3"]),
    ],
)  # fmt: skip
def test_the_default_graph_is_the_merge_after_each_kind_of_operation(
    dataset: Path, text: str, local: list[str], default: list[str]
) -> None:
    update(dataset, f"INSERT DATA {{ {S} 4 }}", text)

    assert (values(dataset, GRAPH + "local"), values(dataset)) == (local, default)


def test_keywords_run_together_do_not_hide_a_graph(dataset: Path) -> None:
    with pytest.raises(QuerySyntaxError, match="space after each keyword"):
        update(dataset, f"INSERT DATA {{ GRAPHgraph:paper{{ {S} 9 }} }}")


def test_a_dataset_given_with_the_request_is_read(plain: Path) -> None:
    update(
        plain, f"INSERT DATA {{ GRAPH <http://e/a> {{ {S} 1 }} GRAPH <http://e/b> {{ {S} 2 }} }}"
    )
    update(plain, f"INSERT {{ {S} 3 }} WHERE {{ ?s ?p 1 }}", using=("http://e/b",))
    update(plain, f"INSERT {{ {S} 4 }} WHERE {{ ?s ?p 2 }}", using=("http://e/b",))

    assert values(plain) == ["4"]


@pytest.mark.parametrize(
    "clause", ["WITH <g:a> DELETE { ?s a 1 }", "DELETE { ?s a 1 } USING <g:a>"]
)
def test_a_dataset_given_twice_is_refused(plain: Path, clause: str) -> None:
    with pytest.raises(InputError, match="leave one of them out"):
        update(plain, f"{clause} WHERE {{}}", using=("http://e/b",))


def test_a_label_shared_by_two_operations_is_refused(plain: Path) -> None:
    with pytest.raises(QuerySyntaxError, match="_:b"):
        update(plain, "INSERT DATA { _:b <http://e/p> 1 } ; INSERT DATA { _:b <http://e/p> 2 }")


def test_an_unknown_function_is_an_error_of_its_expression_alone(plain: Path) -> None:
    update(plain, f"INSERT {{ {S} ?x, ?y }} WHERE {{ BIND (<g:f>(1) AS ?x) BIND (2 AS ?y) }}")

    assert values(plain) == ["2"]


# Graphs


def test_a_graph_is_put_and_replaced(plain: Path) -> None:
    first = change(plain, "PUT", "http://e/g", f"{S} 1 .")
    second = change(plain, "PUT", "http://e/g", f"{S} 2 .")

    assert (first.created, second.created, values(plain, "http://e/g")) == (True, False, ["2"])


def test_a_broken_body_leaves_the_old_graph(plain: Path) -> None:
    change(plain, "PUT", "http://e/g", f"{S} 1 .")
    with pytest.raises(InputError, match="does not parse"):
        change(plain, "PUT", "http://e/g", f"{S} 2 . {S}")

    assert values(plain, "http://e/g") == ["1"]


def test_a_post_adds_to_what_is_there(plain: Path) -> None:
    change(plain, "POST", "http://e/g", f"{S} 1 .")
    change(plain, "POST", "http://e/g", f"{S} 2 .")

    assert values(plain, "http://e/g") == ["1", "2"]


def test_blank_nodes_of_two_documents_are_not_one(plain: Path) -> None:
    for _ in range(2):
        change(plain, "POST", "http://e/g", "_:b <http://e/p> 1 .")

    assert values(plain, "http://e/g") == ["1", "1"]


def test_a_graph_that_is_not_there_is_not_deleted(plain: Path) -> None:
    with pytest.raises(ProtocolError) as refusal:
        change(plain, "DELETE", "http://e/g", "")

    assert refusal.value.status == 404


def test_the_default_graph_put_is_local(dataset: Path) -> None:
    change(dataset, "PUT", None, f"{S} 4 .")
    change(dataset, "PUT", None, f"{S} 1, 5 .")

    assert (values(dataset, GRAPH + "local"), values(dataset)) == (["1", "5"], [*"1235"])


def test_a_graph_of_the_build_is_not_put(dataset: Path) -> None:
    with pytest.raises(ProtocolError, match="build alone") as refusal:
        change(dataset, "PUT", GRAPH + "paper", f"{S} 4 .")

    assert refusal.value.status == 403


def test_a_patch_reads_and_writes_its_graph(plain: Path) -> None:
    change(plain, "PUT", "http://e/g", f"{S} 1 .")
    change(plain, "PATCH", "http://e/g", "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }")

    assert (values(plain, "http://e/g"), values(plain)) == (["2"], [])


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT DATA {{ GRAPH <http://e/h> {{ {S} 1 }} }}",
        "CLEAR ALL",
        f"INSERT {{ GRAPH ?g {{ {S} 1 }} }} WHERE {{ GRAPH ?g {{}} }}",
        "MOVE <http://e/h> TO <http://e/g>",
    ],
)
def test_a_patch_of_another_graph_is_refused(plain: Path, text: str) -> None:
    change(plain, "PUT", "http://e/h", f"{S} 1 .")

    with pytest.raises(ProtocolError) as refusal:
        change(plain, "PATCH", "http://e/g", text)

    assert (refusal.value.status, values(plain, "http://e/h")) == (422, ["1"])


# Whole or not at all


def test_a_write_that_takes_too_long_is_stopped_and_the_next_is_done(plain: Path) -> None:
    endless = f"""INSERT {{ {S} ?n }} WHERE {{
        {" ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(40)))} }}" for n in range(8))}
        BIND (1 AS ?n) FILTER (?v0 + ?v7 < 0) }}"""

    async def use(writer: Writer) -> str:
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 1 }}"), BASE)
        usual, writer._limits = writer._limits, Limits(seconds=0.5)
        with pytest.raises(TimeLimitError, match="nothing was written"):
            await writer.update(UpdateOperation(endless), BASE)
        writer._limits = usual
        return (await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 2 }}"), BASE)).version

    version = with_writer(plain, use)

    found = snapshot.current(plain)
    assert found is not None
    assert (found.version, values(plain)) == (version, ["1", "2"])


def test_a_write_that_crashes_the_engine_changes_nothing(plain: Path) -> None:
    deep = "{" * 20_000 + "}" * 20_000

    async def use(writer: Writer) -> None:
        with pytest.raises(InputError):
            await writer.update(UpdateOperation(f"INSERT {{ {S} 1 }} WHERE {deep}"), BASE)
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 2 }}"), BASE)

    with_writer(plain, use)

    assert values(plain) == ["2"]


def test_a_write_that_cannot_be_published_is_in_no_later_one(plain: Path) -> None:
    in_the_way = plain / "CURRENT.new"

    async def use(writer: Writer) -> None:
        in_the_way.mkdir()
        with pytest.raises(InputError):
            await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 1 }}"), BASE)
        in_the_way.rmdir()
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 2 }}"), BASE)

    with_writer(plain, use)

    assert values(plain) == ["2"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the kernel on Linux")
def test_what_was_refused_takes_no_memory_from_what_comes_after(plain: Path) -> None:
    refused = (f"INSERT DATA {{ {S} }}", "LOAD <http://169.254.169.254/>", "LOAD <file:///etc>")

    async def use(writer: Writer) -> set[int]:
        processes = set()
        for number in range(30):
            with pytest.raises((InputError, AddressError)):
                await writer.update(UpdateOperation(refused[number % len(refused)]), BASE)
            # One that holds half of what it may take is replaced.
            processes.add(writer._process.pid if writer._process else 0)
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 1 }}"), BASE)
        return processes

    assert len(with_writer(plain, use, memory=192 << 20)) == 1
    assert values(plain) == ["1"]


def test_no_acknowledged_write_is_lost_and_none_is_half_done(plain: Path) -> None:
    # Each write is a pair; the writer is killed at odd moments, and the next takes over.
    async def use(writer: Writer) -> list[int]:
        accepted = []
        for number in range(40):
            pair = f"INSERT DATA {{ {S} {number} . GRAPH <http://e/g> {{ {S} {number} }} }}"
            work = asyncio.ensure_future(writer.update(UpdateOperation(pair), BASE))
            if number % 4 == 3:
                await asyncio.sleep(0.0013 * (number % 17))
                assert writer._process is not None
                os.kill(writer._process.pid, signal.SIGKILL)
            try:
                await work
                accepted.append(number)
            except IstographError:
                pass
        return accepted

    accepted = with_writer(plain, use)

    found = sorted(map(int, values(plain)))
    assert found == sorted(map(int, values(plain, "http://e/g")))
    assert found == accepted


def test_a_dataset_has_one_writer(plain: Path) -> None:
    async def use(_: Writer) -> None:
        async with Writer(plain):
            pass

    with pytest.raises(IstographError, match="another process writes"):
        with_writer(plain, use)


def test_what_a_build_publishes_meanwhile_is_what_is_written_to(plain: Path) -> None:
    async def use(writer: Writer) -> None:
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 1 }}"), BASE)
        with snapshot.draft(plain) as new:
            store = Store(str(new.path))
            store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal(7)))
            store.flush()
            del store
            new.publish(Description("2026-11-23.9", "", "", ""))
        await writer.update(UpdateOperation(f"INSERT DATA {{ {S} 8 }}"), BASE)

    with_writer(plain, use)

    assert values(plain) == ["7", "8"]


def test_the_writer_ends_with_the_process_that_started_it(plain: Path) -> None:
    script = f"""
        import asyncio, os
        from pathlib import Path
        from istograph.rdf.store.writer import Writer
        async def main():
            async with Writer(Path({str(plain)!r})) as writer:
                print(writer._process.pid, flush=True)
                os._exit(1)
        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True
    )
    update(plain, f"INSERT DATA {{ {S} 1 }}")

    assert done.stdout.strip().isdigit()
    assert values(plain) == ["1"]
