"""A knowledge graph of international scientific and technological organizations."""
