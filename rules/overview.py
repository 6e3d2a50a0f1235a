"""Title, issuer, number, date and period of a plan as a whole. STUB: interface only."""

from __future__ import annotations

from extractors.document import Document
from rules.outline import Outline
from rules.period import Frame, decide_calendar
from rules.plan import Overview


def read_overview(document: Document, outline: Outline) -> tuple[Overview, Frame]:
    """What the plan says of itself, and the frame for its dates."""
    return Overview(), Frame(decide_calendar([p.passage for p in outline.placed]))
