"""What editors do about what residents asked."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.editing import EditingUseCases
from knowledge.entries import service as entries
from knowledge.entries.content import working_content
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.errors import InvalidInput
from knowledge.questions import service as questions
from knowledge.questions.evaluation_files import EvaluationFiles, evaluation_files
from knowledge.questions.grouping import group_questions
from knowledge.questions.kinds import Handling, Reason
from knowledge.questions.views import MOST_PHRASING, AskedQuestion, QuestionsView
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission


class QuestioningUseCases(EditingUseCases):
    """The questions desk. Every change is recorded in the audit log, once per question."""

    def questions_to_handle(self, reason: Reason, *, days: int = 30) -> QuestionsView:
        """Questions of one reason nobody dealt with yet, grouped. Raises ``IndexUnavailable`` before ``open``."""
        served = self.served()
        with self.database.read() as session:
            found = questions.newest(session, reason, since=self.clock() - timedelta(days=days))
        groups = group_questions(found, served.claims)
        return QuestionsView(reason, groups, len(found), is_cut=len(found) == questions.MOST_READ)

    def questions(self, inquiry_ids: Sequence[int]) -> list[AskedQuestion]:
        """These questions. Raises ``NotFound``."""
        with self.database.read() as session:
            return questions.load(session, inquiry_ids)

    def make_phrasing(
        self, inquiry_ids: Sequence[int], entry_id: str, text: str, actor: str, edition: int | None = None
    ) -> None:
        """Add ``text`` to an entry's working content; residents see it once that is published.

        Raises ``EditConflict`` when somebody else saved the entry since ``edition``, ``InvalidInput`` for a text that
        cannot be a phrasing.
        """
        wording = text.strip()
        if not wording or len(wording) > MOST_PHRASING:
            raise InvalidInput("text", f"说法要有 1 到 {MOST_PHRASING} 个字，请改短一些。")
        with self.database.write() as session:
            self._require(session, actor, Permission.HANDLE_QUESTIONS, Permission.EDIT_ENTRIES)
            questions.load(session, inquiry_ids)
            entry = entries.load_entry(session, entry_id)
            entries.require_edition(entry, edition)
            before = working_content(entry)
            if wording != before.title and wording not in before.phrasings:
                after = _with_phrasing(before, wording)
                entries.update_draft(session, entry_id, after, author=actor, now=self.clock(), edition=edition)
                self._record_content(session, actor, Action.UPDATE, entry_id, before, after, note="来自提问")
            self._handle(session, inquiry_ids, Handling.PHRASING, entry_id, actor)

    def make_draft_of(self, inquiry_ids: Sequence[int], text: str, actor: str) -> str:
        """Begin an entry from questions; its id. ``text`` becomes the title, the first question a phrasing."""
        with self.database.write() as session:
            self._require(session, actor, Permission.HANDLE_QUESTIONS, Permission.EDIT_ENTRIES)
            asked = questions.load(session, inquiry_ids)
            title = text.strip()[:MOST_PHRASING] or asked[0].claim[:MOST_PHRASING]
            wordings = dict.fromkeys(question.wording.strip() for question in asked)
            draft = EntryDraft(kind=EntryKind.RUMOR, title=title, phrasings=tuple(filter(None, wordings))[:20])
            new_id = entries.create_draft(session, draft, author=actor, entry_id=None, now=self.clock())
            self._record(session, actor, Action.CREATE, new_id, after={"title": title}, note="来自提问")
            self._handle(session, inquiry_ids, Handling.DRAFT, new_id, actor)
            return new_id

    def dismiss_questions(self, inquiry_ids: Sequence[int], actor: str) -> None:
        """Nothing needs to be done about these."""
        with self.database.write() as session:
            self._require(session, actor, Permission.HANDLE_QUESTIONS)
            questions.load(session, inquiry_ids)
            self._handle(session, inquiry_ids, Handling.NOT_NEEDED, None, actor)

    def mark_wrong_answer(self, inquiry_ids: Sequence[int], entry_id: str | None, actor: str) -> None:
        """These were answered wrongly; ``entry_id`` is what answers them, ``None`` when nothing does."""
        with self.database.write() as session:
            self._require(session, actor, Permission.HANDLE_QUESTIONS)
            questions.load(session, inquiry_ids)
            if entry_id is not None:
                entries.load_entry(session, entry_id)
            self._handle(session, inquiry_ids, Handling.WRONG, entry_id, actor)

    def export_marks(self, actor: str | None = None) -> EvaluationFiles:
        """The wrong-answer marks for ``xiaochen evaluate``. Taking them away by ``actor`` is recorded."""
        contents = self.published().contents
        if actor is None:
            with self.database.read() as session:
                return evaluation_files(questions.marks(session), contents)
        with self.database.write() as session:
            staff.require(session, actor, Permission.HANDLE_QUESTIONS)
            audit.record(
                session,
                actor=actor,
                action=Action.EXPORT,
                subject=(SubjectKind.INQUIRY, "marks"),
                now=self.clock(),
            )
            return evaluation_files(questions.marks(session), contents)

    def _require(self, session: Session, actor: str, *permissions: Permission) -> None:
        for permission in permissions:
            staff.require(session, actor, permission)

    def _handle(
        self,
        session: Session,
        inquiry_ids: Sequence[int],
        outcome: Handling,
        entry_id: str | None,
        actor: str,
    ) -> None:
        now = self.clock()
        questions.handle(session, inquiry_ids, outcome, entry_id=entry_id, actor=actor, now=now)
        for inquiry_id in inquiry_ids:
            audit.record(
                session,
                actor=actor,
                action=Action.MARK,
                subject=(SubjectKind.INQUIRY, inquiry_id),
                now=now,
                after={"outcome": outcome.value, "entry_id": entry_id},
            )


def _with_phrasing(content: EntryDraft, wording: str) -> EntryDraft:
    try:
        return EntryDraft.from_json({**content.to_json(), "phrasings": [*content.phrasings, wording]})
    except ValidationError as error:
        raise InvalidInput("text", "这个条目的说法已经满了，请先在条目里删减。") from error
