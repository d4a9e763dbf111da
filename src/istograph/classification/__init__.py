"""What an organization is, by the ontology's axioms, with the facts and axioms that say so.

    >>> theory = load_theory()
    >>> fact = {"id": "f1", "property": "isSaidToBe", "value": "InternationalNGO"}
    >>> theory.statuses({"id": "x", "facts": [fact]})["IntergovernmentalOrganization"]
    'refuted'

explanations    proofs in sentences, why not, the questionnaire, Figure 1
descriptions    JSON, tables, graphs and records in; one organization or millions
answers         the theory: verdicts, their proofs, what is missing, any host
facts           what is said, sliced by date, as what clauses are asked about
reasoning       sets, implicates, rules, repairs, statuses
axioms          Turtle read, with the name of each axiom; clauses
words           the ontology's words and our sentences, in two languages

Turtle ─▶ axioms ─▶ clauses ─▶ implicates ─▶ rules ─┐
                       └▶ rows                      ▼
JSON ───▶ facts ──────────────── verdict (covers, repairs) ─▶ answer ─▶ explanation
                                 proofs (minimization), needs ─┘
"""

from istograph.classification.answers.theory import Theory, load_theory
from istograph.classification.axioms.ontology import SUPPORTS, Axiom, ClassTerm

__all__ = ["SUPPORTS", "Axiom", "ClassTerm", "Theory", "load_theory"]
