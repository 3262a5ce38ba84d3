"""What an expert may see at this moment: the parts and documents that were released, as long as they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.evaluation.experts.models import Expert
    from tracker.evaluation.experts.terms import ReleasedPart
    from tracker.projects.models import Document, Partnership


def may_be_released(document: Document) -> bool:
    """Whether a document may be let be seen from outside: it stands on the list, and not for the team alone."""
    return not document.is_team_only and document.archived_at is None


def releasable(partnership: Partnership) -> list[Document]:
    """The documents of a partnership from which to choose."""
    return [document for document in partnership.documents if may_be_released(document)]


def documents_for(expert: Expert) -> list[Document]:
    """The documents that the expert may see now: a released one that became the team's own, or left the list, is not among them."""
    return [
        document
        for document in expert.documents
        if document.partnership_id == expert.partnership_id and may_be_released(document)
    ]


def parts_for(expert: Expert) -> list[ReleasedPart]:
    """The parts that the expert may see now."""
    return expert.released


def is_anything(expert: Expert) -> bool:
    """Whether there is anything to look at."""
    return bool(parts_for(expert) or documents_for(expert))
