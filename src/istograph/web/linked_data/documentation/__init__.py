"""What the documentation of the ontology and of the shapes shows, read from the graph itself.

reading     a term's words and links, in one language
ontology    classes and properties with live counts and the axioms about them; the axioms in words
values      the concept schemes and their concepts, with how often each is used
diagram     which classes of records are linked to which, drawn
shapes      what each shape demands, and what it finds in the dataset
history     versions, changes, and the decisions behind them
findings    what the shapes find in the dataset       statistics  how often each term is used
families    classes with those below them             uses        the query behind a count
pages       the routes
"""
