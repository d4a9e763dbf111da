"""The command `istograph`.

build     ontology, shapes, data and imports to a dataset                  making.py
format    Turtle and tables in their canonical form                        making.py
validate  files against the shapes                                         validating.py
query     one SPARQL query, or a named example                             querying.py
classify  verdicts for stored records, or for descriptions of your own     classifying.py
policies  what the paper's tables have for an organization at a place         advising.py
serve     the HTTP service                                                 serving.py
backup    a copy of the dataset, and `restore`, the way back               keeping.py

Exit status: 0 done, 1 the answer is no, 2 could not be done.
"""

from istograph.cli.app import main

__all__ = ["main"]
