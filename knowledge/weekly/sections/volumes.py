"""二、总体情况: volumes, their change, and what the sample is."""

from statistics import fmean

from knowledge.trends.suppression import is_small, shown_in_total
from knowledge.weekly.book import HIDDEN, FigureBook
from knowledge.weekly.document import Block, Chart, Column, Paragraph, Section, Series, Table
from knowledge.weekly.figures import WeekFigures, WeekVolume
from knowledge.weekly.phrasing import share

NUMBER = 2

CAVEAT = (
    "本报样本为通过网页、微信等渠道使用食安小辰的居民和各渠道上报的线索，不代表全体居民；"
    "提问人按会话计，同一人多次进入会重复计数。数量变化受推广活动影响，宜结合其他渠道判断。"
)


_OUTCOMES = ("直接答复", "请居民选择", "未能答复", "急症提示")
"""What became of questions: together they are all of them."""

_PUBLIC_ANSWERED = "直接答复和急症提示"

_QUERIES = {"评价“没用”": "feedback", "上报线索": "reports_by_channel"}
_UNITS = {"提问人（会话）": "", "上报线索": "（人）"}


def measures(volume: WeekVolume, book: FigureBook) -> dict[str, int | None]:
    """The rows of the table for one week; ``None`` where the edition may not show a value.

    The outcomes add up to the questions, so that in public a small one is hidden together with a second.
    """
    questions = volume.questions
    answered, clarified = questions.answered, questions.clarified
    unmatched, emergencies = questions.unmatched, questions.emergencies
    outcomes: dict[str, int | None]
    if book.is_public:
        # Emergencies are few by nature; apart they would hide another row every week.
        parts = {_PUBLIC_ANSWERED: answered + emergencies, "请居民选择": clarified, "未能答复": unmatched}
        outcomes = shown_in_total(parts)
    else:
        outcomes = dict(zip(_OUTCOMES, (answered, clarified, unmatched, emergencies), strict=True))
    alone = {
        "提问量": questions.questions,
        "提问人（会话）": questions.askers,
        "评价“没用”": volume.votes.unhelpful,
        "上报线索": volume.reports.askers,
    }
    shown = {name: None if book.is_public and is_small(value) else value for name, value in alone.items()}
    order = ("提问量", "提问人（会话）", *outcomes, "评价“没用”", "上报线索")
    return {name: (shown | outcomes)[name] for name in order}


def write(figures: WeekFigures, book: FigureBook) -> Section:
    """The section."""
    this, questions = figures.this, figures.this.questions
    total = book.add(NUMBER, "提问量", book.count(questions.questions), "questions")
    askers = book.add(NUMBER, "提问人", book.count(questions.askers), "questions")
    if figures.is_empty:
        return Section(
            "总体情况",
            (Paragraph("本周没有居民提问，也没有收到上报线索，以下各项均为零。", (total, askers)), Paragraph(CAVEAT)),
        )
    shown = measures(this, book)
    part = _share(shown.get("直接答复", shown.get(_PUBLIC_ANSWERED)), shown["提问量"])
    answered = book.add(NUMBER, "直接答复占比", part, "questions")
    text = (
        f"本周收到食品安全提问{book.text(questions.questions)}次、来自{book.text(questions.askers)}个会话，"
        f"其中直接答复占{part}。{_against_before(figures, book)}"
    )
    blocks: list[Block] = [Paragraph(text, (total, askers, answered))]
    blocks += [_table(figures, book), *([_chart(figures, book)] if len(figures.volumes) > 1 else [])]
    if not book.is_public and this.messages:
        everything = book.add(NUMBER, "全部消息", this.messages, "messages")
        blocks.append(Paragraph(f"另有问候、闲聊和追问，全部消息共{this.messages:,}条。", (everything,)))
    return Section("总体情况", (*blocks, Paragraph(CAVEAT, lead="样本说明。")))


def _share(part: int | None, whole: int | None) -> str:
    return HIDDEN if part is None or whole is None else share(part, whole)


def _against_before(figures: WeekFigures, book: FigureBook) -> str:
    before = [volume.questions.questions for volume in figures.volumes[-5:-1]]
    if not before:
        return "这是有记录的第一周，没有可比的往期。"
    mean = fmean(before)
    if mean < 1 or (book.is_public and min(before) < 5):
        return "往期提问太少，不作比较。"
    ratio = figures.this.questions.questions / mean - 1
    word = "基本持平" if abs(ratio) < 0.05 else f"{'增加' if ratio > 0 else '减少'}{abs(ratio):.0%}"
    return f"与前{len(before)}周均值（{mean:,.0f}次）相比{word}。"


def _table(figures: WeekFigures, book: FigureBook) -> Table:
    weeks = [measures(volume, book) for volume in figures.volumes[-5:]]
    rows, ids = [], []
    for name, this in weeks[-1].items():
        before = [week[name] for week in weeks[:-1]]
        last = before[-1] if before else None
        known = [value for value in before if value is not None]
        mean = f"{fmean(known):,.1f}" if known and len(known) == len(before) else HIDDEN
        change = HIDDEN if this is None or last is None else book.change(this, last)
        ids.append(
            book.add(NUMBER, f"总体情况：{name}", HIDDEN if this is None else this, _QUERIES.get(name, "questions"))
        )
        rows.append((name + _UNITS.get(name, "（次）"), _text(this), _text(last), change, mean))
    return Table(
        "总体情况",
        (
            Column("指标", 3),
            Column("本周", 1.4, "right"),
            Column("上周", 1.4, "right"),
            Column("比上周", 2, "right"),
            Column("前四周均值", 1.7, "right"),
        ),
        tuple(rows),
        tuple(ids),
    )


def _text(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def _chart(figures: WeekFigures, book: FigureBook) -> Chart:
    weeks = [measures(volume, book) for volume in figures.volumes]
    names = ("提问量", _PUBLIC_ANSWERED if book.is_public else "直接答复", "未能答复")
    return Chart(
        "trend",
        "lines",
        f"近{len(weeks)}周提问与未能答复",
        tuple(f"{volume.week.number}周" for volume in figures.volumes),
        tuple(
            Series(
                name.removesuffix("和急症提示"),
                tuple(None if (value := week[name]) is None else float(value) for week in weeks),
            )
            for name in names
        ),
        "次",
    )
