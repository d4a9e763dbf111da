"""Whom a question about policies is of: a record, or somebody described here by a link.

inbar, organization/inbar                      a key
https://w3id.org/istograph/id/organization/inbar, .../page/organization/inbar, /classify?id=inbar
                                               an address of a record, as a browser shows it
.../classify/ask?kind=organization&...         the link to the questionnaire's answers
.../classify?description={...}                 the link to a description
International Bamboo and Rattan Organization   a name or an acronym, in full
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urlsplit

from fastapi import Request
from pyoxigraph import Store

from istograph.classification.descriptions.parsing import parse_json
from istograph.classification.explanations.questionnaire import load_questionnaire
from istograph.errors import InputError, NotFoundError
from istograph.model.terms import key_of
from istograph.rdf.aliases import Aliases
from istograph.web.classification.asking import read_answers
from istograph.web.classification.classifier import Classifier
from istograph.web.classification.naming import only_named


@dataclass(frozen=True)
class Subject:
    """A record by its IRI, or else a description; with the page that says what it is."""

    iri: str = ""
    description: dict[str, Any] | None = None
    # below the service's address
    page: str = ""
    is_unnamed: bool = False


def read(text: str, store: Store, classifier: Classifier, aliases: Aliases) -> Subject:
    """Return whom a text names; NotFoundError if it is nobody, InputError if it is not clear."""
    address = _address(text)
    if address.path.endswith("/classify/ask"):
        return _answered(address.query)
    if address.path.endswith("/classify") and (said := parse_qs(address.query).get("description")):
        return _described(said[0], address.query)
    name = _key(address.path, address.query) or text
    try:
        iri = classifier.record(name, aliases)
    except NotFoundError:
        iri = only_named(name, store)
        if not iri:
            raise
    return Subject(iri, page=f"/classify?id={key_of(iri)}")


def described(text: str) -> str:
    """Return what is called whom a link describes, `?` without a name; nothing for other texts."""
    try:
        address = urlsplit(text)
    except ValueError:
        return ""
    said = parse_qs(address.query)
    if address.path.endswith("/classify/ask"):
        return said.get("name", ["?"])[0]
    return "?" if address.path.endswith("/classify") and "description" in said else ""


def _address(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        # With a bracket where a host stands it is no address, nor a name that anybody has.
        raise InputError(
            f"{text!r} is no address; give one of a record, its key or name",
            zh=f"“{text}”不是地址；请给出记录的地址、标识或名称",
        ) from None


def _key(path: str, query: str) -> str:
    """Return the key of a record that the address of one of our pages names; else nothing."""
    if path.endswith(("/classify", "/policies")):
        return parse_qs(query).get("id", [""])[0]
    _, found, key = path.rpartition("/page/")
    return key if found else ""


def _answered(query: str) -> Subject:
    questionnaire = load_questionnaire()
    asked = Request({"type": "http", "query_string": query.encode()})
    answers = read_answers(asked, questionnaire)
    if not answers:
        raise InputError(
            "this link to the questionnaire has no answers; answer it first",
            zh="这个问卷链接中没有回答；请先答题",
        )
    name = parse_qs(query).get("name", [""])[0]
    description = questionnaire.description(answers, name)
    page = f"/classify/ask?{_without_language(query)}"
    return Subject(description=description, page=page, is_unnamed=not name)


def _described(text: str, query: str) -> Subject:
    described = parse_json(text.encode())
    if not isinstance(described, dict):
        raise InputError(
            "policies are found for one organization; describe it by an object {...}",
            zh="每次只查找一个组织所涉政策；请用一个对象 {...} 描述它",
        )
    name = "name" in described or "id" in described
    page = f"/classify?{_without_language(query)}"
    return Subject(description=described, page=page, is_unnamed=not name)


def _without_language(query: str) -> str:
    return urlencode([(key, value) for key, value in parse_qsl(query) if key != "lang"])
