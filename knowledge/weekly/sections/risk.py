"""六、风险分级: the grade of each rumor and the week, with the rule; what may not be public."""

from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Column, Heading, Paragraph, Section, Table
from knowledge.weekly.figures import RumorLine, WeekFigures
from knowledge.weekly.recommending import short
from knowledge.weekly.risk import SPREAD_STEPS, RiskGrade, overall

NUMBER = 6
MOST = 10

RULE = (
    "风险分值＝危害×传播×本地关联×可答复性。危害：较小1、一般2、较大3，取条目危害程度或研判结论；"
    f"传播：本周提问人不足{SPREAD_STEPS[0]}人为1，{SPREAD_STEPS[0]}至{SPREAD_STEPS[1] - 1}人为2，"
    f"{SPREAD_STEPS[1]}人及以上为3，判定为上升的加1、最高3；本地关联：点名本区、本市地点或企业为2，否则为1；"
    "可答复性：没有已发布条目答复的为2，否则为1。分值24及以上为高（红），12至23为较高（橙），6至11为关注（黄），"
    "5及以下为一般（蓝）；全周等级取最高的一条。"
)

RESTRICTED_RULE = (
    "不宜公开的规则：点名企业而尚未完成涉企核实的、涉及未公布的抽检或事故调查的、可能引发抢购或恐慌而尚无结论的，"
    "由区委网信办在台账中标记；标记的线索不进入公开版，也不通过接口提供给无权限的单位。"
)


def graded(figures: WeekFigures) -> list[RumorLine]:
    """The week's rumors, the gravest first."""
    rumors = [rumor for rumor in figures.rumors if not rumor.is_gap]
    return sorted(rumors, key=lambda rumor: (-rumor.risk.score, -rumor.askers, rumor.key))


def week_grade(figures: WeekFigures) -> RiskGrade:
    """The grade of the week."""
    return overall([rumor.risk.grade for rumor in figures.rumors if not rumor.is_gap])


def write(figures: WeekFigures, book: FigureBook) -> Section:
    """The section; for the internal edition only."""
    rumors = graded(figures)
    grade = week_grade(figures)
    counted = [(step, sum(rumor.risk.grade is step for rumor in rumors)) for step in reversed(RiskGrade)]
    ids = tuple(
        book.add(NUMBER, f"风险{step.label}（条）", count, "asks_by_entry + reports_by_cluster")
        for step, count in counted
    )
    text = "，".join(f"{step.label}{count}条" for step, count in counted)
    blocks: list[Block] = [Paragraph(f"本周总体风险等级为{grade.label}。其中{text}。", ids), Paragraph(RULE)]
    if rumors:
        blocks.append(_table(rumors[:MOST], book))
    blocks += [Heading("不宜公开的线索"), Paragraph(RESTRICTED_RULE), *_restricted(rumors, book)]
    return Section("风险分级", tuple(blocks))


def _table(rumors: list[RumorLine], book: FigureBook) -> Table:
    ids = tuple(
        book.add(NUMBER, f"风险分值：{short(rumor.title, 16)}", rumor.risk.score, "asks_by_entry + reports_by_cluster")
        for rumor in rumors
    )
    rows = tuple(
        (
            short(rumor.title, 36),
            str(rumor.risk.harm),
            str(rumor.risk.spread),
            str(rumor.risk.local),
            str(rumor.risk.answerability),
            str(rumor.risk.score),
            rumor.risk.grade.label,
        )
        for rumor in rumors
    )
    columns = (
        Column("传言", 3.6),
        Column("危害", 0.7, "center"),
        Column("传播", 0.7, "center"),
        Column("本地", 0.7, "center"),
        Column("可答复", 0.8, "center"),
        Column("分值", 0.7, "center"),
        Column("等级", 1.3, "center"),
    )
    return Table("风险分值最高的传言", columns, rows, ids)


def _restricted(rumors: list[RumorLine], book: FigureBook) -> list[Block]:
    marked = [rumor for rumor in rumors if rumor.is_restricted]
    if not marked:
        return [Paragraph("本周有提问的传言中，没有标记为不宜公开的。")]
    ids = tuple(
        book.add(NUMBER, f"不宜公开：{short(rumor.title, 16)}", rumor.askers, "reports_by_cluster") for rumor in marked
    )
    items = "；".join(
        f"“{short(rumor.title)}”（{rumor.askers}人，{rumor.restricted_reason or '未写明原因'}）" for rumor in marked
    )
    return [Paragraph(f"本周有提问的不宜公开线索{len(marked)}条：{items}。", ids)]
