"""Pages from templates, in the reader's language, with an entity tag each."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from istograph.errors import IstographError
from istograph.rdf.namespaces import shorten
from istograph.web import assets, diagram
from istograph.web.citation_file import paper_doi, paper_reference
from istograph.web.http import languages
from istograph.web.http.conditional import respond
from istograph.web.http.languages import Language
from istograph.web.http.links import Links
from istograph.web.http.public import base_url
from istograph.web.http.unheeded import Heeded, unheeded
from istograph.web.service import Service

FOLDER = Path(__file__).parent
CONTENT_TYPE = "text/html; charset=utf-8"
# Letters of scripts that run from right to left, and characters that say which way text runs.
_TURNING = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Addresses of ours in what went wrong, which programs get as they are.
_ADDRESS = re.compile(
    r"(?<=[ ：，；])/(?:search|classify|policies|sitemap)\b[\w/=?&;.%~-]*(?<![;.?&])"
)
_TOLD = ("problem", "detail")
_SEARCH: Mapping[Language, str] = {"en": "the search", "zh": "检索页"}
_NONE = Heeded()
_PAPER_LINK = Markup('<a href="https://doi.org/{0}" rel="noopener">doi:{0}</a>')
_OWN_WAY = Markup(' dir="auto"')


class Renderer:
    """Renders the templates; each gets `lang`, `say`, `links` and what the base page needs.

    `asset("style.css")` is the address of one of our files, by which a browser may keep it.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._templates = _templates(service.settings.base_path)

    def links(self, request: Request) -> Links:
        """Return the links of the reader's language."""
        return Links(self._service.settings.base_path, language_of(request))

    def page(
        self,
        request: Request,
        template: str,
        content: Mapping[str, Any],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        heeded: Heeded | None = _NONE,
    ) -> Response:
        """Return the page; what is cached of it is asked for again each time.

        It tells of parameters that are not `heeded`; without that, as for no page, of none.
        """
        ignored = unheeded(request, heeded) if heeded else None
        body = self.rendered(request, template, {**content, "unheeded": ignored}, heeded)
        said = {"Content-Language": language_of(request), **(headers or {})}
        if status == 200:
            return respond(request, body, CONTENT_TYPE, said)
        return Response(body, status, {**said, "Content-Type": CONTENT_TYPE})

    def rendered(
        self,
        request: Request,
        template: str,
        content: Mapping[str, Any],
        heeded: Heeded | None = _NONE,
    ) -> bytes:
        """Return what a template makes of the content: a page, or another document."""
        settings = self._service.settings
        public = base_url(request, settings)
        language, is_chosen = language_of(request), "lang" in request.query_params
        here = request.url.path.removeprefix(settings.base_path)
        own = (heeded or _NONE).of(request)

        def address_in(chosen: str) -> str:
            query = urlencode([*own, ("lang", chosen)] if chosen else own)
            return f"{public}{here}{'?' if query else ''}{query}"

        context = {
            "request": request,
            "lang": language,
            "links": self.links(request),
            "base": settings.base_path,
            "public": public,
            "dataset": self._service.dataset,
            "here": here,
            # Without a language it is that of whoever comes.
            "address_in": address_in,
            "canonical": address_in(language if is_chosen else ""),
            "told_error": lambda error: self._linked(request, told(error, language_of(request))),
            "switch": lambda other: self._in_language(request, other),
            # Search engines take no relative address of a page in another language.
            "outside": lambda path: public + path.removeprefix(settings.base_path),
            **content,
            **{name: self._linked(request, content[name]) for name in _TOLD if name in content},
        }
        return self._templates.get_template(template).render(context).encode()

    def _linked(self, request: Request, problem: object) -> object:
        """Return what went wrong with the addresses in it as links in the reader's language."""
        if not isinstance(problem, Markup):
            return problem
        links = self.links(request)

        def link(found: re.Match[str]) -> str:
            text = found[0]
            place = links.local(Markup(text).unescape().removesuffix("?q="))
            said = _SEARCH[links.language] if text.startswith("/search?q=") else Markup(text)
            return str(Markup('<a href="{}">{}</a>').format(place, said))

        return Markup(_ADDRESS.sub(link, problem))

    def _in_language(self, request: Request, language: str) -> str:
        """Return the address of the page in a language; of the reader's own choice without one."""
        url = request.url.remove_query_params("lang")
        if language:
            url = request.url.include_query_params(lang=language)
        base = self._service.settings.base_path
        # Behind a proxy the path that is asked for here may or may not have the base.
        return f"{base}{url.path.removeprefix(base)}{'?' if url.query else ''}{url.query}"


# Those that all pages share are compiled once.
@lru_cache(maxsize=8)
def _templates(base_path: str) -> Jinja2Templates:
    found = Jinja2Templates(FOLDER / "templates")
    found.env.trim_blocks = True
    found.env.lstrip_blocks = True
    found.env.globals |= {
        "shorten": shorten,
        "asset": lambda name: base_path + assets.address(name),
        "has_asset": assets.is_there,
        "diagram": diagram,
        "direction": direction,
        "paper_link": _PAPER_LINK.format(paper_doi()),
        "paper_reference": paper_reference,
    }
    return found


def language_of(request: Request) -> Language:
    """Return the language for a request."""
    return languages.choose(
        request.query_params.get("lang"), request.headers.get("accept-language")
    )


def told(error: IstographError, language: Language) -> Markup:
    """Return what went wrong in the reader's language; what is in English there is marked so.

    >>> told(IstographError("no <b>", zh="没有 <b>"), "zh"), told(IstographError("no"), "zh")
    (Markup('没有 &lt;b&gt;'), Markup('<span lang="en">no</span>'))
    """
    marked = Markup('<span lang="{}"{}>{}</span>')
    return Markup("").join(
        text if part == language else marked.format(part, direction(text), text)
        for text, part in error.parts(language)
    )


def direction(text: object) -> Markup:
    """Return the attribute that keeps a text from turning what stands beside it around.

    >>> direction("\u0627\u0644\u0645\u0631\u0643\u0632"), direction("Centre")
    (Markup(' dir="auto"'), Markup(''))
    """
    return _OWN_WAY if _TURNING.search(str(text)) else Markup("")
