"""How a message goes on that says that a name is not known: with the nearest that is.

hasFeild     hasField            nearly its name
UK, 中国      GB, CN              what people call it, in either language
until        to                  what others call it
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from istograph.classification.words.words import Words, load_words
from istograph.model import CONCEPT_PROPERTIES, Text
from istograph.rdf.namespaces import ISTO

# More names than these would hide the rest of a message.
_MOST_LISTED = 40
# Of names this short, others just as short are near by chance.
_SHORT = 3
# Values have many names, of which some are near by chance: geology is no metrology.
_NEAR_VALUE = 0.76
# What other formats call the parts of a fact and of a description.
_MEANT = {
    "from": "start starts startdate start_date since begin begins valid_from validfrom",
    "to": "end ends enddate end_date until till valid_to validto",
    "property": "predicate prop relation attribute",
    "value": "object val",
    "negated": "negative negate denied denies not",
    "support": "confidence strength",
    "source": "reference ref document cite",
    "facts": "fact claims claim statements data",
    "as_of": "asof as-of date day on",
    "name": "label title",
    "id": "identifier key _id",
    "key": "fact fact_id factid id",
    "organization": "organisation org subject orgid organization_id organisation_id 组织 机构",
}
# What the kinds of values are called, where one is named in Chinese.
KINDS = {
    "instrument": "设立文件",
    "party": "当事方类型",
    "jurisdiction": "法域",
    "legal-form": "法律形式",
    "field": "领域",
    "activity": "活动",
    "registration-kind": "登记类型",
    "office-kind": "办事机构类型",
}


@dataclass(frozen=True)
class Suggestion(Text):
    """How a message goes on; by itself, as `str`, in English. `only` is the one that is meant."""

    only: str = field(default="", kw_only=True, compare=False, repr=False)

    def __str__(self) -> str:
        return self.en

    def __bool__(self) -> bool:
        return bool(self.en)


# What a Chinese message calls a name that is suggested.
_Called = Callable[[str], str]


def suggestion(
    name: str, known: Iterable[str], labels: Mapping[str, str] = MappingProxyType({})
) -> Suggestion:
    """Return how a message goes on that says that a name is not known.

    `labels` has what the known ones are called in Chinese, as far as they have names.

    >>> suggestion("cn", ["CN", "HK"]).en
    "; did you mean 'CN'?"
    >>> suggestion("until", ["from", "to"]).zh
    '；是否应为“to”？'
    """
    options = list(known)
    for option in options:
        if name.casefold() in _MEANT.get(option, "").split():
            return meant([option])
    names = {option: (option, *_label(labels, option)) for option in options}
    return _nearest(name, names, called=lambda key: named(key, labels.get(key, "")))


def _label(labels: Mapping[str, str], key: str) -> tuple[str, ...]:
    return (labels[key],) if key in labels else ()


def term_suggestion(name: str, known: Iterable[str]) -> Suggestion:
    """Return the same for a class or a property of ours, which may be called by its labels.

    >>> term_suggestion("主要领域", ["hasField", "hasPrincipalField"]).zh
    '；是否应为“hasPrincipalField”（主要领域）？'
    """
    words = load_words()
    names = {term: (term, *words.names(ISTO + term)) for term in sorted(known)}
    return _nearest(name, names, called=term_named)


def concept_suggestion(kind: str, name: str, known: Mapping[str, str]) -> Suggestion:
    """Return the same for a value of a kind, which may be called by its labels.

    `known` has the IRI of each value by its key.

    >>> countries = load_words().concepts("jurisdiction")
    >>> concept_suggestion("jurisdiction", "UK", countries).en
    "; did you mean 'GB'?"
    """
    words = load_words()
    names = {key: (key, *words.names(iri)) for key, iri in known.items()}

    def called(key: str) -> str:
        return named(key, words.label(known[key]).zh)

    if said := _exactly(name, names, called) or _elsewhere(kind, name, words):
        return _limited(kind, name, said)
    said = _nearest(name, names, _NEAR_VALUE, called)
    if said.en.startswith("; did you mean"):
        return said
    said = said or _SHAPES.get(kind, _SCHEMA)
    more = _ELSE.get(kind, Suggestion())
    return Suggestion(said.en + more.en, said.zh + more.zh)


def _limited(kind: str, name: str, said: Suggestion) -> Suggestion:
    """Add what a value does not mean, where its name may mean more."""
    more = _LESS.get((kind, said.only))
    if not more or name.casefold() == said.only.casefold():
        return said
    return Suggestion(said.en + more.en, said.zh + more.zh, only=said.only)


def named(key: str, label: str) -> str:
    """Return what a Chinese message calls something: its key, and what that says.

    >>> named("hasField", "领域"), named("name", "")
    ('“hasField”（领域）', '“name”')
    """
    return f"“{key}”（{label}）" if label and label != key else f"“{key}”"


def term_named(name: str) -> str:
    """Return the same for a class or a property of ours."""
    return named(name, load_words().label(ISTO + name).zh)


_SCHEMA = Suggestion("; /classify/schema lists them", "；/classify/schema 列出了全部取值")
_SHAPES = {
    "jurisdiction": Suggestion(
        "; a jurisdiction is an ISO 3166 code of two letters, such as 'FR'",
        "；法域写作 ISO 3166 的二位字母代码，例如“FR”",
    )
}
# What a value leaves out that its name may take in.
_LESS = {
    ("jurisdiction", "CN"): Suggestion(
        " It is the mainland alone; Hong Kong, Macao and Taiwan are 'HK', 'MO' and 'TW'",
        "它仅指内地；香港、澳门、台湾分别为“HK”“MO”“TW”",
    )
}
# What to write where nothing of a list fits.
_ELSE = {
    "field": Suggestion(
        "; write 'science-technology' for any other science (/classify/schema names them all)",
        "；其他学科请写“science-technology”（全部取值见 /classify/schema）",
    )
}


def _elsewhere(kind: str, name: str, words: Words) -> Suggestion:
    """Return of which properties a key is a value that is none of this one."""
    kinds = {k for k in CONCEPT_PROPERTIES.values() if k != kind and name in words.concepts(k)}
    found = [property_ for property_, of_kind in CONCEPT_PROPERTIES.items() if of_kind in kinds]
    if not found:
        return Suggestion()
    return Suggestion(
        f"; it is a value of {' and '.join(found)}",
        f"；它是{'和'.join(map(term_named, found))}的取值",
    )


def _exactly(name: str, names: Mapping[str, Iterable[str]], called: _Called) -> Suggestion:
    wanted = _plain(name)
    found = (key for key, known in names.items() if wanted in map(_plain, known))
    return meant([key], called) if (key := next(found, None)) else Suggestion()


def _quoted(name: str) -> str:
    return f"“{name}”"


def _nearest(
    name: str,
    names: Mapping[str, Iterable[str]],
    cutoff: float = 0.6,
    called: _Called = _quoted,
) -> Suggestion:
    if said := _exactly(name, names, called):
        return said
    keys = {_plain(each): key for key, known in names.items() for each in known}
    candidates = [plain for plain in keys if len(plain) >= _SHORT]
    close = difflib.get_close_matches(_plain(name), candidates, 1, cutoff)
    if close and len(name) >= _SHORT:
        return meant([keys[close[0]]], called)
    if within := sorted(set(_holding(_plain(name), keys))):
        return meant(within, called) if len(within) <= 6 else Suggestion()
    if len(names) > _MOST_LISTED:
        return Suggestion()
    return Suggestion(f"; there are {listed(names)}", f"；可用的有{listed_zh(names, called)}")


def _holding(name: str, keys: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of the names that hold this one, as a longer name does its short form."""
    if len(name) > _SHORT or not name.isascii():
        yield from (key for plain, key in keys.items() if name and name in plain)


def _plain(name: str) -> str:
    """Return a name as it is compared: without its namespace, in small letters, in one spelling."""
    local = name.removeprefix(ISTO).removeprefix("isto:")
    local = local.rpartition("/")[2] if "://" in local or local.startswith("id:") else local
    return local.strip().casefold().replace("_", "-").replace(" ", "-")


def meant(names: Iterable[str], called: _Called = _quoted) -> Suggestion:
    """Return how a message goes on that guesses what was meant.

    >>> meant(["CN", "HK"])
    Suggestion(en="; did you mean 'CN' or 'HK'?", zh='；是否应为“CN”或“HK”？')
    """
    known = list(names)
    return Suggestion(
        f"; did you mean {' or '.join(map(repr, known))}?",
        f"；是否应为{'或'.join(map(called, known))}？",
        only=known[0] if len(known) == 1 else "",
    )


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them.

    >>> listed(["b", "a"])
    "'a', 'b'"
    """
    return ", ".join(map(repr, sorted(names)))


def listed_zh(names: Iterable[str], called: _Called = _quoted) -> str:
    """Return the same as a Chinese message does.

    >>> listed_zh(["b", "a"])
    '“a”、“b”'
    """
    return "、".join(map(called, sorted(names)))
