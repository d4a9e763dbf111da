"""RDF and SPARQL; nothing here has heard of organizations."""
