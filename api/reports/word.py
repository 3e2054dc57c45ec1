"""The report as a Word document in the layout of Chinese official documents."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from api.reports import word_layout as layout
from api.reports.wording import signed_line
from knowledge.weekly.document import (
    Block,
    Chart,
    Code,
    Document,
    Heading,
    OutlinedSection,
    Paragraph,
    Table,
    outlined,
    reference,
)
from knowledge.weekly.views import Signature

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}

_KEPT_TOGETHER = 12
"""Rows up to which a table is not broken over two pages."""

_CELL_MARGIN_TWIPS = "50"

_ZIP_DATE = (2000, 1, 1, 0, 0, 0)


def render(document: Document, charts: Mapping[str, bytes], signature: Signature | None) -> bytes:
    """The .docx. ``charts`` are PNG images by key. Equal documents give equal bytes."""
    word = docx.Document()
    layout.prepare(word)
    core = word.core_properties
    core.title, core.author, core.language = document.title, document.compiled_by, "zh-CN"
    core.created = core.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    _masthead(word, document, signature)
    for section in outlined(document.sections):
        _section(word, section, charts)
    out = io.BytesIO()
    word.save(out)
    return _with_fixed_dates(out.getvalue())


def _masthead(word: WordDocument, document: Document, signature: Signature | None) -> None:
    marking = _plain(word, document.marking, font=layout.HEADING_FONT)
    marking.alignment = WD_ALIGN_PARAGRAPH.LEFT
    name = _plain(word, "")
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.paragraph_format.line_spacing = Pt(56)
    run = name.add_run(document.masthead)
    layout.set_fonts(run, layout.TITLE_FONT, Pt(40))
    run.font.color.rgb = layout.RED
    issue = _plain(word, document.issue)
    issue.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = _plain(word, f"{document.compiled_by}\t{document.dated}")
    line.paragraph_format.tab_stops.add_tab_stop(layout.TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _red_rule(line)
    _plain(word, "")
    word.add_paragraph(document.title, style="Title")
    period = _plain(word, document.period, font=layout.KAI_FONT)
    period.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _plain(word, "")
    for text in (document.cut_off, document.distribution, signed_line(signature)):
        _plain(word, text, font=layout.KAI_FONT)
    _plain(word, "")


def _plain(word: WordDocument, text: str, *, font: str | None = None) -> WordParagraph:
    """A line without indent."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(0)
    if text:
        layout.set_fonts(paragraph.add_run(text), font or layout.TEXT_FONT, layout.SIZE_3)
    return paragraph


def _red_rule(paragraph: WordParagraph) -> None:
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _section(word: WordDocument, section: OutlinedSection, charts: Mapping[str, bytes]) -> None:
    heading = word.add_paragraph(section.heading, style="Heading 1")
    if section.is_annex:
        # An annex begins on a page of its own, its name at the left edge.
        heading.paragraph_format.page_break_before = True
        heading.paragraph_format.first_line_indent = Pt(0)
    for block in section.blocks:
        _block(word, block, charts)


def _block(word: WordDocument, block: Block, charts: Mapping[str, bytes]) -> None:
    match block:
        case Heading():
            word.add_paragraph(block.text, style=f"Heading {block.level}")
        case Paragraph():
            _paragraph(word, block)
        case Table():
            _table(word, block)
        case Chart():
            _chart(word, block, charts[block.key])
        case Code():
            word.add_paragraph(block.title, style="周报注").paragraph_format.keep_with_next = True
            word.add_paragraph(block.text, style="周报小表")


def _paragraph(word: WordDocument, block: Paragraph) -> None:
    paragraph = word.add_paragraph()
    if block.lead:
        layout.set_fonts(paragraph.add_run(block.lead), layout.TEXT_FONT, layout.SIZE_3, bold=True)
    paragraph.add_run(block.text)
    if source := reference(block.figures):
        layout.set_fonts(paragraph.add_run(source), layout.TEXT_FONT, layout.SIZE_SMALL_5)


def _table(word: WordDocument, block: Table) -> None:
    word.add_paragraph(block.caption + reference(block.figures), style="周报表题")
    table = word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _narrow_margins(table)
    _repeat_header(table)
    style = "周报小表" if block.small else "周报表格"
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _fill(cell, column.title, style, WD_ALIGN_PARAGRAPH.CENTER, font=layout.HEADING_FONT)
    for row in block.rows:
        cells = table.add_row().cells
        for cell, text, column in zip(cells, row, block.columns, strict=True):
            _fill(cell, text, style, _ALIGN[column.align])
    _size(table, block)
    if len(block.rows) <= _KEPT_TOGETHER:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    note = word.add_paragraph(block.note, style="周报注")
    note.paragraph_format.space_after = Pt(6)


def _fill(cell: _Cell, text: str, style: str, align: WD_ALIGN_PARAGRAPH, *, font: str | None = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.alignment = align
    run = paragraph.add_run(text)
    if font is not None:
        layout.set_fonts(run, font, layout.SIZE_SMALL_5 if style == "周报小表" else layout.SIZE_5)


def _size(table: WordTable, block: Table) -> None:
    whole = sum(column.width for column in block.columns)
    widths = [Emu(int(layout.TEXT_WIDTH * column.width / whole)) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _narrow_margins(table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), _CELL_MARGIN_TWIPS)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _repeat_header(table: WordTable) -> None:
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _chart(word: WordDocument, block: Chart, image: bytes) -> None:
    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format
    form.first_line_indent = Pt(0)
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # With the fixed spacing of running text only a strip of the picture would show.
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(image), width=layout.TEXT_WIDTH)
    picture._inline.docPr.set("descr", block.caption)
    caption = word.add_paragraph(block.caption, style="周报表题")
    caption.paragraph_format.keep_with_next = False
    caption.paragraph_format.space_after = Pt(6)


def _with_fixed_dates(archive: bytes) -> bytes:
    """The same archive with the dates of its members set, which would else be now."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, _ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(member))
    return out.getvalue()
