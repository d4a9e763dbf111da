"""`/metrics`: what Prometheus gathers.

Labels have few values each: routes as they are declared, never paths that somebody made up.
"""

from collections.abc import Iterator

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from istograph.rdf.store.workers import Pool

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"})
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Metrics:
    """The counters of one service."""

    def __init__(self, pool: Pool) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._registry.register(_PoolCollector(pool))
        self._requests = Counter(
            "istograph_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "istograph_request_seconds",
            "From a request's head to the end of its answer",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._made = Histogram(
            "istograph_making_seconds",
            "What it took to make what is made once for each version, such as an index of names",
            ("what",),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def note_made(self, what: str, seconds: float) -> None:
        """Count something that was made of a version."""
        self._made.labels(what).observe(seconds)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _PoolCollector(Collector):
    """Reads the pool when it is asked; nothing is counted twice."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        pool = self._pool
        queries = GaugeMetricFamily("istograph_queries", "Queries by state", labels=["state"])
        queries.add_metric(["running"], pool.turns.held)
        queries.add_metric(["waiting"], pool.turns.waiting)
        queries.add_metric(["running-federated"], pool.federated_turns.held)
        queries.add_metric(["waiting-federated"], pool.federated_turns.waiting)
        yield queries
        yield GaugeMetricFamily("istograph_workers", "Processes for queries", value=pool.size)
        outcomes = CounterMetricFamily(
            "istograph_remote_requests",
            "Requests to other endpoints, by how they ended",
            labels=["outcome"],
        )
        for outcome, number in sorted(pool.gateway.counts.items()):
            outcomes.add_metric([outcome], number)
        yield outcomes
        version = pool.snapshot.version if pool.snapshot else ""
        dataset = InfoMetricFamily("istograph_dataset", "The version that is served")
        dataset.add_metric([], {"version": version})
        yield dataset


def router(metrics: Metrics) -> APIRouter:
    """Return the route of the metrics."""
    routes = APIRouter()

    @routes.get("/metrics", summary="Metrics for Prometheus")
    async def get() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes
