"""Organizations from registries: a source's own files, to RDF in the source's own named graph.

record     what an importer makes of a source's record; the same for all sources
registry   what an importer has to offer: three functions
inputs     files, packed or not, as streams and JSON      shelf    what a run remembers, on disk
quads      a record to RDF                                importing  the run

To add a source, write one module with a `Registry` and name it in `REGISTRIES`; write one mapping,
`data/mappings/{source}.sssom.tsv`, from the source's words for what an organization is to terms of
the ontology. The module turns what the source says into `Record`s and `Refusal`s; which of its
words is evidence for what, only the mapping says.
"""

from istograph.registries.registry import Registry
from istograph.registries.ror import ROR

REGISTRIES: dict[str, Registry] = {registry.name: registry for registry in (ROR,)}
