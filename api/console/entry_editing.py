"""Writing an entry: the form, what residents would see of it, and what the bot would answer with it."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.console.entry_form import EntryForm
from api.deps import Services, ServicesDep
from knowledge.emerging.topics import topics
from knowledge.entries.comparison import compare
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind, Risk, SourceTier, Verdict
from knowledge.errors import EditConflict
from knowledge.staff.permissions import Permission

router = console_router("/console/entries")

Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
_NEW = EntryForm.of_draft(EntryDraft(kind=EntryKind.RUMOR, title="·"))


@router.get("/new")
async def new_page(request: Request, services: ServicesDep, person: Editor) -> Response:
    """An empty form."""
    form = EntryForm({**_NEW.values, "title": ""}, ())
    return await _page(request, services, person, form, entry_id="")


@router.post("/new")
async def create(request: Request, services: ServicesDep, person: Editor) -> Response:
    """Keep a new draft, or show the form again with what is wrong."""
    form = EntryForm.of_request(await request.form())
    draft, problems = form.draft()
    if draft is None:
        return await _page(request, services, person, form, entry_id="", problems=problems, status=422)
    entry_id = await to_thread.run_sync(services.knowledge.create_draft, draft, person.name)
    return RedirectResponse(f"/console/entries/{entry_id}?done=saved", 303)


@router.get("/{entry_id}/edit")
async def edit_page(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """The form with what the entry holds."""
    entry = await to_thread.run_sync(services.knowledge.entry, entry_id)
    form = EntryForm.of_draft(entry.content, entry.edition)
    return await _page(request, services, person, form, entry_id=entry_id)


@router.post("/{entry_id}/edit")
async def save(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """Keep what was written. When somebody saved meanwhile, both versions are shown and nothing is lost."""
    knowledge = services.knowledge
    entry = await to_thread.run_sync(knowledge.entry, entry_id)
    form = EntryForm.of_request(await request.form())
    draft, problems = form.draft(entry.content)
    if draft is None:
        return await _page(request, services, person, form, entry_id=entry_id, problems=problems, status=422)
    try:
        await to_thread.run_sync(partial(knowledge.update_draft, entry_id, draft, person.name, form.edition))
    except EditConflict as conflict:
        theirs = await to_thread.run_sync(knowledge.entry, entry_id)
        again = EntryForm(form.values, form.sources, theirs.edition)
        differences = compare(theirs.content, draft)
        return await _page(
            request,
            services,
            person,
            again,
            entry_id=entry_id,
            problem=conflict.message,
            differences=differences,
            status=409,
        )
    return RedirectResponse(f"/console/entries/{entry_id}?done=saved", 303)


@router.post("/{entry_id}/try")
async def try_out(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """The form again, with the card residents would see, what the checks say, and what a question would lead to."""
    knowledge = services.knowledge
    entry = await to_thread.run_sync(knowledge.entry, entry_id)
    sent = await request.form()
    form = EntryForm.of_request(sent)
    question = str(sent.get("question") or "").strip()[:500]
    draft, problems = form.draft(entry.content)
    if draft is None:
        return await _page(request, services, person, form, entry_id=entry_id, problems=problems, status=422)

    def tried() -> dict[str, Any]:
        found: dict[str, Any] = {
            "card": knowledge.preview(entry_id, draft),
            "findings": knowledge.findings(entry_id, draft),
            "similar": knowledge.similar_entries(entry_id, draft),
        }
        if question:
            found |= {"now": knowledge.try_now(question), "then": knowledge.try_with(entry_id, draft, question)}
        return found

    return await _page(
        request,
        services,
        person,
        form,
        entry_id=entry_id,
        question=question,
        tried=await to_thread.run_sync(tried),
    )


async def _page(
    request: Request,
    services: Services,
    person: SignedIn,
    form: EntryForm,
    *,
    entry_id: str,
    problems: dict[str, str] | None = None,
    problem: str = "",
    differences: object = (),
    question: str = "",
    tried: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return services.pages.render(
        request,
        "entries/form.html",
        person,
        status=status,
        form=form,
        entry_id=entry_id,
        problems=problems or {},
        problem=problem,
        differences=differences,
        question=question,
        tried=tried,
        kinds=tuple(EntryKind),
        verdicts=tuple(Verdict),
        risks=[(Risk.LOW.value, "低"), (Risk.MEDIUM.value, "中"), (Risk.HIGH.value, "高")],
        tiers=[(tier.value, f"{tier.value} {tier.label}") for tier in SourceTier],
        topics=[(topic, topic) for topic in topics()],
    )
