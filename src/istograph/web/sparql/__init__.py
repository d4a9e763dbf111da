"""SPARQL over HTTP: queries, updates, graphs, and the description of the service."""
