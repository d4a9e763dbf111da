"""What other vocabularies and registries call what we call: mappings, in SSSOM.

sssom.py       the format: read, written, put into canonical form
evidence.py    what a word of a source is evidence of
curated.py     the tables beside: words without an IRI, classes that end walks, wrong values,
               towns
loading.py     all of them together
alignment.py   the same as RDF, in graph `alignment`
"""

from istograph.mappings.alignment import quads
from istograph.mappings.evidence import Evidence
from istograph.mappings.loading import (
    countries_of_towns,
    load,
    towns,
    towns_in_chinese,
)
from istograph.mappings.sssom import (
    Mapping,
    MappingSet,
    canonical_sssom,
    parse_sssom,
    read_sssom,
    write_sssom,
)

__all__ = [
    "Evidence",
    "Mapping",
    "MappingSet",
    "canonical_sssom",
    "countries_of_towns",
    "load",
    "parse_sssom",
    "quads",
    "read_sssom",
    "towns",
    "towns_in_chinese",
    "write_sssom",
]
