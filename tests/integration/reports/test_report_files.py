"""The files of a report, read back with other programs' eyes."""

import io
import json
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from sqlalchemy import update

from api.reports.files import FileFormat, ReportPrinter
from api.reports.fonts import FontsMissing
from api.settings import ApiSettings
from knowledge.emerging.models import Cluster
from knowledge.service import Knowledge
from knowledge.weekly.views import Signature, WeeklyReportView
from tests.integration.conftest import Xiaochen
from tests.integration.reports.conftest import NOW, WEEK

SIGNED = Signature("赵网信", NOW)


@pytest.fixture
def printer() -> ReportPrinter:
    return ReportPrinter(ApiSettings().report_fonts)


@pytest.fixture
def view(office: Knowledge) -> WeeklyReportView:
    office.generate_weekly_report(WEEK)
    return office.weekly_report(WEEK)


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_the_same_report_gives_the_same_file_byte_by_byte(
    printer: ReportPrinter, view: WeeklyReportView, file_format: FileFormat
) -> None:
    first = printer.render(view.internal, SIGNED, file_format)
    assert printer.render(view.internal, SIGNED, file_format) == first
    assert len(first) < 1024 * 1024


def test_the_word_file_has_the_page_of_official_documents(printer: ReportPrinter, view: WeeklyReportView) -> None:
    word = docx.Document(io.BytesIO(printer.render(view.internal, None, FileFormat.DOCX)))
    section = word.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 35, 28, 26]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    assert abs(section.page_width - Mm(28) - Mm(26) - Mm(156)) < Mm(0.1)
    assert word.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert footer.paragraphs[0].text.replace(" ", "") == "——"


def test_the_word_file_names_the_typefaces_of_official_documents(
    printer: ReportPrinter, view: WeeklyReportView
) -> None:
    word = docx.Document(io.BytesIO(printer.render(view.internal, None, FileFormat.DOCX)))
    wanted = {
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
        "Heading 3": ("仿宋_GB2312", 16),
        "Normal": ("仿宋_GB2312", 16),
    }
    for name, (font, points) in wanted.items():
        style = word.styles[name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None, "a theme's typeface would win"
        assert style.font.size.pt == points
    assert 28 <= word.styles["Normal"].paragraph_format.line_spacing.pt <= 29


def test_every_table_of_the_word_file_repeats_its_heading_row(printer: ReportPrinter, view: WeeklyReportView) -> None:
    word = docx.Document(io.BytesIO(printer.render(view.internal, None, FileFormat.DOCX)))
    assert len(word.tables) > 10
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    headings = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[0] == "一、本周研判"
    assert headings[11] == "十二、工作建议"
    assert headings[12].startswith("附件1")
    assert len(word.inline_shapes) == 3


def test_a_draft_says_so_and_a_signed_report_names_who_signed(printer: ReportPrinter, view: WeeklyReportView) -> None:
    def words(signature: Signature | None) -> str:
        word = docx.Document(io.BytesIO(printer.render(view.internal, signature, FileFormat.DOCX)))
        return "\n".join(paragraph.text for paragraph in word.paragraphs)

    assert "签发：（草稿，尚未签发）" in words(None)
    assert "签发：赵网信（2026年11月23日 09:00）" in words(SIGNED)


def test_the_html_file_loads_nothing_from_elsewhere(printer: ReportPrinter, view: WeeklyReportView) -> None:
    page = printer.render(view.internal, None, FileFormat.HTML).decode()
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', page) == []
    assert "<script" not in page
    assert page.count("<img") == 3
    assert all(alt for alt in re.findall(r'<img[^>]* alt="([^"]*)"', page))


def test_wording_of_residents_is_never_taken_for_markup(printer: ReportPrinter, office: Knowledge) -> None:
    nasty = '<b>#set page(width: 1pt)</b> & "引号" $x$ *星*'
    with office.database.write() as session:
        session.execute(update(Cluster).values(claim=nasty))
    office.generate_weekly_report(WEEK)
    document = office.weekly_report(WEEK).internal
    assert nasty[:20] in str(document)
    html = printer.render(document, None, FileFormat.HTML).decode()
    assert "<b>#set" not in html
    assert "&lt;b&gt;#set" in html
    assert printer.render(document, None, FileFormat.PDF).startswith(b"%PDF")
    archive = zipfile.ZipFile(io.BytesIO(printer.render(document, None, FileFormat.DOCX)))
    assert "&lt;b&gt;#set" in archive.read("word/document.xml").decode()


def test_a_missing_typeface_is_named_with_the_way_to_get_it(tmp_path: Path, view: WeeklyReportView) -> None:
    with pytest.raises(FontsMissing) as missing:
        ReportPrinter(tmp_path).render(view.internal, None, FileFormat.PDF)
    assert str(tmp_path) in missing.value.message
    assert "XIAOCHEN_REPORT_FONTS" in missing.value.message


def test_the_command_writes_four_files_and_the_same_json_again(
    xiaochen: Xiaochen, office: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setenv("XIAOCHEN_VAR", str(office.settings.var))
    monkeypatch.setenv("XIAOCHEN_DATABASE_URL", office.settings.database_url)
    assert xiaochen("report", "weekly", "--week", "2026-W40", "--out", str(out)).status == 0
    names = {path.suffix for path in out.iterdir()}
    assert names == {".docx", ".pdf", ".html", ".json"}
    written = next(out.glob("*.json")).read_bytes()
    assert json.loads(written)["week"] == "2026-W40"
    assert xiaochen("report", "weekly", "--week", "2026-W40", "--out", str(out), "--edition", "both").status == 0
    assert (out / "weekly-report-2026-W40.json").read_bytes() == written
    assert (out / "weekly-report-2026-W40-public.pdf").is_file()


@pytest.mark.parametrize(("week", "reason"), [("2999-W01", "还没有到"), ("W45", "2026-W45")])
def test_the_command_refuses_a_week_that_cannot_be_reported(
    xiaochen: Xiaochen, tmp_path: Path, week: str, reason: str
) -> None:
    assert xiaochen("migrate").status == 0
    ended = xiaochen("report", "weekly", "--week", week, "--out", str(tmp_path / "out"))
    assert ended.status == 1
    assert reason in ended.err
    assert not (tmp_path / "out").exists()
