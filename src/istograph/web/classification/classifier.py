"""The classifier as the routes see it: workers that classify, and a few threads for the rest."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import Explainer, load_explainer
from istograph.errors import (
    BusyError,
    InputError,
    IstographError,
    MemoryLimitError,
    NotFoundError,
    TimeLimitError,
)
from istograph.model import Text
from istograph.model.identifiers import link
from istograph.model.terms import CLASSIFIED
from istograph.rdf.aliases import Aliases
from istograph.rdf.namespaces import ID
from istograph.rdf.store.workers import Answer
from istograph.web.classification import work
from istograph.web.classification.forms import dump
from istograph.web.classification.judging import Asked
from istograph.web.classification.naming import only_named
from istograph.web.service import Service

Json = dict[str, Any]
# Python runs one thread at a time; a second one only keeps a long request from holding up a short.
_THREADS = 2
_MOST_WAITING = 64
# What is left of a batch that took too long is tried line by line, each for so much of the time
# that a request may take.
_OF_A_LINE = 1 / 3
# After so long somebody else may be done.
_BUSY_SECONDS = 0.5
_T = TypeVar("_T")


@dataclass(frozen=True)
class Source:
    """What is to be read: a kind of body, or a record by its IRI; names below `bases` are ours."""

    source: str
    iri: str = ""
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a worker answers, and what is to be told beside it."""

    body: bytes
    notes: tuple[Text, ...] = ()


class Classifier:
    """Classifies what the store holds and what requests bring."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="classify")
        self._waiting = 0

    async def run(self, task: Callable[[], _T]) -> _T:
        """Do some work beside the event loop; BusyError if many wait."""
        if self._waiting >= _MOST_WAITING:
            raise BusyError(
                "too many requests wait to be classified; try again in a moment",
                zh="等待判定的请求过多；请稍后再试",
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, task)
        finally:
            self._waiting -= 1

    # Load late: a server that nobody asks does without the theory.
    @property
    def explainer(self) -> Explainer:
        """What explains, by the packaged ontology."""
        return load_explainer()

    def record(self, name: str, aliases: Aliases) -> str:
        """Return the IRI of a record that a key, an IRI or an identifier names.

        NotFoundError if there is none.
        """
        path = aliases.name(name).removeprefix(ID)
        if link(path):
            return find(self._service.store, path).iri.value
        kinds = [""] if "/" in path or ":" in path else [f"{kind}/" for kind in CLASSIFIED]
        for kind in kinds:
            with suppress(NotFoundError):
                return find(self._service.store, f"{kind}{path}").iri.value
        where = f"/search?q={quote(name, safe='')}"
        raise NotFoundError(
            f"there is no record {name!r}; search for it by its name: {where}",
            zh=f"没有记录“{name}”；可按名称检索：{where}",
        )

    def called(self, name: str, aliases: Aliases) -> str:
        """Return the IRI of a record by its key, its IRI or, as people say it, its name in full.

        NotFoundError if there is none, InputError if several organizations have the name.
        """
        try:
            return self.record(name, aliases)
        except NotFoundError:
            if iri := only_named(name, self._service.store):
                return iri
            raise

    # In a worker

    async def answer(self, source: Source, asked: Asked, form: str, body: bytes = b"") -> Found:
        """Return the answer for a body, or for a record."""
        request = {**asdict(source), "form": form, "asked": asdict(asked)}
        answer = await _limited(self._service.pool.call(work.ANSWER, request, body))
        notes = (Text(**note) for note in answer.header["notes"])
        return Found(answer.read(), tuple(notes))

    async def answer_lines(
        self, lines: Sequence[tuple[int, bytes | None]], asked: Asked, longest: int
    ) -> bytes:
        """Return an answer in JSON for each line, on its own line; what fails is said there."""
        try:
            return await self._lines(lines, asked, longest)
        except IstographError:
            return b"".join([await self._line(line, asked, longest) for line in lines])

    async def _line(self, line: tuple[int, bytes | None], asked: Asked, longest: int) -> bytes:
        try:
            seconds = self._service.pool.limits.seconds * _OF_A_LINE
            return await self._lines([line], asked, longest, seconds)
        except IstographError as error:
            return dump({"line": line[0], "error": asked.told(error)}) + b"\n"

    async def _lines(
        self,
        lines: Sequence[tuple[int, bytes | None]],
        asked: Asked,
        longest: int,
        seconds: float | None = None,
    ) -> bytes:
        fitting = [(number, line) for number, line in lines if line is not None]
        request = {"asked": asdict(asked), "numbers": [number for number, _ in fitting]}
        body = b"\n".join(line for _, line in fitting)
        found: list[bytes] = []
        if fitting:
            answer = await self._patiently(request, body, seconds)
            found = answer.read().splitlines(keepends=True)
        answers = dict(zip(request["numbers"], found, strict=True))
        problem = asked.told(
            InputError(
                f"a line may have {longest:,} bytes; this one has more",
                zh=f"一行最多 {longest:,} 字节；此行超过了上限",
            )
        )
        return b"".join(
            answers.get(number) or dump({"line": number, "error": problem}) + b"\n"
            for number, _ in lines
        )

    async def _patiently(
        self, request: Mapping[str, Any], body: bytes, seconds: float | None
    ) -> Answer:
        """Have lines answered, however many wait: an answer that has begun is not refused."""
        while True:
            call = self._service.pool.call(work.ANSWER_LINES, request, body, seconds=seconds)
            with suppress(BusyError):
                return await _limited(call)
            await asyncio.sleep(_BUSY_SECONDS)

    async def call(self, entry: str, request: Mapping[str, Any]) -> bytes:
        """Return what a task of another room answers, `package.module:function`."""
        said = {**request, "dataset": self._service.dataset.version}
        return (await _limited(self._service.pool.call(entry, said))).read()


async def _limited(call: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what a worker answers; a limit is told in the words of descriptions."""
    try:
        return await call
    except TimeLimitError:
        raise TimeLimitError(
            "classifying this took longer than is allowed here; send fewer descriptions at a "
            "time, or fewer facts that contradict each other, or ask without explain and class",
            zh=(
                "判定用时超过此处的上限；请减少每次提交的描述，"
                "或减少相互矛盾的事实，或不要求 explain 和 class"
            ),
        ) from None
    except MemoryLimitError:
        raise MemoryLimitError(
            "classifying this takes more memory than is allowed here, or it nests too deeply; send "
            "fewer descriptions at a time, as JSON Lines",
            zh=("判定所需内存超过此处的上限，或描述嵌套过深；请以 JSON Lines 减少每次提交的描述"),
        ) from None


def read_flag(parameters: Mapping[str, str], name: str) -> bool:
    """Return a parameter that is true or false, and false where it is absent."""
    value = parameters.get(name, "false")
    if value not in ("true", "false"):
        raise InputError(
            f"{name} is true or false, not {value!r}",
            zh=f"{name} 的值是 true 或 false，不是“{value}”",
        )
    return value == "true"
