"""The way back: what istograph knows, in the forms of those who would take it.

statements.py      what it knows of a Wikidata item, beside what the item says itself
comparing.py       both, read from a dataset
quickstatements.py what the item lacks, as QuickStatements
wikibase.py        the same, or all of it, as Wikibase JSON
times.py           points in time as both of these write them
links.py           which records are which items and entries elsewhere, as SSSOM
shareable.py       what may be handed on under the dataset's own licence

Nothing here writes to Wikidata: the files are for people to look at and to send, or not.
"""
