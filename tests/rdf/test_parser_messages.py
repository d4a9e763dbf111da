"""What parsers say of a mistake is said in Chinese, as they say it now."""

import csv
import json

import pytest
from pyoxigraph import RdfFormat, parse

from istograph.errors import left_english
from istograph.rdf.parser_messages import in_chinese

_TURTLE = [
    "<http://a> <http://b> <http://c>\n<http://a> <http://b> 1 .",
    "<a> <http://b> 1 .",
    "ex:a <http://b> 1 .",
    "<http://a b> <http://b> 1 .",
    '<http://a> <http://b> "x .',
    "[ <http://a> 1",
    "<http://a> <http://b> tru .",
    "<http://a> 1 2 .",
    '{"a": 1}',
    "@prefix id: <http://x/> . id:organization/inbar <http://b> 1 .",
    '<http://a> <http://b> "x"@ .',
    r'<http://a> <http://b> "\q" .',
    '<http://a> <http://b> "2"^^ .',
]
_JSON = ["[,]", "{x}", '{"x": 1 "y"}', '{"x" 1}', '"x', "{} {}", '"\n"', r'"\q"']
_CSV = ['"x', '"x"y']


@pytest.mark.parametrize("text", _TURTLE)
def test_what_is_wrong_with_turtle(text: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        list(parse(text.encode(), format=RdfFormat.TURTLE))

    said = raised.value.msg.partition(": ")[2]
    assert in_chinese(said) != left_english(said)


@pytest.mark.parametrize("text", _JSON)
def test_what_is_wrong_with_json(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads(text)

    assert in_chinese(raised.value.msg) != left_english(raised.value.msg)


@pytest.mark.parametrize("text", _CSV)
def test_what_is_wrong_with_csv(text: str) -> None:
    with pytest.raises(csv.Error) as raised:
        list(csv.reader([text], strict=True))

    assert in_chinese(str(raised.value)) != left_english(raised.value)


def test_what_is_not_known_stays_english() -> None:
    assert in_chinese("something new") == left_english("something new")
