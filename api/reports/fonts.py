"""The one typeface of printed reports and their charts: Noto Serif SC, installed with the front end's packages."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError

FAMILY = "Noto Serif SC"


class FontsMissing(KnowledgeError):
    """The typeface is not where the setting says."""

    def __init__(self, missing: Path) -> None:
        super().__init__(f"report font not found: {missing}")
        self.message = f"没有找到周报用的字体 {missing}，请先运行 make setup，或用 XIAOCHEN_REPORT_FONTS 指定字体目录。"


@dataclass(frozen=True, slots=True)
class ReportFonts:
    """The two weights used. Raises ``FontsMissing`` when either file is absent."""

    regular: Path
    bold: Path

    @classmethod
    def in_directory(cls, directory: Path) -> "ReportFonts":
        """The files as the package lays them out."""
        fonts = cls(
            directory / "400Regular" / "NotoSerifSC_400Regular.ttf", directory / "700Bold" / "NotoSerifSC_700Bold.ttf"
        )
        for file in (fonts.regular, fonts.bold):
            if not file.is_file():
                raise FontsMissing(file)
        return fonts
