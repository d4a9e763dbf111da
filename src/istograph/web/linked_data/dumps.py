"""`/dump/`: the whole dataset as files, made once for each version, beside the event loop.

/dump/                                    the index, with sizes and SHA-256 checksums
/dump/istograph.nt.gz                     leads to the file of the version that is published
/dump/2026-11-21.ab12cd34/istograph.nt.gz the default graph; a name that never changes its bytes
    istograph.ttl istograph.jsonld        the same in Turtle and JSON-LD
    istograph.nq.gz                       all graphs, the default one too
    verdicts.csv                          one row for each record and class
    istograph.sssom.tsv                   which records are which items of Wikidata and ROR
    {registry}.nq.gz                      a registry that is share-alike, and in no other file
    SHA256SUMS                            for `sha256sum --check`
"""

import base64
import json
from dataclasses import asdict
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from istograph.errors import NotFoundError
from istograph.rdf.formats import JSON, choose
from istograph.web.documents import HTML
from istograph.web.http.conditional import IMMUTABLE, REVALIDATE, has_already, respond
from istograph.web.http.languages import Language
from istograph.web.http.public import base_url
from istograph.web.linked_data.dump_files import KEPT, Dumps, File, make
from istograph.web.linked_data.versioned import Versioned
from istograph.web.rendering import Renderer
from istograph.web.service import Service

# Triples of a dataset whose files are made before anybody wants them, which takes seconds; those of
# one with registries take minutes, and most services are never asked for them.
_SMALL = 500_000


class DumpShelf:
    """The files of the published version."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made = Versioned(service)
        # The newest last; who has begun to fetch some of a version finds the rest.
        self._kept: dict[str, Dumps] = {}
        if sum(service.dataset.counts.values()) <= _SMALL:
            service.ahead(self._ahead)

    async def _ahead(self, _: Language) -> None:
        await self.files_at_hand()

    async def files(self) -> Dumps:
        """Return the files; whoever asks first waits until they are made."""
        about = self._service.dataset
        folder = self._service.scratch / about.version
        made = await self._made.get("dumps", partial(make, folder=folder, about=about))
        self._kept = dict([*self._kept.items(), (made.version, made)][-KEPT:])
        return made

    async def files_at_hand(self) -> Dumps:
        """Return the files, or those of an earlier version while these are made."""
        return (await self._made.soon("dumps, soon", self.files)).value

    async def files_of(self, version: str) -> Dumps:
        """Return the files of a version; NotFoundError where it is not there any more."""
        published = self._service.dataset.version
        if version == published:
            return await self.files()
        if version not in self._kept:
            raise NotFoundError(
                f"version {version} is not here any more; {published} is",
                zh=f"版本 {version} 已不在此处；现有版本是 {published}",
            )
        return self._kept[version]


def router(service: Service, shelf: DumpShelf) -> APIRouter:
    """Return the routes of the dumps."""
    routes = APIRouter(include_in_schema=False)
    renderer = Renderer(service)
    base = service.settings.base_path

    @routes.api_route("/dump", methods=["GET", "HEAD"])
    async def without_slash() -> Response:
        return RedirectResponse(f"{base}/dump/", 301)

    @routes.api_route("/dump/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        if choose(request.headers.get("accept"), (JSON, HTML)) is HTML:
            dumps = await shelf.files_at_hand()
            return renderer.page(
                request, "dump.html", {"dumps": dumps, "figures_of": dumps.version}
            )
        dumps = await shelf.files()
        place = f"{base_url(request, service.settings)}/dump/{dumps.version}"
        files = [{**asdict(file), "url": f"{place}/{file.name}"} for file in dumps.files]
        body = json.dumps({"version": dumps.version, "files": files}, ensure_ascii=False)
        return respond(request, body.encode(), "application/json")

    @routes.api_route("/dump/{name}", methods=["GET", "HEAD"])
    async def newest(name: str) -> Response:
        dumps = await shelf.files()
        file = _find(dumps, name)
        location = f"{base}/dump/{dumps.version}/{file.name}"
        return RedirectResponse(location, 302, {"Cache-Control": REVALIDATE})

    @routes.api_route("/dump/{version}/{name}", methods=["GET", "HEAD"])
    async def one(request: Request, version: str, name: str) -> Response:
        dumps = await shelf.files_of(version)
        return _sent(request, dumps, _find(dumps, name))

    return routes


def _find(dumps: Dumps, name: str) -> File:
    file = dumps.find(name)
    if file is None:
        names = [each.name for each in dumps.files]
        raise NotFoundError(
            f"there is no file {name!r} of the dataset; there are {', '.join(names)}",
            zh=f"数据集没有文件“{name}”；可用的有 {'、'.join(names)}",
        )
    return file


def _sent(request: Request, dumps: Dumps, file: File) -> Response:
    tag = f'"{file.sha256[:32]}"'
    headers = {"ETag": tag, "Cache-Control": IMMUTABLE}
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    # RFC 9530: what to check the whole against.
    digest = bytes.fromhex(file.sha256)
    headers["Repr-Digest"] = f"sha-256=:{_base64(digest)}:"
    return FileResponse(dumps.folder / file.name, headers=headers, media_type=file.content_type)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
