"""The built pages: the resident page, the script other sites include, and their assets."""

from html import escape
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from api import wording

_FRESH = "no-cache"
_SHORT = "public, max-age=300"
"""embed.js keeps its name, because its address stands in other people's pages."""
_IMMUTABLE = "public, max-age=31536000, immutable"
"""The names of assets hold a hash of their content."""

_NOT_BUILT = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    f"<title>{escape(wording.PAGE_NOT_BUILT_TITLE)}</title><h1>{escape(wording.PAGE_NOT_BUILT_TITLE)}</h1>"
    f"<p>{escape(wording.PAGE_NOT_BUILT)}</p></html>"
)


def make_router(directory: Path) -> APIRouter:
    """Routes for the build in ``directory``, looked at for each request: a later build needs no restart."""
    router = APIRouter(include_in_schema=False)

    def page(name: str) -> Response:
        path = directory / name
        if not path.is_file():
            return HTMLResponse(_NOT_BUILT, 503, headers={"Cache-Control": "no-store"})
        return FileResponse(path, headers={"Cache-Control": _FRESH})

    @router.api_route("/", methods=["GET", "HEAD"])
    async def resident_page() -> Response:
        return page("index.html")

    @router.api_route("/embed.js", methods=["GET", "HEAD"])
    async def embed_script() -> Response:
        return _file(directory, "embed.js", _SHORT)

    @router.api_route("/assets/{name:path}", methods=["GET", "HEAD"])
    async def asset(name: str) -> Response:
        return _file(directory / "assets", name, _IMMUTABLE)

    return router


def _file(directory: Path, name: str, caching: str) -> Response:
    root = directory.resolve()
    path = (root / name).resolve()
    # A name with .. or a link that leads out of the build is no asset.
    if not path.is_relative_to(root) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path, headers={"Cache-Control": caching, "Cross-Origin-Resource-Policy": "cross-origin"}
    )
