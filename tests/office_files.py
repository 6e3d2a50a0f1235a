"""Word and OpenDocument packages made of a few lines of XML, the same bytes each time (stored, with one fixed date)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = {
    "w": W,
    "r": R,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMESPACES = {
    **{name: f"{ODF}:{name}:1.0" for name in ("office", "text", "table", "style", "meta")},
    "draw": f"{ODF}:drawing:1.0",
    "fo": f"{ODF}:xsl-fo-compatible:1.0",
    "svg": f"{ODF}:svg-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def package(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A ZIP archive; stored, since what deflate writes differs from one zlib to the next."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(info, content.encode() if isinstance(content, str) else content)
    return buffer.getvalue()


def root(name: str, content: str, namespaces: Mapping[str, str] = NAMESPACES, extra: str = "") -> str:
    """An XML part."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    return f"{DECLARATION}<{name}{declared}{extra}>{content}</{name}>"


# --- Word -------------------------------------------------------------------------------------------------------------


def docx(
    body: str,
    numbering: str = "",
    styles: str = "",
    parts: Mapping[str, str] | None = None,
    settings: str = "",
    main_type: str = DOCX_TYPE,
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    """A DOCX. ``parts`` maps relationship kinds with an optional id (``header:rId9``, ``footnotes``) to the content of their roots."""
    members = {f"word/{kind}.xml": root(f"w:{kind}", xml) for kind, xml in
               (("numbering", numbering), ("styles", styles), ("settings", settings)) if xml}  # fmt: skip
    relations = [
        (f"rIdOwn{n}", name.removeprefix("word/").removesuffix(".xml"), name) for n, name in enumerate(members)
    ]
    for n, (key, xml) in enumerate((parts or {}).items()):
        kind, _, given = key.partition(":")
        name = f"word/{kind}{n}.xml"
        members[name] = root(ROOTS.get(kind, f"w:{kind}"), xml)
        relations.append((given or f"rIdPart{n}", kind, name))
    return package(
        {
            "[Content_Types].xml": content_types(main_type, [name for _, _, name in relations]),
            "_rels/.rels": relationships([("rId1", "officeDocument", "word/document.xml")]),
            "word/document.xml": root("w:document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships([(key, kind, "/" + name) for key, kind, name in relations]),
            **members,
        },
        method,
    )


ROOTS = {"header": "w:hdr", "footer": "w:ftr", "diagramData": "dgm:dataModel"}


def content_types(main_type: str, names: list[str]) -> str:
    stem = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    overrides = [("/word/document.xml", main_type)]
    overrides += [(f"/{name}", f"{stem}{name.removeprefix('word/').rstrip('.xml0123456789')}+xml") for name in names]
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">{rels}{xml}{listed}</Types>'


def relationships(relations: list[tuple[str, str, str]], extra: str = "") -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{listed}{extra}</Relationships>'


def r(text: str, properties: str = "") -> str:
    """A w:r."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(text, False)}</w:t></w:r>'


def p(content: str = "", properties: str = "") -> str:
    """A w:p; content that is no XML becomes a run."""
    inner = content if content.startswith("<") else r(content) if content else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def listed(num_id: int | str, ilvl: int | None = 0) -> str:
    """A w:numPr."""
    level = "" if ilvl is None else f'<w:ilvl w:val="{ilvl}"/>'
    return f'<w:numPr>{level}<w:numId w:val="{num_id}"/></w:numPr>'


def lvl(ilvl: int, num_fmt: str, text: str, start: int | None = 1, extra: str = "") -> str:
    """A w:lvl."""
    begins = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{ilvl}">{begins}<w:numFmt w:val="{num_fmt}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(name: int, *levels: str, extra: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{extra}{"".join(levels)}</w:abstractNum>'


def num(num_id: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{num_id}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def tbl(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    row = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{row}</w:tr>"


def tc(content: str = "", span: int = 1, merge: str = "", properties: str = "") -> str:
    """A w:tc; ``merge``: restart or continue."""
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
    inner = content if content.startswith(("<w:p>", "<w:tbl", "<w:sdt")) else "".join(map(p, content.split("\n")))
    return f"<w:tc><w:tcPr>{wide}{down}{properties}</w:tcPr>{inner}</w:tc>"


EDGES = ("top", "left", "bottom", "right")


def borders(kind: str = "single", holder: str = "tblBorders", edges: Sequence[str] = EDGES) -> str:
    ruled = "".join(f'<w:{edge} w:val="{kind}" w:sz="4"/>' for edge in edges)
    return f"<w:{holder}>{ruled}</w:{holder}>"


HEADER_ROW = "<w:tblHeader/>"


# --- OpenDocument -----------------------------------------------------------------------------------------------------

ODT_TYPE = "application/vnd.oasis.opendocument.text"


def odt(
    body: str,
    automatic: str = "",
    styles: str = "",
    master: str = "",
    method: int = zipfile.ZIP_STORED,
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """An ODT: the content of office:text, the automatic styles, the named ones (styles.xml) and the master styles."""
    content = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    outer = f"<office:styles>{styles}</office:styles><office:master-styles>{master}</office:master-styles>"
    version = ' office:version="1.3"'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODT_TYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    manifest = root("manifest:manifest", entries, {"manifest": f"{ODF}:manifest:1.0"}, ' manifest:version="1.3"')
    return package(
        {
            "mimetype": ODT_TYPE,
            "META-INF/manifest.xml": manifest,
            "content.xml": root("office:document-content", content, ODF_NAMESPACES, version),
            "styles.xml": root("office:document-styles", outer, ODF_NAMESPACES, version),
            **(parts or {}),
        },
        method,
    )


def fodt(body: str, automatic: str = "", styles: str = "", master: str = "") -> bytes:
    """The same as one flat XML file."""
    content = (
        f"<office:styles>{styles}</office:styles><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{master}</office:master-styles><office:body><office:text>{body}</office:text></office:body>"
    )
    kind = f' office:version="1.3" office:mimetype="{ODT_TYPE}"'
    return root("office:document", content, ODF_NAMESPACES, kind).encode()


def tp(text: str = "", style: str = "", tag: str = "p", attributes: str = "") -> str:
    """A text:p or text:h."""
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:{tag}{named}{attributes}>{text}</text:{tag}>"


def tl(*items: str, style: str = "", attributes: str = "") -> str:
    """A text:list of items."""
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named}{attributes}>{''.join(items)}</text:list>"


def li(content: str, attributes: str = "") -> str:
    inner = content if content.startswith("<text:") else tp(content)
    return f"<text:list-item{attributes}>{inner}</text:list-item>"


def list_style(name: str, *levels: tuple[str, str, str], attributes: str = "", tag: str = "list-style") -> str:
    """A text:list-style (or outline-style) of (num-format, prefix, suffix) for each level."""
    element = "outline-level-style" if tag == "outline-style" else "list-level-style-number"
    made = "".join(
        f'<text:{element} text:level="{at}" style:num-format="{num_format}" style:num-prefix="{prefix}" style:num-suffix="{suffix}"{attributes}/>'
        for at, (num_format, prefix, suffix) in enumerate(levels, start=1)
    )
    return f'<text:{tag} style:name="{name}">{made}</text:{tag}>'


def ttable(*rows: str, header: int = 0, columns: int = 0) -> str:
    """A table:table; the first ``header`` rows are marked as header rows."""
    top = f"<table:table-header-rows>{''.join(rows[:header])}</table:table-header-rows>" if header else ""
    wide = f'<table:table-column table:number-columns-repeated="{columns}"/>' if columns else ""
    return f"<table:table>{wide}{top}{''.join(rows[header:])}</table:table>"


def trow(*cells: str, attributes: str = "") -> str:
    return (
        f"<table:table-row{attributes}>{''.join(c if c.startswith('<') else tcell(c) for c in cells)}</table:table-row>"
    )


def tcell(content: str = "", attributes: str = "", rows: int = 1, columns: int = 1) -> str:
    spans = (f' table:number-rows-spanned="{rows}"' if rows > 1 else "") + (
        f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
    )
    inner = content if content.startswith("<") else "".join(map(tp, content.split("\n")))
    return f"<table:table-cell{spans}{attributes}>{inner}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"
