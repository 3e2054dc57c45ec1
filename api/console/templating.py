"""The console's pages: templates, and what every one of them is given."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.assets import BuiltAssets
from api.console import wording
from api.console.navigation import desks_for
from api.console.signed_in import SignedIn
from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.staff.permissions import Permission

SCRIPT = "src/console/main.ts"
ICON = "src/icon.svg"


class ConsolePages:
    """Renders the templates under ``api/console/templates``.

    A template finds, beside what its route passes: ``signed_in`` (or ``None``), ``csrf_token``, ``navigation``,
    ``here`` (the path), ``query``, ``done`` (what to say about the change just made), ``can("permission")``,
    ``asset("src/…")``, ``styles_of("src/…")``, ``page_link(number)``; and the filters ``china_time``, ``china_date``,
    ``label``, ``percent``.
    """

    def __init__(self, widget_dir: Path) -> None:
        self._assets = BuiltAssets(widget_dir)
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(["html", "xml"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "asset": self._assets.url,
            "styles_of": self._assets.stylesheets,
            "Permission": Permission,
        }
        self._templates.filters |= {
            "china_time": china_time,
            "china_date": china_day,
            "label": _label,
            "percent": percent,
        }

    def render(
        self, request: Request, template: str, signed_in: SignedIn | None, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """The page ``template`` for one person."""
        given = {
            "signed_in": signed_in,
            "csrf_token": signed_in.csrf_token if signed_in else "",
            "navigation": desks_for(signed_in.role) if signed_in else (),
            "here": request.url.path,
            "query": request.query_params,
            "done": wording.DONE.get(request.query_params.get("done", "")),
            "can": lambda name: signed_in is not None and signed_in.can(Permission(name)),
            "page_link": lambda number: page_link(request, number),
            "script": self._assets.url(SCRIPT),
            "stylesheets": self._assets.stylesheets(SCRIPT),
            "icon": self._assets.url(ICON),
        }
        html = self._templates.get_template(template).render(given | context)
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

    def failure(self, request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
        """The page of something that went wrong, or the way to where it can be put right (``Location``)."""
        elsewhere = headers.get("Location")
        is_fragment = "hx-request" in request.headers
        if elsewhere is not None and is_fragment:
            return Response(status_code=401, headers={"HX-Redirect": elsewhere, "Cache-Control": "no-store"})
        if elsewhere is not None:
            return RedirectResponse(elsewhere, 303, headers={"Cache-Control": "no-store"})
        signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
        title = wording.FAILURE_TITLES.get(status, wording.FAILURE_TITLE)
        template = "failure_fragment.html" if is_fragment else "failure.html"
        page = self.render(request, template, signed_in, status, title=title, message=message)
        page.headers.update(headers)
        return page


def china_time(instant: datetime | None) -> str:
    """``2026-11-26 15:04`` in Tianjin; nothing for ``None``."""
    return instant.astimezone(CHINA_STANDARD_TIME).strftime("%Y-%m-%d %H:%M") if instant else ""


def china_day(instant: datetime | None) -> str:
    """``2026-11-26`` in Tianjin; nothing for ``None``."""
    return instant.astimezone(CHINA_STANDARD_TIME).strftime("%Y-%m-%d") if instant else ""


def percent(share: float | None) -> str:
    """``0.824`` as ``82.4%``; nothing for ``None``."""
    return f"{share * 100:.1f}%" if share is not None else ""


def page_link(request: Request, number: int) -> str:
    """The address of another page of the list shown, with the same filters."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("page", "done")]
    return f"{request.url.path}?{urlencode([*kept, ('page', str(number))])}"


def _label(value: Any) -> str:
    """What people read for a word of a closed list."""
    return str(value.label) if value is not None else ""
