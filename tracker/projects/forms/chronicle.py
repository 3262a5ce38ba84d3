"""Forms for the history and the documents of a partnership."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, ValidationError
from wtforms.validators import Optional

from tracker.config import FILES_AT_ONCE
from tracker.forms import DateField, Form, LinkField, LongTextField, TermField, TextField, web_address
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.projects.terms import DocumentKind
from tracker.storage import ACCEPT

MOST_LINKS = 10
LONGEST_LINK = 500
MOST_FILES = FILES_AT_ONCE


class WrittenKindField(TermField):
    """A kind of entry that people write; the kinds that write themselves are not offered."""

    def offered(self) -> list[tuple[str, str]]:
        return [(kind.code, str(kind)) for kind in EntryKind.written_by_people()]


class FilesField(MultipleFileField):
    """Files to attach; empty choices of the browser are left out."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[Optional()], render_kw={"accept": ACCEPT}, **kwargs)

    @property
    def chosen(self) -> list[Any]:
        return [upload for upload in self.data or [] if getattr(upload, "filename", "")]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  # the interface of WTForms
        if len(self.chosen) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files at once.", most=MOST_FILES))


class OneFileField(FileField):
    """One file, or none."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[Optional()], render_kw={"accept": ACCEPT}, **kwargs)

    @property
    def chosen(self) -> list[Any]:
        return [self.data] if self.data else []


class LinksField(LongTextField):
    """Web addresses, one on a line; ``https://`` is put in front where only the site was typed."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, rows=2, **kwargs)

    @property
    def links(self) -> list[str]:
        lines = [line.strip() for line in (self.data or "").splitlines()]
        return [line if "://" in line else f"https://{line}" for line in lines if line]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  # the interface of WTForms
        if len(self.links) > MOST_LINKS:
            raise ValidationError(_("At most %(most)s links.", most=MOST_LINKS))
        for link in self.links:
            web_address(form, SimpleNamespace(data=link))
            if len(link) > LONGEST_LINK:
                raise ValidationError(_("At most %(max)d characters.") % {"max": LONGEST_LINK})


class CorrectionForm(Form):
    """What really happened, and why the earlier account was wrong."""

    title = TextField(_l("In one line"), required=True)
    happened_on = DateField(_l("When it happened"), required=True, past=True)
    text = LongTextField(_l("What happened"), rows=6)
    participants = TextField(_l("Who took part"), max_length=1000)
    links = LinksField(_l("Links, one on a line"))
    reason = TextField(_l("What was wrong in the earlier entry"), required=True, max_length=500)


class EntryForm(Form):
    """An entry that somebody writes."""

    kind = WrittenKindField(_l("What was it"), EntryKind)
    title = TextField(
        _l("In one line"), required=True, description=_l("For example: “Met the school heads, eight agreed”")
    )
    happened_on = DateField(_l("When it happened"), required=True, past=True)
    text = LongTextField(_l("What happened"), rows=6)
    participants = TextField(_l("Who took part"), max_length=1000)
    links = LinksField(_l("Links, one on a line"))
    files = FilesField(_l("Files"), description=_l("PDF, Word, Excel, pictures or text."))
    is_team_only = BooleanField(_l("Only the team sees this entry"))


class DocumentVersionForm(Form):
    """A file or a link, and what is new in it."""

    files = OneFileField(_l("File"), description=_l("PDF, Word, Excel, pictures or text."))
    link = LinkField(_l("Or a link to the document"))
    dated_on = DateField(_l("Date of the document"))
    note = TextField(_l("What is new in this version"), max_length=500)


class DocumentNameForm(Form):
    """How a document is called, and what it is."""

    title = TextField(_l("Title"), required=True)
    kind = TermField(_l("Kind"), DocumentKind)


class DocumentForm(DocumentNameForm, DocumentVersionForm):
    """A new document."""

    is_team_only = BooleanField(_l("Only the team sees this document"))


class EraseForm(Form):
    """Why a part of an entry is erased for good."""

    reason = TextField(
        _l("Why it is erased"),
        required=True,
        max_length=500,
        description=_l("Do not repeat the personal data here."),
    )
