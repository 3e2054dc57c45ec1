"""Signing in and out of the console, and what ends a session."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.app import create_app
from api.settings import ApiSettings
from knowledge.audit.actions import Action
from knowledge.audit.service import AuditFilter
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.signing_in import REFUSED
from tests.builders import EDITOR, OFFICE, REVIEWER, FixedClock
from tests.console_visitor import PASSWORD, ConsoleVisitor, give_password
from tests.integration.console.conftest import Visit
from tests.running_api import client_of

COOKIE = "xiaochen_console"
NEW_PASSWORD = "Ming tian hui geng hao 8"


async def is_signed_in(visitor: ConsoleVisitor) -> bool:
    return (await visitor.get("/console")).status_code == 200


def failures_of(knowledge: Knowledge, name: str) -> list[str]:
    wanted = AuditFilter(action=Action.SIGN_IN_FAILED, subject_id=name)
    return [record.note for record in knowledge.audit_page(wanted, limit=50, offset=0).records]


async def test_a_person_signs_in_and_lands_on_the_page_they_came_for(visit: Visit, knowledge: Knowledge) -> None:
    give_password(knowledge, EDITOR)
    visitor = await visit()
    sent_away = await visitor.get("/console?tab=1&done=saved&page=2")
    assert sent_away.status_code == 303
    address = urlsplit(sent_away.headers["location"])
    assert (address.path, parse_qs(address.query)) == ("/console/sign-in", {"next": ["/console?tab=1&page=2"]})
    landed = await visitor.sign_in(EDITOR, next="/console?tab=1&page=2")
    assert (landed.status_code, landed.headers["location"]) == (303, "/console?tab=1&page=2")
    page = await visitor.get("/console")
    assert page.status_code == 200
    assert EDITOR in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_way_back_never_leads_to_another_site(visit: Visit, knowledge: Knowledge) -> None:
    give_password(knowledge, EDITOR)
    visitor = await visit()
    landed = await visitor.sign_in(EDITOR, next="//evil.example/console")
    assert landed.headers["location"] == "/console"


async def test_whatever_is_wrong_is_answered_with_the_same_words(visit: Visit, knowledge: Knowledge) -> None:
    give_password(knowledge, EDITOR)
    give_password(knowledge, REVIEWER)
    knowledge.deactivate_staff(REVIEWER)
    visitor = await visit()
    for name, password in ((EDITOR, "wrong"), (REVIEWER, PASSWORD), ("没有这个人", PASSWORD), ("", ""), (EDITOR, "")):
        refused = await visitor.sign_in(name, password)
        assert refused.status_code == 403
        assert REFUSED in refused.text
        assert COOKIE not in refused.headers.get("set-cookie", "")
        assert not password or password not in refused.text
    assert failures_of(knowledge, EDITOR) == ["连续第 2 次", "连续第 1 次"]
    # What was typed as a name may be a password.
    assert failures_of(knowledge, "没有这个人") == []
    assert len(failures_of(knowledge, "-")) == 2


async def test_an_account_without_a_password_cannot_be_signed_in_to(visit: Visit) -> None:
    visitor = await visit()
    assert (await visitor.sign_in(EDITOR, "")).status_code == 403
    assert not await is_signed_in(visitor)


async def test_wrong_passwords_close_an_account_for_longer_and_longer(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    give_password(knowledge, EDITOR)
    visitor = await visit()
    for _ in range(5):
        await visitor.sign_in(EDITOR, "wrong")
    assert (await visitor.sign_in(EDITOR)).status_code == 403
    clock.advance(seconds=61)
    assert (await visitor.sign_in(EDITOR, "wrong again")).status_code == 403
    clock.advance(seconds=61)
    assert (await visitor.sign_in(EDITOR)).status_code == 403
    clock.advance(seconds=61)
    assert (await visitor.sign_in(EDITOR)).status_code == 303
    assert failures_of(knowledge, EDITOR)[0] == "连续第 6 次，暂时锁定"
    assert knowledge.staff_member(EDITOR).locked_until is None


async def test_a_visitor_who_guesses_is_stopped_whatever_the_names(visit: Visit) -> None:
    guesser = await visit()
    for number in range(10):
        assert (await guesser.sign_in(f"名字{number}", "guess")).status_code == 403
    stopped = await guesser.sign_in("名字", "guess")
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    assert "操作太快" in stopped.text
    elsewhere = await visit(peer="198.51.100.7")
    assert (await elsewhere.sign_in("名字", "guess")).status_code == 403


async def test_every_sign_in_is_a_new_session_and_ends_the_one_before(visit: Visit, app: FastAPI) -> None:
    visitor = await visit(EDITOR)
    before = visitor.client.cookies[COOKIE]
    await visitor.sign_in(EDITOR)
    assert visitor.client.cookies[COOKIE] != before
    async with client_of(app, "203.0.113.9") as thief:
        thief.cookies.set(COOKIE, before)
        assert (await thief.get("/console")).status_code == 303


async def test_the_key_of_a_session_is_not_in_the_database(visit: Visit, knowledge: Knowledge) -> None:
    visitor = await visit(EDITOR)
    key = visitor.client.cookies[COOKIE].encode()
    assert all(key not in path.read_bytes() for path in knowledge.settings.var.glob("xiaochen.db*"))


async def test_a_session_left_alone_ends_and_one_in_use_lasts_twelve_hours(visit: Visit, clock: FixedClock) -> None:
    visitor = await visit(EDITOR)
    for _ in range(25):
        clock.advance(minutes=28)
        assert await is_signed_in(visitor)
    clock.advance(minutes=25)
    assert not await is_signed_in(visitor)
    await visitor.sign_in(EDITOR)
    clock.advance(minutes=30)
    assert not await is_signed_in(visitor)


async def test_signing_out_ends_the_session_itself(visit: Visit, app: FastAPI) -> None:
    visitor = await visit(EDITOR)
    key = visitor.client.cookies[COOKIE]
    left = await visitor.post("/console/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/console/sign-in?done=signed-out")
    assert COOKIE not in visitor.client.cookies
    async with client_of(app, "203.0.113.9") as other:
        other.cookies.set(COOKIE, key)
        assert (await other.get("/console")).status_code == 303


async def test_a_temporary_password_opens_nothing_but_its_own_change(visit: Visit, knowledge: Knowledge) -> None:
    visitor = await visit()
    await visitor.sign_in(EDITOR, knowledge.reset_password(EDITOR))
    for path in ("/console", "/console/profile", "/console/audit"):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/profile/password")
    offered = await visitor.post("/console/profile/totp/offer")
    assert offered.headers["location"] == "/console/profile/password"
    assert "现在的密码是管理员给的" in (await visitor.get("/console/profile/password")).text


async def change(visitor: ConsoleVisitor, present: str, new: str, repeated: str | None = None) -> httpx.Response:
    form = {"present_password": present, "new_password": new, "repeated_password": repeated or new}
    return await visitor.post("/console/profile/password", form)


async def test_the_first_password_is_changed_and_then_everything_opens(visit: Visit, knowledge: Knowledge) -> None:
    temporary = knowledge.reset_password(EDITOR)
    visitor = await visit()
    await visitor.sign_in(EDITOR, temporary)
    before = visitor.client.cookies[COOKIE]
    changed = await change(visitor, temporary, NEW_PASSWORD)
    assert (changed.status_code, changed.headers["location"]) == (303, "/console/profile?done=password")
    assert visitor.client.cookies[COOKIE] != before
    assert await is_signed_in(visitor)
    assert (await (await visit()).sign_in(EDITOR, temporary)).status_code == 403


@pytest.mark.parametrize(
    ("present", "new", "repeated", "said"),
    [
        ("not my password", NEW_PASSWORD, NEW_PASSWORD, "现在的密码不对。"),
        (PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "x", "两次输入的新密码不一样。"),
        (PASSWORD, "short", "short", "密码至少要 10 个字符。"),
        (PASSWORD, PASSWORD, PASSWORD, "不能使用最近 3 次用过的密码。"),
        (PASSWORD, "x" * 5000, "x" * 5000, "这次发来的内容格式不对"),
    ],
)
async def test_a_password_that_cannot_be_changed_says_why_and_stays(
    visit: Visit, present: str, new: str, repeated: str, said: str
) -> None:
    visitor = await visit(EDITOR)
    answer = await change(visitor, present, new, repeated)
    assert answer.status_code == 422
    assert said in answer.text
    assert (await visitor.sign_in(EDITOR)).status_code == 303


async def test_the_last_three_passwords_do_not_come_back_and_the_fourth_may(knowledge: Knowledge) -> None:
    give_password(knowledge, EDITOR, "Yi hao mima de juzi 1")
    order = ["Yi hao mima de juzi 1", "Er hao mima de juzi 2", "San hao mima de juzi 3", "Si hao mima de juzi 4"]
    for present, new in pairwise(order):
        knowledge.change_password(EDITOR, present, new)
    for former in order[1:]:
        with pytest.raises(Exception, match="invalid new_password"):
            knowledge.change_password(EDITOR, order[3], former)
    knowledge.change_password(EDITOR, order[3], order[0])


async def test_guessing_the_present_password_closes_the_account_too(visit: Visit, knowledge: Knowledge) -> None:
    visitor = await visit(EDITOR)
    for _ in range(5):
        await change(visitor, "guess", NEW_PASSWORD)
    assert "现在的密码不对。" in (await change(visitor, PASSWORD, NEW_PASSWORD)).text
    assert knowledge.staff_member(EDITOR).locked_until is not None


async def test_a_new_password_ends_every_other_session(visit: Visit) -> None:
    here = await visit(EDITOR)
    there = await visit()
    await there.sign_in(EDITOR)
    await change(here, PASSWORD, NEW_PASSWORD)
    assert await is_signed_in(here)
    assert not await is_signed_in(there)


async def test_one_other_session_is_ended_from_ones_own_page(visit: Visit, knowledge: Knowledge) -> None:
    here, stranger = await visit(EDITOR), await visit(REVIEWER)
    there = await visit()
    await there.sign_in(EDITOR)
    page = (await here.get("/console/profile")).text
    assert page.count("Chrome · Windows") == 2
    newest = max(session.session_id for session in knowledge.sessions_of(EDITOR))
    await stranger.post(f"/console/profile/sessions/{newest}/end")
    assert await is_signed_in(there), "a session of somebody else was ended"
    await here.post(f"/console/profile/sessions/{newest}/end")
    assert not await is_signed_in(there)
    assert await is_signed_in(here)


async def test_a_password_too_old_must_be_changed_when_an_operator_says_so(
    visit: Visit,
    app: FastAPI,
    knowledge: Knowledge,
    api_settings: ApiSettings,
    clock: FixedClock,
    shipped_encoder: Encoder,
) -> None:
    give_password(knowledge, EDITOR)
    clock.advance(days=89)
    strict = api_settings.model_copy(update={"password_max_days": 90})
    strict_app = create_app(strict, knowledge=Knowledge(strict, clock, encoder=shipped_encoder))
    async with client_of(strict_app, "203.0.113.9") as client:
        visitor = ConsoleVisitor(client)
        await visitor.sign_in(EDITOR)
        assert await is_signed_in(visitor)
        clock.advance(days=1)
        await visitor.sign_in(EDITOR)
        assert (await visitor.get("/console")).headers["location"] == "/console/profile/password"


async def begin_totp(visitor: ConsoleVisitor, knowledge: Knowledge, name: str) -> pyotp.TOTP:
    await visitor.post("/console/profile/totp/offer")
    offer = knowledge.pending_totp(name)
    assert offer is not None
    page = (await visitor.get("/console/profile")).text
    assert offer.secret in page
    assert "<svg" in page
    return pyotp.TOTP(offer.secret)


async def test_with_an_authenticator_app_the_password_alone_opens_nothing(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    visitor = await visit(EDITOR)
    app = await begin_totp(visitor, knowledge, EDITOR)
    wrong = await visitor.post("/console/profile/totp/confirm", {"code": "000000"})
    assert wrong.status_code == 422
    assert "动态口令不对" in wrong.text
    used = app.at(clock())
    right = await visitor.post("/console/profile/totp/confirm", {"code": used})
    assert right.headers["location"] == "/console/profile?done=totp-on"
    other = await visit()
    assert (await other.sign_in(EDITOR)).status_code == 403
    assert (await other.sign_in(EDITOR, code=used)).status_code == 403, "a code was good twice"
    clock.advance(seconds=30)
    assert (await other.sign_in(EDITOR, "wrong", code=app.at(clock()))).status_code == 403
    assert (await other.sign_in(EDITOR, code=app.at(clock()))).status_code == 303
    again = await other.post("/console/profile/totp/offer")
    assert again.status_code == 409
    assert "动态口令已经开通" in again.text


async def test_codes_are_given_up_with_the_password_only(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    visitor = await visit(EDITOR)
    app = await begin_totp(visitor, knowledge, EDITOR)
    await visitor.post("/console/profile/totp/confirm", {"code": app.at(clock())})
    kept = await visitor.post("/console/profile/totp/remove", {"present_password": "wrong"})
    assert kept.status_code == 422
    assert "现在的密码不对。" in kept.text
    gone = await visitor.post("/console/profile/totp/remove", {"present_password": PASSWORD})
    assert gone.headers["location"] == "/console/profile?done=totp-off"
    assert (await (await visit()).sign_in(EDITOR)).status_code == 303


async def test_the_secret_lies_sealed_in_the_database(visit: Visit, knowledge: Knowledge) -> None:
    visitor = await visit(EDITOR)
    app = await begin_totp(visitor, knowledge, EDITOR)
    assert all(app.secret.encode() not in path.read_bytes() for path in knowledge.settings.var.glob("xiaochen.db*"))


async def test_a_form_sent_after_the_session_ended_leads_to_the_sign_in_and_back_to_its_page(
    visit: Visit, clock: FixedClock
) -> None:
    visitor = await visit(EDITOR)
    token = await visitor.token()
    clock.advance(minutes=31)
    page = "http://xiaochen.test/console/entries/geye-cai?tab=2"
    form = {"csrf_token": token, "code": "1"}
    sent = await visitor.client.post("/console/profile/totp/confirm", data=form, headers={"Referer": page})
    assert sent.status_code == 303
    assert parse_qs(urlsplit(sent.headers["location"]).query) == {"next": ["/console/entries/geye-cai?tab=2"]}
    live = await visitor.client.post(
        "/console/profile/totp/confirm", data=form, headers={"HX-Request": "true", "HX-Current-URL": page}
    )
    assert live.status_code == 401
    assert parse_qs(urlsplit(live.headers["hx-redirect"]).query) == {"next": ["/console/entries/geye-cai?tab=2"]}


async def test_over_plain_http_the_cookie_is_closed_to_scripts_and_other_sites(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.get("/console/sign-in")
    cookie = page.headers["set-cookie"].lower()
    assert cookie.startswith("xiaochen_form=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize(
    ("changes", "headers", "is_secure"),
    [
        ({"secure_cookies": True}, {}, True),
        ({"trusted_proxies": ["203.0.113.0/24"]}, {"X-Forwarded-Proto": "https"}, True),
        ({"trusted_proxies": ["203.0.113.0/24"]}, {"X-Forwarded-Proto": "http"}, False),
        ({}, {"X-Forwarded-Proto": "https"}, False),
    ],
)
async def test_behind_tls_the_cookie_belongs_to_this_host_and_travels_encrypted_only(
    knowledge: Knowledge,
    api_settings: ApiSettings,
    changes: dict[str, object],
    headers: dict[str, str],
    is_secure: bool,
) -> None:
    settings = ApiSettings.model_validate(api_settings.model_dump() | changes)
    async with client_of(create_app(settings, knowledge=knowledge), "203.0.113.9") as client:
        cookie = (await client.get("/console/sign-in", headers=headers)).headers["set-cookie"].lower()
    assert cookie.startswith("__host-xiaochen_form=") is is_secure
    assert ("; secure" in cookie) is is_secure
    assert "domain" not in cookie
    assert "path=/;" in cookie


async def test_failures_on_the_console_are_pages_and_those_of_the_interface_are_not(visit: Visit) -> None:
    visitor = await visit(EDITOR)
    missing = await visitor.get("/console/nowhere")
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("text/html")
    assert "没有找到这个页面" in missing.text
    fragment = await visitor.get("/console/nowhere", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert 'role="alert"' in fragment.text
    assert (await visitor.get("/api/v1/nowhere")).json()["error"]["code"] == "not_found"


async def test_a_failure_nobody_expected_is_a_page_too_and_tells_nothing_of_the_inside(
    visit: Visit, knowledge: Knowledge
) -> None:
    visitor = await visit(OFFICE)
    with knowledge.database.write() as session:
        session.execute(text("DROP TABLE audit_record"))
    broken = await visitor.get("/console/audit", params={"words": "隔夜菜"})
    assert broken.status_code == 500
    assert broken.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in broken.headers["content-security-policy"]
    assert "出了点问题" in broken.text
    assert "audit_record" not in broken.text


async def test_console_pages_may_send_forms_to_themselves_only_and_stand_in_no_frame(visit: Visit) -> None:
    policy = (await (await visit()).get("/console/sign-in")).headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_the_console_takes_files_that_other_routes_refuse(visit: Visit) -> None:
    visitor = await visit(EDITOR)
    picture = {"file": ("picture.png", b"x" * 5_000_000)}
    token = await visitor.token()
    taken = await visitor.client.post("/console/profile/totp/confirm", data={"csrf_token": token}, files=picture)
    assert taken.status_code == 409
    assert (await visitor.client.post("/api/v1/chat", content=b"x" * 5_000_000)).status_code == 413
    too_large = await visitor.client.post("/console/profile/totp/confirm", content=b"x" * 13_000_000)
    assert too_large.status_code == 413
