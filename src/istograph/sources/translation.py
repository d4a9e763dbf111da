"""The machine translation: where it says something else than the paper.

Named graph `translation`, which is never part of the default graph: a wrong translation is no
second opinion.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import Quad

from istograph import model
from istograph.model import Record, isto
from istograph.resources import CURATED, ONTOLOGY
from istograph.sources import cells
from istograph.sources.layout import DIFFERENCES
from istograph.sources.references import References, load_references
from istograph.sources.rows import CURIE, LINE, Field, key_of, label, note, plain, properties
from istograph.sources.tables import Row, read_table

GRAPH = model.graph("translation")

_FIELDS = (
    Field("kind", "isto:differenceKind", key_of("difference-kind"), required=True),
    Field("original_line", "isto:originalLine", LINE),
    Field("original_text", "isto:originalText", plain(partial(cells.quote, language="zh"))),
    Field("translation_line", "isto:translationLine", LINE),
    Field("translation_text", "isto:translationText", plain(partial(cells.quote, language="en"))),
    Field("concerns", "isto:concerns", CURIE, many=True),
)
# The side of the comparison that a kind of difference must show.
_SIDES = {
    "changed": ("original", "translation"),
    "dropped": ("original",),
    "invented": ("translation",),
}


def quads(folder: Path = CURATED, ontology: Path = ONTOLOGY) -> Iterator[Quad]:
    """Yield the graph of the translation from the tables below `folder`."""
    references = load_references(folder, ontology)
    rows = read_table(folder / DIFFERENCES.path, DIFFERENCES.columns, DIFFERENCES.key)
    return model.quads((_difference(row, references) for row in rows), GRAPH)


def _difference(row: Row, references: References) -> Record:
    iri = row.parse("key", references.key("difference"))
    described = properties(row, references, _FIELDS)
    for side in _SIDES.get(row["kind"], ()):
        row.required(f"{side}_line")
        row.required(f"{side}_text")
    return Record(iri, (isto("Difference"),), label(row), note(row), described)
