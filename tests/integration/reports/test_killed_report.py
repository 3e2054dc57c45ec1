"""A process killed in the middle of a weekly report: nothing half is left, and the next run makes it whole."""

import multiprocessing
import os
import signal
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from api.jobs import run_due, weekly_report_job
from api.reports.files import FileFormat, ReportPrinter, file_name
from api.settings import ApiSettings
from knowledge.audit import service as audit
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.weekly import service as weekly
from knowledge.weekly.document import Edition
from tests.builders import FixedClock
from tests.integration.reports.conftest import NOW, WEEK

SECONDS = 120


def _stop(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(run: Callable[..., None], *args: object) -> None:
    """Run it in a process of its own, which must die of being killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["knowledge.service"])
    process = context.Process(target=run, args=args)
    process.start()
    process.join(timeout=SECONDS)
    assert process.exitcode == -signal.SIGKILL


def _generate_and_stop(settings: KnowledgeSettings, now: datetime, step: str, as_job: bool) -> None:
    knowledge = Knowledge(settings, FixedClock(now))
    if step == "while it is counted":
        weekly.compose = _stop  # type: ignore[assignment]
    else:
        # The report is written, the record of it is not, nothing is committed.
        audit.record = _stop  # type: ignore[assignment]
    if as_job:
        run_due(knowledge, weekly_report_job(knowledge))
    else:
        knowledge.generate_weekly_report(WEEK)


STEPS = pytest.mark.parametrize("step", ["while it is counted", "before the commit"])


@STEPS
def test_a_report_is_kept_whole_or_not_at_all(office: Knowledge, step: str) -> None:
    killed(_generate_and_stop, office.settings, NOW, step, False)
    assert office.list_weekly_reports() == []
    office.generate_weekly_report(WEEK)
    made = office.weekly_report(WEEK)
    office.generate_weekly_report(WEEK)
    assert office.weekly_report(WEEK).internal_json == made.internal_json


@STEPS
def test_a_killed_draft_leaves_the_one_before_as_it_was(office: Knowledge, step: str) -> None:
    office.generate_weekly_report(WEEK)
    before = office.weekly_report(WEEK)
    office.begin_inquiry(conversation_id="later", message_id=None, text="彩虹西瓜能吃吗")
    killed(_generate_and_stop, office.settings, NOW, step, False)
    assert office.weekly_report(WEEK) == before


@STEPS
def test_mondays_report_is_made_by_another_worker_once_the_dead_ones_lease_is_over(
    office: Knowledge, clock: FixedClock, step: str
) -> None:
    killed(_generate_and_stop, office.settings, NOW, step, True)
    job = weekly_report_job(office)
    assert run_due(office, job) is None
    assert office.list_weekly_reports() == []
    clock.advance(seconds=job.lease.total_seconds() + 1)
    assert run_due(office, job) == WEEK.name
    assert run_due(office, job) is None
    (report,) = office.list_weekly_reports()
    assert report.week == WEEK


def _write_and_stop(settings: KnowledgeSettings, out: Path, at: int) -> None:
    """Write the files; die half way through the one number ``at``."""
    knowledge = Knowledge(settings, FixedClock(NOW))
    whole, count = Path.write_bytes, 0

    def half(path: Path, content: bytes) -> int:
        nonlocal count
        count += 1
        if count == at:
            whole(path, content[: len(content) // 2])
            _stop()
        return whole(path, content)

    Path.write_bytes = half  # type: ignore[assignment, method-assign]
    ReportPrinter(ApiSettings().report_fonts).write(knowledge.weekly_report(WEEK).internal, None, out)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_no_half_file_carries_the_name_of_a_whole_one(office: Knowledge, tmp_path: Path) -> None:
    office.generate_weekly_report(WEEK)
    document = office.weekly_report(WEEK).internal
    printer = ReportPrinter(ApiSettings().report_fonts)
    undisturbed = printer.write(document, None, tmp_path / "undisturbed")
    wanted = [file_name(WEEK.name, Edition.INTERNAL, one) for one in FileFormat]
    out = tmp_path / "out"
    killed(_write_and_stop, office.settings, out, 2)
    assert wanted[0] in names(out)
    assert not names(out) & set(wanted[1:])
    assert zipfile.ZipFile(out / wanted[0]).testzip() is None
    printer.write(document, None, out)
    assert names(out) == set(wanted)
    assert [(out / path.name).read_bytes() for path in undisturbed] == [path.read_bytes() for path in undisturbed]
