"""Where `ontology/`, `shapes/`, `data/` and the changes are: in a checkout, else in the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PACKAGED = _PACKAGE / "_packaged"

ROOT = _PACKAGED if _PACKAGED.is_dir() else _PACKAGE.parents[1]
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"
# Documents that break a shape, or just do not; the tests hold them to it.
SHAPE_EXAMPLES = ROOT / "tests" / "shapes"
DATA = ROOT / "data"
CURATED = DATA / "curated"
QUERIES = DATA / "queries"
MAPPINGS = DATA / "mappings"
DECISIONS = ONTOLOGY / "decisions"
# Of the project as a whole, for readers.
CHANGES = ROOT / "CHANGELOG.md"
CITATION = ROOT / "CITATION.cff"
