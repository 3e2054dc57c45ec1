"""Recommended actions: rules over the week's figures and the plan's units; pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.weekly.figures import FollowedUp, OpenLead, Recommendation, RumorLine, WeekFigures
from knowledge.weekly.risk import RiskGrade

MOST = 12
MOST_PER_RULE = 4
LEAST_ASKERS_TO_REBUT = 10
LEAST_ASKERS_TO_EXPLAIN = 5

LEAD_UNIT = "区委网信办"
OUTREACH_UNIT = "区食安办"
"""Leads science publicity, by item 26 of the plan."""

MARKET_UNIT = "区市场监管局"


def recommend(figures: WeekFigures) -> tuple[Recommendation, ...]:
    """What should be done next week, the most pressing first. Each rule gives a few at most."""
    rules = (
        _finish_overdue(figures),
        _clarify_with_companies(figures),
        _begin_checking(figures),
        _rebut(figures),
        _spread(figures),
        _explain(figures),
        _revise(figures),
        _prepare(figures),
    )
    found = [one for rule in rules for one, _ in zip(rule, range(MOST_PER_RULE), strict=False)]
    return tuple(found[:MOST])


def _on(figures: WeekFigures, days_after: int) -> date:
    return figures.week.sunday + timedelta(days=days_after)


def _finish_overdue(figures: WeekFigures) -> Iterator[Recommendation]:
    for lead in figures.ledger.overdue:
        text = f"办结已逾期{lead.days_overdue}天的线索“{short(lead.claim)}”；不能按期办结的，说明原因并重新商定期限。"
        yield Recommendation(f"overdue:{lead.cluster_id}", text, lead.unit or LEAD_UNIT, _on(figures, 3))


def _clarify_with_companies(figures: WeekFigures) -> Iterator[Recommendation]:
    for lead in _by_askers(figures):
        if lead.awaits_company and lead.askers:
            text = f"线索“{short(lead.claim)}”点名企业，先完成涉企核实，再定口径。"
            yield Recommendation(f"company:{lead.cluster_id}", text, MARKET_UNIT, _on(figures, 3))


def _begin_checking(figures: WeekFigures) -> Iterator[Recommendation]:
    units = {rumor.key[1]: rumor.unit for rumor in figures.rumors if rumor.key[0] == "cluster"}
    pending = {lead.cluster_id for lead in figures.ledger.open_leads if lead.status == "待核查"}
    for rumor in _unanswered(figures):
        if int(rumor.key[1]) in pending and rumor.risk.grade.rank >= RiskGrade.WATCH.rank:
            grade = rumor.risk.grade.label
            text = f"核查“{short(rumor.title)}”（本周{rumor.askers}人提问，风险{grade}），明确结论和依据。"
            yield Recommendation(f"check:{rumor.key[1]}", text, units[rumor.key[1]], _on(figures, 3))


def _rebut(figures: WeekFigures) -> Iterator[Recommendation]:
    checking = {
        lead.cluster_id for lead in figures.ledger.open_leads if lead.status == "核查中" and not lead.days_overdue
    }
    for rumor in _unanswered(figures):
        if int(rumor.key[1]) in checking and rumor.askers >= LEAST_ASKERS_TO_REBUT:
            text = f"就“{short(rumor.title)}”形成结论，交科普编辑编写辟谣条目。"
            yield Recommendation(f"rebut:{rumor.key[1]}", text, rumor.unit, _on(figures, 5))


def _spread(figures: WeekFigures) -> Iterator[Recommendation]:
    for line in figures.rising:
        if line.rumor.is_answered and not line.is_seasonal:
            text = f"“{short(line.rumor.title)}”已有条目答复、提问仍在上升，通过“一网一微”和镇街渠道再次推送。"
            yield Recommendation(
                f"spread:{line.rumor.key[1]}", text, OUTREACH_UNIT, _on(figures, 2), is_public_safe=True
            )


def _explain(figures: WeekFigures) -> Iterator[Recommendation]:
    for gap in figures.gaps:
        if gap.askers >= LEAST_ASKERS_TO_EXPLAIN and gap.key[0] == "cluster":
            text = f"补充科普条目：{gap.askers}人问到“{short(gap.title)}”，目前没有可以答复的内容。"
            yield Recommendation(f"gap:{gap.key[1]}", text, gap.unit, _on(figures, 7))


def _revise(figures: WeekFigures) -> Iterator[Recommendation]:
    for poor in figures.quality.poor:
        text = (
            f"修改条目“{short(poor.title)}”：{poor.votes.total}人评价，{poor.votes.unhelpful}人认为没用，"
            "核对是否答非所问或写得不清楚。"
        )
        yield Recommendation(f"revise:{poor.entry_id}", text, poor.unit or LEAD_UNIT, _on(figures, 7))


def _prepare(figures: WeekFigures) -> Iterator[Recommendation]:
    for item in figures.outlook:
        if item.begins > figures.week.sunday:
            text = f"为{item.name}（{item.begins.month}月{item.begins.day}日起）做好准备：{item.advice}"
            yield Recommendation(f"season:{item.name}", text, OUTREACH_UNIT, _on(figures, 5), is_public_safe=True)


def _by_askers(figures: WeekFigures) -> list[OpenLead]:
    return sorted(figures.ledger.open_leads, key=lambda lead: (-lead.askers, lead.cluster_id))


def _unanswered(figures: WeekFigures) -> Iterator[RumorLine]:
    return (
        rumor for rumor in figures.rumors if rumor.key[0] == "cluster" and not rumor.is_gap and not rumor.is_answered
    )


def short(claim: str, longest: int = 28) -> str:
    """A claim as it stands inside a sentence."""
    return claim if len(claim) <= longest else claim[: longest - 1] + "…"


def follow_up(recommendation: Recommendation, now: WeekFigures) -> FollowedUp:
    """What became of a recommendation by the end of the week ``now`` tells of."""
    rule, _, key = recommendation.key.partition(":")
    done, state = _STATES[rule](key, now)
    if not done and recommendation.due_on <= now.week.sunday and rule not in _NOT_SEEN_HERE:
        state = f"{state}，已过期限"
    return FollowedUp(recommendation, state, done)


def _closed(key: str, now: WeekFigures) -> tuple[bool, str]:
    lead = _open(key, now)
    return (True, "已办结") if lead is None else (False, f"未办结（{lead.status}）")


def _checked(key: str, now: WeekFigures) -> tuple[bool, str]:
    lead = _open(key, now)
    if lead is None:
        return True, "已办结"
    return (True, "已进入核查") if lead.status == "核查中" else (False, "尚未开始核查")


def _company_done(key: str, now: WeekFigures) -> tuple[bool, str]:
    lead = _open(key, now)
    return (False, "涉企核实未完成") if lead is not None and lead.awaits_company else (True, "涉企核实已完成")


def _gap_closed(key: str, now: WeekFigures) -> tuple[bool, str]:
    return (False, "仍没有可以答复的内容") if int(key) in now.open_gaps else (True, "已有答复")


def _revised(key: str, now: WeekFigures) -> tuple[bool, str]:
    return (True, "已修改并重新发布") if key in now.quality.revised else (False, "尚未修改")


def _reported_elsewhere(_key: str, _now: WeekFigures) -> tuple[bool, str]:
    return False, "系统内没有记录，请责任单位反馈"


def _open(key: str, now: WeekFigures) -> OpenLead | None:
    return next((lead for lead in now.ledger.open_leads if lead.cluster_id == int(key)), None)


_NOT_SEEN_HERE = frozenset({"spread", "season"})
_STATES = {
    "overdue": _closed,
    "company": _company_done,
    "check": _checked,
    "rebut": _closed,
    "spread": _reported_elsewhere,
    "gap": _gap_closed,
    "revise": _revised,
    "season": _reported_elsewhere,
}
