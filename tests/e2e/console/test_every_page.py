"""Every page, on a phone and on a desk: readable for everybody, quiet, still, and within the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from knowledge.clock import china_date
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from knowledge.inquiries.models import Inquiry
from knowledge.questions.kinds import Reason
from knowledge.trends.weeks import last_full_week
from tests.builders import EDITOR, OFFICE, REVIEWER
from tests.e2e.conftest import ROOT
from tests.e2e.console.conftest import ADMINISTRATOR, DESK, PHONE_SCREEN, Console, Visitor, sign_in, watch

AXE = ROOT / "api" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
MOST_SHIFT = 0.1
TALLEST_PICTURE = {390: 2200, 1440: 1400}
"""A long list looks the same further down."""
PICTURE_QUALITY = 50
SCREENS = {"390": PHONE_SCREEN, "1440": DESK}

_AUDIT = """async () => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    resultTypes: ["violations"],
  });
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""
_SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) sum += entry.value;
    }
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 0)));
})"""
_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 160));
}"""


@dataclass(frozen=True)
class Shown:
    """A page, who looks at it, and the name of its picture. ``{…}`` in the path stands for an id."""

    name: str
    path: str
    person: str | None = None


PAGES = (
    Shown("sign-in", "/console/sign-in"),
    Shown("overview", "/console", ADMINISTRATOR),
    Shown("entries", "/console/entries", EDITOR),
    Shown("entries-by-meaning", "/console/entries?by=meaning&words=隔夜菜还能吃吗", EDITOR),
    Shown("entry-public", "/console/entries/{published}", REVIEWER),
    Shown("entry-in-review", "/console/entries/{waiting}", REVIEWER),
    Shown("entry-form", "/console/entries/{published}/edit", EDITOR),
    Shown("entry-new", "/console/entries/new", EDITOR),
    Shown("entry-versions", "/console/entries/{changed}/versions", EDITOR),
    Shown("entry-compare", "/console/entries/{changed}/versions/compare?before=1", EDITOR),
    Shown("questions", "/console/questions", EDITOR),
    Shown("question", "/console/questions/{question}", EDITOR),
    Shown("ledger", "/console/ledger", OFFICE),
    Shown("ledger-table", "/console/ledger?view=table", OFFICE),
    Shown("ledger-pending", "/console/ledger/{pending}", OFFICE),
    Shown("ledger-closed", "/console/ledger/{closed}", OFFICE),
    Shown("ledger-intake", "/console/ledger/intake", OFFICE),
    Shown("reports", "/console/reports", OFFICE),
    Shown("report", "/console/reports/{week}", OFFICE),
    Shown("collections", "/console/collections", EDITOR),
    Shown("collection", "/console/collections/{collection}", EDITOR),
    Shown("collection-article", "/console/collections/{collection}/article", EDITOR),
    Shown("collection-day", "/console/collections/daily/{today}", EDITOR),
    Shown("files", "/console/files", EDITOR),
    Shown("audit", "/console/audit", ADMINISTRATOR),
    Shown("accounts", "/console/accounts", ADMINISTRATOR),
    Shown("account", "/console/accounts/{editor}", ADMINISTRATOR),
    Shown("partners", "/console/partners", ADMINISTRATOR),
    Shown("profile", "/console/profile", ADMINISTRATOR),
    Shown("password", "/console/profile/password", ADMINISTRATOR),
    Shown("public-chat", "/"),
    Shown("public-entry", "/entries/{published}"),
    Shown("public-collections", "/collections"),
    Shown("public-collection", "/collections/{collection}"),
    Shown("public-today", "/today"),
)


@pytest.fixture(scope="module")
def addresses(console: Console) -> dict[str, str]:
    """What the ``{…}`` of the paths stand for."""
    knowledge = console.knowledge

    def cluster(status: ClusterStatus) -> str:
        found = knowledge.find_lines(LedgerFilter(status=status), viewer=OFFICE, limit=1)
        return str(found.lines[0].cluster.cluster_id)

    with knowledge.database.read() as session:
        unmatched = select(Inquiry.id).where(Inquiry.outcome == Reason.UNMATCHED).order_by(Inquiry.created_at.desc())
        question = session.scalars(unmatched.limit(1)).one()
    return {
        **console.places,
        "question": str(question),
        "pending": cluster(ClusterStatus.PENDING),
        "closed": cluster(ClusterStatus.REBUTTED),
        "week": last_full_week(knowledge.clock()).name,
        "today": china_date(knowledge.clock()).isoformat(),
        "editor": quote(EDITOR),
    }


class Seats:
    """A browser for each person and screen, signed in once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._taken: dict[tuple[str | None, int], tuple[BrowserContext, list[str]]] = {}

    def open(self, person: str | None, screen: ViewportSize) -> tuple[Page, list[str]]:
        """A new page, and the list of what goes wrong in it."""
        key = (person, screen["width"])
        if key not in self._taken:
            context = self._browser.new_context(viewport=screen, locale="zh-CN", base_url=self._address)
            # In the pages and in their frames, where the page's own policy does not reach.
            context.add_init_script(path=AXE)
            visitor = Visitor(context.new_page(), [])
            watch(context, visitor, self._address)
            if person is not None:
                sign_in(visitor.page, person)
            visitor.page.close()
            self._taken[key] = (context, visitor.troubles)
        context, troubles = self._taken[key]
        troubles.clear()
        return context.new_page(), troubles

    def close(self) -> None:
        """Everybody leaves."""
        for context, _ in self._taken.values():
            context.close()


@pytest.fixture(scope="module")
def seats(browser: Browser, console: Console) -> Iterator[Seats]:
    made = Seats(browser, console.address)
    yield made
    made.close()


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
@pytest.mark.parametrize("width", SCREENS)
def test_a_page_is_readable_quiet_still_and_within_the_screen(
    seats: Seats, addresses: dict[str, str], pytestconfig: pytest.Config, shown: Shown, width: str
) -> None:
    page, troubles = seats.open(shown.person, SCREENS[width])
    answer = page.goto(shown.path.format_map(addresses))
    assert answer is not None
    assert answer.status == 200
    settle(page)
    shift = page.evaluate(_SHIFT)
    picture(page, pytestconfig.getoption("--screenshots", None), f"{shown.name}-{width}")
    found: list[str] = page.evaluate(_AUDIT)
    overflow: list[str] = page.evaluate(_OVERFLOW)
    page.close()
    assert not found, "\n".join(found)
    assert not overflow, "\n".join(overflow)
    assert not troubles, troubles
    assert shift <= MOST_SHIFT


def settle(page: Page) -> None:
    """Until everything that comes by itself has come: charts, the card in its frame, typefaces."""
    page.wait_for_load_state("networkidle")
    for chart in page.locator("[data-chart]").all():
        expect(chart.locator("canvas")).to_be_attached()
    page.evaluate("() => document.fonts.ready.then(() => true)")


def picture(page: Page, folder: str | None, name: str) -> None:
    """Write what is seen, when somebody asked for pictures."""
    if folder is None:
        return
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    height: int = page.evaluate("() => document.documentElement.scrollHeight")
    page.screenshot(
        path=Path(folder) / f"{name}.jpg",
        type="jpeg",
        quality=PICTURE_QUALITY,
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST_PICTURE[width])},
    )
