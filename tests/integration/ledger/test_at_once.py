"""Two officers at the same lead at the same moment: one is done, the other learns what stands there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select

from knowledge.audit.actions import Action
from knowledge.audit.models import AuditRecord
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import ClusterMove
from knowledge.emerging.views import ClusterView
from knowledge.errors import KnowledgeError, LedgerConflict, WrongState
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import OFFICE, RAINBOW, ask

SECOND_OFFICER = "孙网信"
UNIT = "区市场监管局"
FOUND = {
    OFFICE: Conclusion(ClusterStatus.REBUTTED, "抽检没有检出染料", "抽检结果", "报告第 12 号"),
    SECOND_OFFICER: Conclusion(ClusterStatus.CONFIRMED, "确实染过色", "现场检查", "照片三张"),
}


@pytest.fixture
def edition(knowledge: Knowledge) -> int:
    """Cluster 1 is being checked; the edition both officers read."""
    knowledge.add_staff(SECOND_OFFICER, StaffRole.OFFICE)
    ask(knowledge, RAINBOW)
    ask(knowledge, "大张庄养鸭场的鸭蛋里查出水银了，千万别买", conversation="c2")
    return knowledge.assign_cluster(1, OFFICE, unit=UNIT, due_on=date(2026, 11, 30)).edition


def both(knowledge: Knowledge, act: Callable[[Knowledge, str], ClusterView]) -> dict[str, ClusterView | KnowledgeError]:
    """What came of it for each, both starting at once over connections of their own."""
    start = Barrier(2)

    def one(officer: str) -> ClusterView | KnowledgeError:
        own = Knowledge(knowledge.settings, knowledge.clock)
        start.wait()
        try:
            return act(own, officer)
        except KnowledgeError as error:
            return error
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(FOUND, pool.map(one, FOUND), strict=True))


def test_of_two_conclusions_at_once_one_stands_and_the_other_is_shown_beside_it(
    knowledge: Knowledge, edition: int
) -> None:
    came = both(knowledge, lambda own, officer: own.conclude_cluster(1, officer, FOUND[officer], edition=edition))
    (winner,) = [officer for officer, what in came.items() if isinstance(what, ClusterView)]
    (loser,) = set(FOUND) - {winner}
    conflict = came[loser]
    assert isinstance(conflict, LedgerConflict)
    assert conflict.saved["核查结论"] == FOUND[winner].conclusion
    assert conflict.wanted["核查结论"] == FOUND[loser].conclusion
    assert "别的同事已经改过这条线索，您的修改没有保存" in conflict.message
    kept = knowledge.cluster(1)
    assert (kept.conclusion, kept.concluded_by) == (FOUND[winner].conclusion, winner)
    with knowledge.database.read() as session:
        concluded = session.scalar(
            select(func.count()).select_from(AuditRecord).where(AuditRecord.action == Action.CONCLUDE)
        )
        moves = session.scalars(select(ClusterMove.to_status).where(ClusterMove.cluster_id == 1)).all()
    assert concluded == 1
    assert list(moves) == [ClusterStatus.PENDING, ClusterStatus.CHECKING, FOUND[winner].status]


def test_of_two_who_read_no_edition_the_second_is_told_that_it_is_closed(knowledge: Knowledge, edition: int) -> None:
    came = both(knowledge, lambda own, officer: own.conclude_cluster(1, officer, FOUND[officer]))
    (refused,) = [what for what in came.values() if isinstance(what, KnowledgeError)]
    assert isinstance(refused, WrongState)
    assert "不能" in refused.message


def test_two_clusters_merged_into_each_other_at_once_become_one(knowledge: Knowledge, edition: int) -> None:
    ways = {OFFICE: (1, 2), SECOND_OFFICER: (2, 1)}
    came = both(knowledge, lambda own, officer: own.merge_clusters(*ways[officer], officer))
    assert sum(isinstance(what, ClusterView) for what in came.values()) == 1
    (left,) = knowledge.list_clusters()
    assert left.report_count == 2
    assert len(knowledge.list_reports()) == 2
