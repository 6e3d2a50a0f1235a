"""The functions of pdfium that are called for each character and each path, with handles as plain integers.

pypdfium2's own prototypes make a pointer object of every handle; at thousands of calls a page that is most of the time.
Names, arguments and results are those of pdfium's fpdf_text.h, fpdfview.h and fpdf_edit.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_float, c_int, c_uint, c_ulong, c_void_p
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


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_handle = c_void_p

load_page = _function("FPDF_LoadPage", _handle, _handle, c_int)
close_page = _function("FPDF_ClosePage", None, _handle)
page_width = _function("FPDF_GetPageWidthF", c_float, _handle)
page_height = _function("FPDF_GetPageHeightF", c_float, _handle)
page_box = _function("FPDF_GetPageBoundingBox", c_int, _handle, c_void_p)
page_rotation = _function("FPDFPage_GetRotation", c_int, _handle)

load_text = _function("FPDFText_LoadPage", _handle, _handle)
close_text = _function("FPDFText_ClosePage", None, _handle)
count_chars = _function("FPDFText_CountChars", c_int, _handle)
get_text = _function("FPDFText_GetText", c_int, _handle, c_int, c_int, c_void_p)
char_unicode = _function("FPDFText_GetUnicode", c_uint, _handle, c_int)
char_unmapped = _function("FPDFText_HasUnicodeMapError", c_int, _handle, c_int)
char_object = _function("FPDFText_GetTextObject", _handle, _handle, c_int)
char_box = _function("FPDFText_GetLooseCharBox", c_int, _handle, c_int, c_void_p)
char_origin = _function("FPDFText_GetCharOrigin", c_int, _handle, c_int, c_void_p, c_void_p)
char_matrix = _function("FPDFText_GetMatrix", c_int, _handle, c_int, c_void_p)
char_size = _function("FPDFText_GetFontSize", c_double, _handle, c_int)
text_render_mode = _function("FPDFTextObj_GetTextRenderMode", c_int, _handle)
text_font = _function("FPDFTextObj_GetFont", _handle, _handle)
font_name = _function("FPDFFont_GetBaseFontName", c_ulong, _handle, c_void_p, c_ulong)

count_objects = _function("FPDFPage_CountObjects", c_int, _handle)
page_object = _function("FPDFPage_GetObject", _handle, _handle, c_int)
object_type = _function("FPDFPageObj_GetType", c_int, _handle)
object_matrix = _function("FPDFPageObj_GetMatrix", c_int, _handle, c_void_p)
object_bounds = _function("FPDFPageObj_GetBounds", c_int, _handle, c_void_p, c_void_p, c_void_p, c_void_p)
fill_color = _function("FPDFPageObj_GetFillColor", c_int, _handle, c_void_p, c_void_p, c_void_p, c_void_p)
stroke_color = _function("FPDFPageObj_GetStrokeColor", c_int, _handle, c_void_p, c_void_p, c_void_p, c_void_p)
stroke_width = _function("FPDFPageObj_GetStrokeWidth", c_int, _handle, c_void_p)
form_count = _function("FPDFFormObj_CountObjects", c_int, _handle)
form_object = _function("FPDFFormObj_GetObject", _handle, _handle, c_ulong)
draw_mode = _function("FPDFPath_GetDrawMode", c_int, _handle, c_void_p, c_void_p)
count_segments = _function("FPDFPath_CountSegments", c_int, _handle)
path_segment = _function("FPDFPath_GetPathSegment", _handle, _handle, c_int)
segment_type = _function("FPDFPathSegment_GetType", c_int, _handle)
segment_point = _function("FPDFPathSegment_GetPoint", c_int, _handle, c_void_p, c_void_p)
segment_closes = _function("FPDFPathSegment_GetClose", c_int, _handle)
