"""Prefixes; CURIE to IRI and back."""

import re

from istograph.errors import TermError

HOME = "https://w3id.org/istograph/"
ISTO = f"{HOME}ontology#"
ID = f"{HOME}id/"
GRAPH = f"{HOME}graph/"
ONTOLOGY_IRI = f"{HOME}ontology"

PREFIXES: dict[str, str] = {
    "isto": ISTO,
    "id": ID,
    "graph": GRAPH,
    "istosh": f"{HOME}shapes#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
}

# PN_LOCAL_ESC and, within what is said of PN_LOCAL, names as ours and Wikidata's are:
# https://www.w3.org/TR/sparql11-query/#rPN_LOCAL
_ESCAPED = re.compile(r"[~!$&'()*+,;=/?#@]|\.$")
_LOCAL = re.compile(r"(?:\w|\\.)(?:[\w.:-]|\\.)*|", re.ASCII)


def expand(curie: str) -> str:
    """Return the IRI that a CURIE stands for.

    >>> expand("id:organization/inbar")
    'https://w3id.org/istograph/id/organization/inbar'
    """
    prefix, colon, name = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        known = list(PREFIXES)
        raise TermError(
            f"{curie!r} is no CURIE: its prefix must be one of {', '.join(known)}",
            zh=f"“{curie}”不是 CURIE：前缀应为 {'、'.join(known)} 之一",
        )
    return PREFIXES[prefix] + name


def shorten(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself when no prefix fits.

    >>> shorten("https://w3id.org/istograph/ontology#ISTO")
    'isto:ISTO'
    """
    fitting = [(len(base), prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def written(iri: str) -> str:
    r"""Return an IRI as Turtle and SPARQL have it: by its prefix where it can be, or whole.

    >>> written("https://w3id.org/istograph/id/organization/inbar")
    'id:organization\\/inbar'
    >>> written("http://www.wikidata.org/entity/a<b"), written("urn:x")
    ('<http://www.wikidata.org/entity/a<b>', '<urn:x>')
    """
    prefix, colon, name = shorten(iri).partition(":")
    if not colon or PREFIXES.get(prefix, "") + name != iri:
        return f"<{iri}>"
    escaped = _ESCAPED.sub(r"\\\g<0>", name)
    return f"{prefix}:{escaped}" if _LOCAL.fullmatch(escaped) else f"<{iri}>"
