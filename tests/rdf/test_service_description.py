from pyoxigraph import NamedNode

from istograph.rdf.namespaces import GRAPH, expand
from istograph.rdf.service_description import Endpoint, describe

SD = "http://www.w3.org/ns/sparql-service-description#"
NAMES = ("inferred", "paper")


def described(**settings: object) -> set[tuple[str, str, str]]:
    endpoint = Endpoint(
        "http://e/sparql",
        NamedNode("http://e/dataset"),
        NamedNode("http://e/default"),
        tuple(NamedNode(GRAPH + name) for name in NAMES),
        **settings,  # type: ignore[arg-type]
    )
    return {
        (t.subject.value, t.predicate.value, t.object.value)  # type: ignore[union-attr]
        for t in describe(endpoint)
    }


def values(found: set[tuple[str, str, str]], name: str) -> set[str]:
    return {o.removeprefix(SD) for _, p, o in found if p == SD + name}


def test_every_value_of_the_service_has_its_class() -> None:
    found = described(functions=(NamedNode("http://e/f"),), federated=True)
    typed = {s for s, p, _ in found if p == expand("rdf:type")}
    abilities = ("feature", "supportedLanguage", "extensionFunction", "defaultEntailmentRegime")

    for name in (*abilities, "resultFormat", "inputFormat", "defaultDataset", "availableGraphs"):
        named = {o for _, p, o in found if p == SD + name}
        assert named, name
        assert named <= typed, name


def test_what_it_lets_do_is_what_it_says() -> None:
    plain, able = described(), described(writable=True, federated=True)

    assert "SPARQL11Update" not in values(plain, "supportedLanguage")
    assert "SPARQL11Update" in values(able, "supportedLanguage")
    assert values(able, "feature") - values(plain, "feature") == {"BasicFederatedQuery"}


def test_named_graphs_have_names_and_only_the_inferred_one_entails() -> None:
    found = described()

    graphs = {GRAPH + name for name in NAMES}
    assert values(found, "namedGraph") == values(found, "name") == graphs
    regimes = {(s, o) for s, p, o in found if p == SD + "entailmentRegime"}
    assert regimes == {(f"{GRAPH}inferred", "http://www.w3.org/ns/entailment/OWL-Direct")}
