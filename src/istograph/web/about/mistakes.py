"""A text by which a mistake can be reported: which record, which statement, which version."""

from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import ID
from istograph.web.http.links import Links
from istograph.web.linked_data.lookup import Lookup

_LINES = {
    "en": (
        "Record: {iri}",
        "Name: {name}",
        "Dataset version: {version}",
        "What is wrong:",
        "What is right:",
        "Document that shows it (title, date, address):",
        "Where in the document (article, page, line):",
    ),
    "zh": (
        "记录：{iri}",
        "名称：{name}",
        "数据集版本：{version}",
        "有误之处：",
        "正确内容：",
        "可为佐证的文献（题名、日期、网址）：",
        "文献中的位置（条款、页码、行号）：",
    ),
}


@dataclass(frozen=True)
class Mistake:
    """What is reported about: what was asked for, the record, if there is one, and the text."""

    asked: str
    iri: str
    name: str
    text: str

    def letter(self, contact: str | None) -> str:
        """Return the link that opens a letter with the text, where letters are what is wanted."""
        if not contact or not contact.startswith("mailto:"):
            return ""
        subject = quote(f"istograph: {self.iri or self.asked}")
        return f"{contact}?subject={subject}&body={quote(self.text)}"


def mistake(lookup: Lookup, links: Links, asked: str, version: str) -> Mistake:
    """Return the text about a record: `inbar`, `policy/...`, `claim/...` or an IRI."""
    node = _found(lookup, asked)
    label = lookup.label(node, links.language) if node else None
    iri = node.value if node else ""
    name = label.value if label else ""
    lines = (line.format(iri=iri, name=name, version=version) for line in _LINES[links.language])
    # Claims have no name of their own.
    wanted = [line for line in lines if name or not line.startswith(("Name:", "名称："))]
    return Mistake(asked, iri, name, "\n".join(wanted))


def _found(lookup: Lookup, asked: str) -> NamedNode | None:
    key = asked.strip().removeprefix(ID)
    if not key or not key.replace("/", "").replace("-", "").replace("_", "").isalnum():
        return None
    candidates = [NamedNode(ID + key), NamedNode(ORGANIZATIONS + key)]
    return next((node for node in candidates if lookup.home(node) is not None), None)
