"""How well the assistant answered in a week."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from knowledge.trends.counts import Votes
from knowledge.trends.queries import run, run_one
from knowledge.trends.subjects import Subjects
from knowledge.trends.weeks import Period
from knowledge.weekly.figures import PoorAnswer, Quality

LEAST_VOTES = 5
POOR_SHARE = 0.4
"""From this share of 没用 on, among at least ``LEAST_VOTES``, an entry is named for revision."""


def quality(session: Session, period: Period, subjects: Subjects, votes: Mapping[str, Votes]) -> Quality:
    """The quality of a period's answers."""
    samples = {row["entry_id"]: row["claim"] for row in run(session, "unhelpful_samples", period)}
    known = {entry_id: vote for entry_id, vote in votes.items() if entry_id in subjects.entries}
    poor = [
        PoorAnswer(
            entry_id, subjects.entries[entry_id].title, subjects.entries[entry_id].unit, vote, samples.get(entry_id, "")
        )
        for entry_id, vote in known.items()
        if vote.total >= LEAST_VOTES and vote.unhelpful / vote.total >= POOR_SHARE
    ]
    versions = run(session, "versions", period)
    return Quality(
        poor=tuple(sorted(poor, key=lambda one: (-one.votes.unhelpful, one.entry_id))),
        samples=tuple(
            (subjects.entries[entry_id].title, claim) for entry_id, claim in samples.items() if entry_id in known
        ),
        published=sum(row["number"] == 1 for row in versions),
        revised=tuple(sorted({row["entry_id"] for row in versions if row["number"] > 1})),
        withdrawn=run_one(session, "withdrawals", period)["withdrawn"],
    )
