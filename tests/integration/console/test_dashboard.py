"""The first page: figures, what waits, and whether the system is well."""

from knowledge.service import Knowledge
from tests.builders import EDITOR, RAINBOW, FixedClock, ask
from tests.integration.console.conftest import VIEWER, Visit


async def test_the_first_page_shows_figures_and_health(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, "隔夜菜真的致癌吗", conversation="c1")
    ask(knowledge, RAINBOW, conversation="c2")
    knowledge.give_feedback("c1", "geye-cai", helpful=True)
    clock.advance(minutes=1)
    editor = await visit(EDITOR)
    page = await editor.get("/console")
    assert page.status_code == 200
    assert "50.0%" in page.text
    assert "有用 1，没用 0" in page.text
    assert "知识库第" in page.text
    assert "由直接模式代答" in page.text
    assert page.text.count("data-chart=") == 2


async def test_every_chart_has_its_file(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, "隔夜菜真的致癌吗")
    clock.advance(minutes=1)
    viewer = await visit(VIEWER)
    days = await viewer.get("/console/overview/days.csv")
    lines = days.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "日期,提问,提问人,直接答复,反问,无答复,急症提示"
    assert lines[-1] == "2026-11-23,1,1,1,0,0,0"
    assert len(lines) == 29
    subjects = (await viewer.get("/console/overview/subjects.csv")).content.decode("utf-8-sig")
    assert "隔夜菜致癌" in subjects
    topics = (await viewer.get("/console/overview/topics.csv")).content.decode("utf-8-sig").splitlines()
    assert topics[0] == "主题,提问人次"
    assert len(topics) == 2


async def test_a_quiet_first_page_says_so(visit: Visit) -> None:
    page = await (await visit(EDITOR)).get("/console")
    assert page.status_code == 200
    assert "本周还没有提问" in page.text
