"""Files, whatever they are packed in."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from istograph.errors import InputError
from istograph.registries import inputs
from istograph.registries.inputs import file, json_entries, naming
from istograph.registries.record import Refusal

VALUES = [{"a": 1}, {"b": "国"}, {"c": [{}]}]
LINES = "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in VALUES).encode()
# As Wikidata writes its dump: an array with a line for each entity.
DUMP = b"[\n" + LINES.strip().replace(b"\n", b",\n") + b"\n]\n"
PRETTY = json.dumps(VALUES, indent=2).encode()
ARRAY = json.dumps(VALUES).encode()


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/member.json", data)
    return out.getvalue()


def tarred(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("folder/member.json")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


PACKED: list[Callable[[bytes], bytes]] = [
    bytes,
    gzip.compress,
    bz2.compress,
    lzma.compress,
    zipped,
    tarred,
    lambda data: gzip.compress(tarred(data)),
    lambda data: lzma.compress(tarred(data)),
    # As several runs append to one file.
    lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:]),
]
NAMES = ["plain", "gzip", "bzip2", "xz", "zip", "tar", "tar.gz", "tar.xz", "gzip-members"]


def read(path: Path) -> list[object]:
    """The values of a file and, in their places, what is refused of it."""
    given = file(path)
    with naming(given):
        return [item if isinstance(item, Refusal) else item.value for item in json_entries(given)]


@pytest.mark.parametrize(
    "text", [LINES, DUMP, PRETTY, ARRAY], ids=["lines", "dump", "pretty", "array"]
)
@pytest.mark.parametrize("pack", PACKED, ids=NAMES)
def test_what_a_file_is_its_bytes_say(
    pack: Callable[[bytes], bytes], text: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "named-like-nothing"
    path.write_bytes(pack(text))
    assert read(path) == VALUES


@pytest.mark.parametrize("text", ['{"a": 1}', '{\n  "a": 1\n}', '\ufeff{"a": 1}\n'])
def test_one_document_is_one_value(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    assert read(path) == [{"a": 1}]


def test_values_that_do_not_fit_into_a_portion_are_read_whole(tmp_path: Path) -> None:
    long = [{"text": "x" * 3_000_000}, {"text": "国" * 2_000_000}]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(long, indent=1, ensure_ascii=False))
    assert read(path) == long


def test_a_broken_line_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    deep = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    path.write_bytes(b'{"a": 1}\n{"b": \n\xff{}\n' + deep + b'\n{"c": 3}\n')
    first, *broken, last = read(path)
    assert (first, last) == ({"a": 1}, {"c": 3})
    places = [each.place.record for each in broken if isinstance(each, Refusal)]
    assert places == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize("pretty", [False, True])
def test_half_a_character_is_refused_and_a_whole_one_is_not(pretty: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    space = "\n" if pretty else ""
    path.write_text(f'[{space}{{"a": "\\ud83d\\ude00"}},\n{{{space}"b": "\\uD83D"}}]')
    whole, half = read(path)
    assert whole == {"a": "\U0001f600"}
    assert isinstance(half, Refusal)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LONGEST", 100)
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n{"b": "' + "x" * 5000 + '"}\n{"c": 3}\n')
    first, refused, last = read(path)
    assert (first, last) == ({"a": 1}, {"c": 3})
    assert isinstance(refused, Refusal)
    assert refused.place.record == "line 2"


@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"b": ]', '[\n{"a": 1},\n {"b"\n', '[{"a": 1}, {"b": 2']
)
def test_a_document_is_refused_from_where_it_breaks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    first, refused = read(path)
    assert first == {"a": 1}
    assert isinstance(refused, Refusal)


@pytest.mark.parametrize("pack", PACKED[1:4], ids=NAMES[1:4])
def test_a_file_that_is_cut_off_is_no_file(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(pack(LINES * 1000)[:-20])
    with pytest.raises(InputError, match="cut off"):
        read(path)


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    # A thousand times its size, as only an attack or a mistake unfolds.
    with gzip.open(path, "wb") as stream:
        for _ in range(80):
            stream.write(b'{"a":"' + b"0" * (1 << 20) + b'"}\n')
    with pytest.raises(InputError, match="unfolds to more than 64 MiB"):
        read(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'<?xml version="1.0"?><rdf:RDF/>', "JSON"),
        (b"@prefix wd: <http://www.wikidata.org/entity/> .", "JSON"),
        (b"\x28\xb5\x2f\xfd....", "zstd"),
    ],
)
def test_what_is_no_json_is_named(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)
