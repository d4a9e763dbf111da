"""Wikidata: its JSON of entities, one, many, or the dump with a line for each; or fetched live.

entities   statements with ranks, qualifiers and references
classes    from an item's classes up to those that a mapping knows
places     the jurisdiction of a seat
records    an entity to a record
fetching   items by number or by query, from Wikidata itself

RDF is not read: rdflib refuses Wikidata's RDF/XML anyway, for `rdf:nodeID`s that begin with a
digit; https://www.wikidata.org/wiki/Special:EntityData/Q7817.json has the same and more.
"""

from collections.abc import Iterator

from istograph.model import Text
from istograph.registries.inputs import json_entries
from istograph.registries.record import Refusal
from istograph.registries.registry import CC0, Entry, File, Registry
from istograph.registries.wikidata.records import records, survey


def entries(file: File) -> Iterator[Entry | Refusal]:
    """Yield the entities of a file, each with the number by which somebody asked for it, if so.

    The answers of the API and of Special:EntityData hold what was asked for; a dump has all.
    """
    for entry in json_entries(file):
        if isinstance(entry, Refusal):
            yield entry
        elif not isinstance(entry.value, dict):
            yield Refusal(entry.place, "", "", repr(entry.value)[:200], "an entity")
        elif isinstance(asked := entry.value.get("entities"), dict):
            for key, entity in asked.items():
                yield Entry(entry.place, {"asked": key, "entity": entity})
        else:
            yield Entry(entry.place, {"asked": None, "entity": entry.value})


WIKIDATA = Registry(
    name="wikidata",
    label=Text("Wikidata", "维基数据"),
    license=CC0,
    publisher="Wikidata",
    homepage="https://www.wikidata.org/",
    entries=entries,
    survey=survey,
    records=records,
)
