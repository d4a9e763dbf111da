"""The SPARQL 1.1 Graph Store HTTP Protocol.

/graphs?graph=IRI, /graphs?default      the graph that the IRI names; the default graph
/graphs                                 POST makes a graph, with a name of our giving
/graphs/any/path                        the graph that the request's own IRI names
/graph/{name}                           a graph of the dataset

The default graph of our dataset is a merge: what is put, posted or deleted there is `local`.
https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import time
import uuid
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from istograph.errors import InputError, NotFoundError, left_english
from istograph.rdf.namespaces import GRAPH, HOME
from istograph.rdf.payload import Payload
from istograph.rdf.protocol import SPARQL_UPDATE, ProtocolError, QueryOperation
from istograph.web.http import bodies, public
from istograph.web.http.tokens import authorize
from istograph.web.service import Service
from istograph.web.sparql.endpoint import answered, written

_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]
# RFC 9110, 8.8.2.2: within a second of a change, another would have the same date.
_SETTLED_SECONDS = 2


@dataclass(frozen=True)
class Target:
    """The graph that a request is about; None is the default graph."""

    name: str | None

    @property
    def query(self) -> QueryOperation:
        """What returns its triples."""
        pattern = f"GRAPH <{self.name}> {{ ?s ?p ?o }}" if self.name else "?s ?p ?o"
        return QueryOperation(f"CONSTRUCT {{ ?s ?p ?o }} {{ {pattern} }}")


def router(service: Service) -> APIRouter:
    """Return the routes of the graph store."""
    routes = APIRouter()

    @routes.head("/graphs", include_in_schema=False)
    @routes.get("/graphs", summary="Read a graph")
    async def read(request: Request) -> Response:
        """Answer with the triples of `?graph=IRI` or `?default`."""
        return await _read(service, request, _indirect(service, request))

    @routes.put("/graphs", summary="Replace a graph")
    @routes.post("/graphs", summary="Add to a graph")
    @routes.delete("/graphs", summary="Remove a graph")
    @routes.patch("/graphs", summary="Change a graph by an update")
    async def write(request: Request) -> Response:
        """PUT, POST (to `/graphs` itself: a new graph), DELETE, or PATCH by a SPARQL update."""
        if request.method == "POST" and not request.url.query:
            return await _write(service, request, Target(f"{HOME}graphs/{uuid.uuid4()}"))
        return await _write(service, request, _indirect(service, request))

    @routes.api_route("/graphs/{path:path}", methods=_METHODS, include_in_schema=False)
    async def direct(request: Request) -> Response:
        return await _respond(service, request, _direct(service, request))

    @routes.api_route("/graph/{name:path}", methods=_METHODS, include_in_schema=False)
    async def ours(request: Request, name: str) -> Response:
        return await _respond(service, request, _target(GRAPH + name))

    return routes


def _indirect(service: Service, request: Request) -> Target:
    # 4.2: the IRI is percent-encoded, and that is all; `+` is a plus sign.
    pairs = [part.partition("=") for part in request.url.query.split("&")]
    graphs = [value for name, _, value in pairs if name == "graph"]
    defaults = sum(name == "default" for name, _, _ in pairs)
    if len(graphs) + defaults != 1:
        raise ProtocolError(
            400,
            "say which graph: one `?graph=IRI`, or `?default`",
            zh="请指明一个图：`?graph=IRI` 或 `?default`",
        )
    if defaults:
        return Target(None)
    try:
        iri = unquote_to_bytes(graphs[0]).decode()
    except UnicodeDecodeError:
        raise ProtocolError(
            400, "`graph` is not percent-encoded UTF-8", zh="“graph”不是百分号编码的 UTF-8"
        ) from None
    return _target(public.aliases(request, service.settings).name(iri))


def _direct(service: Service, request: Request) -> Target:
    base = public.base_url(request, service.settings)
    path = request.scope["raw_path"].partition(b"?")[0].decode("latin-1")
    iri = base + path[path.find("/graphs/") :]
    return _target(public.aliases(request, service.settings).name(iri))


def _target(iri: str) -> Target:
    try:
        return Target(NamedNode(iri).value)
    except ValueError as problem:
        raise ProtocolError(
            400,
            f"{iri!r} names no graph: {problem}",
            zh=f"“{iri}”不能作图的名称：{left_english(problem)}",
        ) from problem


async def _respond(service: Service, request: Request, target: Target) -> Response:
    act = _read if request.method in ("GET", "HEAD") else _write
    return await act(service, request, target)


async def _read(service: Service, request: Request, target: Target) -> Response:
    if not await _exists(service, target):
        raise NotFoundError(f"there is no graph <{target.name}>", zh=f"没有图 <{target.name}>")
    changed = int((service.published.folder / "dataset.json").stat().st_mtime)
    if _is_unchanged(request, changed):
        return Response(status_code=304)
    response = await answered(service, request, target.query)
    if changed < time.time() - _SETTLED_SECONDS:
        response.headers["Last-Modified"] = formatdate(changed, usegmt=True)
    return response


def _is_unchanged(request: Request, changed: int) -> bool:
    since = request.headers.get("if-modified-since")
    # RFC 9110, 13.1.3: an entity tag tells more than a date.
    if since is None or "if-none-match" in request.headers:
        return False
    try:
        return changed <= parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False


async def _exists(service: Service, target: Target) -> bool:
    if target.name is None:
        return True
    answer = await service.query(
        QueryOperation(f"ASK {{ GRAPH <{target.name}> {{}} }}"), "text/csv"
    )
    return b"true" in answer.read()


async def _write(service: Service, request: Request, target: Target) -> Response:
    settings = service.settings
    authorize(request, settings)
    headers = request.headers
    payload = Payload(
        await bodies.read(request, settings.largest_upload),
        headers.get("content-type", ""),
        headers.get("content-encoding", ""),
    )
    if request.method == "POST" and not payload.body:
        return Response(status_code=204)
    if request.method == "PATCH":
        _require_update(payload)
    bases = public.aliases(request, settings).bases
    base_iri = (target.name or f"{HOME}graphs?default").replace(HOME, bases[-1], 1)
    result = await service.change(request.method, target.name, payload, base_iri, bases)
    if not result.created or target.name is None:
        return written(result)
    return written(result, 201, public.public_name(target.name, request, settings))


def _require_update(payload: Payload) -> None:
    if not payload.content_type.lower().startswith(SPARQL_UPDATE):
        raise ProtocolError(
            415, f"a PATCH is sent as {SPARQL_UPDATE}", zh=f"PATCH 请以 {SPARQL_UPDATE} 发送"
        )
    if payload.content_encoding:
        raise InputError(
            "an update is sent as it is, without Content-Encoding",
            zh="更新须原样发送，不用 Content-Encoding",
        )
