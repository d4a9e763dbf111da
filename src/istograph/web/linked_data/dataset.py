"""The dataset in the words of schema.org, for search engines: JSON-LD that a page carries as data.

https://schema.org/Dataset; https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
from typing import Any

from istograph.rdf.namespaces import HOME, ONTOLOGY_IRI
from istograph.rdf.store.snapshot import Description
from istograph.rdf.void.terms import DATASET
from istograph.registries.registry import CC0
from istograph.web.citation_file import paper_doi
from istograph.web.linked_data.dump_files import SSSOM, WHOLE

TITLES = {
    "en": "istograph: a knowledge graph of international scientific and technological "
    "organizations",
    "zh": "istograph：国际科技组织知识图谱",
}
CONTRIBUTORS = {"en": "The istograph contributors", "zh": "istograph 贡献者"}
_DESCRIPTIONS = {
    "en": "International scientific and technological organizations, what a paper of 2024 and "
    "other documents say of them, and whether each is in a category: every statement with its "
    "source, every category with its proof, in English and Chinese. With the policies and "
    "measures that attract such organizations, in tables.",
    "zh": "国际科技组织，一篇2024年论文及其他文献对其的记载，以及各组织是否属于某一类别的判定："
    "每条陈述注明来源，每个类别附有证明，中英双语。另有各地吸引国际科技组织的政策与举措表。",
}
_KEYWORDS = {
    "en": ["international organizations", "science and technology policy", "knowledge graph"],
    "zh": ["国际科技组织", "国际组织", "科技政策", "知识图谱"],
}


def described(about: Description, public: str) -> str:
    """Return the JSON-LD of the published version, safe to stand in a page."""
    paper = f"https://doi.org/{paper_doi()}"
    said = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET.value,
        "name": _in_both(TITLES),
        "description": _in_both(_DESCRIPTIONS),
        "keywords": [
            {"@value": word, "@language": language}
            for language, words in _KEYWORDS.items()
            for word in words
        ],
        "url": f"{public}/",
        "identifier": HOME,
        "version": about.version,
        "dateModified": about.built[:10],
        "license": CC0,
        "isAccessibleForFree": True,
        "inLanguage": ["en", "zh"],
        "creator": {"@type": "Organization", "name": _in_both(CONTRIBUTORS)},
        "citation": paper,
        "isBasedOn": paper,
        "conformsTo": ONTOLOGY_IRI,
        "distribution": [*_files(public), _endpoint(public)],
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _in_both(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]


def _files(public: str) -> list[dict[str, Any]]:
    """Return the files by the names that lead to the newest version."""
    files = [(name, form.media_type) for name, form in WHOLE.items()]
    return [
        {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": f"{public}/dump/{name}",
            "encodingFormat": media_type,
            "license": CC0,
        }
        for name, media_type in (*files, (SSSOM, "text/tab-separated-values"))
    ]


def _endpoint(public: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": "SPARQL",
        "contentUrl": f"{public}/sparql",
        "encodingFormat": "application/sparql-results+json",
        "conformsTo": "https://www.w3.org/TR/sparql11-protocol/",
        "usageInfo": f"{public}/api",
    }
