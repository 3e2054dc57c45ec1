"""The ledger of leads: the board, the table, and the file to take away."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Query, Request, Response

from api.console.access import SignedIn, allowed, console_router
from api.console.csv_files import csv_response
from api.console.paging import PAGE_SIZE, Page, PageNumber, offset_of
from api.console.templating import china_time
from api.deps import ServicesDep
from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from knowledge.emerging.ranking import MOST_RANKED
from knowledge.emerging.topics import topics
from knowledge.emerging.units import units
from knowledge.emerging.views import DueState, LedgerLine
from knowledge.staff.permissions import Permission

LEDGER = "/console/ledger"

router = console_router(LEDGER)

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]

_ON_BOARD = {status: 5 if status in CLOSED else 12 for status in ClusterStatus}
_DUE_SHOWN = 5
_MARKS = {
    "returning": LedgerFilter(is_returning=True),
    "company": LedgerFilter(needs_company_check=True),
    "restricted": LedgerFilter(is_restricted=True),
}
_MARK_LABELS = (("returning", "旧谣新炒"), ("company", "待涉企核实"), ("restricted", "不宜公开"))
_HEADINGS = (
    "编号",
    "说法",
    "类别",
    "状态",
    "优先分",
    "危害",
    "提问人次",
    "提及次数",
    "近七天提问人次",
    "主题",
    "食品",
    "责任单位",
    "办理时限",
    "时限情况",
    "首次上报",
    "最近上报",
    "涉及企业",
    "涉企核实人",
    "核查结论",
    "依据",
    "佐证材料",
    "办结时间",
    "答复条目",
    "不宜公开",
)


@dataclass(frozen=True, slots=True)
class LedgerSearch:
    """The filters as the address has them; what makes no sense there restricts nothing."""

    view: str
    words: str
    status: str
    unit: str
    kind: str
    topic: str
    food: str
    due: str
    mark: str

    def wanted(self) -> LedgerFilter:
        """The filter they mean."""
        marked = _MARKS.get(self.mark, LedgerFilter())
        return LedgerFilter(
            status=ClusterStatus(self.status) if self.status in set(ClusterStatus) else None,
            unit=self.unit or None,
            kind=MessageKind(self.kind) if self.kind in set(MessageKind) else None,
            topic=self.topic or None,
            food=self.food.strip() or None,
            words=self.words,
            due=DueState(self.due) if self.due in set(DueState) else None,
            is_restricted=marked.is_restricted,
            needs_company_check=marked.needs_company_check,
            is_returning=marked.is_returning,
        )

    @property
    def is_table(self) -> bool:
        """Whether the table was asked for."""
        return self.view == "table"


def _search(
    view: Annotated[str, Query(max_length=10)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    unit: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    topic: Annotated[str, Query(max_length=50)] = "",
    food: Annotated[str, Query(max_length=40)] = "",
    due: Annotated[str, Query(max_length=20)] = "",
    mark: Annotated[str, Query(max_length=20)] = "",
) -> LedgerSearch:
    return LedgerSearch(view, words, status, unit, kind, topic, food, due, mark)


Search = Annotated[LedgerSearch, Depends(_search)]


@router.get("")
async def ledger_page(
    request: Request, services: ServicesDep, person: Reader, search: Search, number: PageNumber = 1
) -> Response:
    """The board by status, or the table with every factor of the priority."""
    knowledge, wanted = services.knowledge, search.wanted()
    due = await to_thread.run_sync(partial(knowledge.due_lines, viewer=person.name, limit=_DUE_SHOWN))
    table, board = None, None
    if search.is_table:
        find = partial(knowledge.find_lines, viewer=person.name, limit=PAGE_SIZE, offset=offset_of(number))
        table = await to_thread.run_sync(find, wanted)
    else:
        board = await to_thread.run_sync(partial(knowledge.ledger_board, wanted, viewer=person.name, most=_ON_BOARD))
    return services.pages.render(
        request,
        "ledger/list.html",
        person,
        search=search,
        shown=table or board,
        page=Page(number, min(table.total, MOST_RANKED)) if table else None,
        overdue=due.overdue,
        due_soon=due.soon,
        statuses=list(ClusterStatus),
        kinds=[MessageKind.RUMOR, MessageKind.INFORMATION_GAP],
        units=[(unit.name, unit.name) for unit in units()],
        topics=[(topic, topic) for topic in sorted(topics())],
        due_states=[DueState.OVERDUE, DueState.DUE_SOON, DueState.ON_TIME, DueState.NONE],
        marks=[pair for pair in _MARK_LABELS if pair[0] != "restricted" or person.can(Permission.SEE_RESTRICTED)],
    )


@router.get("/export.csv")
async def export(services: ServicesDep, person: Reader, search: Search) -> Response:
    """The lines that fit, as a file."""
    find = partial(services.knowledge.export_lines, search.wanted(), person.name)
    lines = await to_thread.run_sync(find)
    today = china_date(services.knowledge.clock())
    return csv_response(f"线索台账-{today}", _HEADINGS, map(_row, lines))


def _row(line: LedgerLine) -> tuple[object, ...]:
    cluster, judged = line.cluster, line.priority
    return (
        cluster.cluster_id,
        cluster.claim,
        cluster.kind.label,
        cluster.status_label,
        judged.score,
        judged.harm.label,
        cluster.asker_count,
        cluster.mention_count,
        judged.askers_last_week,
        cluster.topic,
        "、".join(cluster.foods),
        cluster.unit or "",
        cluster.due_on or "",
        line.due_state.label if cluster.due_on else "",
        china_time(cluster.first_reported_at),
        china_time(cluster.last_reported_at),
        "、".join(cluster.companies),
        cluster.company_checked_by,
        cluster.conclusion or cluster.dismissal_reason,
        cluster.basis,
        cluster.evidence,
        china_time(cluster.concluded_at),
        cluster.entry_id or "",
        "是" if cluster.is_restricted else "",
    )
