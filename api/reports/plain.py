"""A document as plain values with headings numbered and references written out, for templates."""

from dataclasses import asdict
from typing import Any

from api.reports.wording import signed_line
from knowledge.weekly.document import Block, Document, Paragraph, Table, outlined, reference
from knowledge.weekly.views import Signature


def plain_report(document: Document, signature: Signature | None) -> dict[str, Any]:
    """What the PDF and HTML templates are given."""
    return {
        "edition": document.edition.value,
        "title": document.title,
        "masthead": document.masthead,
        "marking": document.marking,
        "issue": document.issue,
        "period": document.period,
        "compiled_by": document.compiled_by,
        "dated": document.dated,
        "head_lines": [document.cut_off, document.distribution, signed_line(signature)],
        "sections": [
            {
                "heading": section.heading,
                "is_annex": section.is_annex,
                "blocks": [_plain_block(block) for block in section.blocks],
            }
            for section in outlined(document.sections)
        ],
    }


def _plain_block(block: Block) -> dict[str, Any]:
    plain = asdict(block)
    if isinstance(block, Paragraph | Table):
        plain["reference"] = reference(block.figures)
    return plain
