"""Making the two editions of a week's figures; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Document, Edition, Section, captioned
from knowledge.weekly.figures import FollowedUp, Recommendation, WeekFigures
from knowledge.weekly.phrasing import span
from knowledge.weekly.recommending import follow_up, recommend
from knowledge.weekly.risk import RiskGrade
from knowledge.weekly.sections import acting, annex, breakdown, handling, risk, rumors, summary, volumes

COMPILED_BY = "区委网信办"

_RECOMMENDATIONS = TypeAdapter(list[Recommendation])


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Both editions, with what lists show of them."""

    internal: Document
    public: Document
    risk: RiskGrade
    headline: str


def write_report(figures: WeekFigures, last_recommendations: Sequence[Recommendation]) -> WrittenReport:
    """The report of the week; ``last_recommendations`` are those of the week before."""
    followed_up = [follow_up(one, figures) for one in last_recommendations]
    return WrittenReport(
        internal=_internal(figures, recommend(figures), followed_up),
        public=_public(figures),
        risk=risk.week_grade(figures),
        headline=summary.headline(figures),
    )


def recommendations_in(document: Document) -> list[Recommendation]:
    """The recommendations an internal edition made."""
    return _RECOMMENDATIONS.validate_python(document.data.get("recommendations", []))


def _internal(
    figures: WeekFigures, recommendations: Sequence[Recommendation], followed_up: Sequence[FollowedUp]
) -> Document:
    book = FigureBook(Edition.INTERNAL, figures.week)
    parts = [
        summary.write(figures, book),
        volumes.write(figures, book),
        rumors.write_top(figures, book),
        rumors.write_rising(figures, book),
        rumors.write_gaps(figures, book),
        risk.write(figures, book),
        breakdown.write(figures, book),
        handling.write_ledger(figures, book),
        handling.write_rebuttals(figures, book),
        handling.write_quality(figures, book),
        acting.write_outlook(figures, book),
        acting.write_actions(recommendations, followed_up, book),
        annex.methods(figures.week, book),
        annex.evidence(book),
        annex.queries(figures.week, book),
        annex.originals(figures),
    ]
    data = {
        "risk": risk.week_grade(figures).value,
        "headline": summary.headline(figures),
        "recommendations": _RECOMMENDATIONS.dump_python(list(recommendations), mode="json"),
    }
    return _document(figures, book, parts, data)


def _public(figures: WeekFigures) -> Document:
    """Without risk grade, ledger, quality and recommendations: nobody publishes those without authority."""
    book = FigureBook(Edition.PUBLIC, figures.week)
    parts = [
        summary.write(figures, book),
        volumes.write(figures, book),
        rumors.write_top(figures, book),
        breakdown.write(figures, book),
        handling.write_rebuttals(figures, book),
        acting.write_outlook(figures, book),
        annex.methods(figures.week, book),
        annex.evidence(book),
        annex.queries(figures.week, book),
    ]
    return _document(figures, book, parts, {})


def _document(figures: WeekFigures, book: FigureBook, parts: list[Section], data: dict[str, Any]) -> Document:
    week = figures.week
    dated = week.sunday + timedelta(days=1)
    is_public = book.is_public
    marking = "公开版" if is_public else "内部资料　注意保存"
    return Document(
        edition=book.edition,
        week=week.name,
        title=f"{week.year}年第{week.number}周北辰区食品安全谣言态势",
        masthead="谣言态势周报",
        marking=marking + ("（模拟数据，仅供演示）" if figures.is_simulated else ""),
        issue=f"{week.year}年第{week.number}期",
        period=f"（{span(week)}）",
        compiled_by=COMPILED_BY,
        distribution="发送范围：公开" if is_public else "发送范围：区食安办、区食安委相关成员单位",
        cut_off=f"数据截止：{week.sunday.year}年{week.sunday.month}月{week.sunday.day}日24时",
        dated=f"{dated.year}年{dated.month}月{dated.day}日",
        sections=captioned(parts),
        figures=tuple(book.figures),
        data=data,
    )
