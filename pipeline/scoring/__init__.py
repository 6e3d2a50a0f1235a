"""Scores: what was recognised in a plan against its annotation, kind by kind."""
