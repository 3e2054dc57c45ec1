"""The tables of allowed moves, for entries and for clusters."""

import itertools

import pytest

from knowledge.emerging import lifecycle as clusters
from knowledge.emerging.lifecycle import ClusterStatus, status_after_publishing
from knowledge.entries import lifecycle as entries
from knowledge.entries.kinds import EntryStatus, Verdict
from knowledge.errors import WrongState


def test_an_entry_becomes_public_only_after_review() -> None:
    for status in EntryStatus:
        if status in {EntryStatus.IN_REVIEW, EntryStatus.SCHEDULED}:
            entries.require_move(status, EntryStatus.PUBLISHED)
        else:
            with pytest.raises(WrongState) as caught:
                entries.require_move(status, EntryStatus.PUBLISHED)
            assert caught.value.wanted == "待审核、定时发布"


def test_every_entry_state_can_be_left() -> None:
    assert all(entries.NEXT[status] for status in EntryStatus)


@pytest.mark.parametrize(
    ("current", "to"),
    [
        (ClusterStatus.PENDING, ClusterStatus.REBUTTED),
        (ClusterStatus.PENDING, ClusterStatus.CONFIRMED),
        (ClusterStatus.REBUTTED, ClusterStatus.DISMISSED),
        (ClusterStatus.DISMISSED, ClusterStatus.REBUTTED),
    ],
)
def test_a_cluster_skips_no_step(current: ClusterStatus, to: ClusterStatus) -> None:
    with pytest.raises(WrongState) as caught:
        clusters.require_move(current, to)
    assert caught.value.current == current.label


def test_every_cluster_state_can_be_reached_again_from_every_other() -> None:
    reached = {status: set(clusters.NEXT[status]) for status in ClusterStatus}
    for middle, start, end in itertools.product(ClusterStatus, repeat=3):
        if middle in reached[start] and end in reached[middle]:
            reached[start].add(end)
    assert all(reached[status] == set(ClusterStatus) for status in ClusterStatus)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.FALSE, ClusterStatus.REBUTTED),
        (Verdict.MISLEADING, ClusterStatus.REBUTTED),
        (Verdict.TRUE, ClusterStatus.CONFIRMED),
        (Verdict.UNPROVEN, ClusterStatus.CHECKING),
        (None, ClusterStatus.REBUTTED),
    ],
)
def test_the_verdict_decides_where_a_cluster_goes(verdict: Verdict | None, status: ClusterStatus) -> None:
    assert status_after_publishing(verdict) is status
