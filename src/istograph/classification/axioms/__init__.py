"""The ontology's axioms: read from its Turtle files, and written as clauses."""
