"""The partner routes, version 1. Every one needs a partner's token."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Response

from api.deps import ServicesDep
from api.errors import ApiError, error_responses
from api.partners.access import PartnerDep, asking_partner
from api.partners.schemas import (
    ConclusionRequest,
    LedgerLineBody,
    LedgerPageBody,
    PartnerReport,
    PartnerReports,
    TakenReport,
    TakenReports,
)
from api.public.routes import inquiry_body
from api.public.schemas import InquiryStatusBody
from knowledge.check_worthiness import MessageKind
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from knowledge.emerging.partners import PartnerView
from knowledge.emerging.raw import RawReport
from knowledge.emerging.views import DueState
from knowledge.errors import UnusableReport

router = APIRouter(
    prefix="/api/v1/partner",
    tags=["partners"],
    dependencies=[Depends(asking_partner)],
    responses=error_responses(401, 403, 429),
)

_CHANGES = error_responses(400, 413, 422, 503)


@router.post("/reports", status_code=201, responses={200: {"model": TakenReport}, **_CHANGES})
async def send_report(
    body: PartnerReport, services: ServicesDep, partner: PartnerDep, response: Response
) -> TakenReport:
    """Hand over one lead. With the same `external_id` again it is not taken in twice: 200 instead of 201."""
    (taken,) = await _take([body], services, partner)
    if taken.is_repeat:
        response.status_code = 200
    return taken


@router.post("/reports/batch", status_code=201, responses=_CHANGES)
async def send_reports(body: PartnerReports, services: ServicesDep, partner: PartnerDep) -> TakenReports:
    """Hand over up to a hundred leads: all, or none when one cannot be used. Safe to send again."""
    try:
        return TakenReports(reports=await _take(body.reports, services, partner))
    except UnusableReport as error:
        field = f"reports.{error.position}.{error.field}"
        raise ApiError(422, "invalid_input", error.message, field=field) from error


@router.get("/reports/{query_code}", responses=error_responses(404, 422))
async def report_status(query_code: str, services: ServicesDep, partner: PartnerDep) -> InquiryStatusBody:
    """What became of a lead you sent, by the query code you got for it; other codes are not found."""
    read = partial(services.knowledge.partner_report_status, partner.partner_id, query_code)
    return inquiry_body(await to_thread.run_sync(read))


@router.get("/clusters", responses=error_responses(422))
async def ledger_page(
    services: ServicesDep,
    partner: PartnerDep,
    status: ClusterStatus | None = None,
    kind: MessageKind | None = None,
    unit: Annotated[str | None, Query(max_length=80)] = None,
    due: DueState | None = None,
    words: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> LedgerPageBody:
    """The ledger, the most urgent first. Needs the right to read it."""
    wanted = LedgerFilter(status=status, kind=kind, unit=unit, due=due, words=words)
    page = await to_thread.run_sync(
        partial(services.knowledge.find_lines, wanted, viewer=partner.actor, limit=limit, offset=offset)
    )
    return LedgerPageBody(total=page.total, lines=[LedgerLineBody.of(line) for line in page.lines])


@router.get("/clusters/{cluster_id}", responses=error_responses(404, 422))
async def ledger_line(cluster_id: int, services: ServicesDep, partner: PartnerDep) -> LedgerLineBody:
    """One line of the ledger. Needs the right to read it."""
    read = partial(services.knowledge.cluster_file, cluster_id, viewer=partner.actor)
    return LedgerLineBody.of((await to_thread.run_sync(read)).line)


@router.post("/clusters/{cluster_id}/conclusion", responses=error_responses(400, 404, 409, 413, 422))
async def conclude(
    cluster_id: int, body: ConclusionRequest, services: ServicesDep, partner: PartnerDep
) -> LedgerLineBody:
    """Close a check with what it found. Needs the right to conclude; 409 tells what stands there now."""
    found = Conclusion(body.status, body.conclusion, body.basis, body.evidence)
    knowledge = services.knowledge
    await to_thread.run_sync(
        partial(knowledge.conclude_cluster, cluster_id, partner.actor, found, edition=body.edition)
    )
    read = partial(knowledge.cluster_file, cluster_id, viewer=partner.actor)
    return LedgerLineBody.of((await to_thread.run_sync(read)).line)


async def _take(reports: list[PartnerReport], services: ServicesDep, partner: PartnerView) -> list[TakenReport]:
    raws = [
        RawReport(
            report.text,
            partner.channel,
            reported_at=report.reported_at,
            where_seen=report.where_seen,
            asker=report.asker,
            external_id=report.external_id,
        )
        for report in reports
    ]
    take = partial(services.knowledge.take_reports, raws, partner_id=partner.partner_id)
    taken = await to_thread.run_sync(take)
    return [
        TakenReport(
            external_id=report.external_id,
            query_code=one.receipt.query_code,
            cluster_id=one.cluster_id if partner.may_read_ledger and not one.is_restricted else None,
            is_repeat=one.is_repeat,
        )
        for report, one in zip(reports, taken, strict=True)
    ]
