"""`/policies`: the paper's two tables of policies, and what in them concerns somebody.

GET /policies?id=KEY&place=KEY&aim=   what concerns a record, for programs and for people
"""

from fastapi import APIRouter, Request, Response

from istograph.web.classification import parameters
from istograph.web.classification.classifier import Classifier
from istograph.web.policies.answers import Answers
from istograph.web.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes of the policies."""
    routes = APIRouter()
    answers = Answers(service, Classifier(service))

    @routes.head("/policies", include_in_schema=False)
    @routes.get(
        "/policies",
        summary="Which policies concern this record, at a place, for an aim?",
        openapi_extra=parameters.POLICIES,
    )
    async def policies(request: Request) -> Response:
        """Answer by the paper's two tables; a browser without parameters gets a form."""
        return await answers.get(request)

    return routes
