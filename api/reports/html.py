"""The report as one self-contained HTML file."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from api.reports.plain import plain_report
from knowledge.weekly.document import Document
from knowledge.weekly.views import Signature

TEMPLATES = Path(__file__).parent / "templates"

_pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def render(document: Document, charts: Mapping[str, bytes], signature: Signature | None) -> bytes:
    """The page; nothing in it is loaded from elsewhere. ``charts`` are SVG images by key."""
    template = _pages.get_template("report.html")
    css = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    page = template.render(
        report=plain_report(document, signature), css=css, chart_address=embedded(charts, "image/svg+xml")
    )
    return page.encode()


def render_body(document: Document, charts: Mapping[str, bytes], signature: Signature | None) -> Markup:
    """The report without a page around it, for one that has a heading of its own. ``charts`` are PNG images by key."""
    module = _pages.get_template("body.html").module
    address = embedded(charts, "image/png")
    return Markup(module.report_body(plain_report(document, signature), address, 2))  # type: ignore[attr-defined]


def embedded(images: Mapping[str, bytes], media_type: str) -> Callable[[str], str]:
    """Addresses that hold the images themselves."""

    def address(key: str) -> str:
        return f"data:{media_type};base64,{base64.b64encode(images[key]).decode()}"

    return address
