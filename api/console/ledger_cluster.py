"""One cluster of the ledger: all there is on it, and what the office does with it."""

from datetime import date
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.console.ledger import LEDGER, Reader
from api.console.ledger_page import Step, cluster_page
from api.deps import ServicesDep
from knowledge.emerging.kinds import Harm
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import ClusterView
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.errors import InvalidInput, WrongState
from knowledge.masking import without_placeholders
from knowledge.staff.permissions import Permission

router = console_router(LEDGER)

Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
Short = Annotated[str, Form(max_length=600)]
Long = Annotated[str, Form(max_length=8_000)]

_LONGEST_TITLE = 60


@router.get("/{cluster_id}")
async def read(cluster_id: int, request: Request, services: ServicesDep, person: Reader) -> Response:
    """The cluster with its reports, variants, priority, history and steps."""
    return await cluster_page(request, services, person, cluster_id)


@router.post("/{cluster_id}/assign")
async def assign(step: Step, unit: Short = "", due_on: Short = "") -> Response:
    """Hand it to a unit until a day."""

    def change() -> ClusterView:
        day = _day(due_on, "due_on")
        return step.knowledge.assign_cluster(*step.on, unit=unit, due_on=day, edition=step.edition)

    return await step.take(change, done="assigned", typed={"unit": unit, "due_on": due_on})


@router.post("/{cluster_id}/conclude")
async def conclude(
    step: Step, status: Short = "", conclusion: Long = "", basis: Long = "", evidence: Long = ""
) -> Response:
    """Close it as 已辟谣 or 属实转办."""

    def change() -> ClusterView:
        found = Conclusion(_status(status), conclusion, basis, evidence)
        return step.knowledge.conclude_cluster(*step.on, found, edition=step.edition)

    typed = {"status": status, "conclusion": conclusion, "basis": basis, "evidence": evidence}
    return await step.take(change, done="concluded", typed=typed)


@router.post("/{cluster_id}/dismiss")
async def dismiss(step: Step, dismissal_reason: Short = "") -> Response:
    """不予处理."""
    change = partial(step.knowledge.dismiss_cluster, *step.on, reason=dismissal_reason, edition=step.edition)
    return await step.take(change, done="dismissed", typed={"dismissal_reason": dismissal_reason})


@router.post("/{cluster_id}/send-back")
async def send_back(step: Step, reason: Short = "") -> Response:
    """Back to the queue."""
    change = partial(step.knowledge.send_cluster_back, *step.on, reason=reason, edition=step.edition)
    return await step.take(change, done="sent-back", typed={"reason": reason})


@router.post("/{cluster_id}/reopen")
async def reopen(step: Step, reason: Short = "") -> Response:
    """Take it up again."""
    change = partial(step.knowledge.reopen_cluster, *step.on, reason=reason, edition=step.edition)
    return await step.take(change, done="reopened", typed={"reason": reason})


@router.post("/{cluster_id}/restrict")
async def restrict(step: Step, restricted: Annotated[bool, Form()] = False, restricted_reason: Short = "") -> Response:
    """Mark it 不宜公开, or take the mark away."""
    change = partial(
        step.knowledge.restrict_cluster,
        *step.on,
        restricted=restricted,
        reason=restricted_reason,
        edition=step.edition,
    )
    return await step.take(change, done="saved", typed={"restricted_reason": restricted_reason})


@router.post("/{cluster_id}/companies")
async def companies(step: Step, companies: Short = "") -> Response:
    """Correct which companies are named: one a line."""
    named = companies.splitlines()
    change = partial(step.knowledge.set_cluster_companies, *step.on, companies=named, edition=step.edition)
    return await step.take(change, done="saved", typed={"companies": companies})


@router.post("/{cluster_id}/company-check")
async def company_check(step: Step, company_checked_by: Short = "", company_checked_on: Short = "") -> Response:
    """涉企核实 is done."""

    def change() -> ClusterView:
        day = _day(company_checked_on, "company_checked_on")
        return step.knowledge.clear_companies(*step.on, by=company_checked_by, on=day, edition=step.edition)

    typed = {"company_checked_by": company_checked_by, "company_checked_on": company_checked_on}
    return await step.take(change, done="company-checked", typed=typed)


@router.post("/{cluster_id}/harm")
async def harm(step: Step, harm: Short = "") -> Response:
    """Say what it can do; empty leaves it to its words."""
    judged = Harm(harm) if harm in set(Harm) else None
    change = partial(step.knowledge.judge_harm, *step.on, harm=judged, edition=step.edition)
    return await step.take(change, done="saved", typed={"harm": harm})


@router.post("/{cluster_id}/link")
async def link(step: Step, entry_id: Short = "") -> Response:
    """Name the entry that answers it."""
    change = partial(step.knowledge.link_entry, *step.on, entry_id=entry_id.strip(), edition=step.edition)
    return await step.take(change, done="linked", typed={"entry_id": entry_id}, not_found={"entry": "entry_id"})


@router.post("/{cluster_id}/merge")
async def merge(step: Step, into: Short = "") -> Response:
    """Put its reports into another cluster; the page of that one follows."""

    def change() -> ClusterView:
        cluster_id, officer = step.on
        return step.knowledge.merge_clusters(cluster_id, _number(into), officer, edition=step.edition)

    return await step.take(change, done="merged", typed={"into": into}, not_found={"cluster": "into"})


@router.post("/{cluster_id}/split")
async def split(step: Step, reports: Annotated[list[int] | None, Form()] = None, into: Short = "") -> Response:
    """Put the chosen reports into a new cluster, or each into the one with the number given."""
    chosen = reports or []

    def change() -> ClusterView:
        cluster_id, officer = step.on
        if not into.strip():
            return step.knowledge.split_cluster(cluster_id, chosen, officer, edition=step.edition)
        return step.knowledge.move_reports(cluster_id, chosen, _number(into), officer, edition=step.edition)

    typed = {"reports": chosen, "move_into": into}
    return await step.take(change, done="split", typed=typed, not_found={"cluster": "move_into"})


@router.post("/{cluster_id}/rebuttal")
async def start_rebuttal(cluster_id: int, request: Request, services: ServicesDep, person: Editor) -> Response:
    """Begin the entry that answers it; its editor follows."""
    read_file = partial(services.knowledge.cluster_file, cluster_id, viewer=person.name)
    file = await to_thread.run_sync(read_file)
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
        return await cluster_page(request, services, person, cluster_id, status=409, problem=error.message)
    return RedirectResponse(f"/console/entries/{entry_id}/edit", 303)


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
