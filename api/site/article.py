"""A collection as a WeChat article (公众号文章): HTML to be pasted into WeChat's editor."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.site.words import WORDS
from knowledge.entries.kinds import Verdict
from knowledge.promotion.views import PublicCollection

_COLOURS = {
    Verdict.FALSE.value: "#b3261e",
    Verdict.MISLEADING.value: "#9a5200",
    Verdict.TRUE.value: "#07713f",
    Verdict.UNPROVEN.value: "#4a4f57",
}
"""Those of the stamps on the resident page."""


def wechat_article(collection: PublicCollection) -> str:
    """The article's HTML, every style inline, because WeChat's editor drops everything else.

    Links are left out for the same reason: an article of an official account may not lead to other sites.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("article.html").render(collection=collection, words=WORDS, colours=_COLOURS)
