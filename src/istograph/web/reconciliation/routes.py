"""`/reconcile`: the Reconciliation Service API, for OpenRefine and its like.

| path                                  | 0.2                                  | draft of 1.0 |
| ------------------------------------- | ------------------------------------ | ------------ |
| `/reconcile`                          | manifest; `queries`, `extend` by form or GET | manifest with `?version=1.0-draft`, or at `/reconcile/` |
| `/reconcile/match`, `/extend`         |                                      | POST of JSON |
| `/reconcile/suggest/entity` and so on | `prefix`, `cursor`                   | `prefix`, `limit`, `offset` |
| `/reconcile/flyout/entity` and so on  | a piece of HTML                      |              |
| `/reconcile/preview`                  | a page for a box                     | the same     |
| `/reconcile/extend/propose`           | the properties of a type             | the same     |

Answers of 0.2 are wrapped in a function's call where `callback` names one (JSONP).
"""  # noqa: E501 (a table)

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from istograph.errors import InputError, NotFoundError
from istograph.matching import candidates, chinese, index, names, reading, tables
from istograph.model import graph, identifiers, replacements
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.keeping import Shelf
from istograph.rdf.store.snapshot import Description
from istograph.web.http import bodies
from istograph.web.http.conditional import REVALIDATE
from istograph.web.http.languages import Language
from istograph.web.http.numbers import whole_number
from istograph.web.http.public import base_url
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.versioned import Versioned
from istograph.web.reconciliation import answering, previews
from istograph.web.reconciliation.answering import Reconciler
from istograph.web.reconciliation.catalogue import (
    ORGANIZATION,
    Catalogue,
    Indexed,
    Vocabulary,
)
from istograph.web.reconciliation.manifest import draft_manifest, manifest, type_json
from istograph.web.reconciliation.messages import (
    read_batch,
    read_extension,
    read_json,
    read_queries,
)
from istograph.web.rendering import language_of
from istograph.web.service import Service

Json = dict[str, Any]
_T = TypeVar("_T")

_PATH = "/reconcile"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,5}", re.ASCII)
_LONGEST_CALLBACK = 128
# Of what is suggested or skipped; there is never so much.
_MOST = 9_999_999
# What organizations are indexed by: what other code made is not taken.
_CODE = (candidates, chinese, index, names, reading, tables, identifiers, replacements)
# Batches at work at once: more would only wait for each other.
_AT_ONCE = 2


def router(service: Service) -> APIRouter:
    """Return the routes of the reconciliation service."""
    routes = APIRouter(prefix=_PATH)
    reconciling = _Reconciling(service)

    @routes.get("", summary="Manifest, queries and data extension (Reconciliation API 0.2)")
    async def root(request: Request) -> Response:
        """Answer `queries` or `extend`; without them, say what the service offers."""
        return await reconciling.root(request, request.query_params)

    @routes.post("", summary="Queries and data extension by form (Reconciliation API 0.2)")
    async def form(request: Request) -> Response:
        """Answer the form fields `queries` or `extend`."""
        return await reconciling.root(request, await reconciling.form(request), is_form=True)

    @routes.get("/", include_in_schema=False)
    async def draft_root(request: Request) -> Response:
        if request.query_params.keys() & {"queries", "extend"}:
            return await reconciling.root(request, request.query_params)
        return await reconciling.draft_manifest(request)

    @routes.post("/", include_in_schema=False)
    async def draft_form(request: Request) -> Response:
        # Whoever added the service with a slash at its end sends its forms there, too.
        return await form(request)

    @routes.post("/match", summary="Queries (Reconciliation API, draft of 1.0)")
    async def match(request: Request) -> Response:
        """Answer a batch of queries, in JSON."""
        return await reconciling.match(request)

    @routes.post("/extend", summary="Values of properties (draft of 1.0)")
    async def extend(request: Request) -> Response:
        """Answer which values records have, in JSON."""
        return await reconciling.extend(request)

    @routes.get("/extend/propose", summary="Properties to extend by")
    async def propose(request: Request) -> Response:
        """Answer the properties for a `type`, up to a `limit`."""
        return await reconciling.propose(request)

    @routes.get("/suggest/{kind}", summary="Organizations, properties or types by prefix")
    async def suggest(request: Request, kind: str) -> Response:
        """Answer what begins with `prefix`; `limit` and `offset`, or `cursor`, turn pages."""
        return await reconciling.suggest(request, kind)

    @routes.get("/flyout/{kind}", summary="A piece of HTML on what was suggested")
    async def flyout(request: Request, kind: str) -> Response:
        """Answer a few words on an organization, property or type."""
        return await reconciling.flyout(request, kind)

    @routes.get("/preview", summary="A page on an organization, for a box")
    async def preview(request: Request) -> Response:
        """Answer a small page without script."""
        return await reconciling.preview(request)

    return routes


class _Reconciling:
    """Answers from the published version, whose names are indexed when first asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made = Versioned(service)
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._indexing: asyncio.Future[Catalogue] | None = None
        # Of which build the organizations are that were indexed last.
        self._latest: tuple[str, Indexed | None] = ("", None)

    async def form(self, request: Request) -> Mapping[str, str]:
        """Return the fields of a form."""
        body = await self._body(request)
        try:
            fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            raise InputError(
                "the form is not UTF-8, or has too many fields",
                zh="表单不是 UTF-8 编码，或字段过多",
            ) from None
        return {**request.query_params, **{name: each[0] for name, each in fields.items()}}

    async def root(
        self, request: Request, fields: Mapping[str, str], *, is_form: bool = False
    ) -> Response:
        """Answer what a form or a query string asks in version 0.2."""
        if "queries" in fields:
            return await self._queries(request, fields)
        if "extend" in fields:
            return await self._extension(request, fields)
        if is_form:
            raise InputError(
                "the form has neither `queries` nor `extend`; send one of them",
                zh="表单中既没有“queries”也没有“extend”；请发送其中之一",
            )
        if fields.get("version", "").startswith("1."):
            return await self.draft_manifest(request)
        types = (await self._vocabulary()).types
        return _json(request, manifest(self._base(request), types, language_of(request)))

    async def draft_manifest(self, request: Request) -> Response:
        """Answer the manifest of the draft."""
        types = (await self._vocabulary()).types
        return _json(request, draft_manifest(self._base(request), types, language_of(request)))

    async def _queries(self, request: Request, fields: Mapping[str, str]) -> Response:
        queries = read_queries(read_json(fields["queries"], "`queries`"))
        language = language_of(request)

        def work(reconciler: Reconciler) -> Json:
            return {
                name: answering.result_0_2(reconciler.candidates(query, language))
                for name, query in queries.items()
            }

        return _json(request, await self._work(work), fields.get("callback"))

    async def _extension(self, request: Request, fields: Mapping[str, str]) -> Response:
        extension = read_extension(read_json(fields["extend"], "`extend`"))
        language = language_of(request)
        meta, rows = await self._work(lambda each: each.extend(extension, language))
        return _json(request, {"meta": meta, "rows": rows}, fields.get("callback"))

    async def match(self, request: Request) -> Response:
        """Answer a batch of queries of the draft."""
        queries = read_batch(await self._json_body(request))
        language = language_of(request)

        def work(reconciler: Reconciler) -> list[Json]:
            return [
                answering.result_1_0(reconciler.candidates(query, language), language)
                for query in queries
            ]

        return _json(request, {"results": await self._work(work)})

    async def extend(self, request: Request) -> Response:
        """Answer a data extension query of the draft."""
        extension = read_extension(await self._json_body(request))
        language = language_of(request)
        meta, rows = await self._work(lambda each: each.extend(extension, language))
        return _json(request, {"meta": meta, "rows": answering.rows_1_0(rows)})

    async def propose(self, request: Request) -> Response:
        """Answer the properties that there are; organizations of every type may have them all."""
        known = (await self._vocabulary()).properties
        language = language_of(request)
        asked = request.query_params
        found = [{"id": each.id, "name": each.name(language)} for each in known.values()]
        said: Json = {"properties": found, "type": asked.get("type") or ORGANIZATION}
        if given := asked.get("limit"):
            limit = whole_number("limit", given, least=0, most=_MOST)
            said |= {"properties": found[:limit], "limit": limit}
        return _json(request, said, asked.get("callback"))

    async def suggest(self, request: Request, kind: str) -> Response:
        """Answer what begins with a prefix."""
        asked, language = request.query_params, language_of(request)
        prefix = asked.get("prefix", "")
        offset = asked.get("offset") or asked.get("cursor") or "0"
        skipped = whole_number("offset", offset, least=0, most=_MOST)
        limit = answering.limit_of(asked.get("limit"))
        if kind == "entity":
            work = partial(
                Reconciler.suggest, prefix=prefix, skipped=skipped, limit=limit, language=language
            )
            result = await self._work(work)
        else:
            known = await self._named(kind, language)
            begun = [each for each in known if _begins(each, prefix)]
            result = begun[skipped : skipped + limit]
        return _json(request, {"result": result}, asked.get("callback"))

    async def flyout(self, request: Request, kind: str) -> Response:
        """Answer a piece of HTML on what was suggested."""
        asked, language = request.query_params, language_of(request)
        id_ = asked.get("id", "")
        if kind == "entity":
            catalogue = await self._catalogue()
            candidate = catalogue.candidate(id_)
            if candidate is None:
                raise NotFoundError(f"there is no organization {id_!r}", zh=f"没有组织“{id_}”")
            html = previews.flyout(catalogue, candidate, language)
        else:
            html = _described(await self._named(kind, language), id_, kind)
        return _json(request, {"id": id_, "html": html}, asked.get("callback"))

    async def preview(self, request: Request) -> Response:
        """Answer a page for a box; 404, with a page too, where there is no such organization."""
        id_, language = request.query_params.get("id", ""), language_of(request)
        catalogue = await self._catalogue()
        candidate = catalogue.candidate(id_)
        if candidate is None:
            html = previews.missing(language, id_[:100])
        else:
            view = f"{self._base(request)}/id/organization/{candidate.key}"
            html = previews.preview(catalogue, candidate, language, view)
        headers = {
            "Content-Security-Policy": previews.POLICY,
            "Content-Language": language,
            "Cache-Control": REVALIDATE,
        }
        status = 200 if candidate else 404
        return Response(html, status, headers, media_type="text/html; charset=utf-8")

    async def _named(self, kind: str, language: Language) -> list[Json]:
        """Return all properties or types, as suggestions are written."""
        known = await self._vocabulary()
        if kind == "type":
            return [type_json(each, known.types, language) for each in known.types.values()]
        if kind == "property":
            return [
                {"id": each.id, "name": each.name(language), "description": each.description()}
                for each in known.properties.values()
            ]
        raise NotFoundError(
            f"{kind!r} cannot be suggested; entity, property and type can",
            zh=f"不能为“{kind}”给出建议；可建议的有 entity、property 和 type",
        )

    async def _work(self, work: Callable[[Reconciler], _T]) -> _T:
        """Return what some work gives, done beside the event loop, and not too much at once."""
        reconciler = Reconciler(await self._catalogue())
        async with self._free:
            return await asyncio.to_thread(work, reconciler)

    async def _catalogue(self) -> Catalogue:
        make = partial(self._made_of, about=self._service.dataset)
        return await self._made.get("organizations", make)

    def _made_of(self, lookup: Lookup, about: Description) -> Catalogue:
        graphs = [graph(name) for name in about.merged if name not in about.fixed]
        if not graphs:
            # Anything may be written anywhere.
            return Catalogue(lookup)
        shelf = Shelf(self._service.directory, about, _CODE)
        # What another build made is another dataset.
        built, before = self._latest
        if built != about.built:
            kept = shelf.read("organizations")
            before = Indexed.read(kept) if kept else None
        found = Catalogue(lookup, before, graphs)
        if before is None:
            shelf.keep("organizations", found.indexed.parts())
        self._latest = about.built, found.indexed
        return found

    async def _vocabulary(self) -> Vocabulary:
        """Return the types and properties, and have the organizations indexed meanwhile.

        Clients wait five seconds for a manifest, and ask about names right after it.
        """
        if self._indexing is None or self._indexing.done():
            self._indexing = asyncio.ensure_future(self._catalogue())
        return await self._made.get("vocabulary", Vocabulary)

    async def _body(self, request: Request) -> bytes:
        return await bodies.read(request, self._service.settings.largest_request)

    async def _json_body(self, request: Request) -> Any:
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given != "application/json":
            raise ProtocolError(
                415,
                f"the body is {given or 'of no type'}; send application/json",
                zh=(
                    f"请求体的类型{f'是 {given}' if given else '没有注明'}；"
                    "请以 application/json 发送"
                ),
            )
        return read_json(await self._body(request), "the body")

    def _base(self, request: Request) -> str:
        return base_url(request, self._service.settings)


def _json(request: Request, content: Any, callback: str | None = None) -> Response:
    callback = callback or request.query_params.get("callback")
    body = json.dumps(content, ensure_ascii=False)
    headers = {"Cache-Control": REVALIDATE, "Content-Language": language_of(request)}
    if callback is None:
        return Response(body, headers=headers, media_type="application/json")
    if len(callback) > _LONGEST_CALLBACK or not _CALLBACK.fullmatch(callback):
        raise InputError(
            "`callback` is the name of a JavaScript function", zh="“callback”应为 JavaScript 函数名"
        )
    # Two line ends of JSON that older JavaScript has not in strings; the comment keeps the
    # beginning of the file from being the caller's.
    script = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{callback}({script});", headers=headers, media_type="text/javascript")


def _begins(each: Json, prefix: str) -> bool:
    wanted = prefix.strip().casefold()
    texts = (str(each["id"]).casefold(), str(each["name"]).casefold())
    return any(text.startswith(wanted) or f" {wanted}" in text for text in texts)


def _described(known: list[Json], id_: str, kind: str) -> str:
    found = next((each for each in known if each["id"] == id_), None)
    if found is None:
        what = "类型" if kind == "type" else "属性"
        raise NotFoundError(f"there is no {kind} {id_!r}", zh=f"没有{what}“{id_}”")
    return f"<p><b>{found['name']}</b></p><p>{found.get('description', found['id'])}</p>"
