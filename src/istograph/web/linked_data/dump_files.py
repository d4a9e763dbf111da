"""The files of one version of the dataset: written, counted, with checksums."""

import csv
import gzip
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import Literal, NamedNode, Quad

from istograph.exports.links import METADATA, links
from istograph.exports.shareable import Shareable, share_alike
from istograph.mappings import write_sssom
from istograph.model import graph, isto
from istograph.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, TURTLE, Format
from istograph.rdf.namespaces import ID, ISTO
from istograph.rdf.store.snapshot import Description
from istograph.rdf.terms import LABEL
from istograph.registries import REGISTRIES
from istograph.registries.registry import CC0
from istograph.web.linked_data.lookup import Lookup

CHECKSUMS, SSSOM = "SHA256SUMS", "istograph.sssom.tsv"
# The files of RDF; they can be told of before they are made, which takes minutes after imports.
WHOLE = {
    "istograph.nt.gz": N_TRIPLES,
    "istograph.ttl": TURTLE,
    "istograph.jsonld": JSON_LD,
    "istograph.nq.gz": N_QUADS,
}
# Versions whose files are there: the published one, and the one before.
KEPT = 2
_GZIP = "application/gzip"
_VERDICTS = graph("verdicts")
_COLUMNS = (
    *("record", "name_en", "name_zh", "class", "status", "support"),
    *("claims", "axioms", "would_entail"),
)


@dataclass(frozen=True)
class File:
    """One file: what is in it in both languages, its type, size and checksum."""

    name: str
    en: str
    zh: str
    content_type: str
    size: int
    sha256: str
    # the format inside, for what is compressed
    media_type: str = ""
    license: str = CC0


@dataclass(frozen=True)
class Dumps:
    """The files of a version, and where they are."""

    version: str
    folder: Path
    files: tuple[File, ...]

    def find(self, name: str) -> File | None:
        """Return the file of that name."""
        return next((file for file in self.files if file.name == name), None)


def make(lookup: Lookup, folder: Path, about: Description) -> Dumps:
    """Return the files of a version, written to a folder; those of much older ones go."""
    folder.mkdir(parents=True, exist_ok=True)
    merged = _without("the default graph", "默认图", about)
    whole = _without("all graphs", "全部图", about)
    files = [
        *(
            _rdf(lookup, folder, about, name, _left_out(lookup, words, form), form)
            for name, form in WHOLE.items()
            for words in (whole if form is N_QUADS else merged,)
        ),
        _file(
            folder,
            "verdicts.csv",
            _without(
                "all verdicts, one row for each record and class",
                "全部判定，每条记录的每个类别一行",
                about,
            ),
            lambda output: _write_verdicts(lookup, about, output),
            "text/csv",
        ),
        _file(
            folder,
            SSSOM,
            _without(
                "the links to Wikidata and ROR, as SSSOM",
                "与维基数据和 ROR 的对应关系（SSSOM）",
                about,
            ),
            lambda output: _write_links(lookup, about, output),
            "text/tab-separated-values",
        ),
    ]
    files += [_apart(lookup, folder, name) for name in sorted(share_alike(about.registries))]
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()
    words = ("the checksums of the others", "其他文件的校验和")
    files.append(_file(folder, CHECKSUMS, words, lambda output: output.write(sums), "text/plain"))
    _remove_old(folder)
    return Dumps(about.version, folder, tuple(files))


def _without(en: str, zh: str, about: Description) -> tuple[str, str]:
    """Return the words for a file, with what is not in it, nor what follows from that alone."""
    names = sorted(share_alike(about.registries))
    if not names:
        return en, zh
    return (
        f"{en}, without {', '.join(names)} and what follows from it alone",
        f"{zh}，不含{'、'.join(names)}及仅由其推得者",
    )


def _left_out(lookup: Lookup, words: tuple[str, str], form: Format) -> tuple[str, str]:
    """Return the words for a file of a format, with what the format has not."""
    if form is not JSON_LD or not lookup.has_triple_terms:
        return words
    en, zh = words
    return (
        f"{en}, without statements about statements, which JSON-LD does not have",
        f"{zh}，不含 JSON-LD 无法表示的关于陈述的陈述",
    )


def _remove_old(folder: Path) -> None:
    """Remove what was made of older versions, but for the last of them, which may be fetched."""
    others = (each for each in folder.parent.iterdir() if each.is_dir() and each != folder)
    for each in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - KEPT]:
        shutil.rmtree(each)


_Write = Callable[[IO[bytes]], object]


def _file(folder: Path, name: str, words: tuple[str, str], write: _Write, media_type: str) -> File:
    path = folder / name
    with path.open("wb") as file:
        if name.endswith(".gz"):
            # Without a name and a time in it, the same data give the same bytes.
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                write(cast("IO[bytes]", packed))
        else:
            write(file)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    text = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    content_type = _GZIP if name.endswith(".gz") else text
    return File(name, *words, content_type, path.stat().st_size, digest, media_type)


def _rdf(
    lookup: Lookup,
    folder: Path,
    about: Description,
    name: str,
    words: tuple[str, str],
    form: Format,
) -> File:
    def write(output: IO[bytes]) -> None:
        lookup.dump_shareable(output, form, about, whole=form is N_QUADS)

    return _file(folder, name, words, write, form.media_type)


def _apart(lookup: Lookup, folder: Path, name: str) -> File:
    """Make the file of a registry whose licence binds whatever holds its data."""
    licence = REGISTRIES[name].license
    words = (f"{name}, under its own licence: {licence}", f"{name}，依其自身许可：{licence}")

    def write(output: IO[bytes]) -> None:
        lookup.dump(output, N_QUADS, graph(name))

    made = _file(folder, f"{name}.nq.gz", words, write, N_QUADS.media_type)
    return replace(made, license=licence)


def _write_verdicts(lookup: Lookup, about: Description, output: IO[bytes]) -> None:
    # RFC 4180: lines end in CRLF, as csv writes them.
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(sorted(_verdicts(lookup, lookup.shareable(about))))
    text.detach()


def _write_links(lookup: Lookup, about: Description, output: IO[bytes]) -> None:
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    write_sssom(links(lookup.store, lookup.shareable(about)), METADATA, text)
    text.detach()


def _verdicts(lookup: Lookup, shared: Shareable) -> Iterator[tuple[str, ...]]:
    """Yield a row for each verdict on what is not share-alike."""

    @cache
    def names(record: NamedNode) -> tuple[str, ...]:
        labels = [lookup.label(record, language) for language in ("en", "zh")]
        kept = (label and shared.keeps(Quad(record, LABEL, label)) for label in labels)
        return tuple(
            label.value if label and may else "" for label, may in zip(labels, kept, strict=True)
        )

    for store, verdict in shared.verdicts():
        yield _row(verdict, Lookup(store), names)


def _row(
    verdict: NamedNode, verdicts: Lookup, names: Callable[[NamedNode], tuple[str, ...]]
) -> tuple[str, ...]:
    said: dict[NamedNode, list[Any]] = {}
    for triple in verdicts.triples(verdict, None, None, _VERDICTS):
        said.setdefault(triple.predicate, []).append(triple.object)

    def values(name: str) -> list[str]:
        return sorted(_short(value) for value in said.get(isto(name), ()))

    return (
        *values("subject"),
        *names(said[isto("subject")][0]),
        *(" ".join(values(name)) for name in ("verdictOn", "verdictStatus", "support", "restsOn")),
        " ".join(values("restsOnAxiom")),
        " | ".join(values("wouldEntail")),
    )


def _short(value: Any) -> str:
    """Return the key of a record or the local name of a term, in a row of a table."""
    if isinstance(value, Literal):
        return value.value
    iri = str(value.value)
    for kind in ("organization/", "verdict-status/", "support/", "claim/"):
        iri = iri.removeprefix(ID + kind)
    return iri.removeprefix(ID).removeprefix(ISTO)
