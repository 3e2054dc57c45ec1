"""What is asked of the knowledge base about weeks: the overview, the weekly report, and the jobs that make it."""

from datetime import timedelta

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.errors import WrongState
from knowledge.jobs import service as jobs
from knowledge.runtime import Runtime
from knowledge.simulation import service as simulation
from knowledge.simulation.service import Simulation, SimulationRequest
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission
from knowledge.trends import summaries
from knowledge.trends.counts import first_question_at
from knowledge.trends.overview import Overview, overview
from knowledge.trends.weeks import IsoWeek, require_ended
from knowledge.weekly import service as weekly
from knowledge.weekly.views import ReportStatus, ReportSummary, WeeklyReportView


class ReportingUseCases(Runtime):
    """Reading trends, making and signing reports. ``actor`` and ``officer`` are names of staff accounts."""

    def overview(self, *, may_see_restricted: bool) -> Overview:
        """Today and this week so far."""
        with self.database.read() as session:
            return overview(session, self.clock(), may_see_restricted=may_see_restricted)

    def summarise_finished_days(self) -> int:
        """Count finished days and weeks once, so that reading them is quick; how many were counted now.

        One short transaction each: writers are not kept waiting for all of them.
        """
        now = self.clock()
        with self.database.read() as session:
            periods = summaries.missing(session, now)
        for period in periods:
            with self.database.write() as session:
                summaries.make(session, period, now)
        return len(periods)

    def generate_weekly_report(self, week: IsoWeek, actor: str = SYSTEM) -> ReportSummary:
        """Make the draft of a week that is over, in place of an earlier draft.

        Raises ``InvalidInput`` for a week that is not over, ``WrongState`` once its report is signed.
        """
        require_ended(week, self.clock())
        with self.database.read() as session:
            if actor != SYSTEM:
                staff.require(session, actor, Permission.WORK_LEDGER)
            # Reading takes its time; writers are not kept waiting for it.
            written = weekly.compose(session, week)
        with self.database.write() as session:
            now = self.clock()
            summary = weekly.store(session, week, written, by=actor, now=now)
            audit.record(
                session,
                actor=actor,
                action=Action.GENERATE,
                subject=(SubjectKind.WEEKLY_REPORT, week.name),
                now=now,
                after={"sha256": summary.sha256, "risk": summary.risk.value},
            )
            return summary

    def ensure_weekly_report(self, week: IsoWeek) -> ReportSummary:
        """The stored report of a week, or a draft made now when there is none."""
        with self.database.read() as session:
            for summary in weekly.list_all(session, limit=10_000, offset=0):
                if summary.week == week:
                    return summary
        return self.generate_weekly_report(week)

    def was_in_use_during(self, week: IsoWeek) -> bool:
        """Whether anybody had asked anything by the end of ``week``; before that there is nothing to report."""
        with self.database.read() as session:
            first = first_question_at(session)
        return first is not None and first < week.period.until

    def weekly_report(self, week: IsoWeek) -> WeeklyReportView:
        """A stored report whole. Raises ``NotFound``."""
        with self.database.read() as session:
            return weekly.read(session, week)

    def list_weekly_reports(self, *, limit: int = 100, offset: int = 0) -> list[ReportSummary]:
        """Stored reports, the latest week first."""
        with self.database.read() as session:
            return weekly.list_all(session, limit=limit, offset=offset)

    def sign_weekly_report(self, week: IsoWeek, officer: str, sha256: str) -> ReportSummary:
        """Sign the report of a week; it never changes again. ``sha256`` says which content the officer read.

        Raises ``WrongState`` when it is signed already or was made anew since.
        """
        with self.database.write() as session:
            staff.require(session, officer, Permission.SIGN_REPORTS)
            now = self.clock()
            summary = weekly.sign(session, week, officer=officer, sha256=sha256, now=now)
            audit.record(
                session,
                actor=officer,
                action=Action.SIGN_OFF,
                subject=(SubjectKind.WEEKLY_REPORT, week.name),
                now=now,
                before={"status": ReportStatus.DRAFT.value},
                after={"status": ReportStatus.SIGNED.value, "sha256": sha256},
            )
            return summary

    def claim_job(self, job: str, slot: str, lease: timedelta) -> str | None:
        """Take a run that nobody has done or is doing; ``None`` otherwise. See ``knowledge.jobs``."""
        with self.database.write() as session:
            return jobs.claim(session, job=job, slot=slot, now=self.clock(), lease=lease)

    def finish_job(self, job: str, slot: str, claim: str) -> bool:
        """Record that a claimed run is done; ``False`` when it was taken over meanwhile."""
        with self.database.write() as session:
            return jobs.finish(session, job=job, slot=slot, claim=claim, now=self.clock())

    def fail_job(self, job: str, slot: str, claim: str, *, retry_after: timedelta, failure: str) -> None:
        """Record that a claimed run ended with an error, and when it may be tried again."""
        with self.database.write() as session:
            jobs.fail(session, job=job, slot=slot, claim=claim, retry_at=self.clock() + retry_after, failure=failure)

    def is_job_done(self, job: str, slot: str) -> bool:
        """Whether a run was finished; asked before claiming, so that looking costs no write."""
        with self.database.read() as session:
            return jobs.is_done(session, job=job, slot=slot)

    def simulate(self, request: SimulationRequest) -> Simulation:
        """Write a made-up inflow. Raises ``WrongState`` on a database with real questions, unless forced."""
        with self.database.write() as session:
            done = simulation.simulate(session, request)
            audit.record(
                session,
                actor=SYSTEM,
                action=Action.GENERATE,
                subject=(SubjectKind.INQUIRY, "simulation"),
                now=self.clock(),
                after={"weeks": request.weeks, "seed": request.seed, "until": request.until.isoformat()},
            )
            return done

    def clear_simulation(self) -> int:
        """Remove everything a simulation wrote; how many inquiries went. Raises ``WrongState`` without one."""
        with self.database.write() as session:
            removed = simulation.clear(session)
            if removed == 0:
                raise WrongState("database", current="real", wanted="simulated", message="数据库里没有模拟数据。")
            audit.record(
                session,
                actor=SYSTEM,
                action=Action.DELETE,
                subject=(SubjectKind.INQUIRY, "simulation"),
                now=self.clock(),
                before={"inquiries": removed},
            )
            return removed
