"""What somebody writes stays theirs: a session that ends meanwhile, and a colleague who saved first."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from knowledge.staff.models import StaffSession
from tests.builders import EDITOR, SECOND_EDITOR
from tests.console_visitor import PASSWORD
from tests.e2e.console.conftest import Console, Visit, sound_draft

WRITTEN = "这一句是登录过期以前写的，不能丢。"


def test_text_written_while_the_session_ended_is_there_after_signing_in_again(console: Console, visit: Visit) -> None:
    entry_id = console.knowledge.create_draft(sound_draft("菠萝泡盐水会爬出虫子"), EDITOR)
    visitor = visit(EDITOR)
    page = visitor.page
    page.goto(f"/console/entries/{entry_id}/edit")
    page.get_by_label("一句话事实").fill(WRITTEN)
    leave_alone_too_long(console)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("heading", name="食安小辰 · 工作台")).to_be_visible()
    sign_in_again(page)
    page.goto(f"/console/entries/{entry_id}/edit")
    expect(page.get_by_role("status").filter(has_text="已恢复您上次没有保存的内容")).to_be_visible()
    expect(page.get_by_label("一句话事实")).to_have_value(WRITTEN)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status").filter(has_text="草稿已保存")).to_be_visible()
    assert console.knowledge.entry(entry_id).content.truth == WRITTEN
    page.goto(f"/console/entries/{entry_id}/edit")
    expect(page.get_by_role("status").filter(has_text="已恢复")).to_have_count(0)
    # What the page asked by itself while nobody was signed in.
    visitor.troubles[:] = [trouble for trouble in visitor.troubles if "status of 401" not in trouble]


def leave_alone_too_long(console: Console) -> None:
    """Put every session back by longer than it may be idle."""
    back = timedelta(minutes=console.knowledge.settings.session_idle_minutes + 1)
    with console.knowledge.database.write() as session:
        session.execute(update(StaffSession).values(seen_at=console.knowledge.clock() - back))


def sign_in_again(page: Page) -> None:
    page.get_by_label("姓名").fill(EDITOR)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_attached()


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(console: Console, visit: Visit) -> None:
    entry_id = console.knowledge.create_draft(sound_draft("芒果泡盐水会爬出虫子"), EDITOR)
    first, late = visit(EDITOR), visit(SECOND_EDITOR)
    for visitor in (first, late):
        visitor.page.goto(f"/console/entries/{entry_id}/edit")
    first.page.get_by_label("建议").fill("先到的人写的建议。")
    first.page.get_by_role("button", name="保存草稿").click()
    expect(first.page.get_by_role("status").filter(has_text="草稿已保存")).to_be_visible()
    page = late.page
    page.get_by_label("建议").fill("后到的人写的建议。")
    with page.expect_navigation() as sent:
        page.get_by_role("button", name="保存草稿").click()
    assert sent.value is not None
    assert sent.value.status == 409
    both = page.get_by_role("region", name="同事刚保存的版本和您写的有什么不同")
    expect(both.locator("del")).to_contain_text("先")
    expect(both.locator("ins")).to_contain_text("后")
    expect(page.get_by_label("建议")).to_have_value("后到的人写的建议。")
    assert console.knowledge.entry(entry_id).content.advice == "先到的人写的建议。"
    page.get_by_role("button", name="以我写的为准，再保存").click()
    expect(page.get_by_role("status").filter(has_text="草稿已保存")).to_be_visible()
    kept = console.knowledge.entry(entry_id)
    assert kept.content.advice == "后到的人写的建议。"
    assert set(kept.contributors) == {EDITOR, SECOND_EDITOR}
    late.forgive("the server responded with a status of 409")


def test_script_in_a_field_is_shown_as_text(console: Console, visit: Visit) -> None:
    title = "<script>alert(1)</script><img src=x onerror=alert(2)>荸荠"
    entry_id = console.knowledge.create_draft(sound_draft(title), EDITOR)
    visitor = visit(EDITOR)
    opened: list[str] = []
    visitor.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for path in (f"/console/entries/{entry_id}", f"/console/entries/{entry_id}/edit", "/console/entries"):
        visitor.page.goto(path)
        visitor.page.wait_for_load_state("networkidle")
        expect(visitor.page.get_by_role("main").get_by_text(title).first).to_be_visible()
    expect(visitor.page.get_by_role("main").locator("img, script")).to_have_count(0)
    assert not opened
