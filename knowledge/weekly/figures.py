"""The figures of one week, counted and judged, before any sentence is made of them."""

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.trends.counts import Questions, Reports, Votes
from knowledge.trends.subjects import SubjectKey
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.risk import RiskFactors


@dataclass(frozen=True, slots=True)
class WeekVolume:
    """The volumes of one week."""

    week: IsoWeek
    messages: int
    questions: Questions
    reports: Reports
    votes: Votes


@dataclass(frozen=True, slots=True)
class RumorLine:
    """One rumor of the week: asked about, and what is known of it."""

    key: SubjectKey
    title: str
    is_answered: bool
    """Whether a published entry answers it."""
    is_gap: bool
    """A question nothing answers, not a rumor."""
    verdict: str
    """The entry's conclusion, or where the checking stands."""
    basis: str
    status: str
    first_seen: date
    channels: tuple[tuple[str, int], ...]
    askers: int
    mentions: int
    askers_before: int
    """Last week's."""
    expected: float
    """The mean of the four weeks before."""
    variants: int
    topic: str
    food: str
    unit: str
    risk: RiskFactors
    tricks: tuple[str, ...]
    companies: tuple[str, ...]
    is_restricted: bool
    restricted_reason: str
    originals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RisingLine:
    """A rumor that rises, with the test it passed."""

    rumor: RumorLine
    count: int
    expected: float
    p_value: float
    is_new: bool
    is_seasonal: bool
    rose_on: tuple[date, ...]
    """The days of the week on which the daily test flagged it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a breakdown, with last week's count."""

    name: str
    count: int
    before: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts by one property. ``adds_up``: every ask is in exactly one cell, so cells and total are one sum."""

    key: str
    title: str
    unit: str
    query: str
    cells: tuple[Cell, ...]
    adds_up: bool


@dataclass(frozen=True, slots=True)
class OpenLead:
    """A line of the ledger that is not closed."""

    cluster_id: int
    claim: str
    status: str
    unit: str
    due_on: date | None
    days_overdue: int
    askers: int
    is_restricted: bool
    awaits_company: bool
    """It names a company nobody has clarified with yet: 涉企核实 comes first."""


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """What went through the ledger in a week. Medians are true medians, in hours; ``None`` without a case."""

    received: int
    judged: int
    transferred: int
    closed: int
    rebutted: int
    confirmed: int
    dismissed: int
    reopened: int
    hours_to_judging: float | None
    hours_to_closing: float | None
    open_leads: tuple[OpenLead, ...]

    @property
    def overdue(self) -> tuple[OpenLead, ...]:
        """The open leads past their date, the longest first."""
        late = [lead for lead in self.open_leads if lead.days_overdue > 0]
        return tuple(sorted(late, key=lambda lead: (-lead.days_overdue, lead.cluster_id)))


@dataclass(frozen=True, slots=True)
class Rebuttal:
    """An answer that became public, or was linked to a lead, and what was asked before and after."""

    entry_id: str
    title: str
    answered_at: datetime
    is_of_this_week: bool
    reach: int
    told: int
    votes: Votes
    asks_before: int
    asks_after: int
    days_after: int
    """Whole days counted after it; compared with as many before."""


@dataclass(frozen=True, slots=True)
class PoorAnswer:
    """An entry residents found unhelpful, with one masked question it answered."""

    entry_id: str
    title: str
    unit: str
    votes: Votes
    sample: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the assistant answered."""

    poor: tuple[PoorAnswer, ...]
    samples: tuple[tuple[str, str], ...]
    """Titles and masked questions of answers somebody found unhelpful."""
    published: int
    revised: tuple[str, ...]
    """Entries of which a further version became public."""
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Something to be expected in the weeks to come."""

    name: str
    begins: date
    ends: date
    topics: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Something somebody should do. ``key`` names it from one week to the next."""

    key: str
    text: str
    unit: str
    due_on: date
    is_public_safe: bool = False


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A recommendation of last week, and what became of it."""

    recommendation: Recommendation
    state: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """Everything the report says, as figures."""

    week: IsoWeek
    volumes: tuple[WeekVolume, ...]
    """This week last, at most twelve."""
    history_weeks: int
    """Weeks of the four before that lie in the time the assistant was in use."""
    knows_season: bool
    is_simulated: bool
    """Whether made-up questions are among those counted: the report says so at its head."""
    rumors: tuple[RumorLine, ...]
    """All of the week, most askers first."""
    rising: tuple[RisingLine, ...]
    returned: tuple[RumorLine, ...]
    gaps: tuple[RumorLine, ...]
    breakdowns: tuple[Breakdown, ...]
    public_breakdowns: tuple[Breakdown, ...]
    """The same without leads that may not be public; small cells are still in."""
    open_gaps: frozenset[int]
    """Leads that are questions nothing answers yet."""
    ledger: LedgerFigures
    ledger_before: LedgerFigures
    """Last week's moves; its open leads are not asked for."""
    rebuttals: tuple[Rebuttal, ...]
    quality: Quality
    outlook: tuple[Outlook, ...]

    @property
    def this(self) -> WeekVolume:
        """This week's volumes."""
        return self.volumes[-1]

    @property
    def last(self) -> WeekVolume | None:
        """Last week's volumes, where the assistant was in use then."""
        return self.volumes[-2] if len(self.volumes) > 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether nobody asked and nobody reported anything."""
        return self.this.questions.questions == 0 and self.this.reports.askers == 0
