"""What a worker does for `/classify`: everything that reads a description, or reasons about one.

A worker may be killed at any time, so no description, however contradictory, holds up anybody
else. The tasks take the store, what is asked, a body and an output, as `rdf.store.tasks` do; what
they answer is JSON or text, for the process that serves believes no more of a worker.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import IO, Any

from pyoxigraph import Store

from istograph.classification.descriptions.mistakes import Mistakes, sift
from istograph.classification.descriptions.parsing import Json, read_json_line
from istograph.errors import NOWHERE, InputError
from istograph.model import Text
from istograph.rdf.formats import JSON
from istograph.web.classification.bodies import RECORD, Input, Request, check_any, read_input
from istograph.web.classification.forms import AS_PAGE, MOST_MISTAKES, dump, write
from istograph.web.classification.judging import Asked, Judge

ANSWER, ANSWER_LINES = (f"{__name__}:{name}" for name in ("answer", "answer_lines"))
_SOME = Text("describe at least one organization", "请至少描述一个组织")


def answer(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Answer for a body, or for the record that is asked for."""
    judge = Judge(Asked(**request["asked"]))
    partly = judge.asked.partly or request["form"] == AS_PAGE
    if partly and request["source"] != RECORD:
        found = _right(judge, store, request, body)
        written = write(judge, found, request["form"])
    else:
        try:
            found = _whole(judge, store, request, body)
            written = write(judge, found, request["form"])
        except InputError as problem:
            problem.mistakes = _mistakes(judge, store, request, body)
            raise
    output.write(written)
    notes = [asdict(note) for note in found.notes if note.en]
    return {"kind": "answers", "media_type": JSON.media_type, "notes": notes}


def _whole(judge: Judge, store: Store, request: Request, body: bytes) -> Input:
    """Return what is to be classified, all or nothing; InputError tells of the first mistake."""
    found = read_input(store, request, body)
    check_any(found)
    found = judge.chosen(found)
    for each in found.described:
        each.use(judge.check_size)
    return found


def _mistakes(judge: Judge, store: Store, request: Request, body: bytes) -> tuple[InputError, ...]:
    """Return all that is wrong with a body, as many as are told; nothing of what is no body."""
    if request["source"] == RECORD:
        return ()
    mistakes = Mistakes()
    try:
        described = read_input(store, request, body, mistakes.tell).described
    except InputError as problem:
        return (problem,)
    found = sift(described, mistakes, judge.mistakes).mistakes
    return tuple(each.problem for each in found[:MOST_MISTAKES])


def _right(judge: Judge, store: Store, request: Request, body: bytes) -> Input:
    """Return the descriptions that have no mistake, and all mistakes of the others.

    A page shows them, and needs no description that is right; a file has nothing without one.
    """
    mistakes = Mistakes()
    found = Input(())
    try:
        found = read_input(store, request, body, mistakes.tell)
    except InputError as problem:
        mistakes.tell(problem)
    if not mistakes.found:
        check_any(replace(found, wanted=found.wanted or _SOME))
    sifted = sift(found.described, mistakes, judge.mistakes)
    if sifted.mistakes and not sifted.right and request["form"] != AS_PAGE:
        raise sifted.mistakes[0].problem
    right = dict(sifted.right)
    if number := judge.asked.number:
        if number not in right:
            raise InputError(
                f"there is no description {number} without a mistake",
                zh=f"第 {number} 个描述不存在，或其中有误",
            )
        return replace(found, described=[right[number]], many=False)
    is_alone = len(right) == 1 and not sifted.mistakes
    return replace(found, described=[*right.values()], sifted=None if is_alone else sifted)


def answer_lines(
    store: Store, request: Request, body: bytes, output: IO[bytes]
) -> Mapping[str, Any]:
    """Answer line by line; `numbers` are those of the lines. What cannot be used is said there."""
    judge = Judge(Asked(**request["asked"]))
    for number, line in zip(request["numbers"], body.split(b"\n"), strict=True):
        output.write(dump(_answer_line(judge, number, line)) + b"\n")
    return {"kind": "answers", "media_type": JSON.media_type}


def _answer_line(judge: Judge, number: int, line: bytes) -> Json:
    try:
        described = read_json_line(line, NOWHERE)
        described.use(judge.check_size)
        return judge.as_json(described, None)
    except InputError as error:
        return {"line": number, "error": judge.asked.told(error)}
