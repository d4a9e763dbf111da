"""What is share-alike leaves the dataset only by name."""

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from istograph.exports.links import links
from istograph.exports.shareable import Shareable, all_shareable, share_alike, shareable
from istograph.model import graph, isto, record
from istograph.rdf.namespaces import expand
from istograph.rdf.store.snapshot import Description
from istograph.registries import REGISTRIES


def about(*merged: str) -> Description:
    return Description("2026-01-01.ab12", "", "", "", merged=merged, registries=("supraverden",))


ABOUT = about("curated", "supraverden")
SUBJECT, PREDICATE = NamedNode("http://e/s"), NamedNode("http://e/p")


def stated(value: str, *names: str) -> list[Quad]:
    places = [DefaultGraph(), *map(graph, names)]
    return [Quad(SUBJECT, PREDICATE, Literal(value), place) for place in places]


def store() -> Store:
    made = Store()
    made.extend(stated("bound", "supraverden"))
    made.extend(stated("ours", "curated"))
    made.extend(stated("both", "curated", "supraverden"))
    return made


def test_what_nobody_else_states_is_left_out() -> None:
    found = {quad.object.value for quad in shareable(store(), ABOUT, {"supraverden"})}

    assert found == {"ours", "both"}


def test_no_graph_of_it_is_left_in_the_whole() -> None:
    quads = list(all_shareable(store(), ABOUT, {"supraverden"}))

    assert {quad.graph_name for quad in quads} == {DefaultGraph(), graph("curated")}
    assert "bound" not in {quad.object.value for quad in quads}


def test_with_nothing_apart_nothing_is_left_out() -> None:
    made = store()

    assert set(all_shareable(made, ABOUT, ())) == set(made)


def test_the_licence_decides() -> None:
    assert share_alike(REGISTRIES) == {"supraverden"}
    assert share_alike(["wikidata", "ror", "curated"]) == frozenset()


THEIRS, KEPT = record("organization", "supraverden-1"), record("organization", "kept")
NOTE, REPLACED_BY = NamedNode(expand("skos:note")), NamedNode(expand("dcterms:isReplacedBy"))
TYPE, SAME_AS = NamedNode(expand("rdf:type")), NamedNode(expand("schema:sameAs"))
LABEL, ORGANIZATION = NamedNode(expand("rdfs:label")), NamedNode(expand("org:Organization"))


def derived() -> Store:
    """Return what was derived of a record that is share-alike, and of one that is not."""
    made = Store()
    for name, about in (("theirs", THEIRS), ("ours", KEPT)):
        verdict, claim = record("verdict", name), record("claim", f"join-{name}")
        said = [
            Quad(about, TYPE, isto("ISTO"), graph("inferred")),
            Quad(verdict, isto("subject"), about, graph("verdicts")),
            Quad(verdict, isto("verdictOn"), isto("ISTO"), graph("verdicts")),
            Quad(claim, isto("subject"), about, graph("joins")),
            Quad(claim, NOTE, Literal("why"), graph("joins")),
            Quad(about, REPLACED_BY, record("organization", "x"), graph("joins")),
        ]
        made.extend(said)
        made.extend(
            Quad(each.subject, each.predicate, each.object)
            for each in said
            if each.graph_name != graph("verdicts")
        )
    named = Literal("The names of supraverden-1 are alike.")
    made.add(Quad(record("claim", "join-ours"), NOTE, named, graph("joins")))
    return made


def test_what_was_derived_of_it_goes_with_it() -> None:
    merged = about("curated", "inferred", "joins", "supraverden")
    found = list(all_shareable(derived(), merged, {"supraverden"}))
    text = "\n".join(map(str, found))

    assert "supraverden" not in text
    assert "theirs" not in text
    # six of ours, and in the default graph the four that are in no graph apart
    assert len(found) == 6 + 4


def test_its_links_are_not_handed_on_as_free() -> None:
    made = Store()
    item, entry = NamedNode(expand("wd:Q7")), NamedNode("https://ror.org/02qztda51")
    for where in (DefaultGraph(), graph("curated")):
        made.add(Quad(KEPT, TYPE, ORGANIZATION, where))
    for where in (DefaultGraph(), graph("ror")):
        made.add(Quad(KEPT, SAME_AS, entry, where))
    for where in (DefaultGraph(), graph("supraverden")):
        made.add(Quad(KEPT, SAME_AS, item, where))
        made.add(Quad(KEPT, LABEL, Literal("Theirs", language="en"), where))
    merged = about("curated", "ror", "supraverden")
    found = list(links(made, Shareable(made, merged, {"supraverden"})))

    assert [(each.subject_label, each.object_id) for each in found] == [("", "ror:02qztda51")]
    # The registry does not say how it came by the link.
    assert found[0].mapping_justification == "semapv:UnspecifiedMatching"
