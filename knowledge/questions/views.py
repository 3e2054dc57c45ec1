"""What the questions desk gets back: plain frozen data."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.questions.kinds import Handling, Reason

MOST_PHRASING = 300
"""The characters of a phrasing or a title (``EntryDraft``)."""


@dataclass(frozen=True, slots=True)
class NearEntry:
    """The entry nearest to a question when it was asked; ``edition`` is given back when it is changed."""

    entry_id: str
    title: str
    edition: int


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as staff read it: its text is masked."""

    inquiry_id: int
    text: str
    claim: str
    asked_at: datetime
    outcome: str
    probability: float | None
    nearest: NearEntry | None
    handling: Handling | None = None

    @property
    def wording(self) -> str:
        """The question as a phrasing: its text, or its claim where that is too long for one."""
        return self.text if len(self.text) <= MOST_PHRASING else self.claim[:MOST_PHRASING]


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions about the same thing, the newest first."""

    questions: tuple[AskedQuestion, ...]

    @property
    def first(self) -> AskedQuestion:
        """The one that stands for the group."""
        return self.questions[0]

    @property
    def other_wordings(self) -> tuple[str, ...]:
        """How else it was asked, each way once."""
        return tuple(
            text for text in dict.fromkeys(question.text for question in self.questions) if text != self.first.text
        )

    @property
    def inquiry_ids(self) -> tuple[int, ...]:
        """Every question of the group."""
        return tuple(question.inquiry_id for question in self.questions)


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """Questions of one reason, grouped, the largest group first. ``is_cut``: older ones are not shown."""

    reason: Reason
    groups: tuple[QuestionGroup, ...]
    read: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A question answered wrongly; ``entry_id`` is the right answer, ``None`` when there is none."""

    question: str
    entry_id: str | None
