"""The partner contract's shapes, version 1."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.priority import PriorityBand
from knowledge.emerging.views import DueState, LedgerLine, WhereSeen

MOST_REPORTS = 100

ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,80}$")]


class PartnerReport(BaseModel):
    """One lead. Personal data in `text` is taken out before anything is kept; still, leave it out where you can."""

    external_id: ExternalId = Field(description="your own number of it; sent again, it is taken in once")
    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    reported_at: AwareDatetime | None = Field(default=None, description="when it was reported to you; default: now")
    where_seen: WhereSeen | None = None
    asker: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None,
        description="anything that tells this caller from others of the same day; hashed with a salt of that day",
    )


class PartnerReports(BaseModel):
    """Up to a hundred leads: all are taken in, or none when one cannot be used."""

    reports: list[PartnerReport] = Field(min_length=1, max_length=MOST_REPORTS)


class TakenReport(BaseModel):
    """What became of a lead."""

    external_id: str
    query_code: str
    cluster_id: int | None = Field(
        description="its line in the ledger; null without the right to read it, and for leads marked 不宜公开"
    )
    is_repeat: bool = Field(description="taken in before, or counted to a report of the same caller that day")


class TakenReports(BaseModel):
    """In the order they were sent."""

    reports: list[TakenReport]


class PriorityBody(BaseModel):
    """The score (0-100) and its factors (0-1), which multiply."""

    score: float
    band: PriorityBand
    harm: Harm
    harm_factor: float
    spread_factor: float
    growth_factor: float
    worthiness_factor: float
    askers_last_week: int


class LedgerLineBody(BaseModel):
    """One line of the ledger. Leads marked 不宜公开 are never here."""

    model_config = ConfigDict(from_attributes=True)

    cluster_id: int
    claim: str
    kind: MessageKind
    status: ClusterStatus
    status_label: str
    edition: int = Field(description="send it back with a change; it is refused when somebody changed it since")
    report_count: int
    mention_count: int
    asker_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    topic: str
    foods: list[str]
    unit: str | None
    due_on: date | None
    due_state: DueState
    conclusion: str
    basis: str
    evidence: str
    concluded_at: datetime | None
    entry_id: str | None
    companies: list[str]
    reopened_count: int
    priority: PriorityBody

    @classmethod
    def of(cls, line: LedgerLine) -> "LedgerLineBody":
        """The body of a line."""
        cluster, judged = line.cluster, line.priority
        return cls.model_validate(
            {name: getattr(cluster, name) for name in cls.model_fields if hasattr(cluster, name)}
            | {
                "due_state": line.due_state,
                "priority": {name: getattr(judged, name) for name in PriorityBody.model_fields},
            }
        )


class LedgerPageBody(BaseModel):
    """Lines of the ledger, the most urgent first; `total` is how many fit the filters."""

    total: int
    lines: list[LedgerLineBody]


class ConclusionRequest(BaseModel):
    """What a check found; all three texts are needed."""

    status: ClusterStatus = Field(description="`rebutted` or `confirmed`")
    conclusion: str
    basis: str
    evidence: str
    edition: int = Field(description="of the line you read")
