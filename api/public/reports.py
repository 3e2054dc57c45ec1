"""Reporting a lead by form, for those who do not want to talk."""

from functools import partial
from typing import Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api import wording
from api.deps import ServicesDep, count_chat
from api.errors import error_responses
from api.public.routes import card_body, usable_text
from api.public.schemas import AnswerCardBody
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.raw import RawReport
from knowledge.emerging.views import WhereSeen
from knowledge.intake import FormOutcome

router = APIRouter(prefix="/api/v1", tags=["residents"])


class ReportRequest(BaseModel):
    """A lead. What has its answer already is answered, not recorded, unless `anyway`."""

    text: str
    where_seen: WhereSeen | None = None
    wants_answer: bool = Field(default=False, description="whether the reporter may be told; they keep a query code")
    anyway: bool = Field(default=False, description="record it although an answer was shown: it is another one")


class ReportReply(BaseModel):
    """`answered`: the cards of what is known. `recorded`: the code to ask by. `emergency`: go to a doctor first."""

    outcome: Literal["answered", "recorded", "emergency"]
    message: str
    query_code: str | None = None
    cards: list[AnswerCardBody] = Field(default_factory=list)


@router.post(
    "/reports",
    response_model=ReportReply,
    responses=error_responses(400, 413, 422, 429, 503),
    dependencies=[Depends(count_chat)],
)
async def report(body: ReportRequest, request: Request, services: ServicesDep) -> ReportReply:
    """Report something that goes round."""
    text = usable_text(body.text, services.settings.max_text_characters)
    raw = RawReport(text, IntakeChannel.FORM, where_seen=body.where_seen, asker=services.visitors.key(request))
    take = partial(services.knowledge.report_by_form, raw, wants_answer=body.wants_answer, anyway=body.anyway)
    return reply_to(await to_thread.run_sync(take))


def reply_to(outcome: FormOutcome) -> ReportReply:
    """What the reporter is told."""
    if outcome.receipt is not None:
        code = outcome.receipt.query_code
        return ReportReply(outcome="recorded", message=wording.REPORT_RECORDED.format(query_code=code), query_code=code)
    assert outcome.check is not None
    if outcome.check.emergency is not None:
        return ReportReply(outcome="emergency", message=wording.REPORT_EMERGENCY)
    cards = [card_body(card) for card in outcome.check.cards]
    return ReportReply(outcome="answered", message=wording.REPORT_ANSWERED, cards=cards)
