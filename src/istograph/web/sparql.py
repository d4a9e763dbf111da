"""`/sparql`: the query operation of the SPARQL 1.1 Protocol over HTTP."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from istograph.rdf.namespaces import GRAPH
from istograph.rdf.protocol import ProtocolError, QueryOperation, by_post, query_by_get
from istograph.rdf.workers import Answer
from istograph.web.conditional import REVALIDATE, is_current
from istograph.web.service import Service, while_connected

_STREAMED = 1 << 18
_DESCRIPTION = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPH}void> {{ ?s ?p ?o }} }}"


def router(service: Service) -> APIRouter:
    """Return the route of the endpoint."""
    routes = APIRouter()

    @routes.api_route("/sparql", methods=["GET", "HEAD"], summary="Query by GET")
    async def get(request: Request) -> Response:
        """Answer `?query=`; without one, describe the service, or show a browser the query page."""
        operation = query_by_get(request.url.query)
        if operation is None and _is_browser(request):
            return RedirectResponse(f"{service.settings.base_path}/query", 303)
        return await _answer(service, request, operation or QueryOperation(_DESCRIPTION))

    @routes.post("/sparql", summary="Query by POST")
    async def post(request: Request) -> Response:
        """Answer a form with `query=`, or a body of `application/sparql-query`."""
        body = await _body(request, service.settings.largest_request)
        content_type = request.headers.get("content-type", "")
        operation = by_post(content_type, request.url.query, body)
        if not isinstance(operation, QueryOperation):
            raise ProtocolError(403, "this service is read-only")
        return await _answer(service, request, operation)

    return routes


async def _answer(service: Service, request: Request, operation: QueryOperation) -> Response:
    accept = request.headers.get("accept")
    tag = service.query_tag(operation, accept)
    caching = {"ETag": tag, "Cache-Control": REVALIDATE} if tag else {"Cache-Control": "no-store"}
    if tag and is_current(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=caching)
    answer = await while_connected(request, service.query(operation, accept))
    return _response(answer, caching)


def _response(answer: Answer, caching: dict[str, str]) -> Response:
    headers = {
        "Content-Length": str(answer.size),
        "Istograph-Dataset": answer.version,
        **caching,
    }
    content_type = answer.format.content_type
    if answer.size > _STREAMED:
        return StreamingResponse(answer.chunks(), headers=headers, media_type=content_type)
    return Response(answer.read(), headers=headers, media_type=content_type)


async def _body(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > largest:
            raise ProtocolError(413, f"a query may have {largest:,} bytes; this one has more")
    return bytes(body)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
