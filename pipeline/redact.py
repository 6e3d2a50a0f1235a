"""Names of persons left out of what is written. The plan is read again from the text without them, so that no table can hold one."""

from __future__ import annotations

from dataclasses import replace

from extractors.document import Document, Note, Severity
from rules.person import find_names, left_out
from rules.plan import Plan
from rules.recognise import recognise

CODE = "names-left-out"


def without_names(document: Document, plan: Plan) -> tuple[Document, Plan]:
    """The document with █ for every character of a name, so that offsets hold, and the plan that is read from that."""
    names = find_names(document, plan)
    text = left_out(document.text, names)
    if text == document.text:
        return document, plan
    count = sum(1 for old, new in zip(document.text, text, strict=True) if old != new)
    note = Note(CODE, f"{count} characters of names of persons were left out", Severity.INFO)
    notes = tuple(replace(n, message=left_out(n.message, replace(names, spans=()))) for n in document.notes)
    bare = replace(document, text=text, notes=(*notes, note))
    return bare, recognise(bare)
