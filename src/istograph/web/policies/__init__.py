"""The paper's two tables of policies: to read, to filter, to compare, and for one's own case.

routes.py
├── pages.py            the tables, as pages and as CSV
│   ├── selection.py    what of them is wanted
│   └── comparison.py   two places side by side
└── answers.py          which of them concern somebody: subject.py; work.py, in a worker
tables.py, reading.py   rows and cells; how they are read from the graph
"""
