"""一、本周研判: three judgements with their confidence, and the decisions wanted."""

from collections.abc import Iterator
from statistics import fmean

from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Heading, Paragraph, Section
from knowledge.weekly.figures import WeekFigures
from knowledge.weekly.phrasing import hours
from knowledge.weekly.recommending import short
from knowledge.weekly.risk import RiskGrade
from knowledge.weekly.sections.risk import graded, week_grade
from knowledge.weekly.sections.rumors import may_be_shown

NUMBER = 1

STEADY = 0.15
"""Within this share of the four-week mean the volume is called steady."""

LONG_OVERDUE_DAYS = 7
MOST_NAMED = 3

CONFIDENCE_RULE = "（把握：高—样本和往期充足或为台账实记；中—样本偏少或只通过宽松判定；低—样本不足，仅供参考。）"


def headline(figures: WeekFigures) -> str:
    """One sentence for lists: grade, volume, what stands out."""
    if figures.is_empty:
        return "本周没有居民提问和上报线索"
    rising = sum(not line.is_seasonal for line in figures.rising)
    return f"提问{figures.this.questions.questions:,}次，上升传言{rising}条，逾期线索{len(figures.ledger.overdue)}条"


def write(figures: WeekFigures, book: FigureBook) -> Section:
    """The section."""
    if figures.is_empty:
        text = "本周没有收到居民提问，也没有收到上报线索，没有可以研判的内容。请先核对网页、微信等渠道是否正常运行。"
        return Section("本周研判", (Paragraph(text),))
    judgements = [_volume(figures, book), _foremost(figures, book)]
    if not book.is_public:
        judgements.append(_handling(figures, book))
    blocks: list[Block] = [
        Paragraph(text, ids, lead=f"{ordinal}是{lead}。")
        for ordinal, (lead, text, ids) in zip("一二三", judgements, strict=False)
    ]
    if not book.is_public:
        blocks += [Paragraph(CONFIDENCE_RULE), Heading("请示事项"), *_decisions(figures)]
    return Section("本周研判", tuple(blocks))


_Judgement = tuple[str, str, tuple[str, ...]]


def _volume(figures: WeekFigures, book: FigureBook) -> _Judgement:
    questions = figures.this.questions.questions
    before = [volume.questions.questions for volume in figures.volumes[-5:-1]]
    mean = fmean(before) if before else 0.0
    ids = (book.add(NUMBER, "提问量", book.count(questions), "questions"),)
    if not mean:
        return "提问量没有往期可比", f"本周提问{book.text(questions)}次。{_confidence(book, '低')}", ids
    ratio = questions / mean - 1
    word = "总体平稳" if abs(ratio) <= STEADY else "明显上升" if ratio > 0 else "明显下降"
    sure = "高" if len(before) == 4 and min(before) >= 200 else "中" if min(before) >= 50 else "低"
    if book.is_public and min(before) < 5:
        return "提问量较少", f"本周提问{book.text(questions)}次。", ids
    text = (
        f"本周提问{book.text(questions)}次，为前{len(before)}周均值的{questions / mean:.0%}。{_confidence(book, sure)}"
    )
    return f"提问量{word}", text, ids


def _foremost(figures: WeekFigures, book: FigureBook) -> _Judgement:
    if book.is_public:
        return _foremost_public(figures, book)
    grade = week_grade(figures)
    rising = [line for line in figures.rising if not line.is_seasonal and line.p_value < 1]
    first = [rumor for rumor in graded(figures) if rumor.risk.grade.rank >= RiskGrade.WATCH.rank][:MOST_NAMED]
    ids = tuple(
        book.add(
            NUMBER, f"重点传言提问人：{short(rumor.title, 16)}", rumor.askers, "asks_by_entry + reports_by_cluster"
        )
        for rumor in first
    )
    if not first:
        text = f"没有达到“关注”的传言，上升传言{len(rising)}条。{_confidence(book, '中')}"
        return f"风险等级为{grade.label}", text, ids
    named = "；".join(
        f"“{short(rumor.title)}”（{rumor.askers}人，{rumor.risk.grade.label}，{rumor.status}）" for rumor in first
    )
    sure = "高" if any(line.p_value < 0.001 and line.count >= 20 for line in rising) else "中"
    text = f"需要关注的是{named}。本周新增或上升的传言{len(rising)}条。{_confidence(book, sure)}"
    return f"风险等级为{grade.label}", text, ids


def _foremost_public(figures: WeekFigures, book: FigureBook) -> _Judgement:
    shown = [
        rumor
        for rumor in figures.rumors
        if may_be_shown(rumor, book) and not rumor.is_gap and book.text(rumor.askers) == f"{rumor.askers:,}"
    ][:MOST_NAMED]
    if not shown:
        return "没有集中的传言", "本周没有集中出现的传言。", ()
    ids = tuple(book.add(NUMBER, f"提问人：{short(rumor.title, 16)}", rumor.askers, "asks_by_entry") for rumor in shown)
    named = "；".join(f"“{short(rumor.title)}”（结论：{rumor.verdict}）" for rumor in shown)
    return "以下传言问得最多，均已有权威答复", f"{named}。", ids


def _handling(figures: WeekFigures, book: FigureBook) -> _Judgement:
    ledger = figures.ledger
    ids = (
        book.add(NUMBER, "办结线索", ledger.closed, "moves"),
        book.add(NUMBER, "逾期线索", len(ledger.overdue), "clusters + moves"),
    )
    word = "线索处置没有逾期" if not ledger.overdue else f"线索处置有{len(ledger.overdue)}条逾期"
    time = f"，到办结的中位用时{hours(ledger.hours_to_closing)}" if ledger.hours_to_closing is not None else ""
    text = f"本周收到线索{ledger.received}条、办结{ledger.closed}条{time}。{_confidence(book, '高')}"
    return word, text, ids


def _confidence(book: FigureBook, sure: str) -> str:
    return "" if book.is_public else f"（把握：{sure}）"


def _decisions(figures: WeekFigures) -> Iterator[Paragraph]:
    found = list(_wanted(figures))
    if not found:
        yield Paragraph("本周没有需要请示的事项。")
    for number, text in enumerate(found, start=1):
        yield Paragraph(text, lead=f"{number}.")


def _wanted(figures: WeekFigures) -> Iterator[str]:
    long = [lead for lead in figures.ledger.overdue if lead.days_overdue > LONG_OVERDUE_DAYS]
    if long:
        units = "、".join(sorted({lead.unit or "区委网信办" for lead in long}))
        yield f"逾期超过{LONG_OVERDUE_DAYS}天的线索{len(long)}条，涉及{units}，是否列入督办。"
    for rumor in graded(figures):
        if rumor.is_answered or rumor.risk.grade.rank < RiskGrade.ELEVATED.rank:
            continue
        if rumor.is_restricted:
            yield f"“{short(rumor.title)}”风险{rumor.risk.grade.label}且标记为不宜公开，是否对外回应、由谁回应。"
        else:
            yield f"“{short(rumor.title)}”风险{rumor.risk.grade.label}、尚无答复，是否组织{rumor.unit}等单位会诊。"
