"""`/sparql`: the SPARQL 1.1 Protocol over HTTP, query and update."""

from typing import TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse, StreamingResponse

from istograph.errors import FormatError
from istograph.rdf.formats import RDF_FORMATS, by_name, negotiate
from istograph.rdf.protocol import (
    SPARQL_UPDATE,
    Operation,
    ProtocolError,
    QueryOperation,
    UpdateOperation,
    by_post,
    query_by_get,
)
from istograph.rdf.store.workers import Answer
from istograph.rdf.store.writer import Written
from istograph.web.documents import HTML
from istograph.web.http import bodies, public
from istograph.web.http.conditional import REVALIDATE, has_already
from istograph.web.http.tokens import authorize
from istograph.web.service import Service, while_connected
from istograph.web.sparql.service_description import ServiceDescription

_STREAMED = 1 << 18
# They mean what fits the kind of query.
_OF_EITHER_KIND = {"json": "application/json", "xml": "application/xml"}
_Some = TypeVar("_Some", QueryOperation, UpdateOperation)


def router(service: Service) -> APIRouter:
    """Return the route of the endpoint."""
    routes = APIRouter()
    description = ServiceDescription(service)

    @routes.head("/sparql", include_in_schema=False)
    @routes.get("/sparql", summary="Query by GET")
    async def get(request: Request) -> Response:
        """Answer `?query=`; without one, describe the service, or show a browser the query page."""
        operation = query_by_get(request.url.query)
        if operation is not None:
            operation = _as_stored(service, request, operation)
            return await answered(service, request, operation, _accepted(request))
        if negotiate(request.headers.get("accept"), (*RDF_FORMATS, HTML)) is HTML:
            return RedirectResponse(f"{service.settings.base_path}/query", 303)
        return await description.respond(request)

    @routes.post("/sparql", summary="Query or update by POST")
    async def post(request: Request) -> Response:
        """Answer a query, or do an update, sent as a form or by itself.

        A form has `query=` or `update=`; else the Content-Type is `application/sparql-query` or
        `application/sparql-update`.
        """
        operation = await _posted(service, request)
        if isinstance(operation, UpdateOperation):
            authorize(request, service.settings)
            return written(await service.update(_as_stored(service, request, operation)))
        return await answered(service, request, _as_stored(service, request, operation))

    @routes.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
    async def query(request: Request) -> Response:
        """Answer a query sent by a method that is safe (RFC 10008)."""
        operation = await _posted(service, request)
        if isinstance(operation, UpdateOperation):
            raise ProtocolError(
                400,
                "QUERY changes nothing; send an update by POST",
                zh="QUERY 方法不作更改；更新请用 POST",
            )
        return await answered(service, request, _as_stored(service, request, operation))

    return routes


async def answered(
    service: Service, request: Request, operation: QueryOperation, accept: str | None = None
) -> Response:
    """Return the answer to a query in the format that the request likes best, or 304."""
    accept = accept or request.headers.get("accept")
    tag = service.query_tag(operation, accept)
    caching = {"ETag": tag, "Cache-Control": REVALIDATE} if tag else {"Cache-Control": "no-store"}
    if tag and has_already(request, tag):
        return Response(status_code=304, headers=caching)
    answer = await while_connected(request, service.query(operation, accept))
    return _response(answer, caching)


def _accepted(request: Request) -> str | None:
    """Return what is accepted, with `format=` before it: an address alone is all `read.csv` takes.

    Clients send it beside Accept under names of their own; what is none of ours says nothing.
    """
    accept = request.headers.get("accept")
    name = request.query_params.get("format", "").lower()
    try:
        wanted = _OF_EITHER_KIND.get(name) or by_name(name).media_type
    except FormatError:
        return accept
    return f"{wanted}, {accept}" if accept else wanted


def written(result: Written, status: int = 204, location: str | None = None) -> Response:
    """Return what there is to say about a write: the version that has it, and remarks."""
    headers = {"Istograph-Dataset": result.version}
    if location:
        headers["Location"] = location
    if not result.remarks:
        return Response(None, status, headers)
    said = "".join(f"{remark}\n" for remark in ("written", *result.remarks))
    return PlainTextResponse(said, 200 if status == 204 else status, headers)


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


async def _posted(service: Service, request: Request) -> Operation:
    if encoding := request.headers.get("content-encoding"):
        raise ProtocolError(
            415,
            f"Content-Encoding {encoding!r}; a query is sent as it is",
            zh=f"Content-Encoding 为“{encoding}”；查询须原样发送，不作压缩",
        )
    settings = service.settings
    content_type = request.headers.get("content-type", "")
    # Data comes in this way too; whoever sends as much must be allowed to.
    is_update = content_type.lower().startswith(SPARQL_UPDATE)
    if is_update:
        authorize(request, settings)
    largest = settings.largest_upload if is_update else settings.largest_request
    return by_post(content_type, request.url.query, await bodies.read(request, largest))


def _as_stored(service: Service, request: Request, operation: _Some) -> _Some:
    return operation.with_aliases(public.aliases(request, service.settings))
