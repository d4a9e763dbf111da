"""Organizations from registries: a source's own files, to RDF in the source's own named graph.

record     what an importer makes of a source's record; the same for all sources
registry   what an importer has to offer: three functions
inputs     files, packed or not, as streams and JSON      shelf    what a run remembers, on disk
quads      a record to RDF                                importing  the run
http       the client of whatever is fetched live         addresses, languages, chinese  put right
ror, wikidata, supraverden, ecosoc                        a source each

To add a source, write one module with a `Registry`, named in `REGISTRIES`, and one mapping,
`data/mappings/evidence/{source}-types.sssom.tsv`, from the source's words for what an organization
is to terms of the ontology. The module turns what the source says into `Record`s and `Refusal`s;
which of its words is evidence of what, only the mapping says.
"""

from istograph.registries.ecosoc import ECOSOC
from istograph.registries.registry import Registry
from istograph.registries.ror import ROR
from istograph.registries.supraverden import SUPRAVERDEN
from istograph.registries.wikidata import WIKIDATA

REGISTRIES: dict[str, Registry] = {
    registry.name: registry for registry in (ROR, WIKIDATA, SUPRAVERDEN, ECOSOC)
}
