"""How history tells of signs, of the passport and of templates."""

from __future__ import annotations

from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _l, _lp
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.projects import telling

describe(
    "sign_assessments",
    state=Words(_lp("sign", "Is it there?"), SignState),
    evidence=Words(_l("How one can see it"), show=str),
)
describe(
    "mechanism_passport",
    answer=Words(_lp("passport", "Answer"), PassportAnswer),
    evidence=Words(_l("What shows it"), show=str),
)
describe(
    "mechanisms",
    published_at=Words(_l("Published on")),
    template_text=Words(_l("What one has to know to repeat it"), show=str),
)
telling.PART_TERMS.update(sign=Sign, passport_part=PassportPart)
telling.HEADLINES.update(
    {
        EntryKind.SIGN_STATED: (_l("Sign of partnership: %(sign)s"),),
        EntryKind.PASSPORT_FILLED: (_l("Passport of the mechanism: %(passport_part)s"),),
        EntryKind.TEMPLATE_PUBLISHED: (_l("Published as a template: “%(mechanism)s”"),),
        EntryKind.TEMPLATE_USED: (_l("Started from the template “%(mechanism)s”"),),
        EntryKind.TEMPLATE_WITHDRAWN: (_l("The template “%(mechanism)s” was withdrawn"),),
    }
)
telling.PART_LABELS["mechanism"] = _l("name of the mechanism")
