"""The paper's two tables of policies: to read, to filter, to compare, and for one's own case."""
