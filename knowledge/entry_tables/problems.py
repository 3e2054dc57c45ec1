"""What is wrong with a table, at a place an editor can find."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.errors import KnowledgeError

WHOLE_FILE = "（文件）"
WHOLE_ROW = "（整行）"


@dataclass(frozen=True, slots=True)
class TableProblem:
    """One mistake. ``row`` counts as the spreadsheet program does; 0 when the file itself is wrong."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"第 {self.row} 行 " if self.row else ""
        return f"{where}{self.column}：{self.message}"


class TableError(KnowledgeError):
    """A table has mistakes, so nothing was imported. ``problems`` is never empty and in the table's order."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row))
        self.message = f"表格有 {len(self.problems)} 处要改，没有导入任何内容。"
