"""The staff routes: the queue of what is not known yet, and the life of an entry. Every one needs a token
of an account that may do it."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query

from api.deps import AllowedByToken, ServicesDep
from api.errors import error_responses
from api.staff.schemas import (
    ClusterBody,
    EntryBody,
    EntryIdReply,
    NewEntryRequest,
    RefreshReply,
    ReportBody,
)
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryStatus
from knowledge.staff.permissions import Permission
from knowledge.staff.views import StaffView

router = APIRouter(
    prefix="/api/v1/staff",
    tags=["staff"],
    responses=error_responses(401, 403, 429),
)

Reader = Annotated[StaffView, Depends(AllowedByToken(Permission.SEE_CONSOLE))]
Editor = Annotated[StaffView, Depends(AllowedByToken(Permission.EDIT_ENTRIES))]
Reviewer = Annotated[StaffView, Depends(AllowedByToken(Permission.REVIEW_ENTRIES))]

Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0)]
_CHANGES = error_responses(400, 403, 404, 409, 413, 422)


@router.get("/clusters", responses=error_responses(422))
async def list_clusters(
    services: ServicesDep,
    person: Reader,
    status: ClusterStatus | None = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> list[ClusterBody]:
    """Clusters, those with the most reports first."""
    list_them = partial(services.knowledge.list_clusters, status=status, limit=limit, offset=offset)
    found = await to_thread.run_sync(partial(list_them, viewer=person.name))
    return [ClusterBody.model_validate(cluster) for cluster in found]


@router.get("/clusters/{cluster_id}", responses=error_responses(404, 422))
async def read_cluster(cluster_id: int, services: ServicesDep, person: Reader) -> ClusterBody:
    """One cluster with its reports."""
    read = partial(services.knowledge.cluster, cluster_id, viewer=person.name)
    return ClusterBody.model_validate(await to_thread.run_sync(read))


@router.get("/reports", responses=error_responses(422))
async def list_reports(
    services: ServicesDep,
    person: Reader,
    cluster_id: int | None = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> list[ReportBody]:
    """Emerging reports, newest first."""
    list_them = partial(services.knowledge.list_reports, cluster_id=cluster_id, limit=limit, offset=offset)
    found = await to_thread.run_sync(partial(list_them, viewer=person.name))
    return [ReportBody.model_validate(report) for report in found]


@router.post("/clusters/{cluster_id}/rebuttal", status_code=201, responses=_CHANGES)
async def draft_rebuttal(cluster_id: int, draft: EntryDraft, services: ServicesDep, person: Editor) -> EntryIdReply:
    """Write the entry that answers a cluster."""
    entry_id = await to_thread.run_sync(services.knowledge.draft_rebuttal, cluster_id, draft, person.name)
    return EntryIdReply(entry_id=entry_id)


@router.get("/entries", responses=error_responses(422))
async def list_entries(
    services: ServicesDep,
    _: Reader,
    status: EntryStatus | None = None,
    needs_source: bool | None = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> list[EntryBody]:
    """Entries of any state: those that need a better source (来源待补) first, then last changed first."""
    found = await to_thread.run_sync(
        partial(
            services.knowledge.list_entries,
            status=status,
            needs_source=needs_source,
            limit=limit,
            offset=offset,
        )
    )
    return [EntryBody.model_validate(entry) for entry in found]


@router.post("/entries", status_code=201, responses=_CHANGES)
async def create_entry(body: NewEntryRequest, services: ServicesDep, person: Editor) -> EntryIdReply:
    """Write a new entry."""
    draft = EntryDraft.model_validate(body.model_dump(exclude={"entry_id"}))
    entry_id = await to_thread.run_sync(services.knowledge.create_draft, draft, person.name, body.entry_id)
    return EntryIdReply(entry_id=entry_id)


@router.get("/entries/{entry_id}", responses=error_responses(404, 422))
async def read_entry(entry_id: str, services: ServicesDep, _: Reader) -> EntryBody:
    """An entry of any state."""
    return EntryBody.model_validate(await to_thread.run_sync(services.knowledge.entry, entry_id))


@router.put("/entries/{entry_id}", responses=_CHANGES)
async def update_entry(entry_id: str, draft: EntryDraft, services: ServicesDep, person: Editor) -> EntryBody:
    """Replace an entry's working content; residents see it after it is published."""
    view = await to_thread.run_sync(services.knowledge.update_draft, entry_id, draft, person.name)
    return EntryBody.model_validate(view)


@router.post("/entries/{entry_id}/submit", responses=_CHANGES)
async def submit_entry(entry_id: str, services: ServicesDep, person: Editor) -> EntryBody:
    """Hand a draft to review."""
    return EntryBody.model_validate(await to_thread.run_sync(services.knowledge.submit, entry_id, person.name))


@router.post("/entries/{entry_id}/send-back", responses=_CHANGES)
async def send_back_entry(entry_id: str, services: ServicesDep, person: Reviewer) -> EntryBody:
    """Return an entry in review to its editors."""
    return EntryBody.model_validate(await to_thread.run_sync(services.knowledge.send_back, entry_id, person.name))


@router.post("/entries/{entry_id}/publish", responses=_CHANGES)
async def publish_entry(entry_id: str, services: ServicesDep, person: Reviewer) -> EntryBody:
    """Make an entry in review public; the reviewer may not have written any of it."""
    return EntryBody.model_validate(await to_thread.run_sync(services.knowledge.publish, entry_id, person.name))


@router.post("/entries/{entry_id}/withdraw", responses=_CHANGES)
async def withdraw_entry(entry_id: str, services: ServicesDep, person: Reviewer) -> EntryBody:
    """Take a public entry away from residents."""
    return EntryBody.model_validate(await to_thread.run_sync(services.knowledge.withdraw, entry_id, person.name))


@router.post("/index/refresh", responses=error_responses(503))
async def refresh_index(services: ServicesDep, _: Editor) -> RefreshReply:
    """Look for a new revision at once instead of at the next poll."""
    changed = await to_thread.run_sync(services.knowledge.refresh)
    return RefreshReply(changed=changed, revision=services.knowledge.revision)
