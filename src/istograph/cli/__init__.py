"""The command `istograph`.

import     a registry's own files to RDF                                    importing.py
build      ontology, shapes, data and imports to a dataset                  making.py
format     Turtle and tables in their canonical form                        making.py
validate   files against the shapes                                         validating.py
query      one SPARQL query, or a named example                             querying.py
classify   verdicts for stored records, or for descriptions of your own     classifying.py
           what it is given, what it asks, what it writes    reading.py, asking.py, verdicts.py
policies   what the paper's tables have for an organization at a place      advising.py
reconcile  the names in a table to organizations                            reconciling.py
report     what a dataset holds, and how much of it is decided              reporting.py
export     the way back: statements, links and whole dumps as files         exporting.py
serve      the HTTP service                             serving.py, service_options.py
backup     a copy of the dataset, and `restore`, the way back               keeping.py

app.py puts them together; terminal.py is what they share of the terminal.

Exit status: 0 done, 1 the answer is no, 2 could not be done, 130 and 143 ended by a signal.
"""

import signal
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Load the commands, and run the one that is asked for."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # There is nothing to clear up yet, and a traceback would tell nobody anything.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from istograph.cli.app import main as run

    run()
