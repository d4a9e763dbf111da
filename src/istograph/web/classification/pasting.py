"""What a form brings: descriptions in a field or a file, how to read them, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from istograph.classification.descriptions.parsing import decoded
from istograph.errors import InputError
from istograph.rdf.formats import TURTLE
from istograph.rdf.payload import parts
from istograph.rdf.protocol import FORM
from istograph.web.classification.bodies import CSV_BODY, JSON_BODY, LINES_BODY

MULTIPART = "multipart/form-data"
# What a text may be read as, by the key of a form's choice.
READINGS = {
    "json": ("JSON", JSON_BODY),
    "jsonl": ("JSON Lines", LINES_BODY),
    "csv": ("CSV", CSV_BODY),
    "turtle": ("Turtle", TURTLE.name),
}
GUESS = "guess"
_TURTLE_BEGINS = ("@prefix", "@base", "prefix", "base", "<", "_:", "#")


@dataclass(frozen=True)
class Pasted:
    """A text, what it is read as, and the form's other fields."""

    text: str
    reading: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What a worker reads it as."""
        return READINGS[self.reading][1]

    @property
    def number(self) -> int:
        """Which of its descriptions is meant, counted from one; nought for all."""
        only = self.fields.get("only", "")
        return int(only) if only.isascii() and only.isdigit() else 0


def is_form(media_type: str) -> bool:
    """Say whether a body of this type is what a form sends."""
    return media_type in (FORM, MULTIPART)


def read_form(body: bytes, content_type: str) -> Pasted:
    """Return what a form brings; a file that was chosen goes before the field."""
    fields = _fields(body, content_type)
    if not fields.keys() & {"description", "file"}:
        raise InputError(
            "a form has the description in its field 'description', or a file in 'file'; a body "
            "that is JSON itself comes as Content-Type: application/json (curl takes it by -H)",
            zh=(
                "表单的描述应在“description”字段，或以“file”字段上传文件；"
                "请求体本身为 JSON 时，"
                "请注明 Content-Type: application/json（curl 用 -H）"
            ),
        )
    written, file = fields.pop("description", ""), fields.pop("file", "")
    text = file or written
    if not text.strip():
        raise InputError(
            "there is nothing in it: paste a description, or choose a file",
            zh="没有任何内容；请粘贴描述，或选择文件",
        )
    reading = fields.get("reading", GUESS)
    if reading not in (GUESS, *READINGS):
        raise InputError(
            f"'reading' is {', '.join((GUESS, *READINGS))}, not {reading!r}",
            zh=f"“reading”可取 {'、'.join((GUESS, *READINGS))}，不能是“{reading}”",
        )
    return Pasted(text, guess(text) if reading == GUESS else reading, fields)


def guess(text: str) -> str:
    r"""Return what a text looks like.

    >>> [guess(text) for text in ('[{"facts": []}]', '{"facts": []}\n{"facts": []}')]
    ['json', 'jsonl']
    >>> guess("@prefix isto: <x> ."), guess("organization,property,value")
    ('turtle', 'csv')
    """
    start = text.removeprefix("\ufeff").lstrip()
    if start.startswith("{"):
        lines = [line for line in start.splitlines() if line.strip()]
        whole = [line.startswith("{") and line.rstrip().endswith("}") for line in lines]
        return "jsonl" if len(lines) > 1 and all(whole) else "json"
    # Turtle can begin with a bracket too, but then a property follows.
    if start.startswith("[") and start[1:].lstrip()[:1] in ("{", "]", ""):
        return "json"
    if start.lower().startswith(_TURTLE_BEGINS) or start.startswith("["):
        return "turtle"
    # A header has no space but between commas; what else there is comes as JSON that is broken.
    return "csv" if "," in start.partition("\n")[0] else "json"


def _fields(body: bytes, content_type: str) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() == FORM:
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return {
        str(part.get_param("name", "", "content-disposition")): decoded(content)
        for part, content in parts(body, content_type)
    }
