"""The pipeline: files become tables."""
