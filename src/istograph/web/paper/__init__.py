"""The paper in figures, each drawn from a query; and what is disputed, in it and about it.

routes.py
├── figure_pages.py     /paper, /paper/figure-2 (.svg, .csv)
│   ├── figures.py      the numbers that the text keeps of each figure, and the chart of them
│   │   ├── charts.py       columns and bars, with bounds, disputes and gaps
│   │   │   └── drawing.py  SVG: in a page, or alone
│   │   └── quantities.py   numbers as people read them
│   └── outline.py      the sections
└── dispute_pages.py    /disputes and its three parts
    ├── disputes.py     the paper against itself, and against its translation
    ├── disagreements.py    sources against each other; clashes.py, which facts clash
    ├── items.py        an imported item against another source; compared.py, by a worker
    ├── sides.py        what each side says, in what words, and where
    └── both_sides.py   /disputes/clashes.csv, /disputes/wikidata.json: the same as files
reading.py, files.py    what they ask the graph; what they offer as files
"""
