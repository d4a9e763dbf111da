"""A record to RDF and what can be read back; and that it has the shape of our records."""

import gzip
import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize
from tests.registries.running import import_files

from istograph import model
from istograph.model import fact_value, isto, read_claim
from istograph.model.terms import kebab
from istograph.rdf.namespaces import expand
from istograph.rdf.shacl.report import VIOLATION
from istograph.rdf.shacl.validation import our_terms, validate
from istograph.registries import REGISTRIES, quads
from istograph.registries.addresses import address
from istograph.registries.languages import language_tag
from istograph.registries.record import (
    Fact,
    Identifier,
    Location,
    Name,
    Place,
    Record,
    Relation,
)
from istograph.registries.registry import File

ROR = REGISTRIES["ror"]
FILE = File(Path("ror.jsonl"), "0" * 64, 1, date(2026, 11, 22))

# Characters that lines, quotes, tags and escapes of N-Quads may stumble over, too.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('"\\@<>国é́'),
    min_size=1,
    max_size=30,
).filter(str.strip)
tags = st.sampled_from(["en", "zh", "zh-Hans", "zh-Hant", "fr", "sr-Latn", "nan", None])
names = st.builds(Name, texts, tags, st.sampled_from(["label", "alias", "acronym"]))
identifiers = st.one_of(
    st.builds(
        Identifier,
        st.just("wikidata"),
        st.integers(1, 10**8).map("Q{}".format),
        st.booleans(),
    ),
    st.builds(Identifier, st.just("isni"), st.from_regex(r"[0-9]{16}", fullmatch=True)),
    st.builds(
        Identifier, st.just("grid"), st.from_regex(r"grid\.[0-9]{1,6}\.[0-9]", fullmatch=True)
    ),
)
values = st.sampled_from(
    [
        ("isHeadquarteredIn", "FR"),
        ("isHeadquarteredIn", "HK"),
        ("isSaidToBe", "IntergovernmentalOrganization"),
        ("isSaidToBe", "InternationalNGO"),
        ("hasConstitutiveInstrument", "multilateral-agreement"),
        ("hasField", "physics"),
        ("hasLegalForm", "association"),
        ("isNonprofit", True),
        ("dissolvedOn", "1990-01-02"),
    ]
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    property_, value = draw(values)
    start = draw(st.none() | st.dates(date(1900, 1, 1), date(1980, 1, 1)))
    end = start + timedelta(days=draw(st.integers(1, 3000))) if start else None
    negated = property_ in ("isSaidToBe", "hasConstitutiveInstrument") and draw(st.booleans())
    note = draw(st.none() | st.just(("A note.", "说明。")))
    return Fact(property_, value, draw(texts), start, end, negated, note)


@st.composite
def records(draw: st.DrawFn, key: str = "05a28rw58") -> Record:
    return Record(
        "ror",
        key,
        Place("ror.jsonl", "line 1"),
        names=tuple(draw(st.lists(names, min_size=1, max_size=8))),
        identifiers=(Identifier("ror", key), *draw(st.lists(identifiers, max_size=4))),
        websites=tuple(draw(st.lists(st.just("https://example.org/"), max_size=1))),
        founded=draw(st.sampled_from([None, "1919", "1919-07", "1919-07-28"])),
        locations=tuple(
            draw(st.lists(st.just(Location("FR", "Paris", "2988507", (48.9, 2.3))), max_size=1))
        ),
        status=draw(st.sampled_from([None, "active", "inactive"])),
        facts=tuple(draw(st.lists(facts(), max_size=4, unique_by=lambda fact: fact.property))),
        relations=tuple(
            draw(
                st.lists(
                    st.builds(
                        Relation,
                        st.sampled_from(["parent", "child", "related", "successor", "member"]),
                        st.sampled_from(["02qztda51", "01an7q238"]),
                    ),
                    max_size=3,
                )
            )
        ),
    )


def written(record: Record) -> list[Quad]:
    return list(quads.Writer(ROR, FILE, {"02qztda51"}.__contains__).quads(record))


def objects(found: list[Quad], subject: NamedNode, curie: str) -> list[Any]:
    predicate = NamedNode(expand(curie))
    return [q.object for q in found if q.subject == subject and q.predicate == predicate]


@given(records())
def test_every_name_can_be_read_back_with_its_language(record: Record) -> None:
    found = written(record)
    subject = quads.iri("ror", record.key)
    labels = objects(found, subject, "rdfs:label")
    tagged = {(o.value, o.language) for o in labels + objects(found, subject, "skos:altLabel")}
    acronyms = {o.value for o in objects(found, subject, "isto:acronym")}
    for name in record.names:
        in_its_language = (name.text, (name.language or "und").lower()) in tagged
        assert in_its_language or (name.kind == "acronym" and name.language is None)
        assert name.kind != "acronym" or name.text in acronyms
    known = {name.text for name in record.names}
    assert {text for text, _ in tagged} | acronyms == known
    languages = [label.language for label in labels]
    assert len(languages) == len(set(languages)) > 0


@given(records())
def test_every_identifier_can_be_read_back(record: Record) -> None:
    found = written(record)
    subject = quads.iri("ror", record.key)
    bases = {"http://www.wikidata.org/entity/": "wikidata", "https://ror.org/": "ror"}
    same = {o.value for o in objects(found, subject, "schema:sameAs")}
    read = {
        Identifier(scheme, iri.removeprefix(base))
        for iri in same
        for base, scheme in bases.items()
        if iri.startswith(base)
    }
    for literal in objects(found, subject, "schema:identifier"):
        scheme, _, value = literal.value.partition(":")
        read.add(Identifier(scheme, value, scheme in ("wikidata", "ror")))
    assert read == set(record.identifiers)


@given(records())
def test_every_fact_can_be_read_back(record: Record) -> None:
    found = written(record)
    claims = [q.object for q in found if q.predicate == isto("subject")]
    assert len(claims) == len(record.facts)
    for fact in record.facts:
        iri = model.record("claim", f"ror-{record.key}-{kebab(fact.property)}-1")
        claim = read_claim(iri, (quad.triple for quad in found))
        assert claim.predicate == isto(fact.property)
        assert claim.value == fact_value(fact.property, fact.value, claim.key).term
        assert (claim.since, claim.until) == (fact.start, fact.end)
        assert (claim.negated, claim.locator) == (fact.negated, fact.locator)
        assert (claim.note.en, claim.note.zh) == (fact.note or ("", ""))
        # A fact stands as a triple too, a denied one with the property that denies.
        assert claim.is_fact
        assert set(claim.triples()) <= {quad.triple for quad in found}


@given(records())
def test_quads_survive_the_file_and_are_the_same_each_time(record: Record) -> None:
    found = written(record)
    assert len(found) == len(set(found))
    assert written(record) == found
    data = serialize(found, format=RdfFormat.N_QUADS)
    assert list(parse(data or b"", RdfFormat.N_QUADS)) == found


def documented(record: Record) -> Iterator[Quad]:
    yield from model.quads([quads.document(ROR, FILE)], model.graph("ror"))
    yield from written(record)


@settings(max_examples=20)
@given(records())
def test_a_record_has_the_shape_of_ours(record: Record) -> None:
    found = list(documented(record))
    report = validate(found, background=our_terms())
    assert [each for each in report.results if each.severity == VIOLATION] == []


def test_a_broken_one_would_not_have_it() -> None:
    record = Record("ror", "05a28rw58", Place("", ""), names=(Name("X", "en", "label"),))
    second = Quad(
        quads.iri("ror", record.key),
        NamedNode(expand("rdfs:label")),
        Literal("Y", language="en"),
        model.graph("ror"),
    )
    report = validate([*documented(record), second], background=our_terms())
    assert [each for each in report.results if each.severity == VIOLATION]


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(
    ("source", "names", "lines"),
    [
        ("wikidata", ["wikidata/json.tar.gz"], None),
        ("ror", ["ror/ror_v2_latest.jsonl.gz", "ror/ror_v1_only_latest.jsonl.gz"], 400),
    ],
)
def test_real_records_have_the_shape_of_ours(
    source: str, names: list[str], lines: int | None, shared: Path, tmp_path: Path
) -> None:
    paths = [shared / "data" / name for name in names]
    if not all(path.is_file() for path in paths):
        pytest.skip(f"needs {paths}")
    if lines:
        paths = [_first(path, lines, tmp_path / path.name) for path in paths]
    found = import_files(source, tmp_path / "out.nq", *paths).quads()
    report = validate(found, background=our_terms())
    assert [each for each in report.results if each.severity == VIOLATION] == []


def _first(path: Path, count: int, target: Path) -> Path:
    with gzip.open(path) as stream, gzip.open(target, "wb") as out:
        out.writelines(itertools.islice(stream, count))
    return target


@given(st.text(max_size=20))
def test_a_language_that_is_taken_is_a_tag(code: str) -> None:
    tag = language_tag(code)
    if tag is not None:
        assert Literal("x", language=tag).language == tag.lower()


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_an_address_that_is_taken_is_an_iri(text: str) -> None:
    try:
        iri = address(f"http://example.org/{text}")
    except ValueError:
        return
    NamedNode(iri)
    assert iri.startswith("http://example.org/")
