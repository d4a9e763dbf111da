"""How to cite the dataset and the paper, from CITATION.cff and the version that is served."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml

from istograph.errors import NotFoundError
from istograph.rdf.namespaces import HOME
from istograph.rdf.store.snapshot import Description
from istograph.web import citation_file
from istograph.web.linked_data.dataset import CONTRIBUTORS, TITLES

MEDIA_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
    "cff": "application/yaml; charset=utf-8",
}


@dataclass(frozen=True)
class Citation:
    """What is cited, in the version that is served, and the paper that it starts from."""

    version: str
    released: date
    url: str

    def text(self, language: str) -> str:
        """Return the sentence that goes into a list of references."""
        who, title = CONTRIBUTORS[language], TITLES[language]
        if language == "zh":
            when = f"({self.released})[引用日期]"
            return f"{who}. {title}[DS/OL]. 版本 {self.version}. {when}. {self.url}."
        return f"{who} ({self.released.year}). {title}. Version {self.version}. {self.url}"

    def written(self, extension: str) -> str:
        """Return both as BibTeX, CSL-JSON or CFF; NotFoundError for another extension."""
        writers = {"bib": self._bibtex, "json": self._csl, "cff": self._cff}
        if extension not in writers:
            known = [f".{each}" for each in writers]
            raise NotFoundError(
                f"there is no citation as .{extension}; there are {', '.join(known)}",
                zh=f"没有 .{extension} 格式的引文；可用的有 {'、'.join(known)}",
            )
        return writers[extension]()

    def _bibtex(self) -> str:
        paper = citation_file.paper()
        authors = " and ".join(
            f"{author['family-names']}, {author['given-names']}" for author in paper["authors"]
        )
        dataset = _entry(
            "misc",
            "istograph",
            {
                "author": "{" + CONTRIBUTORS["en"] + "}",
                "title": "{" + TITLES["en"] + "}",
                "year": self.released.year,
                "version": self.version,
                "url": self.url,
            },
        )
        article = _entry(
            "article",
            "meng2024",
            {
                "author": authors,
                "title": "{" + paper["title"] + "}",
                "journal": paper["journal"],
                "year": paper["year"],
                "volume": paper["volume"],
                "number": paper["issue"],
                "pages": f"{paper['start']}--{paper['end']}",
                "doi": paper["doi"],
            },
        )
        return f"{dataset}\n{article}"

    def _csl(self) -> str:
        paper = citation_file.paper()
        dataset = {
            "id": "istograph",
            "type": "dataset",
            "title": TITLES["en"],
            "author": [{"literal": CONTRIBUTORS["en"]}],
            "issued": {
                "date-parts": [[self.released.year, self.released.month, self.released.day]]
            },
            "version": self.version,
            "URL": self.url,
        }
        article = {
            "id": "meng2024",
            "type": "article-journal",
            "title": paper["title"],
            "author": [
                {"family": author["family-names"], "given": author["given-names"]}
                for author in paper["authors"]
            ],
            "container-title": paper["journal"],
            "issued": {"date-parts": [[paper["year"]]]},
            "volume": str(paper["volume"]),
            "issue": str(paper["issue"]),
            "page": f"{paper['start']}-{paper['end']}",
            "DOI": paper["doi"],
            "language": "zh",
        }
        return json.dumps([dataset, article], ensure_ascii=False, indent=1)

    def _cff(self) -> str:
        said = {
            **citation_file.read(),
            "type": "dataset",
            "title": TITLES["en"],
            "version": self.version,
            "date-released": self.released.isoformat(),
            "url": self.url,
        }
        text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100)
        return str(text)


def citation(dataset: Description, public: str | None) -> Citation:
    """Return how the version is cited; at a service's own address only where that is public."""
    released = date.fromisoformat(dataset.built[:10])
    return Citation(dataset.version, released, f"{public}/" if public else HOME)


def _entry(kind: str, key: str, fields: Mapping[str, object]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"
