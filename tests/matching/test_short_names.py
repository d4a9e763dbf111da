"""The short names that people use, in both languages, lead to the organizations."""

from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, Store

from istograph.matching import Candidate, Index, Name, answers
from istograph.matching.reading import stored
from istograph.model import graph
from istograph.rdf.namespaces import expand

SHORT = {
    "世卫组织": "who",
    "世贸组织": "wto",
    "教科文组织": "unesco",
    "粮农组织": "fao",
    "原子能机构": "iaea",
    "上合组织": "sco",
    "欧空局": "esa",
    "欧盟": "european-union",
    "非盟": "african-union",
    "国际红十字委员会": "icrc",
    "国际标准组织": "iso",
    "中科院": "cas",
    "WHO": "who",
    "IUPAC": "iupac",
    "Arab League": "league-of-arab-states",
    "International Standards Organization": "iso",
    "UN Environment Programme": "unep",
}
MOST = 6


@pytest.fixture(scope="module")
def index(store: Store) -> Index:
    return Index(stored(store))


@pytest.mark.parametrize(("name", "key"), SHORT.items())
def test_a_short_name_is_first(index: Index, name: str, key: str) -> None:
    assert answers(index, Candidate("", names=(Name(name),)), 1)[0].candidate.key == key


def test_other_names_are_few_and_of_one_organization_each(store: Store) -> None:
    bearers, names = defaultdict(set), defaultdict(list)
    for quad in store.quads_for_pattern(
        None, NamedNode(expand("skos:altLabel")), None, graph("curated")
    ):
        assert isinstance(quad.object, Literal)
        bearers[quad.object.value].add(quad.subject)
        names[quad.subject, quad.object.language].append(quad.object.value)

    assert {name for name, found in bearers.items() if len(found) > 1} == set()
    assert {each: found for each, found in names.items() if len(found) > MOST} == {}
