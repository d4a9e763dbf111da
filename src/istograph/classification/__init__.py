"""What an organization is, by the ontology's axioms, with the facts and axioms that say so.

    >>> theory = load_theory()
    >>> fact = {"id": "f1", "property": "isSaidToBe", "value": "InternationalNGO"}
    >>> theory.statuses({"id": "x", "facts": [fact]})["IntergovernmentalOrganization"]
    'refuted'

axioms ─▶ clauses ─▶ implicates ─▶ verdict ─▶ answer          the ontology, compiled
facts ─▶ rows, families ─────────▶    │      ▲
                                      └─▶ proofs, needs        what explains it
"""

from istograph.classification.axioms import SUPPORTS, Axiom, ClassTerm
from istograph.classification.theory import Theory, load_theory

__all__ = ["SUPPORTS", "Axiom", "ClassTerm", "Theory", "load_theory"]
