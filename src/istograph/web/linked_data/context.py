"""`/context.jsonld`: what the keys of our JSON mean in RDF.

The keys of a description (`name`, `as_of`, `facts`; `property`, `value`, `from`, `to`, `negated`,
`source`, `support`) say in RDF what isto:Fact nodes say; their values are the contract's codes and
keys, as plain strings, because which concept a code names depends on the property beside it. All
other keys are the local names of our terms, and a few of schema.org, SKOS and the W3C.
"""

from typing import Any

from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.jsonld import prefixes
from istograph.rdf.namespaces import ID, ISTO
from istograph.rdf.terms import TYPE, term
from istograph.web.linked_data.lookup import Lookup

_OBJECT_PROPERTY = term("owl:ObjectProperty")
_DATATYPE_PROPERTY = term("owl:DatatypeProperty")
_ANNOTATION_PROPERTY = term("owl:AnnotationProperty")

# The parts of a registration and of an office; `kind` is of either.
_STRUCTURED = {
    "kind": "dcterms:type",
    "authority": "isto:registrationAuthority",
    "jurisdiction": "isto:registrationJurisdiction",
    "in": "isto:officeIn",
}
_DESCRIPTION: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "name": {"@id": "rdfs:label"},
    "as_of": {"@id": "isto:asOf", "@type": "xsd:date"},
    "facts": {"@reverse": "isto:subject", "@context": {"@base": f"{ID}claim/"}},
    "property": {"@id": "isto:property", "@type": "@vocab", "@context": {"@vocab": ISTO}},
    "value": {"@id": "isto:value", "@context": _STRUCTURED},
    "from": {"@id": "isto:from", "@type": "xsd:date"},
    "to": {"@id": "isto:to", "@type": "xsd:date"},
    "negated": {"@id": "isto:negated"},
    "source": {"@id": "isto:source"},
    "support": {
        "@id": "isto:support",
        "@type": "@vocab",
        "@context": {"@vocab": f"{ID}support/"},
    },
}
# Texts in several languages, by language.
_TEXTS = {
    "label": "rdfs:label",
    "prefLabel": "skos:prefLabel",
    "altLabel": "skos:altLabel",
    "definition": "skos:definition",
    "note": "skos:note",
    "scopeNote": "skos:scopeNote",
    "example": "skos:example",
    "statement": "isto:statement",
    "quote": "isto:quote",
}
_LINKS = {
    "sameAs": "schema:sameAs",
    "url": "schema:url",
    "containedInPlace": "schema:containedInPlace",
    "inScheme": "skos:inScheme",
    "broader": "skos:broader",
    "inDataSet": "qb:dataSet",
    "member": "org:member",
    "memberOf": "org:organization",
}
_VALUES = {
    "notation": "skos:notation",
    "issued": "dcterms:issued",
    "publisher": "dcterms:publisher",
}


def context(lookup: Lookup) -> dict[str, Any]:
    """Return the context, with the terms of the ontology that is published."""
    terms: dict[str, Any] = {"@version": 1.1, "@base": ORGANIZATIONS, **prefixes()}
    # Before `name`, which takes what has no language.
    terms |= {name: {"@id": iri, "@container": "@language"} for name, iri in _TEXTS.items()}
    terms |= _DESCRIPTION
    terms |= {name: {"@id": iri, "@type": "@id"} for name, iri in _LINKS.items()}
    terms |= {name: {"@id": iri} for name, iri in _VALUES.items()}
    for name, is_link in sorted(_own_properties(lookup).items()):
        link = {"@type": "@id"} if is_link else {}
        terms.setdefault(name, {"@id": f"isto:{name}", **link})
    return terms


def _own_properties(lookup: Lookup) -> dict[str, bool]:
    """Return the local names of our properties, and whether their values are resources."""
    found = {}
    for kind in (_ANNOTATION_PROPERTY, _DATATYPE_PROPERTY, _OBJECT_PROPERTY):
        for node in lookup.subjects(TYPE, kind):
            if node.value.startswith(ISTO):
                found[node.value.removeprefix(ISTO)] = kind == _OBJECT_PROPERTY
    return found
