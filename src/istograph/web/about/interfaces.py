"""What `/openapi.json` says, in groups, in the reader's language, with examples that can be run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from istograph.web.about.interface_words import CHINESE

Json = Mapping[str, Any]
_WORDS = Mapping[str, str]


@dataclass(frozen=True)
class Example:
    """A command that asks something of the service; one that writes needs a token."""

    words: _WORDS
    command: str
    writes: bool = False


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, what it means, and what it may be."""

    name: str
    meaning: str
    values: Sequence[str]
    required: bool


@dataclass(frozen=True)
class Operation:
    """One method of a path."""

    method: str
    path: str
    summary: str
    parameters: Sequence[Parameter]
    # the media types that it takes, and gives
    takes: Sequence[str]
    gives: Sequence[str]


@dataclass(frozen=True)
class Group:
    """Paths that belong together, by how they start."""

    anchor: str
    title: _WORDS
    intro: _WORDS
    starts: tuple[str, ...]
    examples: tuple[Example, ...] = ()


def _both(en: str, zh: str) -> _WORDS:
    return {"en": en, "zh": zh}


GROUPS = (
    Group(
        "sparql",
        _both("SPARQL", "SPARQL"),
        _both(
            "The SPARQL 1.1 Protocol. The prefixes of the ontology page need not be declared; a "
            "query runs in a process of its own that ends at its limits. Without a query, the "
            "service describes itself.",
            "SPARQL 1.1 协议。本体页所列前缀无须声明；每条查询在独立进程中运行，到限即止。"
            "不带查询时，返回服务描述。",
        ),
        ("/sparql", "/queries/"),
        (
            Example(
                _both("A table, as CSV", "表格，CSV 格式"),
                "curl {public}/sparql -H 'Accept: text/csv' --data-urlencode \\\n"
                "  'query=SELECT ?name {{ ?o a isto:ISTO ; rdfs:label ?name }} LIMIT 3'",
            ),
            Example(
                _both("A graph, as Turtle", "图，Turtle 格式"),
                "curl -G {public}/sparql -H 'Accept: text/turtle' --data-urlencode \\\n"
                "  'query=DESCRIBE <https://w3id.org/istograph/id/organization/inbar>'",
            ),
            Example(
                _both("An update", "更新"),
                'curl {public}/sparql -H "Authorization: Bearer $ISTOGRAPH_TOKEN" \\\n'
                "  -H 'Content-Type: application/sparql-update' --data \\\n"
                "  'INSERT DATA {{ <http://example.org/a> rdfs:seeAlso <http://example.org/b> }}'",
                writes=True,
            ),
        ),
    ),
    Group(
        "graphs",
        _both("Graphs", "命名图"),
        _both(
            "The Graph Store Protocol. Each source is a named graph; the default graph is their "
            "merge. What users write without naming a graph goes to <code>local</code>.",
            "图存储协议。每个来源是一个命名图，默认图为其合并。未指明图的写入归入 "
            "<code>local</code>。",
        ),
        ("/graphs", "/graph/"),
        (
            Example(
                _both("One source, as N-Triples", "某一来源，N-Triples 格式"),
                "curl {public}/graph/translation -H 'Accept: application/n-triples'",
            ),
            Example(
                _both("Replace a graph of your own", "替换自己的图"),
                "curl -X PUT '{public}/graphs?graph=http://example.org/mine' \\\n"
                "  -H 'Content-Type: text/turtle' \\\n"
                '  -H "Authorization: Bearer $ISTOGRAPH_TOKEN" \\\n'
                "  --data '<http://example.org/a> <http://example.org/b> \"c\" .'",
                writes=True,
            ),
        ),
    ),
    Group(
        "records",
        _both("Records and search", "记录与检索"),
        _both(
            "A record has an address for the thing itself, which leads on to its page or its data, "
            "by what the client accepts or by an extension.",
            "每条记录有代表事物本身的地址，依客户端所接受的类型或扩展名转至其页面或数据。",
        ),
        ("/id/", "/data/", "/page/", "/search", "/opensearch"),
        (
            Example(
                _both("A record by its name, as Turtle", "按名取记录，Turtle 格式"),
                "curl -L {public}/id/organization/inbar -H 'Accept: text/turtle'",
            ),
            Example(
                _both("The same as JSON", "同上，JSON 格式"),
                "curl {public}/data/organization/inbar.json",
            ),
            Example(
                _both("Search", "检索"),
                "curl -G {public}/search --data-urlencode 'q=竹藤' -d limit=3",
            ),
        ),
    ),
    Group(
        "classify",
        _both("Classification and policies", "分类与政策"),
        _both(
            "Verdicts with their proofs, on a record or on a description that is sent; and the "
            "policies of the paper's tables that concern an organization.",
            "对记录或所提交描述的判定及其证明；以及论文两表中与某组织有关的政策。",
        ),
        ("/classify", "/policies"),
        (
            Example(
                _both("Why a record is in a class, or not", "某记录属于或不属于某类的理由"),
                "curl '{public}/classify?id=inbar&class=ISTO&explain=true&format=text'",
            ),
            Example(
                _both("Your own description", "自己的描述"),
                "curl {public}/classify -H 'Content-Type: application/json' --data \\\n"
                '  \'{{"id": "x", "name": "X", "facts": [{{"id": "f1", "property":\n'
                '    "hasConstitutiveInstrument", "value": "multilateral-agreement"}}]}}\'',
            ),
            Example(
                _both("Policies for settling in Beijing", "落户北京可用的政策"),
                "curl '{public}/policies?id=inbar&place=beijing&aim=settle&format=json'",
            ),
        ),
    ),
    Group(
        "validate",
        _both("Validation", "校验"),
        _both(
            "SHACL: what a document lacks that records here must have.",
            "SHACL：文档较此处记录的要求尚缺什么。",
        ),
        ("/validate",),
        (
            Example(
                _both("A document that lacks much", "缺失较多的文档"),
                "curl {public}/validate -H 'Content-Type: text/turtle' --data \\\n"
                "  '<http://example.org/a> a <http://www.w3.org/ns/org#Organization> .'",
            ),
        ),
    ),
    Group(
        "reconcile",
        _both("Reconciliation", "名称对照"),
        _both(
            "The Reconciliation Service API 0.2 and the draft of 1.0: names to organizations, with "
            "scores and evidence. In OpenRefine, add the address of <code>/reconcile</code>.",
            "名称对照服务接口 0.2 版及 1.0 草案：由名称找到组织，附得分与证据。在 OpenRefine "
            "中添加 <code>/reconcile</code> 的地址即可。",
        ),
        ("/reconcile",),
        (
            Example(
                _both("A name", "一个名称"),
                "curl {public}/reconcile --data-urlencode \\\n"
                '  \'queries={{"q0": {{"query": "国际竹藤组织", "limit": 2}}}}\'',
            ),
        ),
    ),
    Group(
        "vocabulary",
        _both("Vocabulary and descriptions", "词表与描述"),
        _both(
            "The ontology and the shapes in every format, and what linked-data clients look for.",
            "各种格式的本体与 SHACL 约束，以及关联数据客户端所查找的描述。",
        ),
        ("/ontology", "/shapes", "/context", "/.well-known", "/void", "/dcat", "/dump", "/about"),
        (
            Example(_both("The ontology", "本体"), "curl {public}/ontology.ttl"),
            Example(
                _both("What the dataset holds", "数据集的内容"),
                "curl {public}/.well-known/void -L -H 'Accept: text/turtle'",
            ),
        ),
    ),
    Group(
        "operations",
        _both("Running the service", "运行"),
        _both("For whoever watches the service.", "供监控服务者使用。"),
        ("/health", "/ready", "/metrics"),
        (Example(_both("Can it answer?", "能否应答"), "curl {public}/ready"),),
    ),
    Group(
        "pages",
        _both("Pages", "页面"),
        _both(
            "What people read; some give their figures as data, too.",
            "供人阅读的页面；部分页面亦以数据形式提供其数字。",
        ),
        ("/",),
    ),
)


def group_of(path: str) -> Group:
    """Return the group of a path: the first with which it begins."""
    return next(group for group in GROUPS if path.startswith(group.starts))


def interfaces(
    document: Json, language: str, address: str
) -> list[tuple[Group, list[Example], list[Operation]]]:
    """Return what the document names, group by group, with examples at the service's address."""
    found: dict[str, list[Operation]] = {group.anchor: [] for group in GROUPS}
    for operation in _operations(document, language):
        found[group_of(operation.path).anchor].append(operation)
    return [(group, _at(group, address), found[group.anchor]) for group in GROUPS]


def _at(group: Group, address: str) -> list[Example]:
    return [
        Example(each.words, each.command.format(public=address), each.writes)
        for each in group.examples
    ]


def _operations(document: Json, language: str) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            answers = (each for status, each in said["responses"].items() if status[0] == "2")
            yield Operation(
                method=method.upper(),
                path=path,
                summary=in_language(said.get("summary", ""), language),
                parameters=[_parameter(each, language) for each in said.get("parameters", ())],
                takes=list(said.get("requestBody", {}).get("content", ())),
                gives=list(dict.fromkeys(t for each in answers for t in each.get("content", ()))),
            )


def _parameter(said: Json, language: str) -> Parameter:
    schema = said.get("schema", {})
    return Parameter(
        name=said["name"],
        meaning=in_language(said.get("description", ""), language),
        values=list(map(str, schema.get("enum", ()))),
        required=said.get("required", False),
    )


def in_language(text: str, language: str) -> str:
    """Return a text of the document in a language; what nobody has translated stays English."""
    return CHINESE.get(text, text) if language == "zh" else text
