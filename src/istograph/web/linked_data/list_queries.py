"""A list of organizations as a query, so that whoever narrowed it can take it further."""

from collections.abc import Iterator, Mapping

from istograph.classification.reasoning.verdict import CONTESTED, ENTAILED, REFUTED, UNKNOWN
from istograph.rdf.namespaces import GRAPH, ID
from istograph.web.http.languages import Language
from istograph.web.linked_data.catalogue import DEFINED, ORGANIZATION

_DECIDED = {
    ENTAILED: "?record a isto:{}",
    CONTESTED: "GRAPH graph:verdicts {{ ?record isto:contestedAs isto:{} }}",
    REFUTED: "GRAPH graph:verdicts {{ ?record isto:refutedAs isto:{} }}",
}
_CONTESTED = "GRAPH graph:verdicts { ?record isto:contestedAs ?class }"
_OVER = '{ ?record isto:dissolvedOn ?day } UNION { ?record isto:registryStatus "inactive" }'


def list_query(wanted: Mapping[str, str], language: Language) -> str:
    """Return the query that finds what a list of organizations shows; empty for another list.

    The values are those of a facet, so that none of them can be more than a name.
    """
    if wanted.get("kind") != ORGANIZATION or any(key.startswith("letter") for key in wanted):
        return ""
    lines = ["?record a org:Organization .", *_lines(wanted)]
    label = f'OPTIONAL {{ ?record rdfs:label ?name FILTER (LANG(?name) = "{language}") }}'
    body = "\n  ".join((*lines, label))
    return f"SELECT DISTINCT ?record ?name {{\n  {body}\n}} ORDER BY ?name"


def _lines(wanted: Mapping[str, str]) -> Iterator[str]:
    for facet, value in wanted.items():
        if facet == "class":
            yield _of_class(value, wanted.get("verdict", ENTAILED))
        elif facet == "open":
            yield _CONTESTED if value == CONTESTED else _of_class(DEFINED, UNKNOWN)
        elif facet == "country":
            yield f"?record isto:isHeadquarteredIn <{ID}jurisdiction/{value}> ."
        elif facet == "source":
            yield f"GRAPH <{GRAPH}{value}> {{ ?record rdfs:label ?theirs }}"
        elif facet == "status":
            yield _OVER if value == "dissolved" else f"FILTER NOT EXISTS {{ {_OVER} }}"


def _of_class(name: str, verdict: str) -> str:
    if verdict in _DECIDED:
        return f"{_DECIDED[verdict].format(name)} ."
    others = " UNION ".join(f"{{ {pattern.format(name)} }}" for pattern in _DECIDED.values())
    return f"FILTER NOT EXISTS {{ {others} }}"
