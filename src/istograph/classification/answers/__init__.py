"""The contract's answer: verdicts with their proofs, hosts, and what is missing."""
