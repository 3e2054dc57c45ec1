"""A resident on a phone: answers with sources, follow-ups, services, small talk, danger."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

ANSWER_MS = 20_000

FORWARD_WITH_TWO_RUMORS = (
    "【紧急通知】各位亲戚朋友请注意，刚刚从医院上班的同学那里得到的消息，一定要看完再转给家里老人和孩子。"
    "第一件事，家里的微波炉千万不要再用来热饭热菜了，微波炉加热过的食物会产生致癌物质，长期吃的人容易得癌症，"
    "国外很多家庭早就把微波炉扔掉了，只有我们还在天天用，真是太可怕了。"
    "第二件事，现在市场上又红又甜的西瓜都是打了针的，小贩用针管往瓜里注射色素和甜味剂，颜色看着特别红，"
    "小孩吃了对身体伤害很大，挑瓜的时候一定要看清楚瓜皮上有没有针眼。"
    "这些都是专家说的，电视上也播过了，不管真假先告诉身边的人，多转发一次就多救一个家庭，好人一生平安，收到请马上转发出去，谢谢大家。"
)


def ask(page: Page, text: str) -> None:
    """Type and send, then wait until the assistant has finished answering."""
    turns = page.locator(".turn--assistant:not(:has(.typing))")
    before = turns.count()
    page.get_by_label("输入要问的话").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(turns.nth(before)).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator(".typing")).to_have_count(0, timeout=ANSWER_MS)


def last_card(page: Page) -> Locator:
    return page.locator("article.card").last


def last_words(page: Page) -> str:
    return page.locator(".turn--assistant").last.inner_text()


@pytest.mark.parametrize(
    ("question", "about"),
    [("隔夜菜真的致癌吗", "隔夜菜"), ("微波炉热饭致不致癌", "微波炉"), ("打针西瓜", "西瓜")],
)
def test_a_question_gets_a_card_with_verdict_reasons_advice_and_sources(
    phone: Page, question: str, about: str
) -> None:
    ask(phone, question)
    card = last_card(phone)
    expect(card.locator(".card__title")).to_contain_text(about)
    expect(card.locator(".stamp")).to_contain_text(re.compile("谣言|误导"))
    assert len(card.locator(".card__truth").inner_text()) <= 60
    assert card.locator(".card__points li").count() >= 2
    expect(card.locator(".card__advice")).not_to_be_empty()
    assert card.locator(".card__sources li").count() >= 1
    expect(card.locator(".card__dates")).to_contain_text(re.compile(r"20\d\d-\d\d-\d\d"))
    assert card.locator(".card__related button").count() >= 1
    for link in card.locator(".card__sources a").all():
        assert (link.get_attribute("href") or "").startswith("http")
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_long_forward_with_two_rumors_gets_a_card_for_each(phone: Page) -> None:
    assert 270 <= len(FORWARD_WITH_TWO_RUMORS) <= 330
    ask(phone, FORWARD_WITH_TWO_RUMORS)
    titles = " ".join(phone.locator(".card__title").all_inner_texts())
    assert "微波炉" in titles
    assert "西瓜" in titles
    assert phone.locator("article.card").count() == 2


def test_follow_ups_are_understood_in_the_talk(phone: Page) -> None:
    ask(phone, "隔夜菜真的致癌吗")
    ask(phone, "为什么")
    assert "亚硝酸盐" in last_words(phone)
    ask(phone, "来源呢")
    assert "剩菜" in last_words(phone) or "隔夜菜" in last_words(phone)
    ask(phone, "那孕妇呢")
    assert "孕妇" in last_words(phone)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("北辰区今年抽检多少批次", "7125"),
        ("食堂归谁管", "区教育局"),
        ("怎么投诉", "12315"),
    ],
)
def test_the_plan_and_the_services_are_answered(phone: Page, question: str, said: str) -> None:
    ask(phone, question)
    expect(last_card(phone)).to_contain_text(said)


@pytest.mark.parametrize(
    ("words", "said"),
    [("你好", "小辰"), ("谢谢", "客气"), ("再见", "再见"), ("你是谁", "食安小辰"), ("你能做什么", "查")],
)
def test_small_talk_is_answered_without_a_card(phone: Page, words: str, said: str) -> None:
    ask(phone, words)
    assert said in last_words(phone)
    expect(phone.locator("article.card")).to_have_count(0)


def test_symptoms_go_to_medical_help_before_anything_else(phone: Page) -> None:
    ask(phone, "吃完以后上吐下泻")
    expect(phone.get_by_role("alert")).to_contain_text("120")
    expect(phone.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")
    expect(phone.locator("article.card")).to_have_count(0)


def test_the_weather_is_declined_kindly(phone: Page) -> None:
    ask(phone, "今天天气怎么样")
    assert "食品" in last_words(phone)
    expect(phone.locator("article.card")).to_have_count(0)
    expect(phone.locator(".receipt")).to_have_count(0)


def test_the_talk_survives_a_reload_and_a_vote_is_thanked(phone: Page) -> None:
    ask(phone, "隔夜菜真的致癌吗")
    last_card(phone).get_by_role("button", name="有用").click()
    expect(last_card(phone)).to_contain_text("谢谢您的反馈")
    phone.reload()
    expect(last_card(phone)).to_contain_text("隔夜菜")
    ask(phone, "来源呢")
    assert "隔夜菜" in last_words(phone) or "剩菜" in last_words(phone)


def test_script_in_a_message_is_shown_as_text(phone: Page) -> None:
    ask(phone, "<script>document.title='x'</script><img src=x onerror=alert(1)>西瓜打针")
    assert phone.title() != "x"
    expect(phone.locator(".bubble--resident").last).to_contain_text("<script>")
    expect(phone.locator(".bubble--resident img")).to_have_count(0)


def test_what_was_typed_while_offline_is_sent_when_the_line_is_back(phone: Page) -> None:
    phone.route("**/api/v1/chat", lambda route: route.abort())
    phone.get_by_label("输入要问的话").fill("打针西瓜")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_role("status").filter(has_text="网络断开了")).to_be_visible()
    phone.unroute("**/api/v1/chat")
    expect(last_card(phone)).to_contain_text("西瓜", timeout=ANSWER_MS)


def test_the_page_is_operable_by_keyboard_and_named_for_screen_readers(phone: Page) -> None:
    expect(phone.get_by_role("log")).to_have_attribute("aria-live", "polite")
    phone.get_by_label("输入要问的话").focus()
    phone.keyboard.type("谢谢")
    phone.keyboard.press("Enter")
    expect(phone.locator(".turn--assistant").last).to_contain_text("客气", timeout=ANSWER_MS)
    unnamed = phone.evaluate(
        "() => [...document.querySelectorAll('button, a, textarea')].filter("
        "e => !(e.innerText || e.getAttribute('aria-label') || e.labels?.length)).length"
    )
    assert unnamed == 0


def test_nothing_overflows_a_phone(phone: Page) -> None:
    ask(phone, "隔夜菜真的致癌吗")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
