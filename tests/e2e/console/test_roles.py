"""Everybody signs in, sees the desks of their role, and does at each what the desk is for."""

import re

import pytest
from playwright.sync_api import expect

from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from tests.builders import EDITOR, OFFICE, REVIEWER
from tests.e2e.console.conftest import ADMINISTRATOR, VIEWER, Console, Visit, sound_draft

READING = ["概览", "条目", "提问", "线索台账", "周报", "专题"]
DESKS = {
    EDITOR: [*READING, "文件"],
    REVIEWER: [*READING, "文件"],
    OFFICE: [*READING, "文件", "审计日志"],
    ADMINISTRATOR: [*READING, "审计日志", "账号", "接入单位"],
    VIEWER: READING,
}


@pytest.mark.parametrize("person", DESKS)
def test_everybody_sees_the_desks_of_their_role_and_can_open_each(visit: Visit, person: str) -> None:
    page = visit(person).page
    navigation = page.get_by_role("navigation", name="工作台")
    assert [link.inner_text().strip() for link in navigation.get_by_role("link").all()] == DESKS[person]
    for desk in DESKS[person]:
        navigation.get_by_role("link", name=desk, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(desk)


def test_an_editor_writes_an_entry(console: Console, visit: Visit) -> None:
    page = visit(EDITOR).page
    page.goto("/console/entries")
    page.get_by_role("link", name="写新条目").click()
    page.get_by_label("标题（居民怎么说这件事）").fill("荔枝要带壳泡酒精才能吃")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status").filter(has_text="草稿已新建")).to_be_visible()
    entry_id = page.url.split("/")[-1].split("?")[0]
    assert console.knowledge.entry(entry_id).contributors == (EDITOR,)


def test_an_editor_marks_a_question_as_done(visit: Visit) -> None:
    page = visit(EDITOR).page
    page.goto("/console/questions")
    group = page.get_by_role("region").filter(has=page.get_by_role("button", name="不需要处理")).last
    title = group.get_by_role("heading").inner_text()
    group.get_by_role("button", name="不需要处理").click()
    expect(page.get_by_role("status")).to_have_text("已标为不需要处理。")
    expect(page.get_by_role("heading", name=title, exact=True)).to_have_count(0)


def test_an_editor_makes_a_collection_and_takes_away_a_file(visit: Visit) -> None:
    page = visit(EDITOR).page
    page.goto("/console/collections")
    page.get_by_label("名称").fill("夏季食品安全")
    page.get_by_role("button", name="新建，接着选条目").click()
    expect(page.get_by_role("status")).to_have_text("专题已新建，请选条目。")
    page.goto("/console/files")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV 模板").click()
    assert taken.value.suggested_filename.endswith(".csv")


def test_a_reviewer_sends_back_what_another_wrote(console: Console, visit: Visit) -> None:
    knowledge = console.knowledge
    entry_id = knowledge.create_draft(sound_draft("柚子和药一起吃没有关系"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    page = visit(REVIEWER).page
    page.goto(f"/console/entries/{entry_id}")
    page.get_by_label("退回的理由").fill("来源请换成官方的")
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("status").filter(has_text="已退回草稿")).to_be_visible()
    expect(page.get_by_role("region", name="经过")).to_contain_text("来源请换成官方的")


def test_a_reviewer_is_refused_their_own_draft_with_the_reason(console: Console, visit: Visit) -> None:
    knowledge = console.knowledge
    entry_id = knowledge.create_draft(sound_draft("樱桃核泡水能治感冒"), REVIEWER)
    knowledge.submit(entry_id, REVIEWER)
    visitor = visit(REVIEWER)
    page = visitor.page
    page.goto(f"/console/entries/{entry_id}")
    expect(page.get_by_role("region", name="下一步")).to_contain_text("审核人不能是撰写人")
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    # Nor with a form of one's own making.
    with page.expect_navigation() as sent:
        page.evaluate(
            """(address) => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = address;
              form.append(document.querySelector("input[name=csrf_token]").cloneNode());
              document.body.append(form);
              form.submit();
            }""",
            f"/console/entries/{entry_id}/publish",
        )
    assert sent.value is not None
    assert sent.value.status in {403, 409, 422}
    expect(page.get_by_role("main")).to_contain_text("审核人不能是撰写人")
    assert not knowledge.entry(entry_id).is_public
    visitor.forgive("the server responded with a status of")


def test_an_officer_hands_out_a_lead(console: Console, visit: Visit) -> None:
    found = console.knowledge.find_lines(LedgerFilter(status=ClusterStatus.PENDING), viewer=OFFICE, limit=2)
    cluster_id = found.lines[-1].cluster.cluster_id
    page = visit(OFFICE).page
    page.goto(f"/console/ledger/{cluster_id}")
    form = page.locator(f"form[action='/console/ledger/{cluster_id}/assign']")
    form.get_by_label("责任单位").select_option(index=1)
    form.get_by_role("button").click()
    expect(page.get_by_role("status").filter(has_text="已交办")).to_be_visible()
    assert console.knowledge.cluster(cluster_id, viewer=OFFICE).status is ClusterStatus.CHECKING


def test_an_officer_signs_the_weekly_report_and_reads_the_log(visit: Visit) -> None:
    page = visit(OFFICE).page
    page.goto("/console/reports")
    page.get_by_role("row").filter(has_text="草稿").get_by_role("link").first.click()
    page.get_by_role("button", name="签发").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("status").filter(has_text="已签发")).to_be_visible()
    page.goto("/console/audit")
    expect(page.get_by_role("listitem").filter(has_text=OFFICE).first).to_be_visible()


def test_an_administrator_opens_an_account_and_a_partner(visit: Visit) -> None:
    page = visit(ADMINISTRATOR).page
    page.goto("/console/accounts")
    page.get_by_label("姓名").fill("钱新人")
    page.get_by_label("角色").select_option(label="科普编辑")
    page.get_by_role("button", name="开通").click()
    assert re.fullmatch(r"\S{10,}", page.locator(".one-time").inner_text())
    page.goto("/console/partners")
    page.get_by_label("名称").fill("12345 热线")
    page.get_by_label("接入方式").select_option(index=1)
    page.get_by_label("限速").fill("60/minute")
    page.get_by_role("button", name="开通").click()
    expect(page.locator(".one-time")).to_be_visible()


@pytest.mark.parametrize("path", ["/console/audit", "/console/entries/new", "/console/accounts", "/console/files"])
def test_a_viewer_is_told_kindly_what_is_not_theirs(visit: Visit, path: str) -> None:
    visitor = visit(VIEWER)
    answer = visitor.page.goto(path)
    assert answer is not None
    assert answer.status == 403
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("没有权限")
    expect(visitor.page.get_by_role("main")).to_contain_text("您的身份是只读查看，这一步需要")
    visitor.page.get_by_role("link", name="回到工作台").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("概览")
    visitor.forgive("the server responded with a status of 403")


def test_a_viewer_reads_and_finds_no_button_that_changes_anything(console: Console, visit: Visit) -> None:
    page = visit(VIEWER).page
    for path in ("/console/entries/" + console.places["published"], "/console/questions", "/console/collections"):
        page.goto(path)
        forms = page.get_by_role("main").locator("form[method=post]")
        expect(forms).to_have_count(0)
