"""The page of an address at which there is nothing, for people; programs get a problem."""

from fastapi import Request, Response

from istograph.rdf.formats import JSON, negotiate
from istograph.web.documents import HTML
from istograph.web.rendering import Renderer
from istograph.web.service import Service


class Missing:
    """Answers with the page, where a page is liked better than JSON."""

    def __init__(self, service: Service) -> None:
        self._renderer = Renderer(service)

    def __call__(self, request: Request, detail: str) -> Response | None:
        """Return the page, with what is known of why; nothing for who does not read pages."""
        if request.method not in ("GET", "HEAD"):
            return None
        if negotiate(request.headers.get("accept"), (JSON, HTML)) is not HTML:
            return None
        content = {"path": request.url.path, "detail": detail}
        return self._renderer.page(request, "nowhere.html", content, 404)
