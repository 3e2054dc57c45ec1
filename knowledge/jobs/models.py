"""The table of job runs."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base


class JobRun(Base):
    """One run of ``job`` for ``slot``, such as the weekly report of 2026-W45. Its key makes it the only one."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[str] = mapped_column(String(40), primary_key=True)
    claim: Mapped[str] = mapped_column(String(32))
    """Who runs it: a random word per attempt, so that one who lost its lease cannot finish another's run."""
    attempts: Mapped[int]
    started_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    """When it counts as crashed, unless finished before."""
    finished_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(200))
    """The kind of error the last attempt ended with; empty when it did not."""
