"""The life of an entry as its editors and reviewers live it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.clock import china_date
from knowledge.content_checks.entry_checks import check_entry, require_sound
from knowledge.content_checks.findings import Finding
from knowledge.content_checks.phrasing_checks import check_against, compare_ahead, wordings
from knowledge.emerging import answering
from knowledge.entries import finding, publishable
from knowledge.entries import service as entries
from knowledge.entries.cards import AnswerCard
from knowledge.entries.comparison import FieldChange, compare
from knowledge.entries.content import working_content
from knowledge.entries.draft import EntryDraft
from knowledge.entries.finding import EntryFilter, fits
from knowledge.entries.kinds import EntryStatus
from knowledge.entries.models import Entry
from knowledge.entries.published import PublishedKnowledge, load_published, make_card
from knowledge.entries.standards import load_standards
from knowledge.entries.views import EntryPage, EntrySummary, EntryView, VersionView
from knowledge.errors import KnowledgeError
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission
from knowledge.telling import TellingUseCases
from knowledge.trying import DraftTrials, SimilarEntry, Trial, similar_entries, try_now

ALIKE_WORTH_SAYING = 0.80
"""Cosine from which an editor is told that another entry is alike. Below the content check's 0.90 on purpose: a
draft is warned about early, and a warning keeps nobody from saving (chosen 2026-11-26 on the shipped entries)."""

_WORDINGS_AN_ENTRY = 12
"""Wordings looked at for each entry wanted by meaning: an entry has about as many, and all of them may be near."""

_DEPTH = 4000
"""Wordings looked at when entries are searched by meaning: with a filter nearly everything that is near at all, so
that the few that fit are among them."""


class EditingUseCases(TellingUseCases):
    """Drafts, review, publication, versions, and trying a draft out.

    ``author``, ``actor`` and ``reviewer`` are names of staff accounts; an unknown or deactivated name, or one whose
    role does not cover the action, raises ``NotAllowed``. Every change is recorded in the audit log.
    """

    _trials: DraftTrials | None = None
    _kept: PublishedKnowledge | None = None

    def create_draft(self, draft: EntryDraft, author: str, entry_id: str | None = None) -> str:
        """Write a new entry; its id is made up when not given. Raises ``InvalidInput`` for a taken id."""
        with self.database.write() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            new_id = entries.create_draft(session, draft, author=author, entry_id=entry_id, now=self.clock())
            self._record(session, author, Action.CREATE, new_id, after={"title": draft.title, "kind": draft.kind.value})
            return new_id

    def update_draft(self, entry_id: str, draft: EntryDraft, author: str, edition: int | None = None) -> EntryView:
        """Replace an entry's working content. A public entry stays public as it was until the new
        content is published; an entry in review goes back to draft.

        Raises ``EditConflict``, and keeps what is there, when somebody else saved since ``edition``.
        """
        with self.database.write() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            before = working_content(entries.load_entry(session, entry_id))
            entries.update_draft(session, entry_id, draft, author=author, now=self.clock(), edition=edition)
            self._record_content(session, author, Action.UPDATE, entry_id, before, draft)
            return entries.read_entry(session, entry_id)

    def entry(self, entry_id: str) -> EntryView:
        """An entry as its editors see it, whatever its state. Raises ``NotFound``."""
        with self.database.read() as session:
            return entries.read_entry(session, entry_id)

    def list_entries(
        self,
        *,
        status: EntryStatus | None = None,
        needs_source: bool | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[EntryView]:
        """Entries: those that need a better source (来源待补) first, then last changed first."""
        with self.database.read() as session:
            return entries.list_entries(session, status=status, needs_source=needs_source, limit=limit, offset=offset)

    def find_entries(self, wanted: EntryFilter, *, limit: int = 50, offset: int = 0) -> EntryPage:
        """A page of the editors' list, in the order of ``list_entries``."""
        with self.database.read() as session:
            return finding.find_entries(session, wanted, limit=limit, offset=offset)

    def entries_by_meaning(self, words: str, most: int = 20, wanted: EntryFilter | None = None) -> EntryPage:
        """Public entries whose wordings are nearest in meaning to ``words``, the nearest first: of those that fit
        ``wanted``, whose own words do not count."""
        is_filtered = wanted is not None and replace(wanted, words="") != EntryFilter()
        depth = _DEPTH if is_filtered else _WORDINGS_AN_ENTRY * most
        found = similar_entries(self.served(), "", [words], at_least=0.0, most=_DEPTH, depth=depth)
        with self.database.read() as session:
            lines = finding.summaries_of(session, [one.entry_id for one in found])
        near = (lines[one.entry_id] for one in found if one.entry_id in lines)
        shown = tuple(line for line in near if wanted is None or fits(wanted, line))[:most]
        return EntryPage(len(shown), shown)

    def entry_lines(self, entry_ids: Sequence[str]) -> dict[str, EntrySummary]:
        """The lines of the given entries, by id; unknown ids are left out."""
        with self.database.read() as session:
            return finding.summaries_of(session, entry_ids)

    def entry_units(self) -> list[str]:
        """Every responsible unit entries name, for the filter."""
        with self.database.read() as session:
            return finding.units(session)

    def submit(self, entry_id: str, actor: str) -> EntryView:
        """Hand a draft to review. Raises ``InvalidInput`` while something needed is missing or a content
        check finds an error."""
        compare_ahead(self._public().contents.values())  # before any other writer has to wait for it
        with self.database.write() as session:
            staff.require(session, actor, Permission.EDIT_ENTRIES)
            entries.submit(session, entry_id, now=self.clock())
            self._require_sound(session, entry_id, working_content(entries.load_entry(session, entry_id)))
            self._record(session, actor, Action.SUBMIT, entry_id)
            return entries.read_entry(session, entry_id)

    def require_submittable(self, draft: EntryDraft, entry_id: str = "") -> None:
        """Raises ``InvalidInput`` for the first thing that would keep ``draft`` from review."""
        publishable.require_publishable(draft)
        with self.database.read() as session:
            self._require_sound(session, entry_id, draft)

    def send_back(self, entry_id: str, actor: str, reason: str = "") -> EntryView:
        """Return an entry in review, or approved for later, to its editors."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.REVIEW_ENTRIES)
            entries.send_back(session, entry_id, now=self.clock())
            self._record(session, actor, Action.SEND_BACK, entry_id, note=reason)
            return entries.read_entry(session, entry_id)

    def publish(self, entry_id: str, reviewer: str, edition: int | None = None) -> EntryView:
        """Make an entry in review public and bump the revision; clusters it answers are closed.

        Raises ``SelfReview`` when the reviewer contributed to the content, ``EditConflict`` when it is no longer
        what the reviewer read, ``WrongState`` unless it is in review, ``InvalidInput`` when something needed (a
        source ...) is missing or a content check finds an error, also against what is public.
        """
        compare_ahead(self._public().contents.values())
        with self.database.write() as session:
            staff.require(session, reviewer, Permission.REVIEW_ENTRIES)
            entries.require_edition(entries.load_entry(session, entry_id), edition)
            self._publish(session, entry_id, reviewer=reviewer, actor=reviewer)
            return entries.read_entry(session, entry_id)

    def schedule(self, entry_id: str, publish_at: datetime, reviewer: str, edition: int | None = None) -> EntryView:
        """Approve an entry in review for ``publish_at``; the rules are those of ``publish``."""
        compare_ahead(self._public().contents.values())
        with self.database.write() as session:
            staff.require(session, reviewer, Permission.REVIEW_ENTRIES)
            entries.require_edition(entries.load_entry(session, entry_id), edition)
            now = self.clock()
            entry = entries.schedule(session, entry_id, publish_at=publish_at, reviewer=reviewer, now=now)
            self._require_sound(session, entry_id, working_content(entry))
            self._record(session, reviewer, Action.SCHEDULE, entry_id, after={"publish_at": publish_at.isoformat()})
            return entries.read_entry(session, entry_id)

    def set_expiry(self, entry_id: str, expire_at: datetime | None, actor: str) -> EntryView:
        """Have an entry withdrawn by itself at ``expire_at``; ``None`` takes the date away."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.REVIEW_ENTRIES)
            entries.set_expiry(session, entry_id, expire_at=expire_at, now=self.clock())
            self._record(
                session,
                actor,
                Action.SCHEDULE,
                entry_id,
                after={"expire_at": expire_at.isoformat() if expire_at else None},
            )
            return entries.read_entry(session, entry_id)

    def run_schedule(self) -> tuple[str, ...]:
        """Publish and withdraw what is due; the ids of the entries changed.

        Safe to call from several processes at once: writers take turns, and what is done is no longer due. An entry
        that no longer passes the checks goes back to its editors, and the audit log says why.
        """
        now = self.clock()
        with self.database.read() as session:
            is_due = bool(entries.due_to_publish(session, now) or entries.due_to_expire(session, now))
        if not is_due:
            return ()
        changed: list[str] = []
        with self.database.write() as session:
            for entry in entries.due_to_expire(session, now):
                self._withdraw(session, entry.id, actor=SYSTEM, note="到期自动撤回")
                changed.append(entry.id)
            for entry in entries.due_to_publish(session, now):
                self._publish_scheduled(session, entry)
                changed.append(entry.id)
        return tuple(changed)

    def withdraw(self, entry_id: str, actor: str, reason: str = "") -> EntryView:
        """Take a public entry away from residents and bump the revision; its clusters reopen."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.REVIEW_ENTRIES)
            self._withdraw(session, entry_id, actor=actor, note=reason)
            return entries.read_entry(session, entry_id)

    def versions(self, entry_id: str) -> list[VersionView]:
        """Every published state of an entry, the newest first. Raises ``NotFound``."""
        with self.database.read() as session:
            return entries.list_versions(session, entry_id)

    def compare_versions(self, entry_id: str, before: int, after: int | None = None) -> tuple[FieldChange, ...]:
        """What changed from one version to another, or to the working content. Raises ``NotFound``."""
        with self.database.read() as session:
            old = entries.read_version(session, entry_id, before).content
            if after is None:
                return compare(old, working_content(entries.load_entry(session, entry_id)))
            return compare(old, entries.read_version(session, entry_id, after).content)

    def restore(self, entry_id: str, number: int, author: str, edition: int | None = None) -> EntryView:
        """Make an old version the working content again, as a draft: it goes through review like any other."""
        with self.database.write() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            old = entries.read_version(session, entry_id, number).content
            before = working_content(entries.load_entry(session, entry_id))
            entries.update_draft(session, entry_id, old, author=author, now=self.clock(), edition=edition)
            self._record_content(session, author, Action.RESTORE, entry_id, before, old, note=f"第 {number} 版")
            return entries.read_entry(session, entry_id)

    def findings(self, entry_id: str, draft: EntryDraft) -> tuple[Finding, ...]:
        """What the content checks say about a draft: by itself, and against what is public."""
        alone = check_entry(entry_id, draft, load_standards(self.settings.seed_dir), china_date(self.clock()))
        return (*alone, *check_against(entry_id, draft, self._public().contents))

    def _public(self) -> PublishedKnowledge:
        """Everything public, read once per revision: it is asked for at every pause in an editor's typing."""
        with self.database.read() as session:
            number = revision.current(session)
        if self._kept is None or self._kept.revision != number:
            self._kept = self.published()
        return self._kept

    def similar_entries(self, entry_id: str, draft: EntryDraft) -> tuple[SimilarEntry, ...]:
        """Public entries that may say the same as ``draft``, the most alike first."""
        return similar_entries(self.served(), entry_id, wordings(draft), at_least=ALIKE_WORTH_SAYING)

    def preview(self, entry_id: str, draft: EntryDraft) -> AnswerCard:
        """The card residents would get from ``draft``."""
        titles = {other_id: card.title for other_id, card in self.served().cards.items()}
        dated = draft.model_copy(update={"reviewed_on": draft.reviewed_on or china_date(self.clock())})
        return make_card(entry_id, dated, titles)

    def try_now(self, question: str) -> Trial:
        """What residents are told about ``question`` now. Logs nothing."""
        return try_now(self.served(), question)

    def try_with(self, entry_id: str, draft: EntryDraft, question: str) -> Trial:
        """What residents would be told if ``draft`` were public. Logs nothing; a second or two for a new draft."""
        if self._trials is None:
            self._trials = DraftTrials()
        return self._trials.try_with(self.served(), entry_id, draft, question, china_date(self.clock()))

    def _publish(self, session: Session, entry_id: str, *, reviewer: str, actor: str) -> None:
        now = self.clock()
        was_public = entries.load_entry(session, entry_id).published_version is not None
        entry = entries.publish(session, entry_id, reviewer=reviewer, now=now)
        # After the dates of this review are set; an error takes everything back.
        self._require_sound(session, entry_id, working_content(entry))
        clusters = answering.close_clusters_answered_by(session, entry, actor=actor, now=now)
        self._tell_of_publication(session, entry, clusters, was_public=was_public)
        self._record(session, actor, Action.PUBLISH, entry_id, after={"version": entry.published_version})

    def _publish_scheduled(self, session: Session, entry: Entry) -> None:
        reviewer = entry.approved_by or SYSTEM
        try:
            with session.begin_nested():
                self._publish(session, entry.id, reviewer=reviewer, actor=SYSTEM)
        except KnowledgeError as error:
            entries.send_back(session, entry.id, now=self.clock())
            self._record(session, SYSTEM, Action.SEND_BACK, entry.id, note=error.message)

    def _withdraw(self, session: Session, entry_id: str, *, actor: str, note: str) -> None:
        now = self.clock()
        withdrawn = entries.load_entry(session, entry_id).published_version
        entries.withdraw(session, entry_id, now=now)
        answering.reopen_clusters_answered_by(session, entry_id, actor=actor, now=now)
        if withdrawn is not None:
            self._tell_of_withdrawal(session, entry_id, withdrawn)
        self._record(session, actor, Action.WITHDRAW, entry_id, note=note)

    def _require_sound(self, session: Session, entry_id: str, content: EntryDraft) -> None:
        require_sound(
            entry_id,
            content,
            load_published(session).contents,
            load_standards(self.settings.seed_dir),
            china_date(self.clock()),
        )

    def _record_content(
        self,
        session: Session,
        actor: str,
        action: Action,
        entry_id: str,
        before: EntryDraft,
        after: EntryDraft,
        note: str = "",
    ) -> None:
        fields: Sequence[str] = [change.field for change in compare(before, after)]
        old, new = before.to_json(), after.to_json()
        self._record(
            session,
            actor,
            action,
            entry_id,
            before={field: old[field] for field in fields},
            after={field: new[field] for field in fields},
            note=note,
        )

    def _record(
        self,
        session: Session,
        actor: str,
        action: Action,
        entry_id: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        note: str = "",
    ) -> None:
        audit.record(
            session,
            actor=actor,
            action=action,
            subject=(SubjectKind.ENTRY, entry_id),
            now=self.clock(),
            before=before,
            after=after,
            note=note,
        )
