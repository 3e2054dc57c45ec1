"""The public routes, version 1."""

from functools import partial
from typing import Any
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Depends, Request

from actions.cards import card_json
from actions.turn import Reply
from api import wording
from api.deps import ServicesDep, count_chat, count_check, count_code, count_read
from api.dialogue.choices import InvalidChoice, ParsedChoice, parse_choice
from api.dialogue.text import sanitize
from api.dialogue.turn import IncomingMessage
from api.errors import ApiError, error_responses
from api.public.schemas import (
    AnswerCardBody,
    CandidateBody,
    ChatReply,
    ChatRequest,
    CheckReply,
    CheckRequest,
    EntryId,
    FeedbackRequest,
    GreetingReply,
    InquiryStatusBody,
)
from api.rate_limit import VisitorKeys
from knowledge.entries.cards import AnswerCard
from knowledge.inquiries.views import InquiryStatus

router = APIRouter(prefix="/api/v1", tags=["residents"])

_LEAST_UNGUESSABLE = 16
"""A message id this long was drawn at random, so that it can stand for the conversation it begins."""
_LONGEST_TITLE = 100


@router.post(
    "/check",
    response_model=CheckReply,
    responses=error_responses(400, 413, 422, 429, 503),
    dependencies=[Depends(count_check)],
)
async def check(body: CheckRequest, services: ServicesDep) -> CheckReply:
    """What is known about a text. Nothing is kept."""
    text = usable_text(body.text, services.settings.max_text_characters)
    outcome = await to_thread.run_sync(services.knowledge.check, text)
    return CheckReply(
        outcome=outcome.outcome,
        cards=[card_body(card) for card in outcome.cards],
        candidates=[CandidateBody.model_validate(candidate) for candidate in outcome.candidates],
        revision=outcome.revision,
    )


@router.post(
    "/chat",
    response_model=ChatReply,
    response_model_exclude_unset=True,
    responses=error_responses(400, 413, 422, 429, 503),
    dependencies=[Depends(count_chat)],
)
async def chat(body: ChatRequest, request: Request, services: ServicesDep) -> dict[str, Any]:
    """Say something in a conversation. Messages of one conversation are answered one after the other."""
    choice = _parsed(body.choice)
    incoming = IncomingMessage(
        conversation_id=body.conversation_id
        or _new_conversation(body.message_id, request, services.visitors),
        message_id=body.message_id,
        text=_words(body, choice, services.settings.max_text_characters),
        choice=choice,
    )
    return {"conversation_id": incoming.conversation_id, "messages": await services.turns.take(incoming)}


@router.get(
    "/greeting",
    response_model=GreetingReply,
    response_model_exclude_unset=True,
    responses=error_responses(429),
    dependencies=[Depends(count_read)],
)
async def greeting(services: ServicesDep) -> dict[str, Any]:
    """The words and buttons an empty conversation opens with."""
    return {"messages": [services.responses.render(Reply("utter_opening")).as_json()]}


@router.get(
    "/entries/{entry_id}",
    response_model=AnswerCardBody,
    responses=error_responses(404, 422, 429, 503),
    dependencies=[Depends(count_read)],
)
async def entry(entry_id: EntryId, services: ServicesDep) -> AnswerCardBody:
    """The card of a public entry."""
    return card_body(await to_thread.run_sync(services.knowledge.card, entry_id))


@router.get(
    "/inquiries/{code}",
    response_model=InquiryStatusBody,
    responses=error_responses(404, 422, 429),
    dependencies=[Depends(count_code)],
)
async def inquiry(code: str, services: ServicesDep) -> InquiryStatusBody:
    """What became of the report with this query code, typed in any case, with or without the hyphen."""
    return inquiry_body(await to_thread.run_sync(services.knowledge.inquiry_status, code))


@router.post(
    "/feedback",
    status_code=204,
    responses=error_responses(400, 404, 413, 422, 429),
    dependencies=[Depends(count_read)],
)
async def feedback(body: FeedbackRequest, services: ServicesDep) -> None:
    """Whether an answer helped."""
    await to_thread.run_sync(
        partial(services.knowledge.give_feedback, body.conversation_id, body.entry_id, body.helpful)
    )


def usable_text(text: str, limit: int) -> str:
    """The sanitised text. Raises ``ApiError`` when it is too long or says nothing at all."""
    if len(text) > limit:
        raise ApiError(413, "text_too_long", wording.TEXT_TOO_LONG.format(limit=limit), field="text")
    cleaned = sanitize(text)
    if not cleaned:
        raise ApiError(422, "empty_text", wording.EMPTY_TEXT, field="text")
    return cleaned


def _words(body: ChatRequest, choice: ParsedChoice | None, limit: int) -> str:
    if choice is None:
        return usable_text(body.text, limit)
    if choice.is_question:
        return choice.value
    # What the button said is kept for the record; the choice alone decides what happens.
    return sanitize(body.text)[:_LONGEST_TITLE] or choice.kind


def _parsed(choice: str | None) -> ParsedChoice | None:
    if choice is None:
        return None
    try:
        return parse_choice(choice)
    except InvalidChoice:
        raise ApiError(422, "invalid_choice", wording.INVALID_CHOICE, field="choice") from None


def _new_conversation(message_id: str | None, request: Request, visitors: VisitorKeys) -> str:
    # A first message whose answer was lost comes again without a conversation: it must find the one it began.
    if message_id is not None and len(message_id) >= _LEAST_UNGUESSABLE:
        return visitors.derived(request, message_id)
    return uuid4().hex


def card_body(card: AnswerCard) -> AnswerCardBody:
    """A card as the contract has it."""
    return AnswerCardBody.model_validate(card_json(card))


def inquiry_body(status: InquiryStatus) -> InquiryStatusBody:
    """What became of a report, as the contract has it."""
    return InquiryStatusBody(
        query_code=status.query_code,
        asked_on=status.asked_on,
        claim=status.claim,
        status=status.status,
        status_label=status.status_label,
        message=status.message,
        card=card_body(status.card) if status.card is not None else None,
    )
