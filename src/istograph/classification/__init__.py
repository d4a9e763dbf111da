"""What an organization is, by the ontology's axioms, with the facts and axioms that say so.

    >>> theory = load_theory()
    >>> fact = {"id": "f1", "property": "isSaidToBe", "value": "InternationalNGO"}
    >>> theory.statuses({"id": "x", "facts": [fact]})["IntergovernmentalOrganization"]
    'refuted'

Turtle ─▶ lines ─▶ axioms (expressions, ontology) ─▶ clauses ─▶ implicates ─▶ rules ─┐
                                                       └▶ rows                       ▼
JSON ───▶ facts (values, meanings, families) ────────────── verdict (covers, repairs) ─▶ answer
                                                          proofs (minimization), needs ─┘
theory holds it together; hosts and presumptions are questions beside the classes
"""

from istograph.classification.ontology import SUPPORTS, Axiom, ClassTerm
from istograph.classification.theory import Theory, load_theory

__all__ = ["SUPPORTS", "Axiom", "ClassTerm", "Theory", "load_theory"]
