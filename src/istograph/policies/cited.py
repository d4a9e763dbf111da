"""The documents by which the paper cites a policy, and which of them is its text."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from istograph.model import Text
from istograph.policies.tables import Tables
from istograph.rdf.terms import term

_CITED_BY, _URL = term("dcterms:isReferencedBy"), term("schema:url")


@dataclass(frozen=True)
class Cited:
    """A document of the paper's footnotes or references, with the address given there, if any."""

    iri: str
    label: Text
    url: str
    # of the policy, and not what somebody writes of it
    is_text: bool

    @property
    def host(self) -> str:
        """The site that has it."""
        return urlsplit(self.url).hostname or ""


def cited(tables: Tables, policy: NamedNode) -> tuple[Cited, ...]:
    """Return what the paper cites for a policy, texts of it first."""
    title = tables.label(policy).zh
    found = []
    for document in sorted(tables.values(policy, _CITED_BY), key=lambda each: each.value):
        label = tables.label(document)
        urls = sorted(each.value for each in tables.values(document, _URL))
        url = urls[0] if urls else ""
        found.append(Cited(document.value, label, url, bool(url) and _is_text(label.zh, title)))
    return tuple(sorted(found, key=lambda each: not each.is_text))


def _is_text(document: str, policy: str) -> bool:
    """Say whether a document has a policy's title, or is the notice by which it was issued.

    >>> _is_text("关于印发《实施细则》的通知", "实施细则"), _is_text("某市出台实施细则", "实施细则")
    (True, False)
    """
    issued = (f"印发《{policy}》", f"印发{policy}")
    return bool(policy) and (document == policy or any(each in document for each in issued))
