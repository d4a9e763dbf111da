"""Where a fact or an axiom is written, in words: the section, the line, the article of a law."""

import re
from collections.abc import Callable

from istograph.classification.explanations.evidence import Evidence
from istograph.classification.words.locators import locator_words
from istograph.classification.words.phrases import PHRASES, literal, say
from istograph.classification.words.words import listed
from istograph.model import Text
from istograph.rdf.namespaces import ISTO

_DEFINED_BY = re.compile(r"definition of isto:(\w+)")
# The axioms cite these in English.
_TITLES = {
    "Law of the People's Republic of China on Administration of Activities of Overseas "
    "Non-Governmental Organizations in the Mainland of China (2016)": (
        "《中华人民共和国境外非政府组织境内活动管理法》（2016年）"
    )
}
# What is said of instruments, and by no document.
_PREMISES = {
    "an organization has one constitutive instrument": "一个组织只有一项设立文件",
    "an organization has one constitutive instrument, and its parties are two or more than two": (
        "一个组织只有一项设立文件，其当事方或为两方，或多于两方"
    ),
}


def fact_place(evidence: Evidence) -> Text:
    """Return the place of a fact in its source."""
    places = []
    if evidence.section:
        places.append(section_words(evidence.section))
    if evidence.line:
        places.append(say("line", line=evidence.line))
    if evidence.locator:
        places.append(locator_words(evidence.locator))
    return listed(places, "comma")


def axiom_source(source: str, label: Callable[[str], Text]) -> Text:
    """Return what an axiom that is not the paper's comes from; terms have the labels given."""
    defined = _DEFINED_BY.fullmatch(source)
    return say("definition", term=label(ISTO + defined[1])) if defined else _cited(source)


def _cited(source: str) -> Text:
    """Return a source; of a law with its articles, under its Chinese title too."""
    law, _, articles = re.sub(r", arts?\.? ", "\n", source).partition("\n")
    if law not in _TITLES:
        return Text(source, _PREMISES.get(source, source))
    return Text(source, f"{_TITLES[law]}第{re.sub(r',? and |, ', '、', articles)}条")


def section_words(section: str) -> Text:
    """Return a numbered section, or a part that has a name."""
    named = f"section {section}"
    if named in PHRASES:
        return say(named)
    return say("section", section=section) if section[:1].isdigit() else literal(section)
