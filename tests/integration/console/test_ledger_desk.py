"""The ledger at the console: reading, every step, and what is shown when one cannot be done."""

import re

import pytest

from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.service import Knowledge
from tests.builders import EDITOR, OFFICE, RAINBOW, RAINBOW_REWORDED, ask
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import VIEWER, Visit

LEDGER = "/console/ledger"
UNIT = "区市场监管局"
TEXTS = {"status": "rebutted", "conclusion": "抽检没有染料", "basis": "抽检结果", "evidence": "报告 12 号"}


def lead(knowledge: Knowledge) -> None:
    """Cluster 1 with two reports, cluster 2 with one that names a company."""
    ask(knowledge, RAINBOW, conversation="a")
    ask(knowledge, RAINBOW_REWORDED, conversation="b")
    ask(knowledge, "宏达食品厂的香肠是死猪肉做的，吃了中毒", conversation="c")


def edition(knowledge: Knowledge, cluster_id: int = 1) -> int:
    return knowledge.cluster(cluster_id, viewer=OFFICE).edition


async def act(officer: ConsoleVisitor, knowledge: Knowledge, step: str, cluster_id: int = 1, **fields: object):  # type: ignore[no-untyped-def]
    data = {"edition": edition(knowledge, cluster_id), **fields}
    return await officer.post(f"{LEDGER}/{cluster_id}/{step}", data)


async def test_a_lead_is_worked_from_the_board_to_its_conclusion(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    board = await officer.get(LEDGER)
    assert board.status_code == 200
    assert RAINBOW in board.text
    assert all(word in board.text for word in ("待核查", "核查中", "已辟谣", "属实转办", "不予处理", "待涉企核实"))
    page = await officer.get(f"{LEDGER}/1")
    assert all(word in page.text for word in ("传播过程", "优先分", RAINBOW_REWORDED, "交办", "写一条辟谣"))
    done = await act(officer, knowledge, "assign", unit=UNIT, due_on="2026-11-30")
    assert (done.status_code, done.headers["location"]) == (303, f"{LEDGER}/1?done=assigned")
    assert "已交办" in (await officer.get(done.headers["location"])).text
    done = await act(officer, knowledge, "conclude", **TEXTS)
    assert done.status_code == 303
    closed = (await officer.get(f"{LEDGER}/1")).text
    assert "抽检没有染料" in closed
    assert "重新打开" in closed


async def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    visit: Visit, knowledge: Knowledge
) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    late = await act(officer, knowledge, "assign", unit=UNIT, due_on="2026-11-01")
    assert late.status_code == 422
    assert "已经过去" in late.text
    assert 'value="2026-11-01"' in late.text
    odd = await act(officer, knowledge, "assign", unit=UNIT, due_on="下周")
    assert (odd.status_code, "日期看不懂" in odd.text) == (422, True)
    await act(officer, knowledge, "assign", unit=UNIT, due_on="2026-11-30")
    empty = await act(officer, knowledge, "conclude", **{**TEXTS, "evidence": ""})
    assert empty.status_code == 422
    assert "请填写佐证材料" in empty.text
    assert "抽检没有染料" in empty.text
    nothing = await act(officer, knowledge, "conclude", **{**TEXTS, "status": ""})
    assert (nothing.status_code, "请选择结论" in nothing.text) == (422, True)


async def test_the_second_officer_sees_both_conclusions_side_by_side(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    await act(officer, knowledge, "assign", unit=UNIT, due_on="2026-11-30")
    read = edition(knowledge)
    first = Conclusion(ClusterStatus.CONFIRMED, "确实染过色", "现场检查", "照片")
    knowledge.conclude_cluster(1, OFFICE, first, edition=read)
    second = await officer.post(f"{LEDGER}/1/conclude", {"edition": read, **TEXTS})
    assert second.status_code == 409
    assert "确实染过色" in second.text
    assert "抽检没有染料" in second.text
    assert knowledge.cluster(1).conclusion == "确实染过色"


async def test_a_company_is_clarified_before_the_end(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    await act(officer, knowledge, "assign", 2, unit=UNIT, due_on="2026-11-30")
    refused = await act(officer, knowledge, "conclude", 2, **TEXTS)
    assert refused.status_code == 409
    assert "宏达食品厂" in refused.text
    assert "抽检没有染料" in refused.text
    checked = await act(officer, knowledge, "company-check", 2, company_checked_by="市场监管所")
    assert checked.status_code == 303
    assert (await act(officer, knowledge, "conclude", 2, **TEXTS)).status_code == 303


@pytest.mark.parametrize(
    ("step", "fields", "status"),
    [
        ("dismiss", {"dismissal_reason": "没有可查的内容"}, 303),
        ("dismiss", {"dismissal_reason": ""}, 422),
        ("send-back", {"reason": "不归我们"}, 409),
        ("reopen", {"reason": "再看看"}, 409),
        ("restrict", {"restricted": "1", "restricted_reason": "未公开的抽检"}, 303),
        ("restrict", {"restricted": "1", "restricted_reason": ""}, 422),
        ("harm", {"harm": "high"}, 303),
        ("companies", {"companies": "甲食品厂\n乙超市"}, 303),
        ("company-check", {"company_checked_by": "市场监管所"}, 409),
        ("link", {"entry_id": "geye-cai"}, 303),
        ("link", {"entry_id": "no-such-entry"}, 422),
        ("merge", {"into": "2"}, 303),
        ("merge", {"into": "1"}, 422),
        ("merge", {"into": "404"}, 422),
        ("merge", {"into": "第二个"}, 422),
        ("split", {"reports": ["2"]}, 303),
        ("split", {"reports": ["2"], "into": "2"}, 303),
        ("split", {"reports": []}, 422),
        ("split", {"reports": ["1", "2"]}, 422),
    ],
)
async def test_every_step_answers_as_it_should(
    visit: Visit, knowledge: Knowledge, step: str, fields: dict[str, object], status: int
) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    answer = await act(officer, knowledge, step, **fields)
    assert answer.status_code == status, answer.text
    if status == 303:
        after = await officer.get(answer.headers["location"])
        assert after.status_code == 200
        assert 'class="alert alert-success"' in after.text
    else:
        assert 'role="alert"' in answer.text


async def test_a_merged_cluster_points_to_where_it_went(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    merged = await act(officer, knowledge, "merge", 2, into="1")
    assert merged.headers["location"].startswith(f"{LEDGER}/1?")
    page = await officer.get(f"{LEDGER}/2")
    assert "已经并入" in page.text
    assert "不予处理</summary>" not in page.text


async def test_a_rebuttal_is_begun_from_the_cluster(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    editor = await visit(EDITOR)
    begun = await editor.post(f"{LEDGER}/1/rebuttal")
    assert begun.status_code == 303
    entry_id = re.fullmatch(r"/console/entries/(.+)/edit", begun.headers["location"])
    assert entry_id is not None
    assert knowledge.entry(entry_id.group(1)).content.title == RAINBOW
    again = await editor.post(f"{LEDGER}/1/rebuttal")
    assert (again.status_code, "已经有条目" in again.text) == (409, True)


async def test_who_only_reads_sees_no_steps_and_cannot_take_one(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    viewer = await visit(VIEWER)
    page = (await viewer.get(f"{LEDGER}/1")).text
    assert "/assign" not in page
    assert "写一条辟谣" not in page
    assert (await viewer.post(f"{LEDGER}/1/assign", {"edition": 1, "unit": UNIT})).status_code == 403
    assert (await viewer.get(f"{LEDGER}/intake")).status_code == 403


async def test_a_restricted_lead_is_not_found_by_others(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    knowledge.restrict_cluster(1, OFFICE, restricted=True, reason="未公开的抽检")
    viewer = await visit(VIEWER)
    assert (await viewer.get(f"{LEDGER}/1")).status_code == 404
    for path in (LEDGER, f"{LEDGER}?view=table", f"{LEDGER}/export.csv"):
        assert RAINBOW not in (await viewer.get(path)).text
    assert "不宜公开" in (await (await visit(OFFICE)).get(f"{LEDGER}/1")).text


async def test_filters_narrow_the_table_and_the_file(visit: Visit, knowledge: Knowledge) -> None:
    lead(knowledge)
    officer = await visit(OFFICE)
    for query, found in (
        ("words=香肠", "宏达食品厂"),
        ("mark=company", "宏达食品厂"),
        ("status=checking", "没有符合的线索"),
        ("kind=nonsense&due=nonsense&status=nonsense", RAINBOW),
    ):
        page = await officer.get(f"{LEDGER}?view=table&{query}")
        assert (page.status_code, found in page.text) == (200, True), query
    file = await officer.get(f"{LEDGER}/export.csv?words=香肠")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,说法")
    assert len(lines) == 2


async def test_a_table_is_checked_then_imported_and_its_mistakes_are_listed(visit: Visit, knowledge: Knowledge) -> None:
    officer = await visit(OFFICE)
    token = await officer.token()

    async def send(text: str, *, dry: bool, name: str = "线索.csv"):  # type: ignore[no-untyped-def]
        data = {"csrf_token": token} | ({"dry_run": "1"} if dry else {})
        files = {"file": (name, text.encode("gbk"), "text/csv")}
        return await officer.client.post(f"{LEDGER}/intake/table", data=data, files=files)

    good = f"线索内容,上报时间\n{RAINBOW},2026-11-20\n"
    assert "1 行都能导入" in (await send(good, dry=True)).text
    assert knowledge.list_reports() == []
    assert "新录入 1 条" in (await send(good, dry=False)).text
    assert "已有的 1 条" in (await send(good, dry=False)).text
    bad = await send(f"线索内容,上报时间\n{RAINBOW},前天\n", dry=False)
    assert bad.status_code == 422
    assert "看不懂“前天”" in bad.text
    assert (await send("x", dry=False, name="线索.doc")).status_code == 422
    empty = await officer.post(f"{LEDGER}/intake/table")
    assert (empty.status_code, "请选择一个文件" in empty.text) == (422, True)


async def test_a_lead_is_typed_in(visit: Visit, knowledge: Knowledge) -> None:
    officer = await visit(OFFICE)
    done = await officer.post(f"{LEDGER}/intake", {"text": f"{RAINBOW}，电话13800138000", "where_seen": "moments"})
    assert done.headers["location"] == f"{LEDGER}/1?done=taken-in"
    page = (await officer.get(done.headers["location"])).text
    assert "13800138000" not in page
    assert "人工录入" in page
    empty = await officer.post(f"{LEDGER}/intake", {"text": "？？"})
    assert (empty.status_code, "请写下" in empty.text) == (422, True)
