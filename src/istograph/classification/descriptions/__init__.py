"""Descriptions of organizations: from JSON, tables, graphs and the store, one or millions."""
