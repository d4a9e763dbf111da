"""SHACL: two validators, one report."""
