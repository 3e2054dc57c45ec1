"""七、分布情况: by topic, food, trick, channel, place and sub-district."""

from knowledge.trends.suppression import shown_alone, shown_in_total
from knowledge.weekly.book import HIDDEN, FigureBook
from knowledge.weekly.breakdowns import UNNAMED
from knowledge.weekly.document import Block, Chart, Column, Paragraph, Section, Series, Table
from knowledge.weekly.figures import Breakdown, Cell, WeekFigures

NUMBER = 7
MOST_CELLS = 10
REST = "其余"


def write(figures: WeekFigures, book: FigureBook) -> Section:
    """The section: a table for each property, and the topics drawn."""
    blocks: list[Block] = []
    if book.is_public:
        blocks.append(Paragraph("不足5人的格子不公开；能由合计推出的格子一并隐去，以“—”表示。", lead="保护个人信息。"))
    for breakdown in figures.public_breakdowns if book.is_public else figures.breakdowns:
        if not any(cell.count or cell.before for cell in breakdown.cells):
            continue
        cells = _gathered(breakdown)
        shown = _shown(cells, breakdown, book)
        blocks.append(_table(breakdown, cells, shown, book))
        if breakdown.key == "topic":
            blocks.append(_chart(cells, shown))
    return Section("分布情况", tuple(blocks) or (Paragraph("本周没有可以统计的提问。"),))


def _gathered(breakdown: Breakdown) -> list[Cell]:
    """The largest cells; the others together, where cells add up to a total."""
    named = [cell for cell in breakdown.cells if cell.name != UNNAMED]
    rest = [cell for cell in breakdown.cells if cell.name == UNNAMED]
    if len(named) > MOST_CELLS:
        small = named[MOST_CELLS:]
        named = named[:MOST_CELLS]
        if breakdown.adds_up:
            named.append(Cell(REST, sum(cell.count for cell in small), sum(cell.before for cell in small)))
    return [*named, *rest]


def _shown(cells: list[Cell], breakdown: Breakdown, book: FigureBook) -> dict[str, int | None]:
    counts = {cell.name: cell.count for cell in cells}
    if not book.is_public:
        return dict(counts)
    if breakdown.adds_up:
        return shown_in_total(counts)
    return {name: shown_alone(count) for name, count in counts.items()}


def _table(breakdown: Breakdown, cells: list[Cell], shown: dict[str, int | None], book: FigureBook) -> Table:
    total = sum(cell.count for cell in cells)
    rows, ids = [], []
    before = _shown_before(cells, breakdown, book)
    for cell in cells:
        count = shown[cell.name]
        last = before[cell.name]
        ids.append(
            book.add(NUMBER, f"{breakdown.title}：{cell.name}", HIDDEN if count is None else count, breakdown.query)
        )
        part = f"{count / total:.1%}" if count is not None and breakdown.adds_up and total else HIDDEN
        change = HIDDEN if count is None or last is None else book.change(count, last)
        rows.append((cell.name, HIDDEN if count is None else f"{count:,}", part, change))
    if breakdown.adds_up:
        ids.append(book.add(NUMBER, f"{breakdown.title}：合计", book.count(total), breakdown.query))
        rows.append(("合计", book.text(total), "100%" if total else HIDDEN, ""))
    columns = (
        Column(breakdown.title, 3),
        Column(f"本周（{breakdown.unit}）", 1.3, "right"),
        Column("占比", 1, "right"),
        Column("比上周", 1.6, "right"),
    )
    note = "" if breakdown.adds_up else "注：按说法中的用词归类，一条传言可属多类，故无合计。"
    return Table(f"按{breakdown.title}", columns, tuple(rows), tuple(ids), note)


def _shown_before(cells: list[Cell], breakdown: Breakdown, book: FigureBook) -> dict[str, int | None]:
    last = [Cell(cell.name, cell.before, 0) for cell in cells]
    return _shown(last, breakdown, book)


def _chart(cells: list[Cell], shown: dict[str, int | None]) -> Chart:
    return Chart(
        "topics",
        "shares",
        "各主题提问人",
        tuple(cell.name for cell in cells),
        (Series("本周", tuple(None if (count := shown[cell.name]) is None else float(count) for cell in cells)),),
        "人",
    )
