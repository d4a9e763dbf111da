"""`/validate`: RDF in, a SHACL report on it out."""

from fastapi import APIRouter, Request, Response

from istograph.errors import FormatError
from istograph.rdf.formats import by_content_type
from istograph.rdf.protocol import ProtocolError
from istograph.web.http import bodies, public
from istograph.web.service import Service, while_connected


def router(service: Service) -> APIRouter:
    """Return the route of the validator."""
    routes = APIRouter()

    @routes.post("/validate", summary="Check RDF against the shapes")
    async def validate(request: Request) -> Response:
        """Return what the shapes find in the body: JSON, or `sh:ValidationReport` as RDF.

        The document is checked by itself; only violations make it not conform.
        """
        try:
            form = by_content_type(request.headers.get("content-type", ""))
        except FormatError as error:
            raise ProtocolError(415, str(error)) from error
        document = await bodies.read(request, service.settings.largest_request)
        accept = request.headers.get("accept")
        bases = public.aliases(request, service.settings).bases
        work = service.pool.validate(document, form, accept=accept, bases=bases)
        answer = await while_connected(request, work)
        headers = {"Istograph-Dataset": answer.version}
        return Response(answer.read(), headers=headers, media_type=answer.format.content_type)

    return routes
