"""A rumor from stray questions to the week's report, with real processes and everybody at a browser of their own."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta

import httpx
from playwright.sync_api import Browser, Page, expect

from knowledge.audit.actions import OPERATOR
from knowledge.clock import CHINA_STANDARD_TIME, china_date
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner
from knowledge.emerging.views import ClusterView
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.staff.roles import StaffRole
from knowledge.trends.weeks import IsoWeek, last_full_week
from tests.console_visitor import PASSWORD
from tests.e2e.conftest import Product
from tests.e2e.test_loop import press
from tests.e2e.test_resident_talks import ask, last_card

OFFICER, EDITOR, REVIEWER = "陈网信", "钱科普", "冯审核"
UNIT = "区市场监管局"
DESK = {"width": 1280, "height": 900}
NEWS_MS = 30_000
"""The page looks for news every twenty seconds."""

CHAT = "听说北辰集贤里早市的糖葫芦外面刷的是汽车防冻液，吃了会伤肾"
FORM = "群里都在转：糖葫芦外面刷汽车防冻液，吃了伤肾，千万别买"
BY_PARTNER = "市民来电反映糖葫芦刷汽车防冻液，吃了会伤肾"
REWORDED = "糖葫芦外面是不是刷了防冻液，吃了会不会伤肾"
ELSEWHERE = "那种特别亮的冰糖葫芦肯定抹了修车用的东西，老人吃完腰子坏了"
RESTRICTED = "双街镇某小学食堂的面条里吃出了铁钉，学校压着不让说"

ANSWER = {
    "kind": "rumor",
    "title": "糖葫芦外面刷的是汽车防冻液，吃了会伤肾",
    "verdict": "false",
    "truth": "糖葫芦外面亮亮的一层是熬化的白糖冷却后结成的糖壳。",
    "key_points": ["这条内容只用于自动测试，不对外发布。", "测试用的第二条要点。"],
    "advice": "在有照的摊点买，现做现吃。",
    "phrasings": ["糖葫芦刷防冻液吗", "糖葫芦那么亮能吃吗"],
    "topic": "谣言",
    "unit": UNIT,
    "risk": "low",
    "sources": [{"title": "测试来源", "publisher": "测试单位", "url": None, "published_on": "2026-11-20"}],
}


def test_a_rumor_is_reported_checked_answered_told_and_stands_in_the_weeks_report(
    product: Product, http: httpx.Client, phone: Page, browser: Browser
) -> None:
    week = last_full_week(datetime.now(UTC))
    settings = KnowledgeSettings(var=product.var, database_url="")
    with (
        closing(Knowledge(settings)) as machine,
        at_the_desk(product, machine, browser, OFFICER, StaffRole.OFFICE) as officer,
    ):
        # By chat, by form, by the city's program and in a list of the hotline, each in words of its own.
        ask(phone, CHAT)
        code = phone.locator(".receipt__code").last.inner_text()
        press(phone, "微信群")
        press(phone, "好的")
        form = http.post("/api/v1/reports", json={"text": FORM, "wants_answer": True}).json()
        assert form["outcome"] == "recorded"
        opened = NewPartner("市联合辟谣机制", IntakeChannel.PARTNER, "600/minute", may_read_ledger=True)
        partner = {"Authorization": f"Bearer {machine.add_partner(opened, OPERATOR)}"}
        sent = {"external_id": "TJ-2026-001", "text": BY_PARTNER, "reported_at": noon(week.days[2]).isoformat()}
        by_partner = http.post("/api/v1/partner/reports", json=sent, headers=partner).json()
        hand_in_list(officer, product, machine, week)
        about = cluster_of(machine, "防冻液")
        cluster_id = about.cluster_id
        assert (by_partner["cluster_id"], about.report_count, about.wants_answer_count) == (cluster_id, 3 + 8, 2)

        # The office hands it to a unit with a day; another wording joins by itself, a third one by an officer's hand.
        due = assign(officer, product, cluster_id)
        http.post("/api/v1/chat", json={"text": REWORDED})
        http.post("/api/v1/chat", json={"text": ELSEWHERE})
        other = cluster_of(machine, "冰糖葫芦")
        assert other.cluster_id != cluster_id
        merge(officer, product, other.cluster_id, cluster_id)
        about = cluster_of(machine, "防冻液")
        assert (about.report_count, about.unit, about.due_on) == (13, UNIT, due)
        conclude(officer)

        # An editor writes the answer that belongs to it, a reviewer publishes it.
        with at_the_desk(product, machine, browser, EDITOR, StaffRole.EDITOR) as editor:
            editor.goto(f"{product.address}/console/ledger/{cluster_id}")
            editor.get_by_role("button", name="写一条辟谣").click()
            editor.wait_for_url(re.compile(r"/console/entries/[^/]+/edit"))
            entry_id = editor.url.split("/")[-2]
            write(http, machine.issue_token(EDITOR), entry_id)
            editor.goto(f"{product.address}/console/entries/{entry_id}")
            sure(editor, "提交审核")
            expect(editor.get_by_text("等审核员审核")).to_be_visible()
        with at_the_desk(product, machine, browser, REVIEWER, StaffRole.REVIEWER) as reviewer:
            reviewer.goto(f"{product.address}/console/entries/{entry_id}")
            sure(reviewer, "发布")
            expect(reviewer.get_by_text("看得到第 1 版")).to_be_visible()

        # Who asked is told where they asked: in the conversation that is still open, and by their query codes.
        news = phone.locator(".turn--news")
        expect(news.locator(".card__truth")).to_contain_text("糖壳", timeout=NEWS_MS)
        expect(news.first).to_contain_text("防冻液")
        ask(phone, code)
        expect(last_card(phone).locator(".card__truth")).to_contain_text("糖壳")
        for own in (form["query_code"], by_partner["query_code"]):
            assert http.get(f"/api/v1/inquiries/{own}").json()["card"]["entry_id"] == entry_id
        status = http.get(f"/api/v1/partner/reports/{by_partner['query_code']}", headers=partner).json()
        assert status["status_label"] == "已辟谣"
        phone.reload()
        phone.locator(".card__truth").first.wait_for()
        expect(news.locator(".card__truth")).to_have_count(1)

        # What the officer found stays; who was told is counted.
        officer.goto(f"{product.address}/console/ledger/{cluster_id}")
        facts = officer.get_by_role("region", name="现状")
        expect(facts).to_contain_text("抽检没有检出乙二醇")
        expect(facts).to_contain_text("已送达 1")

        make_and_sign_report(officer, product, week)
        internal, public = (download(officer, product, week, edition) for edition in ("internal", "public"))
        assert "防冻液" in internal
        assert RESTRICTED[:10] in internal
        assert "铁钉" not in public


def hand_in_list(officer: Page, product: Product, machine: Knowledge, week: IsoWeek) -> None:
    """A hotline's list of last week, as an old spreadsheet program writes it; one lead of it may not go out."""
    lines = [f"热线：{CHAT},{week.days[number % 5]},来电{number},R-{number}" for number in range(8)]
    lines += [f"{RESTRICTED},{week.days[number % 5]},家长{number},S-{number}" for number in range(6)]
    table = "\r\n".join(["说法,上报日期,来电人,工单号", *lines])
    officer.goto(f"{product.address}/console/ledger/intake")
    officer.get_by_label("CSV 或 Excel").set_input_files(
        files=[{"name": "热线.csv", "mimeType": "text/csv", "buffer": table.encode("gbk")}]
    )
    officer.get_by_label("只检查，不导入").uncheck()
    officer.get_by_role("button", name="上传").click()
    expect(officer.get_by_role("status")).to_contain_text("共 14 行：新录入 14 条")
    officer.goto(f"{product.address}/console/ledger/{cluster_of(machine, '铁钉').cluster_id}")
    officer.get_by_text("标为不宜公开", exact=True).first.click()
    form = officer.locator("form[action$='/restrict']")
    form.get_by_label("理由").fill("涉及未成年人，正在调查")
    form.get_by_role("button", name="标为不宜公开").click()
    expect(officer.get_by_role("region", name="现状")).to_contain_text("涉及未成年人")


def assign(officer: Page, product: Product, cluster_id: int) -> date:
    due = china_date(datetime.now(UTC)) + timedelta(days=4)
    officer.goto(f"{product.address}/console/ledger/{cluster_id}")
    step = officer.get_by_role("region", name="交办")
    step.get_by_label("责任单位").select_option(UNIT)
    step.get_by_label("办理时限").fill(due.isoformat())
    step.get_by_role("button", name="交办").click()
    facts = officer.get_by_role("region", name="现状")
    expect(facts).to_contain_text("核查中")
    expect(facts).to_contain_text(str(due))
    return due


def merge(officer: Page, product: Product, from_id: int, into_id: int) -> None:
    officer.goto(f"{product.address}/console/ledger/{from_id}")
    officer.get_by_text("合并到另一个线索簇").click()
    form = officer.locator("form[action$='/merge']")
    form.get_by_label("并入哪个线索簇（编号）").fill(str(into_id))
    form.get_by_role("button", name="合并").click()
    answer_yes(officer)
    officer.wait_for_url(re.compile(f"/console/ledger/{into_id}\\?done=merged"))


def conclude(officer: Page) -> None:
    """On the cluster's page: what was found, what that rests on, and the evidence."""
    step = officer.get_by_role("region", name="办结")
    step.locator("select[name=status]").select_option("rebutted")
    step.get_by_label("核查结论").fill("抽检没有检出乙二醇，亮的是糖壳")
    step.get_by_label("依据").fill("区市场监管局抽检结果")
    step.get_by_label("佐证材料").fill("检验报告第 2026-118 号")
    step.get_by_role("button", name="办结").click()
    expect(officer.get_by_role("region", name="现状")).to_contain_text("检验报告第 2026-118 号")


def write(http: httpx.Client, token: str, entry_id: str) -> None:
    """The editor's draft, by the interface for programs."""
    signed = {"Authorization": f"Bearer {token}"}
    kept = http.get(f"/api/v1/staff/entries/{entry_id}", headers=signed).json()["content"]
    draft = ANSWER | {"phrasings": [*ANSWER["phrasings"], *kept["phrasings"]]}
    written = http.put(f"/api/v1/staff/entries/{entry_id}", json=draft, headers=signed)
    assert written.status_code == 200, written.text


def make_and_sign_report(officer: Page, product: Product, week: IsoWeek) -> None:
    officer.goto(f"{product.address}/console/reports")
    officer.get_by_label("哪一周").select_option(week.name)
    officer.get_by_role("button", name="生成").click()
    officer.wait_for_url(re.compile(f"/console/reports/{week.name}"))
    expect(officer.get_by_text("防冻液").first).to_be_visible()
    sure(officer, "签发")
    expect(officer.get_by_role("region", name="状态")).to_contain_text(f"{OFFICER}，")


def download(officer: Page, product: Product, week: IsoWeek, edition: str) -> str:
    """The words of an edition, of every file handed out the Word one included."""
    base = f"{product.address}/console/reports/{week.name}/{edition}"
    assert officer.request.get(f"{base}/docx").body().startswith(b"PK")
    words: str = json.dumps(officer.request.get(f"{base}/json").json(), ensure_ascii=False)
    return words


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA_STANDARD_TIME)


def cluster_of(machine: Knowledge, words: str) -> ClusterView:
    (found,) = [cluster for cluster in machine.list_clusters() if words in cluster.claim]
    return found


def sure(page: Page, button: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=button, exact=True).first.click()
    answer_yes(page)


def answer_yes(page: Page) -> None:
    page.locator("dialog.confirm").get_by_role("button", name="确定").click()


@contextmanager
def at_the_desk(product: Product, machine: Knowledge, browser: Browser, name: str, role: StaffRole) -> Iterator[Page]:
    """Somebody with an account of their own, signed in for the first time."""
    initial = machine.open_account(name, role)
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{product.address}/console")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密码", exact=True).fill(initial)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("现在的密码").fill(initial)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_label("再输一次新密码")).to_have_count(0)
    yield page
    context.close()
