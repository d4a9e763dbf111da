"""What clients do with an endpoint, and the endpoint that they do it with.

A job is a function that does something with a client as its documentation shows it, and asserts
what comes back. The same jobs are run against this service by the tests, and against others by
`tests/benchmarks/endpoints.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

EX = "http://example.org/"
NUMBERS = 20_000
# How many jobs the scripts of JavaScript's clients have.
SCRIPTS = {"sparql_http_client": 12, "comunica": 13}
ORGANIZATIONS = {
    "inbar": ("International Bamboo and Rattan Organization", "国际竹藤组织"),
    "icimod": ("International Centre for Integrated Mountain Development", "国际山地综合发展中心"),
    "iter": ("ITER Organization", "国际热核聚变实验堆组织"),
}
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"

PREFIXES = f"PREFIX ex: <{EX}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
CHINESE_NAME = PREFIXES + "SELECT ?name { ex:inbar rdfs:label ?name FILTER(LANG(?name) = 'zh') }"
BY_CHINESE_NAME = PREFIXES + "SELECT ?s { ?s rdfs:label '国际竹藤组织'@zh }"
ALL_NUMBERS = PREFIXES + "SELECT ?s ?n { ?s ex:value ?n }"
ASK_FOR_IT = PREFIXES + "ASK { ex:inbar a ex:Organization }"
ASK_FOR_NOTHING = PREFIXES + "ASK { ex:inbar a ex:Nothing }"
CONSTRUCT_LABELS = PREFIXES + "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }"
DESCRIBE_IT = PREFIXES + "DESCRIBE ex:inbar"
BROKEN = PREFIXES + "SELECT ?s WHERE { ?s ?p }"


@dataclass(frozen=True)
class Endpoint:
    """Where a service takes queries, updates and graphs, and what it wants of those who write."""

    query: str
    update: str
    graphs: str
    token: str = ""


Job = Callable[[Endpoint], None]


@dataclass(frozen=True)
class Client:
    """A client library and what is done with it."""

    name: str
    jobs: dict[str, Job] = field(default_factory=dict)

    def job(self, function: Job) -> Job:
        """Count a function among the client's jobs."""
        self.jobs[function.__name__.replace("_", " ")] = function
        return function


def ntriples() -> str:
    """Return the data that every job expects in the default graph."""
    lines = []
    for key, (english, chinese) in ORGANIZATIONS.items():
        lines.append(f"<{EX}{key}> <{RDF_TYPE}> <{EX}Organization> .")
        lines.append(f'<{EX}{key}> <{RDFS_LABEL}> "{english}"@en .')
        lines.append(f'<{EX}{key}> <{RDFS_LABEL}> "{chinese}"@zh .')
    lines += (f'<{EX}{n}> <{EX}value> "{n}"^^<{XSD_INTEGER}> .' for n in range(NUMBERS))
    return "\n".join(lines) + "\n"
