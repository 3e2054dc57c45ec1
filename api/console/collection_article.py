"""A collection as an article for WeChat: looked at, copied, taken away."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from api.console.access import SignedIn, allowed, console_router
from api.deps import ServicesDep
from api.site.article import wechat_article
from api.site.words import WORDS
from knowledge.audit.actions import SubjectKind
from knowledge.entries.cards import AnswerCard
from knowledge.promotion.views import PublicCollection
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission

router = console_router("/console/collections/{collection_id}/article")

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]

_ARTICLE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""The article is made of inline styles, and of nothing else: no script, no form, no file of anybody's."""


@router.get("")
async def article_page(collection_id: str, request: Request, services: ServicesDep, person: Reader) -> Response:
    """The article in a frame, with the buttons that copy it and take it away."""
    collection = await to_thread.run_sync(_cards, services.knowledge, collection_id)
    return services.pages.render(request, "collections/article.html", person, collection=collection)


@router.get("/preview")
async def article(collection_id: str, services: ServicesDep, person: Reader, download: bool = False) -> Response:
    """The article's HTML by itself."""
    collection = await to_thread.run_sync(_cards, services.knowledge, collection_id)
    headers = {"Content-Security-Policy": _ARTICLE_POLICY, "Cache-Control": "no-store"}
    if download:
        record = partial(
            services.knowledge.record_export, person.name, SubjectKind.COLLECTION, collection_id, format="html"
        )
        await to_thread.run_sync(record)
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(collection.title, safe='')}.html"
    # In an editor that is a fragment; as a file it says how to read it.
    start = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title></title>' if download else ""
    return HTMLResponse(start + wechat_article(collection), headers=headers)


@router.get("/plain")
async def plain(collection_id: str, services: ServicesDep, person: Reader) -> Response:
    """The article's words, for where no HTML can be pasted."""
    collection = await to_thread.run_sync(_cards, services.knowledge, collection_id)
    return PlainTextResponse(plain_article(collection))


def plain_article(collection: PublicCollection) -> str:
    """The article without any markup."""
    parts = [collection.introduction, *map(_plain_card, collection.cards), WORDS.footer]
    return "\n\n".join(part for part in parts if part)


def _plain_card(card: AnswerCard) -> str:
    heading = f"【{card.verdict.label}】“{card.claim}”" if card.verdict else card.title
    sources = "；".join(f"{source.publisher}《{source.title}》" for source in card.sources)
    lines = [heading, card.truth, *(f"· {point}" for point in card.key_points)]
    if card.advice:
        lines.append(f"{WORDS.advice}：{card.advice}")
    return "\n".join([*lines, f"{WORDS.sources}：{sources}"])


def _cards(knowledge: Knowledge, collection_id: str) -> PublicCollection:
    return knowledge.collection_cards(knowledge.collection(collection_id))
