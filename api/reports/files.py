"""All files of one report."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from api.reports import html
from api.reports.fonts import ReportFonts
from knowledge.weekly.document import Document, Edition, to_json
from knowledge.weekly.views import Signature


class FileFormat(StrEnum):
    """The formats a report is handed out in."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """For the Content-Type header."""
        return _MEDIA_TYPES[self]

    @property
    def label(self) -> str:
        """The name on the button."""
        return _LABELS[self]


_MEDIA_TYPES = {
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.JSON: "application/json",
}
_LABELS = {FileFormat.DOCX: "Word", FileFormat.PDF: "PDF", FileFormat.HTML: "网页", FileFormat.JSON: "数据"}


@dataclass(frozen=True, slots=True)
class ReportPrinter:
    """Makes files of reports with the typeface in ``font_directory``; looks for it when first needed."""

    font_directory: Path

    def require_fonts(self) -> None:
        """Raises ``FontsMissing`` now rather than after a long count."""
        self._fonts()

    def render(self, document: Document, signature: Signature | None, file_format: FileFormat) -> bytes:
        """One file. Equal documents with equal signatures give equal bytes."""
        match file_format:
            case FileFormat.JSON:
                return to_json(document).encode()
            case FileFormat.DOCX:
                # Imported where they are needed, here and below: they take seconds, and few processes print reports.
                from api.reports import word

                return word.render(document, self.images(document, "png"), signature)
            case FileFormat.PDF:
                from api.reports import pdf

                return pdf.render(document, self.images(document, "svg"), signature, self._fonts())
            case FileFormat.HTML:
                return html.render(document, self.images(document, "svg"), signature)

    def images(self, document: Document, image_format: Literal["svg", "png"]) -> dict[str, bytes]:
        """The charts by key."""
        from api.reports import charts

        fonts = self._fonts()
        return {chart.key: charts.draw(chart, fonts, image_format) for chart in document.charts()}

    def write(self, document: Document, signature: Signature | None, directory: Path) -> list[Path]:
        """Every format into ``directory``, each file whole or not at all; the paths."""
        directory.mkdir(parents=True, exist_ok=True)
        written = []
        for file_format in FileFormat:
            path = directory / file_name(document.week, document.edition, file_format)
            made = self.render(document, signature, file_format)
            beside = path.with_suffix(path.suffix + ".part")
            beside.write_bytes(made)
            beside.replace(path)
            written.append(path)
        return written

    def _fonts(self) -> ReportFonts:
        return ReportFonts.in_directory(self.font_directory)


def file_name(week: str, edition: Edition, file_format: FileFormat) -> str:
    """As the file is called on disk and in downloads: weekly-report-2026-W45.docx."""
    public = "-public" if edition is Edition.PUBLIC else ""
    return f"weekly-report-{week}{public}.{file_format.value}"
