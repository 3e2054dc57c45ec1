"""The public contract's shapes, version 1."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.kinds import EntryKind, Risk, SourceTier, Verdict
from knowledge.matching.types import OutcomeName

ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class _Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SourceBody(_Shape):
    """来源: `url` is null for a repost and where there is no page."""

    title: str
    publisher: str
    url: str | None
    published_on: str | None = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as the source states it")
    # A reply kept from before there were tiers has none.
    tier: SourceTier = Field(
        default=SourceTier.REPOST, description="A official or scientific body, B established media, C repost"
    )


class GroupNoteBody(_Shape):
    """What differs for one group of people."""

    group: str
    note: str


class RelatedBody(_Shape):
    """Another entry worth reading."""

    entry_id: str
    title: str


class AnswerCardBody(_Shape):
    """答复卡: a reviewed answer with its sources."""

    entry_id: str
    kind: EntryKind
    kind_label: str
    title: str
    claim: str = Field(description="what people say")
    verdict: Verdict | None = Field(description="only where a claim was judged")
    verdict_label: str | None
    truth: str = Field(description="what is so, in one sentence")
    key_points: list[str]
    advice: str
    sources: list[SourceBody]
    reviewed_on: date
    unit: str
    topic: str
    risk: Risk
    groups: list[GroupNoteBody]
    related: list[RelatedBody]
    law: list[str]
    needs_source: bool = Field(default=False, description="only reposts support it so far: 来源待补")
    share_text: str = Field(description="ready to be sent on")


class CheckRequest(BaseModel):
    """A text to check, of any length up to the limit (10,000 characters unless set otherwise)."""

    text: str


class CandidateBody(_Shape):
    """An entry that may be meant."""

    entry_id: str
    title: str
    probability: float = Field(ge=0, le=1)


class CheckReply(BaseModel):
    """What is known about a text."""

    outcome: OutcomeName
    cards: list[AnswerCardBody] = Field(description="one per claim answered, at most three")
    candidates: list[CandidateBody] = Field(description="best first")
    revision: int = Field(description="of the knowledge that answered")


class ChatRequest(BaseModel):
    """One message of a resident. With a `choice`, `text` is the title of the button that was pressed."""

    conversation_id: ConversationId | None = Field(
        default=None, description="absent in a conversation's first message"
    )
    text: str = ""
    message_id: MessageId | None = Field(
        default=None, description="made by the sender; the same message sent again gets the same reply"
    )
    choice: Annotated[str, StringConstraints(max_length=300)] | None = None


class ChoiceBody(BaseModel):
    """A button: send `choice` back together with `title` as the text."""

    title: str
    choice: str


class MessageBody(BaseModel):
    """One message of the assistant; `text` alone says everything in plain words."""

    kind: Literal["text", "card", "emergency", "receipt"]
    text: str
    card: AnswerCardBody | None = None
    query_code: str | None = None
    choices: list[ChoiceBody] | None = None


class ChatReply(BaseModel):
    """The assistant's messages, in order; never none."""

    conversation_id: str
    messages: list[MessageBody]


class GreetingReply(BaseModel):
    """What an empty conversation opens with."""

    messages: list[MessageBody]


class InquiryStatusBody(BaseModel):
    """What became of a report; `card` once there is an answer."""

    query_code: str
    asked_on: date
    claim: str
    status: ClusterStatus
    status_label: str
    message: str
    card: AnswerCardBody | None


class FeedbackRequest(BaseModel):
    """有用 or 没用; the last vote of a conversation for an entry counts."""

    conversation_id: ConversationId
    entry_id: EntryId
    helpful: StrictBool
