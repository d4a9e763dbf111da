"""Verdicts over HTTP, for programs and as pages."""
