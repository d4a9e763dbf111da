"""Records by what Wikidata and ROR call them."""

import re
from collections.abc import Sequence

from pyoxigraph import DefaultGraph, NamedNode, Store

from istograph.rdf.namespaces import ID, PREFIXES, expand

_SAME_AS = NamedNode(expand("schema:sameAs"))
_ITEM = re.compile(
    r"(?:(?:wd:|https?://www\.wikidata\.org/(?:entity|wiki)/))?(?P<key>Q[1-9][0-9]*)"
)
# https://ror.readme.io/docs/identifier: a zero, six letters or digits, two digits of a checksum.
_ROR = re.compile(r"(?:(?:ror:|(?:https?://)?ror\.org/))?(?P<key>0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})")


def identifier(text: str) -> NamedNode | None:
    """Return the address of what an identifier names; nothing if the text is no identifier.

    >>> identifier("wd:Q7817").value, identifier("https://www.wikidata.org/wiki/Q7817").value
    ('http://www.wikidata.org/entity/Q7817', 'http://www.wikidata.org/entity/Q7817')
    >>> identifier("ror.org/01f80g185").value
    'https://ror.org/01f80g185'
    >>> identifier("inbar")
    """
    for form, base in ((_ITEM, PREFIXES["wd"]), (_ROR, "https://ror.org/")):
        if found := form.fullmatch(text.strip()):
            return NamedNode(base + found["key"])
    return None


def identified(
    store: Store, node: NamedNode, graphs: Sequence[NamedNode | DefaultGraph]
) -> list[NamedNode]:
    """Return the records of which a source says that they are the same as this."""
    quads = (q for graph in graphs for q in store.quads_for_pattern(None, _SAME_AS, node, graph))
    subjects = {q.subject for q in quads}
    found = [s for s in subjects if isinstance(s, NamedNode) and s.value.startswith(ID)]
    return sorted(found, key=str)
