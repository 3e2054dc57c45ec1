"""The report as a PDF, set by Typst with the installed typeface only: no font of the machine is asked for."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import typst

from api.reports.fonts import ReportFonts
from api.reports.plain import plain_report
from knowledge.weekly.document import Document
from knowledge.weekly.views import Signature

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def render(document: Document, charts: Mapping[str, bytes], signature: Signature | None, fonts: ReportFonts) -> bytes:
    """The PDF. ``charts`` are SVG images by key. Equal documents give equal bytes."""
    with tempfile.TemporaryDirectory(prefix="xiaochen-report-") as name:
        directory = Path(name)
        main = directory / "report.typ"
        main.write_bytes(_TEMPLATE.read_bytes())
        data = json.dumps(plain_report(document, signature), ensure_ascii=False)
        (directory / "report.json").write_text(data, encoding="utf-8")
        for key, image in charts.items():
            (directory / f"{key}.svg").write_bytes(image)
        made = typst.compile(
            main,
            root=directory,
            font_paths=[fonts.regular.parent, fonts.bold.parent],
            ignore_system_fonts=True,
            format="pdf",
        )
    assert isinstance(made, bytes)
    return made
