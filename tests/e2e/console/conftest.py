"""The console for the browser tests: the api alone, over a database file with content, inquiries and people."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from knowledge import migrations
from knowledge.clock import china_date
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.simulation.service import SimulationRequest
from knowledge.staff.roles import StaffRole
from knowledge.trends.weeks import last_full_week
from tests.builders import EDITOR, OFFICE, REVIEWER, make_draft, make_source, register_staff
from tests.console_visitor import PASSWORD, give_password
from tests.e2e.conftest import PHONE, ROOT, XIAOCHEN, environment_for

DESK = ViewportSize(width=1440, height=900)
PHONE_SCREEN = ViewportSize(width=PHONE["width"], height=PHONE["height"])
ADMINISTRATOR, VIEWER = "孙管理", "周查看"
START_SECONDS = 60.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", metavar="FOLDER", help="write a picture of every page at both widths (test_every_page.py)"
    )


@dataclass
class Console:
    """A running api, and the same knowledge from outside of it."""

    address: str
    knowledge: Knowledge
    places: dict[str, str] = field(default_factory=dict)
    """Ids of what was put there, by what it is."""


@dataclass
class Visitor:
    """Somebody at a browser of their own."""

    page: Page
    troubles: list[str]

    def forgive(self, words: str) -> None:
        """Take back a trouble that the test itself caused; there must have been one."""
        left = [trouble for trouble in self.troubles if words not in trouble]
        assert left != self.troubles, f"no trouble with {words!r}: {self.troubles}"
        self.troubles[:] = left


Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """One for all console tests. It needs no Rasa: what residents ask is answered directly."""
    var = tmp_path_factory.mktemp("console") / "var"
    environment = environment_for(var)
    settings = KnowledgeSettings(var=var, database_url="")
    migrations.upgrade(settings.database_address)
    knowledge = Knowledge(settings)
    places = _furnish(knowledge)
    address = f"http://127.0.0.1:{environment['XIAOCHEN_PORT']}"
    log = (var / "serve.log").open("w")
    process = subprocess.Popen([XIAOCHEN, "serve"], env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(process, address, var / "serve.log")
        yield Console(address, knowledge, places)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()
        knowledge.close()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=START_SECONDS)
    with httpx.Client(base_url=address, trust_env=False, transport=httpx.HTTPTransport(retries=5)) as client:
        while True:
            assert process.poll() is None, f"ended:\n{log.read_text()}"
            try:
                if client.get("/healthz").is_success:
                    return
            except httpx.ConnectError:
                pass
            assert datetime.now(UTC) < deadline, f"not ready within {START_SECONDS:.0f} s:\n{log.read_text()}"


def _furnish(knowledge: Knowledge) -> dict[str, str]:
    """Content, people, four weeks of inquiries, and something of everything that has a page."""
    knowledge.import_entries()
    register_staff(knowledge)
    knowledge.add_staff(ADMINISTRATOR, StaffRole.ADMINISTRATOR)
    knowledge.add_staff(VIEWER, StaffRole.VIEWER)
    for member in knowledge.list_staff():
        give_password(knowledge, member.name)
    week = last_full_week(knowledge.clock())
    yesterday = china_date(knowledge.clock()) - timedelta(days=1)
    knowledge.simulate(SimulationRequest(weeks=4, until=yesterday, seed=7, weekly_asks=150))
    earlier = knowledge.generate_weekly_report(week.plus(-1), OFFICE)
    knowledge.sign_weekly_report(earlier.week, OFFICE, earlier.sha256)
    knowledge.generate_weekly_report(week, OFFICE)
    rumors = [entry for entry in knowledge.list_entries(limit=80) if entry.content.kind is EntryKind.RUMOR]
    collection = knowledge.create_collection("食品安全宣传周", "和家里老人一起看的几条。", EDITOR)
    knowledge.update_collection(
        collection,
        title="食品安全宣传周",
        introduction="和家里老人一起看的几条。",
        entry_ids=[entry.entry_id for entry in rumors[:4]],
        actor=EDITOR,
    )
    knowledge.set_collection_public(collection, True, EDITOR)
    knowledge.pick_daily(china_date(knowledge.clock()), rumors[0].entry_id, EDITOR)
    waiting = knowledge.create_draft(sound_draft(), EDITOR)
    knowledge.submit(waiting, EDITOR)
    changed = _published_twice(knowledge, rumors[5].entry_id)
    knowledge.add_partner(
        NewPartner(name="市联合辟谣机制", channel=IntakeChannel.PARTNER, rate="600/minute"), ADMINISTRATOR
    )
    return {"waiting": waiting, "changed": changed, "collection": collection, "published": rumors[0].entry_id}


def sound_draft(title: str = "草莓泡盐水会爬出虫子", **changes: Any) -> EntryDraft:
    """A rumor that the checks of content let through, about something no shipped entry is about."""
    return make_draft(
        title=title,
        truth="这条内容只用于自动测试，不对外发布。",
        key_points=["测试用的第一条要点。", "测试用的第二条要点。"],
        advice="按平常的办法清洗。",
        phrasings=[f"{title}{ending}" for ending in ("吗", "是真的吗", "是不是谣言", "能信吗", "要紧吗")],
        sources=[make_source(title="草莓怎么洗", url="https://example.org/caomei", tier="C")],
        **changes,
    )


def _published_twice(knowledge: Knowledge, entry_id: str) -> str:
    content = knowledge.entry(entry_id).content
    more = content.model_copy(update={"phrasings": (*content.phrasings, "家里老人转发的这个说法对不对")})
    knowledge.update_draft(entry_id, more, EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


@pytest.fixture
def visit(browser: Browser, console: Console) -> Iterator[Visit]:
    """``visit("张编辑")``: that person signed in, in a browser of their own; without a name, a stranger.

    What the browser complains about fails the test: errors in its console, requests that failed or went elsewhere.
    """
    opened: list[tuple[BrowserContext, Visitor]] = []

    def begin(name: str | None = None, screen: ViewportSize = DESK) -> Visitor:
        context = browser.new_context(viewport=screen, locale="zh-CN", base_url=console.address)
        context.set_default_timeout(10_000)
        visitor = Visitor(context.new_page(), [])
        opened.append((context, visitor))
        watch(context, visitor, console.address)
        if name is not None:
            sign_in(visitor.page, name)
        return visitor

    yield begin
    for context, _ in opened:
        context.close()
    troubles = [trouble for _, visitor in opened for trouble in visitor.troubles]
    assert not troubles, troubles


def watch(context: BrowserContext, visitor: Visitor, address: str) -> None:
    """Write down what goes wrong in any page of ``context``."""
    here = urlsplit(address).netloc
    note = visitor.troubles.append
    context.on("console", lambda said: note(f"console: {said.text}") if said.type == "error" else None)
    context.on("weberror", lambda error: note(f"page: {error.error}"))
    context.on("request", lambda asked: None if urlsplit(asked.url).netloc == here else note(f"elsewhere: {asked.url}"))
    # Aborted: the page was left, or something newer was asked, before the answer came.
    context.on(
        "requestfailed",
        lambda asked: note(f"failed: {asked.url} {asked.failure}") if asked.failure != "net::ERR_ABORTED" else None,
    )


def sign_in(page: Page, name: str) -> None:
    """Fill in the form, as people do."""
    page.goto("/console/sign-in")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("概览")
