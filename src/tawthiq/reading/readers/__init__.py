"""Readers other than the grammar: each an optional extra, each held to the exact words of the report."""
