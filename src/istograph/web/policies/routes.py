"""`/policies`: the paper's two tables of policies, and what in them concerns somebody.

GET /policies                         the tables, filtered and sorted by the address
GET /policies/table-1.csv             one of them, as it is printed
GET /policies/compare?a=KEY&b=KEY     two places side by side, or one and all others of its kind
GET /policies/case                    asks for somebody, a place and an aim, and leads to
GET /policies?id=KEY&place=KEY&aim=   what concerns a record, for programs and for people
"""

from fastapi import APIRouter, Request, Response

from istograph.web.classification import parameters
from istograph.web.classification.classifier import Classifier
from istograph.web.documents import HTML
from istograph.web.policies.answers import Answers, format_of
from istograph.web.policies.pages import TablePages
from istograph.web.policies.reading import Shelf
from istograph.web.policies.selection import PARAMETERS
from istograph.web.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes of the policies."""
    routes = APIRouter()
    shelf = Shelf(service)
    answers = Answers(service, Classifier(service), shelf)
    pages = TablePages(service, shelf)

    @routes.head("/policies", include_in_schema=False)
    @routes.get(
        "/policies",
        summary="Which policies concern this record, at a place, for an aim?",
        openapi_extra=parameters.POLICIES,
    )
    async def policies(request: Request) -> Response:
        """Answer by the paper's two tables; a browser that names no record gets the tables."""
        said = request.query_params
        # Who names an aim asks what concerns somebody, and is asked for whom.
        asks = said.get("id", "").strip() or said.get("aim", "").strip()
        if format_of(request) is HTML and not asks:
            return await pages.page(request)
        return await answers.get(request)

    @routes.api_route("/policies/case", methods=["GET", "HEAD"], include_in_schema=False)
    async def case(request: Request) -> Response:
        return await answers.ask(request)

    @routes.api_route("/policies/compare", methods=["GET", "HEAD"], include_in_schema=False)
    async def compare(request: Request) -> Response:
        return await pages.comparison(request)

    @routes.head("/policies/{table}.csv", include_in_schema=False)
    @routes.get(
        "/policies/{table}.csv",
        summary="One of the paper's two tables of policies",
        openapi_extra=PARAMETERS,
    )
    async def download(request: Request, table: str) -> Response:
        """Return `table-1` or `table-2` with its circles, a column for each measure."""
        return await pages.download(request, table)

    return routes
