"""Changing a line of the ledger: read edition checked, texts checked, and an audit record of what is different."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.emerging.models import Cluster
from knowledge.errors import InvalidInput, LedgerConflict, NotFound, WrongState
from knowledge.masking import mask_personal_data

LONGEST_TEXT = 4000
LONGEST_REASON = 500

LABELS = {
    "unit": "责任单位",
    "due_on": "办理时限",
    "status": "状态",
    "conclusion": "核查结论",
    "basis": "依据",
    "evidence": "佐证材料",
    "dismissal_reason": "不予处理的理由",
    "harm": "危害程度",
    "is_restricted": "不宜公开",
    "restricted_reason": "不宜公开的理由",
    "companies": "涉及企业",
    "company_checked_by": "涉企核实人",
    "company_checked_on": "涉企核实日期",
    "entry_id": "关联条目",
    "topic": "主题",
}


def load_cluster(session: Session, cluster_id: int) -> Cluster:
    """The cluster. Raises ``NotFound``, and ``WrongState`` naming the other one for a cluster merged away."""
    cluster = session.get(Cluster, cluster_id)
    if cluster is None:
        raise NotFound("cluster", cluster_id)
    if cluster.merged_into_id is not None:
        raise WrongState(
            "cluster",
            current="merged",
            wanted="not merged",
            message=f"这个线索簇已经并入 {cluster.merged_into_id} 号，请到那里办理。",
        )
    return cluster


def required_text(text: str, field: str, *, longest: int = LONGEST_TEXT, masked: bool = True) -> str:
    """What staff wrote in a field, without anybody's personal data. Raises ``InvalidInput`` when empty or too long.

    ``masked`` is given up where the name of an official contact is what is asked for.
    """
    text = mask_personal_data(text.strip()) if masked else text.strip()
    label = LABELS.get(field, "理由")
    if not text:
        raise InvalidInput(field, f"请填写{label}。")
    if len(text) > longest:
        raise InvalidInput(field, f"{label}最多 {longest} 个字，现在有 {len(text)} 个。")
    return text


def require_edition(cluster: Cluster, edition: int | None, wanted: Mapping[str, Any]) -> None:
    """Raises ``LedgerConflict`` unless the cluster still is as a person read it; ``None`` asks nothing."""
    if edition is None or edition == cluster.edition:
        return
    raise LedgerConflict(
        cluster.id,
        read=edition,
        current=cluster.edition,
        saved={LABELS[name]: _shown(getattr(cluster, name)) for name in wanted},
        wanted={LABELS[name]: _shown(value) for name, value in wanted.items()},
    )


def _shown(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    return str(getattr(value, "label", value))


class Change:
    """A change of one cluster: the next edition, and an audit record of what is different after it."""

    def __init__(
        self, session: Session, cluster: Cluster, action: Action, actor: str, now: datetime, note: str = ""
    ) -> None:
        self._session, self._cluster, self._action = session, cluster, action
        self._actor, self._now, self._note = actor, now, note

    def __enter__(self) -> None:
        self._before = _state(self._cluster)

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is not None:
            return
        after = _state(self._cluster)
        changed = [name for name in after if after[name] != self._before[name]]
        self._cluster.edition += 1
        self._cluster.updated_at = self._now
        audit.record(
            self._session,
            actor=self._actor,
            action=self._action,
            subject=(SubjectKind.CLUSTER, self._cluster.id),
            now=self._now,
            before={name: self._before[name] for name in changed},
            after={name: after[name] for name in changed},
            note=self._note,
        )
        self._session.flush()


def _state(cluster: Cluster) -> dict[str, Any]:
    """What audit records compare, as JSON values."""
    values = {name: getattr(cluster, name) for name in LABELS}
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, list) else value
        for name, value in values.items()
    }
