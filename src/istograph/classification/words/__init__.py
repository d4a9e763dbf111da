"""The ontology's own words and the sentences between them, in both languages."""
