"""The rumors of a week, each with everything the report says of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean

from sqlalchemy.orm import Session

from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.kinds import Harm, IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.places import sub_district_of
from knowledge.emerging.priority import harm_of_words
from knowledge.emerging.units import default_unit
from knowledge.entries.kinds import EntryKind, Risk
from knowledge.trends.queries import run, run_one
from knowledge.trends.rising import Risen, WeekHistory
from knowledge.trends.subjects import Asked, ClusterLine, EntryLine, SubjectKey, Subjects, series
from knowledge.trends.weeks import Period
from knowledge.weekly.figures import RumorLine
from knowledge.weekly.risk import RiskFactors, spread_of
from knowledge.weekly.tricks import tricks_of

MOST_IN_DETAIL = 15
"""Rumors whose first ask, variants and originals are looked up: those that can stand in a table of the report."""

_HARM_STEPS = {Harm.LOW: 1, Harm.MEDIUM: 2, Harm.HIGH: 3}
_RISK_STEPS = {Risk.LOW: 1, Risk.MEDIUM: 2, Risk.HIGH: 3}
_LOCAL_WORDS = ("北辰", "天津", "咱这", "本区", "我们小区")


class RumorReader:
    """Puts together what a week's tables say about each rumor."""

    def __init__(
        self, session: Session, period: Period, subjects: Subjects, history: WeekHistory, risen: Iterable[Risen]
    ) -> None:
        self._session = session
        self._period = period
        self._subjects = subjects
        self._history = history
        self._rising = {one.key for one in risen if not one.is_seasonal}
        self._channels = _channels(session, period, subjects)

    def all(self) -> tuple[RumorLine, ...]:
        """Every rumor and question of the week, the most asked first; the first ones and those rising in detail."""
        asked = self._history.this
        keys = sorted((key for key in asked if self._is_told(key)), key=lambda key: (-asked[key].askers, key))
        detailed = {*keys[:MOST_IN_DETAIL], *self._rising}
        detailed |= {key for key in keys if key[0] == "cluster" and self._cluster(key).is_restricted}
        return tuple(self._line(key, is_detailed=key in detailed) for key in keys)

    def _is_told(self, key: SubjectKey) -> bool:
        # Questions an entry of knowledge, law or service answers are no rumors.
        return key[0] == "cluster" or self._subjects.entries[key[1]].kind is EntryKind.RUMOR

    def _line(self, key: SubjectKey, *, is_detailed: bool) -> RumorLine:
        entry = self._subjects.entries[key[1]] if key[0] == "entry" else None
        clusters = self._subjects.clusters_of(key) if entry is None or is_detailed else []
        asked = self._history.this[key]
        title = self._subjects.title(key)
        companies = tuple(sorted({name for cluster in clusters for name in cluster.companies}))
        topic, food = self._subjects.topic(key), self._subjects.food(key)
        is_returned = any(_is_returned(cluster, self._period) for cluster in clusters)
        return RumorLine(
            key=key,
            title=title,
            is_answered=entry is not None,
            is_gap=entry is None and clusters[0].kind is MessageKind.INFORMATION_GAP,
            verdict=_verdict(entry, clusters),
            basis=_basis(entry, clusters),
            status=_status(entry, clusters),
            first_seen=self._first_seen(key, clusters) if is_detailed else china_date(self._period.since),
            channels=tuple(sorted(self._channels.get(key, {}).items(), key=lambda pair: (-pair[1], pair[0]))),
            askers=asked.askers,
            mentions=asked.mentions,
            askers_before=series(self._history.baseline[-1:], key)[0] if self._history.baseline else 0,
            expected=fmean(series(self._history.baseline, key)) if self._history.baseline else 0.0,
            variants=self._variants(key, clusters) if is_detailed else 0,
            topic=topic,
            food=food,
            unit=_unit(entry, clusters, topic, title),
            risk=self._factors(key, entry, clusters, asked, title),
            tricks=tricks_of(title, is_returned=is_returned, names_company=bool(companies)),
            companies=companies,
            is_restricted=any(cluster.is_restricted for cluster in clusters),
            restricted_reason=next((c.restricted_reason for c in clusters if c.restricted_reason), ""),
            originals=self._originals(clusters) if is_detailed else (),
        )

    def _cluster(self, key: SubjectKey) -> ClusterLine:
        return self._subjects.clusters[int(key[1])]

    def _factors(
        self,
        key: SubjectKey,
        entry: EntryLine | None,
        clusters: Sequence[ClusterLine],
        asked: Asked,
        title: str,
    ) -> RiskFactors:
        judged = _RISK_STEPS[entry.risk] if entry is not None else None
        harm = judged or _HARM_STEPS[clusters[0].harm or harm_of_words(title)]
        words = [title, *(cluster.claim for cluster in clusters)]
        is_local = any(cluster.companies for cluster in clusters) or any(
            sub_district_of(text) or any(word in text for word in _LOCAL_WORDS) for text in words
        )
        return RiskFactors(
            harm=harm,
            spread=spread_of(asked.askers, is_rising=key in self._rising),
            local=2 if is_local else 1,
            answerability=1 if entry is not None else 2,
        )

    def _first_seen(self, key: SubjectKey, clusters: Sequence[ClusterLine]) -> date:
        instants = [cluster.first_reported_at for cluster in clusters]
        if key[0] == "entry":
            first = run_one(self._session, "first_ask_of_entry", until=self._period.until, entry_id=key[1])["first_at"]
            instants += [first] if first is not None else []
        return china_date(min(instants)) if instants else china_date(self._period.since)

    def _variants(self, key: SubjectKey, clusters: Sequence[ClusterLine]) -> int:
        variants = 0
        if key[0] == "entry":
            variants = int(run_one(self._session, "wordings_of_entry", self._period, entry_id=key[1])["variants"])
        known = {cluster.cluster_id for cluster in clusters}
        rows = run(self._session, "reports_by_cluster", self._period) if known else []
        return variants + sum(int(row["variants"]) for row in rows if row["cluster_id"] in known)

    def _originals(self, clusters: Sequence[ClusterLine]) -> tuple[str, ...]:
        until = self._period.until
        rows = (
            run(self._session, "originals_of_cluster", until=until, cluster_id=cluster.cluster_id)
            for cluster in clusters[:1]
        )
        return tuple(row["claim"] for found in rows for row in found)


def returned_in(rumors: Iterable[RumorLine], subjects: Subjects, period: Period) -> tuple[RumorLine, ...]:
    """旧谣新炒: rumors whose lead repeats an older form of an entry or was reopened in the period."""
    return tuple(
        rumor for rumor in rumors if any(_is_returned(cluster, period) for cluster in subjects.clusters_of(rumor.key))
    )


def _is_returned(cluster: ClusterLine, period: Period) -> bool:
    is_reopened = any(
        move.before is not None and move.before not in _OPEN and move.after in _OPEN and move.at >= period.since
        for move in cluster.moves
    )
    return is_reopened or (cluster.returned_entry_id is not None and cluster.created_at >= period.since)


_OPEN = (ClusterStatus.PENDING, ClusterStatus.CHECKING)


def _verdict(entry: EntryLine | None, clusters: Sequence[ClusterLine]) -> str:
    if entry is not None:
        return entry.verdict.label if entry.verdict else "科普"
    if clusters[0].kind is MessageKind.INFORMATION_GAP:
        return "尚无答复"
    return _CONCLUSIONS.get(clusters[0].status, "尚未核实")


_CONCLUSIONS = {
    ClusterStatus.CONFIRMED: "属实",
    ClusterStatus.REBUTTED: "不实",
    ClusterStatus.DISMISSED: "不予处理",
}


def _basis(entry: EntryLine | None, clusters: Sequence[ClusterLine]) -> str:
    return entry.source if entry is not None else clusters[0].basis


def _status(entry: EntryLine | None, clusters: Sequence[ClusterLine]) -> str:
    return "已有答复" if entry is not None else clusters[0].status.label


def _unit(entry: EntryLine | None, clusters: Sequence[ClusterLine], topic: str, title: str) -> str:
    assigned = next((cluster.unit for cluster in clusters if cluster.unit), None)
    return assigned or (entry.unit if entry is not None and entry.unit else default_unit(topic, title))


def _channels(session: Session, period: Period, subjects: Subjects) -> Mapping[SubjectKey, dict[str, int]]:
    found: dict[SubjectKey, dict[str, int]] = {}

    def add(key: SubjectKey, channel: str, askers: int) -> None:
        counts = found.setdefault(key, {})
        label = channel_label(channel)
        counts[label] = counts.get(label, 0) + askers

    for row in run(session, "asks_by_entry_and_channel", period):
        add(("entry", row["entry_id"]), row["channel"], row["askers"])
    for row in run(session, "reports_by_cluster_and_channel", period):
        key = subjects.of_cluster(row["cluster_id"])
        if key is not None:
            add(key, row["channel"], row["askers"])
    return found


def channel_label(channel: str) -> str:
    """The name of a channel; one that has none in the ledger keeps its own."""
    names = {member.value: member.label for member in IntakeChannel} | {"rasa": IntakeChannel.WEB.label}
    return names.get(channel, channel)
