"""Facts as JSON, read, sliced by date, and turned into what clauses are asked about."""
