"""What a claim, a fact and a record look like in RDF: frozen records, to quads and back.

id:claim/{key} ── isto:subject ──▶ S      the claim, a node in its source's named graph
               ── isto:property ─▶ P
               ── isto:value ────▶ V
               ── isto:source, isto:support, isto:line, isto:quote ...
S ── P ──▶ V                              its triple, in the same graph, unless the claim
                                          is disputed or superseded; a negated one stands
                                          with the property that denies (DENIALS)
"""

from istograph.model.claims import ASSERTED, DISPUTED, SUPERSEDED, Claim, Record, Text, quads
from istograph.model.facts import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    DENIALS,
    FACT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
    FactValue,
    denial,
    fact_value,
)
from istograph.model.jurisdictions import jurisdiction_code, jurisdiction_names, jurisdictions
from istograph.model.labels import in_nearest_language, language_distance
from istograph.model.reading import read_claim
from istograph.model.replacements import JOINS, REPLACED_BY, Replacements
from istograph.model.terms import Term, date_literal, graph, isto, record, value_of

__all__ = [
    "ASSERTED",
    "BOOLEAN_PROPERTIES",
    "CONCEPT_PROPERTIES",
    "DENIALS",
    "DISPUTED",
    "FACT_PROPERTIES",
    "JOINS",
    "PARENT_PROPERTIES",
    "REPLACED_BY",
    "STRUCTURES",
    "SUPERSEDED",
    "Claim",
    "FactValue",
    "Record",
    "Replacements",
    "Term",
    "Text",
    "date_literal",
    "denial",
    "fact_value",
    "graph",
    "in_nearest_language",
    "isto",
    "jurisdiction_code",
    "jurisdiction_names",
    "jurisdictions",
    "language_distance",
    "quads",
    "read_claim",
    "record",
    "value_of",
]
