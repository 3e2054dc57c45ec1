"""While an entry is written: the card residents would get, what it resembles, what is missing, what it would answer.

Nothing here is saved, and nothing typed so far is wrong enough to fail: what makes no sense yet is left out.
"""

from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from api.console.access import console_router
from api.console.entry_form import EntryForm
from api.console.entry_page import ENTRIES, Editor, Reader, card_of
from api.console.wording import FIELD_NAMES, NO_QUESTION
from api.deps import ServicesDep
from knowledge.content_checks.findings import Finding
from knowledge.entries.draft import EntryDraft
from knowledge.service import Knowledge
from knowledge.trying import SimilarEntry, Trial

router = console_router(f"{ENTRIES}/live")

LONGEST_QUESTION = 500
EntryId = Annotated[str, Query(alias="entry", max_length=80)]
"""The entry that is being changed; empty for a new one."""

_FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Unlike the console's other pages it is meant to stand in a frame; it holds nothing and can send nothing."""


@router.get("/frame")
async def frame(request: Request, services: ServicesDep, person: Reader) -> Response:
    """The frame a card is shown in: a page with the residents' styles, apart from the console's."""
    page = services.pages.render(request, "entries/card.html", person)
    page.headers["Content-Security-Policy"] = _FRAME_POLICY
    return page


@router.post("/card")
async def card(request: Request, services: ServicesDep, person: Editor, entry_id: EntryId = "") -> Response:
    """The card, as the residents' page is given it, and what is not in it yet."""
    form = await EntryForm.sent_with(request)
    draft, problems = form.readable()
    shown = await to_thread.run_sync(card_of, services.knowledge, entry_id, draft)
    left_out = [f"{FIELD_NAMES.get(field, '')}：{problem}" for field, problem in problems.items()]
    return JSONResponse({"card": shown, "left_out": left_out})


@dataclass(frozen=True, slots=True)
class Advice:
    """What an editor should look at before handing it to review."""

    similar: tuple[SimilarEntry, ...]
    findings: tuple[Finding, ...]


@router.post("/advice")
async def advice(request: Request, services: ServicesDep, person: Editor, entry_id: EntryId = "") -> Response:
    """What says the same already, and what the content checks find."""
    form = await EntryForm.sent_with(request)

    def read() -> Advice:
        knowledge = services.knowledge
        draft, _ = form.readable(_base(knowledge, entry_id))
        if not form.values["title"] and not form.values["phrasings"]:
            return Advice((), ())
        return Advice(knowledge.similar_entries(entry_id, draft), knowledge.findings(entry_id, draft))

    found = await to_thread.run_sync(read)
    return services.pages.render(request, "entries/advice.html", person, advice=found, has_title=form.values["title"])


@router.post("/try")
async def try_out(request: Request, services: ServicesDep, person: Editor, entry_id: EntryId = "") -> Response:
    """What a question is answered with now, and what it would be with this draft in place."""
    async with request.form() as sent:
        form = EntryForm.of_request(sent)
        question = str(sent.get("question") or "").strip()[:LONGEST_QUESTION]

    def tried() -> tuple[Trial, Trial]:
        knowledge = services.knowledge
        draft, _ = form.readable(_base(knowledge, entry_id))
        return knowledge.try_now(question), knowledge.try_with(entry_id, draft, question)

    now, then = await to_thread.run_sync(tried) if question else (None, None)
    return services.pages.render(
        request,
        "entries/tried.html",
        person,
        question=question,
        now=now,
        then=then,
        problem="" if question else NO_QUESTION,
    )


def _base(knowledge: Knowledge, entry_id: str) -> EntryDraft | None:
    return knowledge.entry(entry_id).content if entry_id else None
