"""For the people who ask questions of the tables: queries, reports, exports."""

from pipeline.explore.connect import NoTables, connect

__all__ = ["NoTables", "connect"]
