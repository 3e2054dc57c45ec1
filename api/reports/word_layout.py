"""The layout of Chinese official documents (GB/T 9704-2012) for python-docx: page, styles, page numbers.

A4; margins 37/35/28/26 mm, which leaves 156 × 225 mm for 22 lines of 28 characters of size 3 (16 pt); title in
方正小标宋 size 2; headings 黑体, 楷体, 仿宋; running text 仿宋; page number — 1 — in 宋体 size 4, at the outer edge.
"""

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.run import Run

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
KAI_FONT = "楷体_GB2312"
TEXT_FONT = "仿宋_GB2312"
NUMBER_FONT = "宋体"
LATIN_FONT = "Times New Roman"

SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5 = Pt(22), Pt(16), Pt(14), Pt(12), Pt(10.5), Pt(9)
LINE = Pt(28.95)
"""225 mm over 22 lines."""

TEXT_WIDTH = Mm(156)
RED = RGBColor(0xC0, 0x00, 0x00)

_LINE_PITCH_TWIPS = "579"
_CLOSER_TWIPS = "-5"
"""28 characters of 16 pt on 156 mm: each a quarter of a point closer. As the spacing of characters and not as the
grid of the page, which some programs stretch every character to."""


def set_fonts(target: ParagraphStyle | Run, east_asian: str, size: Length, *, bold: bool = False) -> None:
    """Chinese in ``east_asian``, letters and digits in Times New Roman."""
    target.font.name = LATIN_FONT
    target.font.size = size
    target.font.bold = bold
    properties = target.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute, name in (("w:eastAsia", east_asian), ("w:hAnsi", LATIN_FONT), ("w:cs", LATIN_FONT)):
        fonts.set(qn(attribute), name)


def prepare(word: WordDocument) -> None:
    """Page, grid, styles and page numbers of an empty document."""
    _page(word)
    _styles(word)
    _page_numbers(word)


def _page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The page number stands 7 mm below the text area, as the standard asks.
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), _LINE_PITCH_TWIPS)


def _styles(word: WordDocument) -> None:
    normal = _paragraph_style(word, "Normal", TEXT_FONT, SIZE_3)
    normal.paragraph_format.first_line_indent = SIZE_3 * 2
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, font, size, bold in (
        ("Heading 1", HEADING_FONT, SIZE_3, False),
        ("Heading 2", KAI_FONT, SIZE_3, False),
        ("Heading 3", TEXT_FONT, SIZE_3, True),
    ):
        style = _paragraph_style(word, name, font, size, bold=bold)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.first_line_indent = SIZE_3 * 2
        style.paragraph_format.keep_with_next = True
    title = _paragraph_style(word, "Title", TITLE_FONT, SIZE_2)
    title.font.color.rgb = RGBColor(0, 0, 0)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(36)
    title.paragraph_format.first_line_indent = Pt(0)
    _without_border(title)
    for name, font, size in (("周报表题", HEADING_FONT, SIZE_SMALL_4), ("周报注", TEXT_FONT, SIZE_5)):
        style = _paragraph_style(word, name, font, size)
        _off_grid(style)
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.line_spacing = Pt(20)
    word.styles["周报表题"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.styles["周报表题"].paragraph_format.keep_with_next = True
    _closer(normal)
    for name, size in (("周报表格", SIZE_5), ("周报小表", SIZE_SMALL_5)):
        style = _paragraph_style(word, name, TEXT_FONT, size)
        _off_grid(style)
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.line_spacing = Emu(int(size * 1.35))
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _paragraph_style(word: WordDocument, name: str, font: str, size: Length, *, bold: bool = False) -> ParagraphStyle:
    known = [style.name for style in word.styles]
    style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    # The template's headings follow its theme fonts, which would win over the names set here.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    set_fonts(style, font, size, bold=bold)
    style.font.italic = False
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = LINE
    return style


def _closer(style: ParagraphStyle) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), _CLOSER_TWIPS)
    style.element.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )


def _off_grid(style: ParagraphStyle) -> None:
    """Lines of small letters keep their own distance instead of that of running text."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _without_border(style: ParagraphStyle) -> None:
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _page_numbers(word: WordDocument) -> None:
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Normal"]
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(0)
        # One character of the page number's size between it and the edge.
        form.left_indent = form.right_indent = SIZE_4
        for part in ("— ", None, " —"):
            run = paragraph.add_run(part or "")
            set_fonts(run, NUMBER_FONT, SIZE_4)
            if part is None:
                _page_field(run)


def _page_field(run: Run) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element: Any
        if kind is not None:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)
