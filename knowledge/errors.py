"""What can go wrong in the domain, in the domain's language.

KnowledgeError
├── NotFound            no such entry, cluster, report or query code
├── WrongState          the thing exists, but not in a state that allows this
├── EditConflict        somebody else saved since this person read
│   └── LedgerConflict  ... a line of the ledger; holds what both wanted
├── SelfReview          the reviewer wrote (part of) what is to be published
├── NotAllowed          this person may not do this
├── InvalidInput        a value a person gave is not usable; names the field
│   └── UnusableReport  ... in one of several reports; says in which
├── IndexUnavailable    nothing can be searched yet
└── SeedError           content files are wrong; names every file, line and field

``str(error)`` is English, for logs; ``error.message`` is Chinese, for the person who caused it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


class KnowledgeError(Exception):
    """Base of every expected failure; ``message`` may be shown to a resident or to staff."""

    message = "操作没有成功，请稍后再试。"


class NotFound(KnowledgeError):
    """``what`` (entry, cluster, query code ...) named ``key`` does not exist or is not public."""

    _NAMES: ClassVar = {
        "entry": "条目",
        "version": "版本",
        "cluster": "线索簇",
        "report": "线索",
        "query code": "查询码",
        "inquiry": "提问",
        "staff": "工作人员",
        "collection": "专题",
        "daily pick": "每日一条",
        "weekly report": "周报",
        "partner": "接入单位",
        "notification": "通知",
    }

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"{what} {key} not found")
        self.what = what
        self.key = key
        self.message = f"没有找到这个{self._NAMES.get(what, '内容')}。"


class WrongState(KnowledgeError):
    """``what`` is ``current`` where ``wanted`` was needed."""

    def __init__(self, what: str, *, current: str, wanted: str, message: str = "") -> None:
        super().__init__(f"{what} is {current}, wanted {wanted}")
        self.what = what
        self.current = current
        self.wanted = wanted
        self.message = message or f"当前状态是“{current}”，不能这样操作，需要先处于“{wanted}”。"


class EditConflict(KnowledgeError):
    """``what`` named ``key`` was saved by somebody else since edition ``read``; it is at ``current`` now."""

    def __init__(self, what: str, key: object, *, read: int, current: int) -> None:
        super().__init__(f"{what} {key} is at edition {current}, not {read}")
        self.what = what
        self.key = key
        self.read = read
        self.current = current
        self.message = "在您编辑期间，别的同事已经保存过这一条。请对照两个版本后再保存，您写的内容没有丢。"


class LedgerConflict(EditConflict):
    """Somebody else changed a cluster since this person read it. ``saved`` and ``wanted`` map the label of a field to
    what stands there now and to what this person wanted: nothing either wrote is lost."""

    def __init__(
        self, key: object, *, read: int, current: int, saved: Mapping[str, str], wanted: Mapping[str, str]
    ) -> None:
        super().__init__("cluster", key, read=read, current=current)
        self.saved = dict(saved)
        self.wanted = dict(wanted)
        lines = [
            f"{label}：现在是“{self.saved.get(label, '')}”，您填的是“{value}”" for label, value in self.wanted.items()
        ]
        self.message = "；".join(["您打开之后，别的同事已经改过这条线索，您的修改没有保存", *lines]) + "。"


class SelfReview(KnowledgeError):
    """A person tried to publish what they wrote themselves."""

    def __init__(self, entry_id: str, reviewer: str) -> None:
        super().__init__(f"{reviewer} contributed to {entry_id} and cannot review it")
        self.entry_id = entry_id
        self.reviewer = reviewer
        self.message = "审核人不能是撰写人，请另一位同事审核。"


class NotAllowed(KnowledgeError):
    """The person is unknown, deactivated, or their role does not cover the action."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.message = message


class InvalidInput(KnowledgeError):
    """The value of ``field`` cannot be used; ``message`` says why, in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"invalid {field}")
        self.field = field
        self.message = message


class UnusableReport(InvalidInput):
    """One of several reports cannot be used, so none was taken in; ``position`` counts from 0."""

    def __init__(self, position: int, field: str, message: str) -> None:
        super().__init__(field, message)
        self.position = position


class IndexUnavailable(KnowledgeError):
    """There is no index in memory: ``Knowledge.open`` was not called or did not succeed."""

    message = "知识库正在准备，请稍后再试。"


@dataclass(frozen=True, slots=True)
class SeedProblem:
    """One mistake in a content file, at a place an editor can jump to."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class SeedError(KnowledgeError):
    """Content files have mistakes, so nothing was imported. ``problems`` is never empty."""

    def __init__(self, problems: Sequence[SeedProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
        self.message = f"内容文件有 {len(self.problems)} 处错误，没有导入任何内容。"
