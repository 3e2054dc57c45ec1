"""The page of one entry, and taking a step on it: who may, what it did, what kept it from happening."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed
from api.deps import Services
from api.errors import DOMAIN_ERRORS
from api.public.routes import card_body
from knowledge.audit.actions import SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.entries.draft import EntryDraft
from knowledge.errors import EditConflict, InvalidInput, KnowledgeError, SelfReview, WrongState
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission

ENTRIES = "/console/entries"

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
Reviewer = Annotated[SignedIn, Depends(allowed(Permission.REVIEW_ENTRIES))]
Edition = Annotated[int | None, Form(ge=1)]
Words = Annotated[str, Form(max_length=2000)]

_STEPS_SHOWN = 12
_EXPECTED = (InvalidInput, WrongState, SelfReview, EditConflict)
"""What a person can put right; the page says so and keeps what they typed."""


def done(entry_id: str, word: str) -> Response:
    """To the page of the entry, which says what was done."""
    return RedirectResponse(f"{ENTRIES}/{entry_id}?done={word}", 303)


async def take_step(
    request: Request,
    services: Services,
    person: SignedIn,
    entry_id: str,
    step: Callable[[], object],
    *,
    said: str,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Do ``step`` and say ``said``; or the page with why not, and with what was ``typed``."""
    try:
        await to_thread.run_sync(step)
    except _EXPECTED as error:
        return await entry_page(
            request,
            services,
            person,
            entry_id,
            status=status_of(error),
            problem="" if getattr(error, "field", "") in (typed or {}) else error.message,
            problems={error.field: error.message} if isinstance(error, InvalidInput) else {},
            typed=typed,
        )
    return done(entry_id, said)


async def entry_page(
    request: Request,
    services: Services,
    person: SignedIn,
    entry_id: str,
    *,
    status: int = 200,
    problem: str = "",
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The entry as it stands, the steps it allows, and what happened to it."""
    knowledge = services.knowledge

    def read() -> dict[str, Any]:
        entry = knowledge.entry(entry_id)
        versions = knowledge.versions(entry_id)
        public = next((version.number for version in versions if version.is_public), None)
        wanted = AuditFilter(subject_kind=SubjectKind.ENTRY, subject_id=entry_id)
        return {
            "entry": entry,
            "versions": versions,
            "public_version": public,
            "changes": knowledge.compare_versions(entry_id, public) if public is not None else (),
            "card": card_of(knowledge, entry_id, entry.content),
            "steps": knowledge.audit_page(wanted, limit=_STEPS_SHOWN, offset=0).records,
        }

    found = await to_thread.run_sync(read)
    return services.pages.render(
        request,
        "entries/entry.html",
        person,
        status=status,
        problem=problem,
        problems=problems or {},
        typed=typed or {},
        **found,
    )


def card_of(knowledge: Knowledge, entry_id: str, draft: EntryDraft) -> dict[str, object]:
    """The card residents would get from ``draft``, as their page is given it."""
    return card_body(knowledge.preview(entry_id, draft)).model_dump(mode="json")


def status_of(error: KnowledgeError) -> int:
    """The HTTP status of a domain error."""
    return next(status for kind, status, _ in DOMAIN_ERRORS if isinstance(error, kind))
