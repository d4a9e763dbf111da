"""About the data and the service: sources, citation, mistakes, interfaces."""
