"""What the graphs of a dataset hold, counted, and kept true while they change.

statistics   of a whole graph, for a build
changes      of what a write has changed: the cost is that of the write, not of the graph
described    what is said of a graph, to be read and put right
terms        VoID's own
"""

from istograph.rdf.void.statistics import dataset, statistics

__all__ = ["dataset", "statistics"]
