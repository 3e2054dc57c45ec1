"""The public pages. They need no script; what they show is what is public at this moment."""

from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.assets import BuiltAssets
from api.deps import ServicesDep, count_read
from api.settings import ApiSettings
from api.site.claim_review import claim_review
from api.site.words import WORDS
from knowledge.clock import china_date
from knowledge.errors import NotFound
from knowledge.promotion.views import PublishedCard

_STYLESHEET = "src/site/site.css"
_ICON = "src/icon.svg"
_SHORT = "public, max-age=60"
"""A withdrawal must be seen soon, and a link that went round a family group must not be a burden."""
_IN_FEED = 50


def make_router(settings: ApiSettings) -> APIRouter:
    """Routes of the public pages."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(count_read)])
    templates = _environment()
    assets = BuiltAssets(settings.widget_dir)

    def page(name: str, request: Request, *, title: str, description: str, status: int = 200, **more: Any) -> Response:
        html = templates.get_template(name).render(
            words=WORDS,
            title=title,
            description=description,
            address=_site(request) + request.url.path,
            stylesheet=assets.url(_STYLESHEET),
            icon=assets.url(_ICON),
            **more,
        )
        headers = {"Cache-Control": _SHORT if status == 200 else "no-store"}
        return HTMLResponse(html, status, headers=headers)

    def missing(request: Request) -> Response:
        words = WORDS.not_found_title
        return page("not_found.html", request, title=words, description=WORDS.not_found, status=404)

    def _site(request: Request) -> str:
        return settings.public_address.rstrip("/") or str(request.base_url).rstrip("/")

    @router.api_route("/entries/{entry_id}", methods=["GET", "HEAD"])
    async def entry_page(entry_id: str, request: Request, services: ServicesDep) -> Response:
        """An entry, with its verdict in a form programs read too."""
        published = await to_thread.run_sync(services.knowledge.published_card, entry_id)
        if published is None:
            return missing(request)
        card = published.card
        return page(
            "entry.html",
            request,
            title=_headline(published),
            description=card.truth,
            card=card,
            claim_review=claim_review(published, f"{_site(request)}/entries/{entry_id}"),
        )

    @router.api_route("/collections", methods=["GET", "HEAD"])
    async def collections_page(request: Request, services: ServicesDep) -> Response:
        """Every public collection."""
        found = await to_thread.run_sync(lambda: services.knowledge.collections(only_public=True))
        return page(
            "collections.html",
            request,
            title=WORDS.collections,
            description=WORDS.feed_description,
            collections=found,
        )

    @router.api_route("/collections/{collection_id}", methods=["GET", "HEAD"])
    async def collection_page(collection_id: str, request: Request, services: ServicesDep) -> Response:
        """A public collection with the cards of its entries."""
        try:
            found = await to_thread.run_sync(services.knowledge.public_collection, collection_id)
        except NotFound:
            return missing(request)
        description = found.introduction or WORDS.feed_description
        return page("collection.html", request, title=found.title, description=description, collection=found)

    @router.api_route("/today", methods=["GET", "HEAD"])
    async def today_page(request: Request, services: ServicesDep) -> Response:
        """The entry of the day."""
        found = await to_thread.run_sync(services.knowledge.daily_card)
        return page(
            "today.html",
            request,
            title=_headline(found) if found else WORDS.today,
            description=found.card.truth if found else WORDS.nothing_today,
            card=found.card if found else None,
            day=china_date(services.knowledge.clock()),
        )

    @router.api_route("/feed.xml", methods=["GET", "HEAD"])
    async def rss(request: Request, services: ServicesDep) -> Response:
        """New rebuttals as RSS 2.0."""
        items = await to_thread.run_sync(services.knowledge.new_rebuttals, _IN_FEED)
        xml = templates.get_template("feed.xml").render(words=WORDS, site=_site(request), items=items)
        return Response(xml, media_type="application/rss+xml", headers={"Cache-Control": _SHORT})

    @router.api_route("/feed.json", methods=["GET", "HEAD"])
    async def json_feed(request: Request, services: ServicesDep) -> Response:
        """New rebuttals as JSON Feed 1.1."""
        items = await to_thread.run_sync(services.knowledge.new_rebuttals, _IN_FEED)
        body = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": WORDS.feed_title,
            "home_page_url": f"{_site(request)}/",
            "feed_url": f"{_site(request)}/feed.json",
            "description": WORDS.feed_description,
            "language": "zh-CN",
            "items": [_feed_item(item, _site(request)) for item in items],
        }
        return JSONResponse(body, media_type="application/feed+json", headers={"Cache-Control": _SHORT})

    return router


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
    )
    environment.filters["rfc822"] = _rfc822
    environment.filters["headline"] = _headline
    return environment


def _headline(published: PublishedCard) -> str:
    """What a link to an entry says: the truth is in the description, the verdict stands before the claim."""
    card = published.card
    return f"【{card.verdict.label}】{card.claim}" if card.verdict else card.title


def _rfc822(instant: datetime) -> str:
    return format_datetime(instant)


def _feed_item(published: PublishedCard, site: str) -> dict[str, Any]:
    card = published.card
    return {
        "id": card.entry_id,
        "url": f"{site}/entries/{card.entry_id}",
        "title": _headline(published),
        "summary": card.truth,
        "content_text": "\n".join([card.truth, *card.key_points, card.advice]).strip(),
        "date_published": published.published_at.isoformat(),
        "date_modified": published.updated_at.isoformat(),
        "tags": [card.topic],
    }
