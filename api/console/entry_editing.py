"""Writing an entry: the form, and keeping what was written."""

from functools import partial

from anyio import to_thread
from fastapi import Request, Response

from api.console.access import SignedIn, console_router
from api.console.entry_form import EntryForm, Problems
from api.console.entry_page import ENTRIES, Editor, done
from api.deps import Services, ServicesDep
from knowledge.emerging.topics import topics
from knowledge.entries.comparison import FieldChange, compare
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind, EntryStatus, Risk, SourceTier, Verdict
from knowledge.entries.views import EntryView
from knowledge.errors import EditConflict

router = console_router(ENTRIES)

_NEW = EntryForm.of_draft(EntryDraft(kind=EntryKind.RUMOR, title="·"))


@router.get("/new")
async def new_page(request: Request, services: ServicesDep, person: Editor) -> Response:
    """An empty form."""
    form = EntryForm({**_NEW.values, "title": ""}, ())
    return _page(request, services, person, form)


@router.post("/new")
async def create(request: Request, services: ServicesDep, person: Editor) -> Response:
    """Keep a new draft, or show the form again with what is wrong."""
    form = await EntryForm.sent_with(request)
    draft, problems = form.draft()
    if draft is None:
        return _page(request, services, person, form, problems=problems, status=422)
    entry_id = await to_thread.run_sync(services.knowledge.create_draft, draft, person.name)
    return done(entry_id, "entry-created")


@router.get("/{entry_id}/edit")
async def edit_page(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """The form with what the entry holds."""
    entry = await to_thread.run_sync(services.knowledge.entry, entry_id)
    form = EntryForm.of_draft(entry.content, entry.edition)
    return _page(request, services, person, form, entry=entry)


@router.post("/{entry_id}/edit")
async def save(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """Keep what was written. When somebody saved meanwhile, both versions are shown and nothing is lost."""
    knowledge = services.knowledge
    entry = await to_thread.run_sync(knowledge.entry, entry_id)
    form = await EntryForm.sent_with(request)
    draft, problems = form.draft(entry.content)
    if draft is None:
        return _page(request, services, person, form, entry=entry, problems=problems, status=422)
    try:
        await to_thread.run_sync(partial(knowledge.update_draft, entry_id, draft, person.name, form.edition))
    except EditConflict as conflict:
        theirs = await to_thread.run_sync(knowledge.entry, entry_id)
        again = EntryForm(form.values, form.sources, theirs.edition)
        return _page(
            request,
            services,
            person,
            again,
            entry=theirs,
            problem=conflict.message,
            differences=compare(theirs.content, draft),
            status=409,
        )
    return done(entry_id, _what_saving_did(entry))


def _what_saving_did(before: EntryView) -> str:
    if before.status is EntryStatus.SCHEDULED:
        return "entry-saved-unscheduled"
    if before.status is EntryStatus.IN_REVIEW:
        return "entry-saved-out-of-review"
    return "entry-saved-behind-public" if before.is_public else "entry-saved"


def _page(
    request: Request,
    services: Services,
    person: SignedIn,
    form: EntryForm,
    *,
    entry: EntryView | None = None,
    problems: Problems | None = None,
    problem: str = "",
    differences: tuple[FieldChange, ...] = (),
    status: int = 200,
) -> Response:
    return services.pages.render(
        request,
        "entries/form.html",
        person,
        status=status,
        form=form,
        entry_id=entry.entry_id if entry else "",
        entry=entry,
        is_sent_back=status != 200,
        problems=problems or {},
        problem=problem,
        differences=differences,
        kinds=tuple(EntryKind),
        verdicts=tuple(Verdict),
        risks=[(Risk.LOW.value, "低"), (Risk.MEDIUM.value, "中"), (Risk.HIGH.value, "高")],
        tiers=[(tier.value, f"{tier.value} {tier.label}") for tier in SourceTier],
        topics=[(topic, topic) for topic in topics()],
    )
