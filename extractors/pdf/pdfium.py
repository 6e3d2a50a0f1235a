"""The functions of pdfium that are called for each character and each path.

pypdfium2's own prototypes make a pointer object of every handle and look at every argument; at thousands of calls a page that is most of the
time. So those here that are called most take what they are given: a Handle, ``byref`` of what they write to, an int that fits C's.
Names, arguments and results are those of pdfium's fpdf_text.h, fpdfview.h and fpdf_edit.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_int, c_uint, c_ulong, c_void_p
from typing import Any

import pypdfium2.raw as raw

PAGE_OBJECT_TEXT: int = raw.FPDF_PAGEOBJ_TEXT
PAGE_OBJECT_PATH: int = raw.FPDF_PAGEOBJ_PATH
PAGE_OBJECT_IMAGE: int = raw.FPDF_PAGEOBJ_IMAGE
PAGE_OBJECT_FORM: int = raw.FPDF_PAGEOBJ_FORM
SEGMENT_LINE: int = raw.FPDF_SEGMENT_LINETO
SEGMENT_MOVE: int = raw.FPDF_SEGMENT_MOVETO
INVISIBLE: int = raw.FPDF_TEXTRENDERMODE_INVISIBLE
FILL_AND_STROKE: int = raw.FPDF_TEXTRENDERMODE_FILL_STROKE


class Handle(ctypes.c_void_p):
    """What pdfium names one of its objects by; false where there is none."""


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    return _prototype(name, ctypes.PYFUNCTYPE(result, *arguments))


def _often(name: str, result: Any) -> Callable[..., Any]:
    """One that looks at no argument: a handle must be given as such, for a plain int is cut to 32 bits."""
    return _prototype(name, ctypes.PYFUNCTYPE(result))


def _prototype(name: str, prototype: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), c_void_p).value
    assert address is not None
    function: Callable[..., Any] = prototype(address)
    return function


load_page = _function("FPDF_LoadPage", Handle, c_void_p, c_int)
close_page = _function("FPDF_ClosePage", None, c_void_p)
page_box = _function("FPDF_GetPageBoundingBox", c_int, c_void_p, c_void_p)
page_rotation = _function("FPDFPage_GetRotation", c_int, c_void_p)

load_text = _function("FPDFText_LoadPage", Handle, c_void_p)
close_text = _function("FPDFText_ClosePage", None, c_void_p)
count_chars = _function("FPDFText_CountChars", c_int, c_void_p)
get_text = _function("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
char_unicode = _function("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
char_unmapped = _function("FPDFText_HasUnicodeMapError", c_int, c_void_p, c_int)
char_object = _often("FPDFText_GetTextObject", c_void_p)  # a number or None: they are compared
char_box = _often("FPDFText_GetLooseCharBox", c_int)
char_origin = _often("FPDFText_GetCharOrigin", c_int)
char_matrix = _often("FPDFText_GetMatrix", c_int)
char_size = _often("FPDFText_GetFontSize", c_double)
text_render_mode = _often("FPDFTextObj_GetTextRenderMode", c_int)
text_font = _often("FPDFTextObj_GetFont", c_void_p)  # a number or None, as well
font_name = _function("FPDFFont_GetBaseFontName", c_ulong, c_void_p, c_void_p, c_ulong)

count_objects = _function("FPDFPage_CountObjects", c_int, c_void_p)
page_object = _often("FPDFPage_GetObject", Handle)
object_type = _often("FPDFPageObj_GetType", c_int)
object_matrix = _often("FPDFPageObj_GetMatrix", c_int)
object_bounds = _often("FPDFPageObj_GetBounds", c_int)
fill_color = _often("FPDFPageObj_GetFillColor", c_int)
stroke_color = _often("FPDFPageObj_GetStrokeColor", c_int)
stroke_width = _often("FPDFPageObj_GetStrokeWidth", c_int)
form_count = _function("FPDFFormObj_CountObjects", c_int, c_void_p)
form_object = _function("FPDFFormObj_GetObject", Handle, c_void_p, c_ulong)
draw_mode = _often("FPDFPath_GetDrawMode", c_int)
count_segments = _often("FPDFPath_CountSegments", c_int)
path_segment = _often("FPDFPath_GetPathSegment", Handle)
segment_type = _often("FPDFPathSegment_GetType", c_int)
segment_point = _often("FPDFPathSegment_GetPoint", c_int)
segment_closes = _often("FPDFPathSegment_GetClose", c_int)
