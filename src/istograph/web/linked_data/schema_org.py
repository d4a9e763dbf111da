"""A record in the words of schema.org, for search engines: JSON-LD that a page carries as data."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode

from istograph.model import isto, value_of
from istograph.model.identifiers import identified
from istograph.rdf.namespaces import expand
from istograph.rdf.terms import LABEL, TYPE, term
from istograph.web.linked_data.lookup import Graph, Lookup

# The first that a record has; what has none of them is a Thing.
_TYPES = {
    "org:Organization": "Organization",
    "isto:Policy": "Legislation",
    "isto:Document": "CreativeWork",
    "isto:Place": "Place",
    "isto:City": "City",
    "isto:Country": "Country",
    "isto:Region": "AdministrativeArea",
    "isto:Province": "AdministrativeArea",
    "isto:Municipality": "City",
    "isto:Event": "Event",
    "isto:Observation": "Observation",
    "qb:DataSet": "Dataset",
    "isto:Claim": "Claim",
    "skos:ConceptScheme": "DefinedTermSet",
    "skos:Concept": "DefinedTerm",
}


def schema_org(lookup: Lookup, node: NamedNode, where: Graph) -> str:
    """Return the JSON-LD, safe to stand in a page."""
    types = {value_of(o) for o in lookup.objects(node, TYPE, where)}
    kind = next((name for curie, name in _TYPES.items() if expand(curie) in types), "Thing")
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": kind,
        "@id": node.value,
        "name": _texts(lookup, node, LABEL, where),
        "alternateName": [
            *_texts(lookup, node, term("skos:altLabel"), where),
            *_texts(lookup, node, isto("acronym"), where),
        ],
        "url": _iris(lookup, node, "schema:url", where),
        "sameAs": _iris(lookup, node, "schema:sameAs", where),
    }
    document["identifier"] = list(_identifiers(document["sameAs"]))
    if kind == "Organization":
        document |= _organization(lookup, node, where)
    said = {key: value for key, value in document.items() if value}
    # `</script>` in a text would end the element that this stands in.
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _organization(lookup: Lookup, node: NamedNode, where: Graph) -> dict[str, Any]:
    """Return what is said of organizations alone; a seat is an address, and says no more."""

    def values(curie: str) -> list[str]:
        found = lookup.objects(node, term(curie), where)
        return sorted(map(value_of, found))

    towns, countries = values("isto:locality"), values("isto:isHeadquarteredIn")
    parents = [*values("isto:isPartOf"), *values("org:subOrganizationOf")]
    return {
        "foundingDate": values("schema:foundingDate"),
        "dissolutionDate": values("isto:dissolvedOn"),
        "address": _some(
            "PostalAddress",
            addressLocality=towns,
            addressCountry=[country.rpartition("/")[2].upper() for country in countries],
        ),
        "location": [_located(text) for text in values("isto:coordinates")],
        "parentOrganization": [{"@type": "Organization", "@id": parent} for parent in parents],
        "memberOf": [{"@id": each} for each in values("org:memberOf")],
        "knowsAbout": [{"@id": each} for each in values("isto:hasPrincipalField")],
    }


def _located(coordinates: str) -> dict[str, Any]:
    latitude, _, longitude = coordinates.partition(",")
    point = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return {"@type": "Place", "geo": point}


def _some(kind: str, **properties: list[str]) -> dict[str, Any]:
    """Return a value of a kind with the properties that it has; nothing when it has none."""
    said = {name: values for name, values in properties.items() if values}
    return {"@type": kind, **said} if said else {}


def _texts(lookup: Lookup, node: NamedNode, predicate: NamedNode, where: Graph) -> list[Any]:
    literals = [o for o in lookup.objects(node, predicate, where) if isinstance(o, Literal)]
    return [
        {"@value": literal.value, "@language": literal.language}
        if literal.language
        else literal.value
        for literal in sorted(literals, key=str)
    ]


def _iris(lookup: Lookup, node: NamedNode, curie: str, where: Graph) -> list[str]:
    objects = lookup.objects(node, term(curie), where)
    return sorted(o.value for o in objects if isinstance(o, NamedNode))


def _identifiers(iris: Iterable[str]) -> Iterator[dict[str, str]]:
    for iri in iris:
        if found := identified(iri):
            scheme, value = found
            yield {"@type": "PropertyValue", "propertyID": scheme.name, "value": value, "url": iri}
