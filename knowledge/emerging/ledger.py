"""What staff do with a cluster: assign, check, conclude. Functions take the session and never commit.

``actor`` is the name of a staff account, ``partner:NAME`` or ``system``. ``edition`` is the one the actor read;
where it is no longer the present one, ``LedgerConflict`` tells both what stands there and what was wanted.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from knowledge.audit.actions import Action
from knowledge.clock import china_date
from knowledge.emerging.changes import LONGEST_REASON, Change, load_cluster, require_edition, required_text
from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import CLOSED, CONCLUSIONS, ClusterStatus, status_after_reopening
from knowledge.emerging.models import Cluster
from knowledge.emerging.moves import move
from knowledge.emerging.units import require_unit
from knowledge.errors import InvalidInput, WrongState


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a check found: the state it leads to (已辟谣 or 属实转办), and what that rests on."""

    status: ClusterStatus
    conclusion: str
    basis: str
    evidence: str


def assign(
    session: Session, cluster_id: int, *, unit: str, due_on: date | None, actor: str, now: datetime, edition: int | None
) -> None:
    """Hand a cluster to a unit until a day; from 待核查 it goes to 核查中. An open check can be handed on."""
    cluster = load_cluster(session, cluster_id)
    unit = require_unit(unit)
    if due_on is None:
        raise InvalidInput("due_on", "请填写办理时限。")
    if due_on < china_date(now):
        raise InvalidInput("due_on", "办理时限已经过去，请选今天或以后的日子。")
    require_edition(cluster, edition, {"unit": unit, "due_on": due_on})
    if cluster.status in CLOSED:
        raise WrongState(
            "cluster", current=cluster.status.label, wanted="open", message="这条线索已经办结，要再交办请先重新打开。"
        )
    with Change(session, cluster, Action.ASSIGN, actor, now):
        if cluster.status is ClusterStatus.PENDING:
            move(session, cluster, ClusterStatus.CHECKING, actor=actor, now=now, note=f"交办{unit}")
        cluster.unit, cluster.due_on, cluster.assigned_at = unit, due_on, now


def conclude(
    session: Session, cluster_id: int, conclusion: Conclusion, *, actor: str, now: datetime, edition: int | None
) -> None:
    """Close a check with what it found. Conclusion, basis and evidence are all needed; a company named, clarified."""
    cluster = load_cluster(session, cluster_id)
    if conclusion.status not in CONCLUSIONS:
        raise InvalidInput("status", "结论只能是“已辟谣”或“属实转办”。")
    texts = {
        "conclusion": required_text(conclusion.conclusion, "conclusion"),
        "basis": required_text(conclusion.basis, "basis"),
        "evidence": required_text(conclusion.evidence, "evidence"),
    }
    require_edition(cluster, edition, {"status": conclusion.status, **texts})
    _require_companies_checked(cluster)
    with Change(session, cluster, Action.CONCLUDE, actor, now):
        move(session, cluster, conclusion.status, actor=actor, now=now)
        cluster.conclusion, cluster.basis, cluster.evidence = texts["conclusion"], texts["basis"], texts["evidence"]
        cluster.concluded_by, cluster.concluded_at = actor, now


def dismiss(session: Session, cluster_id: int, *, reason: str, actor: str, now: datetime, edition: int | None) -> None:
    """不予处理, with a reason."""
    cluster = load_cluster(session, cluster_id)
    reason = required_text(reason, "dismissal_reason", longest=LONGEST_REASON)
    require_edition(cluster, edition, {"status": ClusterStatus.DISMISSED, "dismissal_reason": reason})
    with Change(session, cluster, Action.CONCLUDE, actor, now):
        move(session, cluster, ClusterStatus.DISMISSED, actor=actor, now=now, note=reason)
        cluster.dismissal_reason = reason
        cluster.concluded_by, cluster.concluded_at = actor, now


def send_back(
    session: Session, cluster_id: int, *, reason: str, actor: str, now: datetime, edition: int | None
) -> None:
    """From 核查中 back to the queue: the unit was the wrong one."""
    cluster = load_cluster(session, cluster_id)
    reason = required_text(reason, "reason", longest=LONGEST_REASON)
    require_edition(cluster, edition, {"status": ClusterStatus.PENDING})
    with Change(session, cluster, Action.SEND_BACK, actor, now, note=reason):
        move(session, cluster, ClusterStatus.PENDING, actor=actor, now=now, note=reason)
        cluster.unit = cluster.due_on = cluster.assigned_at = None


def reopen(session: Session, cluster_id: int, *, reason: str, actor: str, now: datetime, edition: int | None) -> None:
    """Take a closed cluster up again; what was concluded stays written until it is concluded anew."""
    cluster = load_cluster(session, cluster_id)
    reason = required_text(reason, "reason", longest=LONGEST_REASON)
    if cluster.status not in CLOSED:
        raise WrongState(
            "cluster", current=cluster.status.label, wanted="closed", message="这条线索还没有办结，不用重新打开。"
        )
    to = status_after_reopening(cluster.status)
    require_edition(cluster, edition, {"status": to})
    with Change(session, cluster, Action.REOPEN, actor, now, note=reason):
        move(session, cluster, to, actor=actor, now=now, note=reason)


def mark_restricted(
    session: Session, cluster_id: int, *, restricted: bool, reason: str, actor: str, now: datetime, edition: int | None
) -> None:
    """Mark a cluster 不宜公开, with a reason, or take the mark away."""
    cluster = load_cluster(session, cluster_id)
    reason = required_text(reason, "restricted_reason", longest=LONGEST_REASON) if restricted else ""
    require_edition(cluster, edition, {"is_restricted": restricted, "restricted_reason": reason})
    with Change(session, cluster, Action.MARK, actor, now):
        cluster.is_restricted, cluster.restricted_reason = restricted, reason


def set_companies(
    session: Session, cluster_id: int, *, companies: tuple[str, ...], actor: str, now: datetime, edition: int | None
) -> None:
    """Correct which companies the reports name; none: no company step. A new name is still to be clarified."""
    cluster = load_cluster(session, cluster_id)
    names = list(dict.fromkeys(name.strip()[:60] for name in companies if name.strip()))
    require_edition(cluster, edition, {"companies": names})
    with Change(session, cluster, Action.MARK, actor, now):
        if set(names) - set(cluster.companies) or not names:
            cluster.company_checked_by, cluster.company_checked_on = "", None
        cluster.companies = names


def clear_companies(
    session: Session, cluster_id: int, *, by: str, on: date | None, actor: str, now: datetime, edition: int | None
) -> None:
    """涉企核实: who clarified with the company, and when."""
    cluster = load_cluster(session, cluster_id)
    by = required_text(by, "company_checked_by", longest=200, masked=False)
    on = on or china_date(now)
    if on > china_date(now):
        raise InvalidInput("company_checked_on", "核实日期不能晚于今天。")
    if not cluster.companies:
        raise WrongState("cluster", current="no company", wanted="a company", message="这条线索没有涉及企业。")
    require_edition(cluster, edition, {"company_checked_by": by, "company_checked_on": on})
    with Change(session, cluster, Action.MARK, actor, now):
        cluster.company_checked_by, cluster.company_checked_on = by, on


def judge_harm(
    session: Session, cluster_id: int, *, harm: Harm | None, actor: str, now: datetime, edition: int | None
) -> None:
    """Say what the rumor can do; ``None`` leaves it to its words again."""
    cluster = load_cluster(session, cluster_id)
    require_edition(cluster, edition, {"harm": harm})
    with Change(session, cluster, Action.MARK, actor, now):
        cluster.harm = harm


def _require_companies_checked(cluster: Cluster) -> None:
    if cluster.companies and not cluster.company_checked_by:
        names = "、".join(cluster.companies)
        raise WrongState(
            "cluster",
            current="company not clarified",
            wanted="company clarified",
            message=f"这条线索涉及企业（{names}），请先完成涉企核实，写明由谁核实、哪天核实。",
        )
