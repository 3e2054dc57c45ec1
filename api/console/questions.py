"""The questions desk: what residents asked, how it was answered, and what editors make of it."""

from functools import partial
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.console.paging import Page, PageNumber, offset_of
from api.deps import ServicesDep
from knowledge.entries.finding import EntryFilter
from knowledge.entries.views import EntrySummary
from knowledge.errors import InvalidInput
from knowledge.questions.kinds import Reason
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission

QUESTIONS = "/console/questions"
GROUPS_ON_PAGE = 20
DEFAULT_DAYS = 30
FOUND_ENTRIES = 8
MOST_AT_ONCE = 300

router = console_router(QUESTIONS)

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Handler = Annotated[SignedIn, Depends(allowed(Permission.HANDLE_QUESTIONS))]
Days = Annotated[int, Query(ge=1, le=365)]
Ids = Annotated[str, Form(max_length=4000)]
Back = Annotated[Reason, Form()]


@router.get("")
async def questions_page(
    request: Request,
    services: ServicesDep,
    person: Reader,
    reason: Reason = Reason.UNMATCHED,
    days: Days = DEFAULT_DAYS,
    number: PageNumber = 1,
) -> Response:
    """Questions of one reason, those about the same thing together."""
    found = await to_thread.run_sync(partial(services.knowledge.questions_to_handle, reason, days=days))
    start = offset_of(number, GROUPS_ON_PAGE)
    return services.pages.render(
        request,
        "questions/list.html",
        person,
        found=found,
        groups=found.groups[start : start + GROUPS_ON_PAGE],
        page=Page(number, len(found.groups), GROUPS_ON_PAGE),
        reasons=list(Reason),
        days=days,
        spans=[("7", "7 天"), ("30", "30 天"), ("90", "90 天"), ("365", "一年")],
    )


@router.get("/marks/{name}.jsonl")
async def marks(services: ServicesDep, person: Handler, name: Literal["kb", "questions", "negatives"]) -> Response:
    """The wrong-answer marks, as a file of ``xiaochen evaluate``."""
    files = await to_thread.run_sync(services.knowledge.export_marks, person.name)
    content = {"kb": files.entries, "questions": files.questions, "negatives": files.negatives}[name]
    headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"'}
    return Response(content, media_type="application/jsonl; charset=utf-8", headers=headers)


@router.get("/{inquiry_id}")
async def question_page(
    request: Request,
    services: ServicesDep,
    person: Reader,
    inquiry_id: int,
    ids: Annotated[str, Query(max_length=4000)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    reason: Reason = Reason.UNMATCHED,
) -> Response:
    """One group of questions with the entries it may belong to."""
    knowledge = services.knowledge
    group = _read_ids(ids) if ids else (inquiry_id,)
    asked = await to_thread.run_sync(knowledge.questions, tuple(dict.fromkeys((inquiry_id, *group))))
    trial = await to_thread.run_sync(knowledge.try_now, asked[0].text)
    near = [candidate.entry_id for candidate in trial.candidates]
    searched = await to_thread.run_sync(_search, knowledge, words.strip())
    editions = await to_thread.run_sync(_editions, knowledge, [*near, *(entry.entry_id for entry in searched)])
    return services.pages.render(
        request,
        "questions/question.html",
        person,
        asked=asked,
        ids=",".join(str(question.inquiry_id) for question in asked),
        trial=trial,
        searched=searched,
        editions=editions,
        words=words,
        reason=reason,
    )


@router.post("/phrasing")
async def make_phrasing(
    services: ServicesDep,
    person: Handler,
    ids: Ids,
    entry_id: Annotated[str, Form(max_length=80)],
    text: Annotated[str, Form(max_length=2000)],
    reason: Back,
    edition: Annotated[int | None, Form()] = None,
) -> Response:
    """Add the wording to an entry, as a draft change."""
    change = partial(services.knowledge.make_phrasing, edition=edition)
    await to_thread.run_sync(change, _read_ids(ids), entry_id, text, person.name)
    return _back(reason, "question-phrasing")


@router.post("/draft")
async def make_draft(
    services: ServicesDep, person: Handler, ids: Ids, text: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Begin an entry, and go on writing it."""
    entry_id = await to_thread.run_sync(services.knowledge.make_draft_of, _read_ids(ids), text, person.name)
    return RedirectResponse(f"/console/entries/{entry_id}/edit?done=question-draft", 303)


@router.post("/dismiss")
async def dismiss(services: ServicesDep, person: Handler, ids: Ids, reason: Back) -> Response:
    """Nothing needs to be done."""
    await to_thread.run_sync(services.knowledge.dismiss_questions, _read_ids(ids), person.name)
    return _back(reason, "question-dismissed")


@router.post("/wrong")
async def wrong(
    services: ServicesDep,
    person: Handler,
    ids: Ids,
    reason: Back,
    entry_id: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """The answer was wrong; the right entry, or none."""
    await to_thread.run_sync(services.knowledge.mark_wrong_answer, _read_ids(ids), entry_id or None, person.name)
    return _back(reason, "question-wrong")


def _read_ids(text: str) -> tuple[int, ...]:
    parts = [part for part in text.split(",") if part]
    # Longer numbers are no row of any database.
    if not 0 < len(parts) <= MOST_AT_ONCE or not all(p.isascii() and p.isdigit() and len(p) <= 18 for p in parts):
        raise InvalidInput("ids", "没有认出要处理的提问，请回到提问列表重新选择。")
    return tuple(dict.fromkeys(int(part) for part in parts))


def _search(knowledge: Knowledge, words: str) -> tuple[EntrySummary, ...]:
    """Entries that contain the words, else public ones near in meaning."""
    if not words:
        return ()
    found = knowledge.find_entries(EntryFilter(words=words), limit=FOUND_ENTRIES).entries
    return found or knowledge.entries_by_meaning(words, FOUND_ENTRIES).entries


def _editions(knowledge: Knowledge, entry_ids: list[str]) -> dict[str, int]:
    return {entry_id: knowledge.entry(entry_id).edition for entry_id in dict.fromkeys(entry_ids)}


def _back(reason: Reason, done: str) -> Response:
    return RedirectResponse(f"{QUESTIONS}?reason={reason.value}&done={done}", 303)
