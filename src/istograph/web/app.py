"""The HTTP service as an ASGI application.

create_app(directory, settings)
├── /                 home.py              the start page
├── /query            sparql/editor.py     a query and its result; with script, an editor
├── /sparql           sparql/endpoint.py   SPARQL 1.1 Protocol
├── /graphs, /graph/  sparql/graphs.py     Graph Store Protocol
├── /queries/         sparql/queries.py    how far a query is, and its end on demand
├── /health, /ready                        is the process alive; can it answer a query
├── /metrics          http/metrics.py      for Prometheus; each request counted, and logged
├── /id/, /data/, /page/  linked_data/records.py  the thing, its data, its page
├── /search           linked_data/search.py       records by name, acronym or identifier
├── /reconcile        reconciliation/routes.py   for OpenRefine: names to organizations
├── /about, /report, /api  about/routes.py  the data, how good they are, and how to get at them
├── /ontology, /shapes    linked_data/vocabulary.py   in every format; /context.jsonld
├── /dump/            linked_data/dumps.py        the whole dataset as files
├── /void.ttl, /dcat  linked_data/discovery.py    what machines look for first
├── /sitemap.xml      linked_data/sitemap.py      every page; robots.txt, OpenSearch
├── /classify         classification/routes.py    verdicts and their proofs; /classify/ask
├── /paper, /disputes paper/routes.py     its figures, drawn; what is disputed, and how
├── /policies         policies/routes.py   the paper's tables; which policies concern whom, and why
├── /validate         validate.py          a SHACL report on RDF that is sent
├── /static/          assets.py            stylesheets, scripts, and what the build put in
├── headers           http/headers.py      on every answer
├── compression       http/compression.py
├── /openapi.json     openapi.py           all of it, said once
└── errors            http/problems.py     RFC 9457; problem_pages.py  the same as pages
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from istograph.rdf.protocol import QueryOperation
from istograph.web import home, openapi, validate
from istograph.web.about import routes as about
from istograph.web.about.quality import Reports
from istograph.web.assets import FOLDER, Assets
from istograph.web.classification import routes as classify
from istograph.web.http import access_log, metrics, problems
from istograph.web.http.bounds import Bounds
from istograph.web.http.compression import Compression
from istograph.web.http.headers import Headers
from istograph.web.http.prefix import Prefix
from istograph.web.http.ranges import Ranges
from istograph.web.http.targets import Targets
from istograph.web.linked_data import discovery, dumps, records, search, sitemap, vocabulary
from istograph.web.linked_data.indexes import Indexes
from istograph.web.paper import routes as paper
from istograph.web.policies import routes as policies
from istograph.web.problem_pages import ProblemPages
from istograph.web.reconciliation import routes as reconciliation
from istograph.web.service import ClientGoneError, Service
from istograph.web.settings import Settings
from istograph.web.sparql import editor, graphs, queries
from istograph.web.sparql import endpoint as sparql

# nginx's word for it; the client never sees it.
_CLIENT_CLOSED_REQUEST = 499


def create_app(directory: Path, settings: Settings) -> FastAPI:
    """Return the application on a folder of snapshots; raises NotFoundError where there is none."""
    service = Service(directory, settings)
    reports, indexes = Reports(service), Indexes(service)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                for each in (service, reports, indexes):
                    await stack.enter_async_context(each)
            except BaseException as problem:
                # The protocol has a text for it, and a traceback is all that is put there.
                app.state.trouble = problem
                raise
            yield

    app = FastAPI(
        title="istograph",
        summary="International scientific and technological organizations as a knowledge graph",
        lifespan=lifespan,
        servers=[{"url": settings.base_url.rstrip("/")}],
        docs_url=None,
        redoc_url=None,
    )
    app.state.queries = queries.Queries()
    app.state.trusted_proxies = settings.trusted_proxies
    told = problems.Problems(ProblemPages(service))
    _add_middleware(app, service, told)
    problems.install(app, told)
    _include_rooms(app, service, reports, indexes)
    openapi.install(app)
    app.mount("/static", Assets(directory=FOLDER))
    _add_probes(app, service)

    @app.exception_handler(ClientGoneError)
    async def on_client_gone(_: Request, __: ClientGoneError) -> Response:
        return Response(status_code=_CLIENT_CLOSED_REQUEST)

    return app


def _add_middleware(app: FastAPI, service: Service, told: problems.Problems) -> None:
    """Wrap the application, from inside out: the last that is added sees a request first."""
    settings = service.settings
    app.add_middleware(Ranges, problems=told)
    app.add_middleware(queries.QueryTracking, queries=app.state.queries, problems=told)
    app.add_middleware(Bounds, longest_url=settings.longest_url, problems=told)
    app.add_middleware(problems.Faults, problems=told)
    app.add_middleware(Headers)
    app.add_middleware(Compression)
    if settings.base_path:
        app.add_middleware(Prefix, prefix=settings.base_path)
    log = access_log.stream() if settings.access_log else None
    app.add_middleware(access_log.Recording, metrics=service.metrics, log=log)
    app.add_middleware(Targets)


def _include_rooms(app: FastAPI, service: Service, reports: Reports, indexes: Indexes) -> None:
    app.include_router(sparql.router(service))
    app.include_router(graphs.router(service))
    app.include_router(queries.router(app.state.queries, service.settings.limits))
    app.include_router(metrics.router(service.metrics))
    app.include_router(home.router(service))
    app.include_router(editor.router(service))
    app.include_router(about.router(service, reports))
    app.include_router(records.router(service, indexes))
    app.include_router(search.router(service, indexes))
    app.include_router(reconciliation.router(service))
    app.include_router(classify.router(service, search.Nearest(service, indexes)))
    app.include_router(policies.router(service))
    app.include_router(paper.router(service))
    app.include_router(validate.router(service))
    app.include_router(vocabulary.router(service))
    shelf = dumps.DumpShelf(service)
    app.include_router(dumps.router(service, shelf))
    app.include_router(discovery.router(service, shelf))
    app.include_router(sitemap.router(service))


def _add_probes(app: FastAPI, service: Service) -> None:
    @app.get("/health", summary="Is the process alive?")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready", summary="Can it answer a query?")
    async def ready() -> JSONResponse:
        answer = await service.query(QueryOperation("ASK {}"), None)
        answer.close()
        return JSONResponse({"status": "ready", "dataset": answer.version})
