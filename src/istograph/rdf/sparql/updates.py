"""A SPARQL Update request, taken apart into its operations without parsing it.

    request ──▶ Operation, Operation, ...      split at `;`, each with the prologue so far
                    └─▶ targets                the graphs that it may change

The engine takes no PREFIX after the first `;`, and does not tell what an update has changed. What
is read here is only where operations, templates and graph names stand; whether it is SPARQL, the
engine says. `rewriting` changes operations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from istograph.errors import QuerySyntaxError
from istograph.rdf.sparql.lexing import Token, tokens

# What `Operation.targets` has where the text says no graph, or does not say which.
DEFAULT, ANY = "", "*"

_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")
# How many tokens follow each.
_DECLARATIONS = {"PREFIX": 2, "BASE": 1, "VERSION": 1}
# The engine takes keywords without a space between them: `INSERTDATA{}`.
_WORDS = re.compile(
    "INSERT|DELETE|DATA|WHERE|WITH|USING|NAMED|GRAPH|DEFAULT|ALL|SILENT|INTO|TO|LOAD|CLEAR|DROP"
    "|CREATE|ADD|MOVE|COPY",
    re.IGNORECASE,
)
# The words that a name may follow outside of braces.
_NAMING = frozenset({"WITH", "USING", "NAMED", "GRAPH", "TO", "ADD", "MOVE", "COPY", "SILENT"})
_NOT_BLANK = re.compile(r"[^\r\n]")


@dataclass(frozen=True)
class Block:
    """Braces at the top of an operation: the words before them, and the tokens inside."""

    words: tuple[str, ...]
    opening: Token
    inside: tuple[Token, ...]
    closing: Token

    @property
    def is_template(self) -> bool:
        """Whether what stands here is written, not only matched."""
        return self.words[-1:] != ("WHERE",) or self.is_short

    @property
    def is_short(self) -> bool:
        """Whether this is the one block of `DELETE WHERE {}`."""
        return self.words[-2:] == ("DELETE", "WHERE")

    def levels(self) -> Iterator[tuple[int, Token]]:
        """Yield the tokens inside, each with how many brackets are open before it."""
        depth = 0
        for token in self.inside:
            depth -= token.text in _CLOSING
            yield depth, token
            depth += token.text in _OPENING

    def graph_names(self) -> Iterator[str]:
        """Yield what stands after each GRAPH that does not stand in another group."""
        before = ""
        for depth, token in self.levels():
            if depth == 0 and before == "GRAPH":
                yield token.text
            before = token.text.upper()

    @property
    def has_loose_triples(self) -> bool:
        """Whether something in it stands in no GRAPH."""
        before = ["", ""]
        for depth, token in self.levels():
            if depth == 0 and not (
                token.text in (".", "{", "}") or "GRAPH" in (token.text.upper(), before[-1])
            ):
                return True
            before = [before[-1], token.text.upper()]
        return False


@dataclass(frozen=True)
class Operation:
    """One operation of a request."""

    prologue: str
    body: str
    # where in the request its declarations and its body stand
    places: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The operation by itself."""
        return f"{self.prologue}{self.body}"

    def in_place(self, request: str) -> str:
        """Return the operation where it stands in the request, and blanks for all else."""
        pieces, end = [], 0
        for begin, after in self.places:
            pieces += [_NOT_BLANK.sub(" ", request[end:begin]), request[begin:after]]
            end = after
        return "".join(pieces)

    def replaced(self, body: str) -> "Operation":
        """Return it with another body."""
        return Operation(self.prologue, body, self.places)

    @cached_property
    def _tokens(self) -> list[Token]:
        return list(tokens(self.body))

    @cached_property
    def top(self) -> list[Token]:
        """The tokens outside of brackets."""
        top, depth = [], 0
        for token in self._tokens:
            if depth == 0 and token.text not in _OPENING:
                top.append(token)
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        return top

    @cached_property
    def words(self) -> list[tuple[str, Token]]:
        """The keywords outside of brackets, one by one even where they are run together."""
        return [(word, token) for token in self.top for word in split_words(token)]

    @property
    def keyword(self) -> str:
        """The word that it begins with."""
        return self.words[0][0] if self.words else ""

    def says(self, *words: str) -> bool:
        """Whether one of these words stands outside of brackets."""
        return any(word in words for word, _ in self.words)

    @cached_property
    def blocks(self) -> list[Block]:
        """The braces of the operation."""
        return list(_blocks(self._tokens))

    @property
    def labels(self) -> set[str]:
        """The labels of the blank nodes that it writes as data; elsewhere they are variables."""
        if not self.says("DATA"):
            return set()
        return {token.text for token in self._tokens if token.kind == "blank"}

    def name_after(self, word: str) -> str:
        """Return the graph named after a word, as it is written."""
        place = next(token.start for found, token in self.words if found == word)
        after = (token for token in self.top if token.start > place)
        return next((token.text for token in after if token.kind in ("iri", "local")), DEFAULT)

    def ends(self) -> tuple[str, str]:
        """Return what an ADD, COPY or MOVE reads and writes, as it is written."""
        to = next(token.start for word, token in self.words if word == "TO")
        names = {token.start < to: token.text for token in self.top if token.kind != "keyword"}
        return names.get(True, DEFAULT), names.get(False, DEFAULT)

    def targets(self) -> set[str]:
        """Return the graphs that it may change, as they are written.

        >>> [found] = split("WITH <a> DELETE { ?s ?p 1 } INSERT { GRAPH e:b { ?s ?p 2 } } WHERE {}")
        >>> sorted(found.targets())
        ['<a>', 'e:b']
        """
        match self.keyword:
            case "INSERT" | "DELETE" | "WITH":
                return set(self._templates())
            case "CLEAR" | "DROP" | "CREATE" | "LOAD" if self.says("GRAPH"):
                return {self.name_after("GRAPH")}
            case "CLEAR" | "DROP" if self.says("DEFAULT"):
                return {DEFAULT}
            case "LOAD":
                return {DEFAULT}
            case "ADD" | "COPY":
                return {self.ends()[1]}
            case "MOVE":
                return {*self.ends()}
        return {ANY}

    def _templates(self) -> Iterator[str]:
        loose = self.name_after("WITH") if self.keyword == "WITH" else DEFAULT
        for block in self.blocks:
            if block.is_template:
                for name in block.graph_names():
                    yield ANY if name[0] in "?$" else name
                if block.has_loose_triples:
                    yield loose


def split(request: str) -> list[Operation]:
    """Return the operations of a request.

    >>> [o.body for o in split("PREFIX e: <http://e/> CLEAR ALL ; INSERT DATA { e:a e:b 'x;y' }")]
    ['CLEAR ALL', "INSERT DATA { e:a e:b 'x;y' }"]
    """
    operations = list(_operations(request))
    _refuse_shared_labels(operations)
    return operations


def check_readable(operation: Operation) -> None:
    """Refuse what the engine may take apart otherwise than this module does.

    >>> check_readable(split("CREATE GRAPHex:g")[0])
    Traceback (most recent call last):
    istograph.errors.QuerySyntaxError: put a space after each keyword: `GRAPH ex:g`
    """
    before = ""
    for token in operation.top:
        words = split_words(token)
        if token.kind in ("local", "keyword") and not words and before not in _NAMING:
            raise _glued()
        before = words[-1] if words else ""
    if any(block.is_template and _hides_graph(block) for block in operation.blocks):
        raise _glued()


def _glued() -> QuerySyntaxError:
    return QuerySyntaxError(
        "put a space after each keyword: `GRAPH ex:g`", zh="请在每个关键词后加空格：`GRAPH ex:g`"
    )


def unreadable_name() -> QuerySyntaxError:
    """Return the error that says that the engine may read a graph's name otherwise than we do."""
    return QuerySyntaxError(
        "a graph is named here in a way that cannot be told; write it in full: `GRAPH <IRI>`",
        zh="此处图的名称无法辨认；请写出全名：`GRAPH <IRI>`",
    )


def split_words(token: Token) -> list[str]:
    """Return the words of a keyword that may be several run together; none if it is no keyword."""
    if token.kind != "keyword":
        return []
    words = _WORDS.findall(token.text)
    return [word.upper() for word in words] if "".join(words) == token.text else []


def _hides_graph(block: Block) -> bool:
    texts = ["", *(token.text.upper() for token in block.inside)]
    return any(
        token.kind == "local" and following.text == "{" and before != "GRAPH"
        for before, token, following in zip(texts, block.inside, block.inside[1:], strict=False)
    )


def _blocks(found: Sequence[Token]) -> Iterator[Block]:
    words: list[str] = []
    depth, opening = 0, 0
    for place, token in enumerate(found):
        if depth == 0:
            words += split_words(token)
        if token.text in _OPENING:
            opening = opening if depth else place
            depth += 1
        elif token.text in _CLOSING:
            depth -= 1
            if depth == 0 and token.text == "}":
                yield Block(tuple(words), found[opening], tuple(found[opening + 1 : place]), token)
                words = []


def _operations(request: str) -> Iterator[Operation]:
    prologue: list[tuple[int, int]] = []
    text = ""
    stream = tokens(request)
    for token in stream:
        if count := _declaration(token):
            last = [token, *islice(stream, count)][-1]
            prologue = [*prologue, (token.start, last.end)]
            text += request[slice(*prologue[-1])] + "\n"
        elif token.text != ";":
            end = _last_of_operation(token, stream).end
            yield Operation(text, request[token.start : end], (*prologue, (token.start, end)))


def _last_of_operation(token: Token, stream: Iterator[Token]) -> Token:
    depth = int(token.text in _OPENING)
    for following in stream:
        if depth == 0 and following.text == ";":
            break
        token = following
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
    return token


def _declaration(token: Token) -> int:
    """Return how many tokens more a declaration has that begins here; zero where none does."""
    if token.kind == "local" and token.text.upper() == "PREFIX:":
        return 1
    return _DECLARATIONS.get(token.text.upper(), 0) if token.kind == "keyword" else 0


def _refuse_shared_labels(operations: Sequence[Operation]) -> None:
    # SPARQL 1.1, 19.8, note 11: no label in two operations with data.
    seen: set[str] = set()
    for operation in operations:
        if shared := operation.labels & seen:
            raise QuerySyntaxError(
                f"the blank node {min(shared)} stands in two operations, where it would be two "
                "nodes; give it two labels, or an IRI",
                zh=(
                    f"空白节点 {min(shared)} 出现在两个操作中，会成为两个节点；"
                    "请用两个标签，或用 IRI"
                ),
            )
        seen |= operation.labels
