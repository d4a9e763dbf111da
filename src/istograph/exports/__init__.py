"""The way back: what istograph knows, in the forms of those who would take it.

statements.py      what it knows of a Wikidata item, beside what the item says itself
comparing.py       both, read from a dataset
quickstatements.py what the item lacks, as QuickStatements
wikibase.py        the same, or all of it, as Wikibase JSON
links.py           which records are which items and entries elsewhere, as SSSOM

Nothing here writes to Wikidata: the files are for people to look at and to send, or not.
"""
