"""Where an IRI leads: what is ours is served here, wherever that is; the rest is elsewhere."""

from dataclasses import dataclass
from urllib.parse import quote

from istograph.rdf.namespaces import GRAPH, HOME, ID, ISTO, ONTOLOGY_IRI
from istograph.web.http.languages import Language

SHAPES = f"{HOME}shapes"
# What a path may have unescaped (RFC 3986, 3.3); a Chinese IRI is escaped once.
_SAFE = "/:@!$&'()*+,;=~-._%#"


@dataclass(frozen=True)
class Links:
    """Links in one language, below the path where the public sees the service."""

    base: str
    language: Language

    def local(self, path: str) -> str:
        """Return the link to a page of ours, such as `/ontology#ISTO`."""
        path, hash_, fragment = path.partition("#")
        mark = "&" if "?" in path else "?"
        return f"{self.base}{path}{mark}lang={self.language}{hash_}{fragment}"

    def href(self, iri: str) -> str:
        """Return the link to what an IRI names.

        >>> Links("/g", "en").href("https://w3id.org/istograph/id/organization/inbar")
        '/g/page/organization/inbar?lang=en'
        >>> Links("", "zh").href("https://w3id.org/istograph/ontology#ISTO")
        '/ontology?lang=zh#ISTO'
        >>> Links("", "en").href("https://ror.org/02h5sfg65")
        'https://ror.org/02h5sfg65'
        """
        if iri.startswith(ID):
            return self.local(f"/page/{iri.removeprefix(ID)}")
        if iri.startswith((ISTO, GRAPH, ONTOLOGY_IRI, SHAPES)):
            return self.local(f"/{iri.removeprefix(HOME)}")
        if iri.startswith(HOME):
            return f"{self.base}/{iri.removeprefix(HOME)}"
        # `javascript:` and its like are no links, whatever a graph says.
        return quote(iri, safe=_SAFE + "?") if iri.startswith(("http://", "https://")) else ""

    def outward(self, iri: str) -> bool:
        """Say whether an IRI leads away from here."""
        return not iri.startswith(HOME)
