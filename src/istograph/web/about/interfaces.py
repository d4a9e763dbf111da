"""What `/openapi.json` says, in groups and in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, what it means, and what it may be."""

    name: str
    meaning: str
    values: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    summary: str
    parameters: Sequence[Parameter]
    answers: Sequence[str]


@dataclass(frozen=True)
class Group:
    """Paths that belong together; `starts` says which."""

    anchor: str
    title: Mapping[str, str]
    starts: tuple[str, ...]


GROUPS = (
    Group("sparql", {"en": "SPARQL", "zh": "SPARQL"}, ("/sparql", "/queries/")),
    Group("graphs", {"en": "Graphs", "zh": "命名图"}, ("/graphs", "/graph/")),
    Group(
        "records",
        {"en": "Records and search", "zh": "记录与检索"},
        ("/id/", "/data/", "/page/", "/search", "/opensearch"),
    ),
    Group(
        "classify",
        {"en": "Classification and policies", "zh": "分类与政策"},
        ("/classify", "/policies"),
    ),
    Group("validate", {"en": "Validation", "zh": "校验"}, ("/validate",)),
    Group("reconcile", {"en": "Reconciliation", "zh": "名称对照"}, ("/reconcile",)),
    Group(
        "vocabulary",
        {"en": "Vocabulary and descriptions", "zh": "词表与描述"},
        ("/ontology", "/shapes", "/context", "/.well-known", "/void", "/dcat", "/about"),
    ),
    Group(
        "operations", {"en": "Running the service", "zh": "运行"}, ("/health", "/ready", "/metrics")
    ),
    Group("pages", {"en": "Pages", "zh": "页面"}, ("/",)),
)


def group_of(path: str) -> Group:
    """Return the group of a path: the first with which it begins."""
    return next(group for group in GROUPS if path.startswith(group.starts))


def groups(document: Json, language: str) -> list[tuple[Group, list[Operation]]]:
    """Return the operations that the document names, group by group."""
    found: dict[str, list[Operation]] = {group.anchor: [] for group in GROUPS}
    for operation in _operations(document, language):
        found[group_of(operation.path).anchor].append(operation)
    return [(group, found[group.anchor]) for group in GROUPS if found[group.anchor]]


def _operations(document: Json, language: str) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                summary=said.get("summary", ""),
                parameters=[_parameter(each) for each in said.get("parameters", ())],
                answers=sorted(
                    {
                        media_type
                        for status, answer in said["responses"].items()
                        if status.startswith("2")
                        for media_type in answer.get("content", ())
                    }
                ),
            )


def _parameter(said: Json) -> Parameter:
    schema = said.get("schema", {})
    values = " | ".join(map(str, schema.get("enum", ())))
    return Parameter(said["name"], said.get("description", ""), values, said.get("required", False))
