"""The paper in figures, each drawn from a query; and what is disputed, in it and about it.

routes.py       /paper, /paper/figure-2 (.svg, .csv), /disputes and its three parts
├── figures.py   the figures: the numbers that the text keeps of each, and the chart of them
│   ├── charts.py    columns and bars, with bounds, disputes and gaps
│   │   └── drawing.py   SVG: in a page, or alone
│   └── quantities.py    numbers as people read them
└── disputes.py  the paper against itself, its translation, and sources against each other
"""
