"""The text of queries and updates: looked through, put right, taken apart; never executed.

lexing.py           tokens, and what can be told from them alone; names.py, IRIs as written
updates.py          a request into operations; rewriting.py, each as the engine can do it
put right           grammar.py, aggregates.py, graph_variables.py, zero_length.py
costs.py            what looks expensive
functions.py        what may be called by IRI

syntax_errors.py    what is wrong, in words that help
├── faults.py       what is not closed, not declared or empty
├── columns.py      the columns of a SELECT; scopes.py, variables that may not be named there
└── marks.py        marks that are missing: by indents.py, or by the outline.py of groups
"""
