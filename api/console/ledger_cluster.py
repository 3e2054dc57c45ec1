"""One cluster of the ledger: all there is on it, and what the office does with it."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.console.ledger import LEDGER, Reader
from api.console.ledger_charts import days_chart
from api.deps import Services, ServicesDep
from knowledge.emerging.kinds import Harm
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus
from knowledge.emerging.units import units
from knowledge.emerging.views import ClusterView
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.errors import IndexUnavailable, InvalidInput, LedgerConflict, NotFound, WrongState
from knowledge.masking import without_placeholders
from knowledge.staff.permissions import Permission

router = console_router(LEDGER)

Officer = Annotated[SignedIn, Depends(allowed(Permission.WORK_LEDGER))]
Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
Edition = Annotated[int, Form(ge=1)]
Short = Annotated[str, Form(max_length=600)]
Long = Annotated[str, Form(max_length=8_000)]

_LONGEST_TITLE = 60


@router.get("/{cluster_id}")
async def cluster_page(cluster_id: int, request: Request, services: ServicesDep, person: Reader) -> Response:
    """The cluster with its reports, variants, priority, history and steps."""
    return await _page(request, services, person, cluster_id)


@router.post("/{cluster_id}/assign")
async def assign(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    unit: Short = "",
    due_on: Short = "",
) -> Response:
    """Hand it to a unit until a day."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.assign_cluster(
            cluster_id, person.name, unit=unit, due_on=_day(due_on, "due_on"), edition=edition
        ),
        done="assigned",
        typed={"unit": unit, "due_on": due_on},
    )


@router.post("/{cluster_id}/conclude")
async def conclude(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    status: Short = "",
    conclusion: Long = "",
    basis: Long = "",
    evidence: Long = "",
) -> Response:
    """Close it as 已辟谣 or 属实转办."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.conclude_cluster(
            cluster_id, person.name, Conclusion(_status(status), conclusion, basis, evidence), edition=edition
        ),
        done="concluded",
        typed={"status": status, "conclusion": conclusion, "basis": basis, "evidence": evidence},
    )


@router.post("/{cluster_id}/dismiss")
async def dismiss(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    dismissal_reason: Short = "",
) -> Response:
    """不予处理."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.dismiss_cluster(cluster_id, person.name, reason=dismissal_reason, edition=edition),
        done="dismissed",
        typed={"dismissal_reason": dismissal_reason},
    )


@router.post("/{cluster_id}/send-back")
async def send_back(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    reason: Short = "",
) -> Response:
    """Back to the queue."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.send_cluster_back(cluster_id, person.name, reason=reason, edition=edition),
        done="sent-back",
        typed={"reason": reason},
    )


@router.post("/{cluster_id}/reopen")
async def reopen(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    reason: Short = "",
) -> Response:
    """Take it up again."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.reopen_cluster(cluster_id, person.name, reason=reason, edition=edition),
        done="reopened",
        typed={"reason": reason},
    )


@router.post("/{cluster_id}/restrict")
async def restrict(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    restricted: Annotated[bool, Form()] = False,
    restricted_reason: Short = "",
) -> Response:
    """Mark it 不宜公开, or take the mark away."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.restrict_cluster(
            cluster_id, person.name, restricted=restricted, reason=restricted_reason, edition=edition
        ),
        done="saved",
        typed={"restricted_reason": restricted_reason},
    )


@router.post("/{cluster_id}/companies")
async def companies(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    companies: Short = "",
) -> Response:
    """Correct which companies are named: one a line."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.set_cluster_companies(
            cluster_id, person.name, companies=companies.splitlines(), edition=edition
        ),
        done="saved",
        typed={"companies": companies},
    )


@router.post("/{cluster_id}/company-check")
async def company_check(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    company_checked_by: Short = "",
    company_checked_on: Short = "",
) -> Response:
    """涉企核实 is done."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.clear_companies(
            cluster_id,
            person.name,
            by=company_checked_by,
            on=_day(company_checked_on, "company_checked_on"),
            edition=edition,
        ),
        done="company-checked",
        typed={"company_checked_by": company_checked_by, "company_checked_on": company_checked_on},
    )


@router.post("/{cluster_id}/harm")
async def harm(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    harm: Short = "",
) -> Response:
    """Say what it can do; empty leaves it to its words."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.judge_harm(
            cluster_id, person.name, harm=Harm(harm) if harm in set(Harm) else None, edition=edition
        ),
        done="saved",
        typed={"harm": harm},
    )


@router.post("/{cluster_id}/link")
async def link(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    entry_id: Short = "",
) -> Response:
    """Name the entry that answers it."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.link_entry(cluster_id, person.name, entry_id=entry_id.strip(), edition=edition),
        done="linked",
        typed={"entry_id": entry_id},
        not_found={"entry": "entry_id"},
    )


@router.post("/{cluster_id}/merge")
async def merge(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    into: Short = "",
) -> Response:
    """Put its reports into another cluster; the page of that one follows."""
    return await _act(
        request,
        services,
        person,
        cluster_id,
        lambda: services.knowledge.merge_clusters(cluster_id, _number(into), person.name, edition=edition),
        done="merged",
        typed={"into": into},
        not_found={"cluster": "into"},
    )


@router.post("/{cluster_id}/split")
async def split(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Edition,
    reports: Annotated[list[int] | None, Form()] = None,
    into: Short = "",
) -> Response:
    """Put the chosen reports into a new cluster, or each into the one with the number given."""
    chosen = reports or []

    def rearrange() -> ClusterView:
        if not into.strip():
            return services.knowledge.split_cluster(cluster_id, chosen, person.name, edition=edition)
        return services.knowledge.move_reports(cluster_id, chosen, _number(into), person.name, edition=edition)

    return await _act(
        request,
        services,
        person,
        cluster_id,
        rearrange,
        done="split",
        typed={"reports": chosen, "move_into": into},
        not_found={"cluster": "move_into"},
    )


@router.post("/{cluster_id}/rebuttal")
async def start_rebuttal(cluster_id: int, request: Request, services: ServicesDep, person: Editor) -> Response:
    """Begin the entry that answers it; its editor follows."""
    read = partial(services.knowledge.cluster_file, cluster_id, viewer=person.name)
    file = await to_thread.run_sync(read)
    cluster = file.line.cluster
    draft = EntryDraft(
        kind=EntryKind.RUMOR,
        title=without_placeholders(cluster.claim)[:_LONGEST_TITLE] or "待补标题",
        topic=cluster.topic,
        unit=cluster.unit or file.default_unit,
    )
    try:
        entry_id = await to_thread.run_sync(services.knowledge.draft_rebuttal, cluster_id, draft, person.name)
    except WrongState as error:
        return await _page(request, services, person, cluster_id, status=409, problem=error.message)
    return RedirectResponse(f"/console/entries/{entry_id}/edit", 303)


async def _act(
    request: Request,
    services: Services,
    person: SignedIn,
    cluster_id: int,
    change: Callable[[], ClusterView],
    *,
    done: str,
    typed: Mapping[str, Any],
    not_found: Mapping[str, str] | None = None,
) -> Response:
    """Do it and show the cluster; or show the form again, with what was typed and what is wrong with it."""
    again = partial(_page, request, services, person, cluster_id, typed=typed)
    try:
        changed = await to_thread.run_sync(change)
    except InvalidInput as error:
        return await again(status=422, errors={error.field: error.message}, problem=error.message)
    except LedgerConflict as error:
        return await again(status=409, conflict=error)
    except WrongState as error:
        return await again(status=409, problem=error.message)
    except NotFound as error:
        field = (not_found or {}).get(error.what)
        if field is None or str(error.key) == str(cluster_id):
            raise
        return await again(status=422, errors={field: error.message}, problem=error.message)
    return RedirectResponse(f"{LEDGER}/{changed.cluster_id}?done={done}", 303)


async def _page(
    request: Request,
    services: Services,
    person: SignedIn,
    cluster_id: int,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    problem: str = "",
    conflict: LedgerConflict | None = None,
) -> Response:
    knowledge = services.knowledge
    file = await to_thread.run_sync(partial(knowledge.cluster_file, cluster_id, viewer=person.name))
    cluster = file.line.cluster
    may_work = person.can(Permission.WORK_LEDGER) and cluster.merged_into_id is None
    similar = await to_thread.run_sync(_similar, services, cluster_id, person.name) if may_work else []
    entries = await to_thread.run_sync(_entries, services, cluster.claim) if may_work else []
    return services.pages.render(
        request,
        "ledger/cluster.html",
        person,
        status,
        file=file,
        line=file.line,
        cluster=cluster,
        chart=days_chart(file.days),
        similar=similar,
        suggested_entries=entries,
        told=await to_thread.run_sync(_told, services, cluster.entry_id),
        may_work=may_work,
        is_closed=cluster.status in CLOSED,
        units=[(unit.name, f"{unit.name}（第{'、'.join(map(str, unit.items))}项）") for unit in units()],
        harms=list(Harm),
        conclusions=[ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED],
        errors=errors or {},
        typed=typed or {},
        problem=problem,
        conflict=conflict,
    )


def _similar(services: Services, cluster_id: int, viewer: str) -> list[Any]:
    try:
        return list(services.knowledge.similar_clusters(cluster_id, viewer=viewer))
    except IndexUnavailable:
        return []


def _entries(services: Services, claim: str) -> list[Any]:
    try:
        return list(services.knowledge.entries_by_meaning(claim, most=3).entries)
    except IndexUnavailable:
        return []


def _told(services: Services, entry_id: str | None) -> list[tuple[str, int]]:
    if entry_id is None:
        return []
    counts = services.knowledge.notification_counts(entry_id)
    return [(state.label, count) for state, count in counts.by_state.items() if count]


def _day(written: str, field: str) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise InvalidInput(field, "日期看不懂，请写成 2026-11-26 这样。") from None


def _number(written: str) -> int:
    text = written.strip().removesuffix("号").strip()
    if not text.isdecimal():
        raise InvalidInput("into", "请填写另一个线索簇的编号。")
    return int(text)


def _status(written: str) -> ClusterStatus:
    if written not in set(ClusterStatus):
        raise InvalidInput("status", "请选择结论：已辟谣或属实转办。")
    return ClusterStatus(written)
