"""The named graphs as sources: what each is, under which licence, and how much it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode

from istograph.model import graph, isto
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import term
from istograph.registries import REGISTRIES
from istograph.registries.registry import CC0
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import Link, Reader
from istograph.web.linked_data.documentation.statistics import records_of
from istograph.web.linked_data.lookup import Graph, Lookup

# In the order of the page: what is said of the world, then what follows, then what describes.
_WORDS = {
    "paper": (
        "What the Chinese original of the paper says: both tables cell by cell, its numbers, "
        "organizations, policies, problems and recommendations; each claim with its line.",
        "论文中文原文所述：两张表的每个单元、数字、组织、政策、问题与建议，每条陈述注明行号。",
    ),
    "curated": (
        "What is known beyond the paper, typed from treaties, statutes, registers and sites; each "
        "fact with a document that a reader can look up.",
        "论文之外已知者，录自条约、章程、登记册与网站；每条事实附读者可查的文献。",
    ),
    "local": (
        "What users of this service wrote.",
        "本服务用户所写入者。",
    ),
    "joins": (
        "Which records of several sources are one organization, why, and where that stayed open.",
        "哪些来源的记录是同一组织、理由为何，以及何处尚未定论。",
    ),
    "translation": (
        "Where the paper's machine translation changes, drops or invents; never mixed with the "
        "original's claims.",
        "论文机器译文改动、遗漏或添加之处；从不与原文的陈述相混。",
    ),
    "alignment": (
        "What other vocabularies and registries call what we call; a mapping is evidence, and "
        "merged with nothing.",
        "其他词表与登记库对同一事物的称谓；映射只是证据，不并入任何图。",
    ),
    "ontology": (
        "Classes, axioms and concept schemes.",
        "类、公理与概念体系。",
    ),
    "inferred": (
        "The classes that are entailed for each organization.",
        "由推理得出的、每个组织所属的类别。",
    ),
    "verdicts": (
        "Every verdict, with what it rests on or what is missing.",
        "每个判定，以及其依据或所缺的事实。",
    ),
    "shapes": ("What records must contain.", "记录应包含的内容。"),
    "void": ("What the dataset says of itself.", "数据集的自我描述。"),
    "examples": ("The example queries.", "示例查询。"),
}
_GIVEN = (
    "Given by whoever runs this service; ask them for its source and licence.",
    "由本服务的运行者提供；其来源与许可请向其查询。",
)
_IMPORTED = ("Imported from the registry's own files.", "由该登记库自身的文件导入。")
# How a claim, or a difference of the translation, names a document.
_RESTING = isto("source"), isto("concerns")
_ORGANIZATION, _CLAIM = term("org:Organization"), isto("Claim")
_NAMES = {
    CC0: "CC0 1.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://spdx.org/licenses/MIT": "MIT",
}


@dataclass(frozen=True)
class Source:
    """A named graph: its name and title, what it is, its licence, how much it holds."""

    name: str
    title: str
    words: str
    licence: Link | None
    triples: int
    organizations: int
    claims: int
    # whether the default graph has it
    merged: bool
    files: Sequence[Link]


def sources(lookup: Lookup, links: Links, dataset: Description) -> list[Source]:
    """Return the graphs of the dataset, those that speak of the world first."""
    known = list(_WORDS)
    names = [name for name in dataset.counts if name]
    # Registries and what was given stand where the world is spoken of.
    order = {name: (known.index(name) if name in known else 1.5, name) for name in names}
    return [_source(lookup, links, dataset, name) for name in sorted(names, key=lambda n: order[n])]


def _source(lookup: Lookup, links: Links, dataset: Description, name: str) -> Source:
    registry = REGISTRIES.get(name)
    chinese = links.language == "zh"
    words = _WORDS.get(name, _IMPORTED if registry else _GIVEN)
    licence = registry.license if registry else CC0 if name in _WORDS else ""
    where = graph(name)
    records = records_of(lookup, name)
    return Source(
        name=name,
        title=registry.label.in_language(links.language) if registry else name,
        words=words[1] if chinese else words[0],
        licence=Link(_NAMES.get(licence, licence), licence) if licence else None,
        triples=dataset.counts[name],
        organizations=records.get(_ORGANIZATION, 0),
        claims=records.get(_CLAIM, 0),
        merged=name in dataset.merged,
        files=_files(Reader(lookup, links, DefaultGraph()), where) if name != "ontology" else (),
    )


def _files(reader: Reader, where: Graph) -> list[Link]:
    """Return the documents that a graph rests on, of those that are known by their bytes."""
    known = (t.subject for t in reader.lookup.triples(None, isto("sha256"), None, reader.where))
    files = (
        _file(reader, node)
        for node in known
        if isinstance(node, NamedNode)
        and any(any(reader.lookup.triples(None, by, node, where)) for by in _RESTING)
    )
    return sorted(files, key=lambda link: link.text)


def _file(reader: Reader, node: NamedNode) -> Link:
    """Return a document, with the day on which it was fetched, where that is known."""
    day = reader.one(node, "isto:accessed")
    return Link(f"{reader.label(node)} ({day})" if day else reader.label(node), node.value)
