"""The staff contract's shapes. The content of an entry is ``knowledge.entries.draft.EntryDraft`` itself."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import WhereSeen
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryStatus


class _Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReportBody(_Shape):
    """上报线索, masked."""

    report_id: int
    cluster_id: int
    claim: str
    query_code: str
    where_seen: WhereSeen | None
    wants_answer: bool | None
    created_at: datetime


class ClusterBody(_Shape):
    """线索簇; `reports` only when one cluster is asked for."""

    cluster_id: int
    claim: str
    status: ClusterStatus
    status_label: str
    report_count: int
    wants_answer_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    entry_id: str | None
    reports: list[ReportBody]


class EntryBody(_Shape):
    """条目, as its editors see it."""

    entry_id: str
    status: EntryStatus
    status_label: str
    is_public: bool
    content: EntryDraft
    contributors: list[str]
    version: int
    updated_at: datetime
    cluster_ids: list[int]
    needs_source: bool


class NewEntryRequest(EntryDraft):
    """A new entry; its id is made up when not given."""

    entry_id: str | None = Field(default=None, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class EntryIdReply(BaseModel):
    """The entry that was made."""

    entry_id: str


class RefreshReply(BaseModel):
    """What this process serves now."""

    changed: bool
    revision: int
