"""Extractors: a file becomes a Document."""
