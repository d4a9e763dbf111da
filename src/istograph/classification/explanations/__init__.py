"""Answers for people: proofs in sentences, why not, the questionnaire, Figure 1."""
