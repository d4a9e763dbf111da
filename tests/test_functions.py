"""The functions that a query may call, on the curated data and on small stores."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from istograph import functions
from istograph.classification import load_theory
from istograph.classification.descriptions.records import stored
from istograph.model import isto
from istograph.rdf.namespaces import PREFIXES, expand
from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store import snapshot
from istograph.rdf.store.workers import answer

DAY = "2026-11-22.ab12"
LABEL = NamedNode(expand("rdfs:label"))


def ask(store: Store, expression: str, where: str = "") -> list[str | None]:
    """Return the values of an expression, in their lexical forms; None for an error."""
    known = dict(functions.functions(store, DAY))
    query = f"SELECT ({expression} AS ?x) {{ {where} }}"
    rows = store.query(query, prefixes=PREFIXES, custom_functions=known)
    assert isinstance(rows, QuerySolutions)
    return [None if row[0] is None else row[0].value for row in rows]


def inbar(*arguments: str, name: str = "status") -> str:
    listed = ", ".join(["id:organization\\/inbar", *arguments])
    return f"isto:{name}({listed})"


def test_the_status_is_the_verdict_of_the_classifier(store: Store) -> None:
    theory = load_theory()
    asked = dict(functions.functions(store, DAY))[isto("status")]

    for record in stored(store):
        statuses = theory.statuses(record.description, as_of=DAY.partition(".")[0])
        found = {name: asked(record.iri, isto(name)) for name in statuses}
        assert found == {name: Literal(status) for name, status in statuses.items()}


def test_all_four_statuses_occur_and_every_organization_has_one(store: Store) -> None:
    found = ask(
        store, "isto:status(?o, isto:IntergovernmentalOrganization)", "?o a org:Organization"
    )

    assert set(found) == {"entailed", "refuted", "contested", "unknown"}


def test_an_organization_without_verdicts_is_unknown_and_a_policy_is_an_error() -> None:
    store = Store()
    store.add(Quad(NamedNode("http://e/o"), isto("x"), Literal(1)))
    assert ask(store, "isto:status(<http://e/o>, isto:ISTO)") == [None]

    kind = NamedNode(expand("rdf:type")), NamedNode(expand("org:Organization"))
    store.add(Quad(NamedNode("http://e/o"), *kind))
    assert ask(store, "isto:status(<http://e/o>, isto:ISTO)") == ["unknown"]
    assert ask(store, "isto:status(<http://e/o>, isto:Policy)") == [None]


@pytest.mark.parametrize("class_", ["isto:ISTO", '"ISTO"', '"isto:ISTO"'])
def test_a_class_is_named_with_its_prefix_or_without(store: Store, class_: str) -> None:
    assert ask(store, inbar(class_)) == ["refuted"]


@pytest.mark.parametrize(
    "wrong",
    [
        inbar(),
        inbar("isto:ISTO", "1"),
        inbar("isto:Nothing"),
        inbar("?nothing"),
        'isto:status("inbar", isto:ISTO)',
        "isto:status(id:policy\\/none, isto:ISTO)",
        "isto:label(1, 'en')",
        "isto:label(id:organization\\/inbar)",
        inbar('"XX"', name="domesticTo"),
        inbar("1", name="overseasTo"),
        'isto:domesticTo(id:organization\\/nobody, "CN")',
        'isto:domesticTo(<<( <http://e/a> <http://e/b> 1 )>>, "CN")',
    ],
)
def test_wrong_arguments_are_an_error_of_the_expression_alone(store: Store, wrong: str) -> None:
    assert ask(store, wrong) == [None]
    assert ask(store, f'COALESCE({wrong}, "otherwise")') == ["otherwise"]


def test_a_host_is_a_code_or_a_profile_and_what_nothing_decides_has_no_answer(
    store: Store,
) -> None:
    where = "VALUES ?o { id:organization\\/dotasia id:organization\\/codata }"
    hosts = ['"HK"', '"hk"', "id:host-profile\\/hk", "id:jurisdiction\\/hk"]

    assert [ask(store, f"isto:domesticTo(?o, {host})", where) for host in hosts] == [
        ["true", None]
    ] * 4
    assert ask(store, 'isto:domesticTo(?o, "CN")', where) == ["false", None]
    assert ask(store, 'isto:overseasTo(?o, "CN")', where) == ["true", None]
    assert ask(store, 'isto:overseasTo(?o, "HK")', where) == ["false", None]
    assert ask(store, 'isto:overseasTo(?o, "CH")', where) == ["true", None]


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [("zh", "zh-Hans"), ("ZH-CN", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("fr", "fr"), ("de", "en")],
)
def test_a_label_is_in_the_nearest_language(wanted: str, tag: str) -> None:
    store = Store()
    for language in ("zh-Hant", "zh-Hans", "en", "fr"):
        label = Literal(language, language=language)
        store.add(Quad(NamedNode("http://e/o"), LABEL, label))

    assert ask(store, f'isto:label(<http://e/o>, "{wanted}")') == [tag]
    assert ask(store, f'LANG(isto:label(<http://e/o>, "{wanted}"))') == [tag.lower()]


def test_a_label_in_no_near_language_is_better_than_none() -> None:
    store = Store()
    store.add(Quad(NamedNode("http://e/o"), LABEL, Literal("ЮНЕСКО", language="ru")))

    assert ask(store, 'isto:label(<http://e/o>, "zh")') == ["ЮНЕСКО"]
    assert ask(store, 'isto:label(<http://e/p>, "zh")') == [None]


def test_a_concept_is_labelled_by_what_it_is_preferably_called() -> None:
    store = Store()
    name = NamedNode(expand("skos:prefLabel"))
    store.add(Quad(NamedNode("http://e/c"), name, Literal("物理", language="zh"), DefaultGraph()))

    assert ask(store, 'isto:label(<http://e/c>, "zh")') == ["物理"]


def test_a_worker_knows_the_functions_that_it_is_told_of(dataset: Path) -> None:
    query = QueryOperation(f"SELECT ({inbar('isto:ISTO')} AS ?x) {{}}")
    published = snapshot.current(dataset)

    with_them = answer(published, query, accept="text/csv", functions=functions.ENTRY)
    without = answer(published, query, accept="text/csv")

    assert with_them.read().split() == [b"x", b"refuted"]
    assert without.read().split() == [b"x"]


def test_every_function_is_a_term_with_a_name_in_both_languages(store: Store) -> None:
    function = NamedNode(expand("sd:Function"))
    terms = store.quads_for_pattern(None, NamedNode(expand("rdf:type")), function, DefaultGraph())

    assert {quad.subject for quad in terms} == set(functions.NAMES)
    for name in functions.NAMES:
        labels = (
            quad.object for quad in store.quads_for_pattern(name, LABEL, None, DefaultGraph())
        )
        assert {label.language for label in labels if isinstance(label, Literal)} == {"en", "zh"}


def test_loading_the_floor_of_rdf_loads_no_classifier() -> None:
    script = """
        import sys, istograph.rdf.store.worker, istograph.rdf.store.writing
        sys.exit("istograph.classification" in sys.modules)
    """
    assert (
        subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == 0
    )


def test_a_worker_that_was_prepared_loads_no_theory_when_it_is_asked(dataset: Path) -> None:
    published = snapshot.current(dataset)
    assert published is not None
    script = f"""
        import io, sys
        from pyoxigraph import Literal, NamedNode, Store
        from istograph import functions
        from istograph.classification.reasoning import implicates

        store, step = Store.read_only({str(published.path)!r}), 0
        if "prepared" in sys.argv:
            while functions.prepare(store, {{"step": step}}, b"", io.BytesIO())["more"]:
                step += 1

        def read(*_):
            sys.exit("a theory is loaded while somebody waits")

        implicates._read = read
        known = functions.functions(store, {published.version!r})
        for host in ("CN", "HK", "MO", "TW"):
            inbar = NamedNode("https://w3id.org/istograph/id/organization/inbar")
            known[functions.NAMES[2]](inbar, Literal(host))
    """

    def run(*arguments: str) -> str:
        command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
        return subprocess.run(command, capture_output=True, text=True).stderr.strip()

    assert run("prepared") == ""
    assert run() == "a theory is loaded while somebody waits"
