"""What a conversation is told later: answers to what was asked, corrections and withdrawals of what was shown."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from actions.cards import card_json
from api.deps import ServicesDep, count_news
from api.errors import error_responses
from api.public.schemas import ConversationId, MessageBody
from knowledge.notifications.views import News

router = APIRouter(prefix="/api/v1", tags=["residents"])


class NewsRequest(BaseModel):
    """Ask for news. `seen` are the ids of those that were shown since: only then do they count as delivered."""

    conversation_id: ConversationId
    seen: Annotated[list[int], Field(max_length=100)] = Field(default_factory=list)


class NewsItem(BaseModel):
    """One piece of news; shown once, however often it is fetched before it is acknowledged."""

    id: int
    message: MessageBody


class NewsReply(BaseModel):
    """What was not acknowledged yet, the oldest first."""

    news: list[NewsItem]


@router.post(
    "/news",
    response_model=NewsReply,
    response_model_exclude_unset=True,
    responses=error_responses(400, 413, 422, 429),
    dependencies=[Depends(count_news)],
)
async def news(body: NewsRequest, services: ServicesDep) -> dict[str, Any]:
    """News for a conversation."""
    found = await to_thread.run_sync(services.knowledge.news, body.conversation_id, body.seen)
    return {"news": [{"id": one.notification_id, "message": _message(one)} for one in found]}


def _message(news: News) -> dict[str, Any]:
    if news.card is not None:
        return {"kind": "card", "text": news.text, "card": card_json(news.card)}
    return {"kind": "text", "text": news.text}
