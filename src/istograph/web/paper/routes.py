"""The routes of the paper: its figures, and what is disputed."""

from fastapi import APIRouter

from istograph.web.paper import dispute_pages, figure_pages
from istograph.web.service import Service


def router(service: Service) -> APIRouter:
    """Return the routes of the paper."""
    routes = APIRouter()
    figure_pages.add(routes, service)
    dispute_pages.add(routes, service)
    return routes
