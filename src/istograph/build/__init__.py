"""The dataset, built from its sources: the recipe, from top to bottom.

read        the ontology and its vocabularies, the shapes, the sources and the files given
check       with the shapes: a violation stops the build, a dispute between sources does not
load        each source and each imported registry into its named graph
join        records of several sources that are one organization
classify    every record with facts, as of the day of the build: graphs `inferred`, `verdicts`
merge       what the default graph is the merge of, as a set
describe    the whole, counted, in graph `void`
publish     in one step: until then the old dataset is the one that is read

recipe.py       these steps; progress.py hears of each
packaged.py     what is read of our own; given.py and imports.py, of users
checks.py, joined.py (sameness.py), verdicts.py, names.py, description.py    a step each
"""

from istograph.build.recipe import build, default_directory, ensure, source_hash

__all__ = [
    "build",
    "default_directory",
    "ensure",
    "source_hash",
]
