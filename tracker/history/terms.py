"""Words about history: what kinds of entries there are."""

from __future__ import annotations

from tracker.i18n import LazyString, _lp
from tracker.terms import Term


class EntryKind(Term):
    """What an entry of the history tells; the icon is a name from Tabler's set."""

    icon: str

    MEETING = "meeting", _lp("history", "Meeting"), "users"
    DECISION = "decision", _lp("history", "Decision"), "gavel"
    AGREEMENT = "agreement", _lp("history", "Agreement"), "writing-sign"
    EVENT = "event", _lp("history", "Event"), "calendar-event"
    PUBLICATION = "publication", _lp("history", "Publication"), "news"
    PROBLEM = "problem", _lp("history", "Problem"), "alert-triangle"
    LESSON = "lesson", _lp("history", "Lesson"), "bulb"
    OTHER = "other", _lp("history", "Other"), "note"

    CREATED = "created", _lp("history", "Partnership recorded"), "plus"
    CHANGED = "changed", _lp("history", "Details changed"), "pencil"
    VISIBILITY_CHANGED = "visibility_changed", _lp("history", "Visibility changed"), "eye"
    PARTNER_JOINED = "partner_joined", _lp("history", "Partner joined"), "building-community"
    PARTNER_CHANGED = "partner_changed", _lp("history", "Partner's details changed"), "edit"
    PARTNER_LEFT = "partner_left", _lp("history", "Partner left"), "door-exit"
    TEAM_CHANGED = "team_changed", _lp("history", "Team changed"), "user-check"
    STAGE_MOVED = "stage_moved", _lp("history", "Stage changed"), "arrow-right"
    ITEM_MARKED = "item_marked", _lp("history", "Step marked"), "list-check"
    HABIT_CONFIRMED = "habit_confirmed", _lp("history", "Habit confirmed"), "repeat"
    ALIVE_CONFIRMED = "alive_confirmed", _lp("history", "Still running: confirmed"), "heartbeat"
    DOCUMENT_ADDED = "document_added", _lp("history", "Document added"), "file-plus"
    VALUATION_AGREED = "valuation_agreed", _lp("history", "Valuation method agreed"), "scale"
    NEED_ADDED = "need_added", _lp("history", "Need added"), "clipboard-list"
    NEED_CHANGED = "need_changed", _lp("history", "Need changed"), "clipboard"
    NEED_REMOVED = "need_removed", _lp("history", "Need removed"), "clipboard-x"
    COMMITMENT_OFFERED = "commitment_offered", _lp("history", "Resource offered"), "gift"
    COMMITMENT_CHANGED = (
        "commitment_changed",
        _lp("history", "Commitment changed"),
        "arrows-exchange",
    )
    COMMITMENT_AGREED = "commitment_agreed", _lp("history", "Commitment agreed"), "checks"
    COMMITMENT_DECLARED = (
        "commitment_declared",
        _lp("history", "Commitment declared publicly"),
        "speakerphone",
    )
    COMMITMENT_WITHDRAWN = (
        "commitment_withdrawn",
        _lp("history", "Commitment withdrawn"),
        "circle-x",
    )
    DELIVERY_RECORDED = "delivery_recorded", _lp("history", "Delivery recorded"), "package"
    DELIVERY_CONFIRMED = (
        "delivery_confirmed",
        _lp("history", "Delivery confirmed"),
        "truck-delivery",
    )
    CONTINUED = "continued", _lp("history", "Next round opened"), "refresh"
    ENDED = "ended", _lp("history", "Partnership ended"), "flag"
    REOPENED = "reopened", _lp("history", "Partnership goes on again"), "refresh"
    ARCHIVED = "archived", _lp("history", "Moved to the archive"), "archive"
    RESTORED = "restored", _lp("history", "Brought back from the archive"), "archive-off"
    MERGED = "merged", _lp("history", "Organisations merged"), "git-merge"
    MECHANISM_DESCRIBED = "mechanism_described", _lp("history", "Mechanism described"), "tools"
    MECHANISM_DECIDED = "mechanism_decided", _lp("history", "Mechanism decided on"), "gavel"
    MECHANISM_JUDGED = "mechanism_judged", _lp("history", "Mechanism judged anew"), "sparkles"
    MECHANISM_CONSENT = "mechanism_consent", _lp("history", "Consent to learning from the text"), "school"
    SIGN_STATED = "sign_stated", _lp("history", "Sign of partnership stated"), "checks"
    PASSPORT_FILLED = "passport_filled", _lp("history", "Mechanism passport filled in"), "certificate"
    TEMPLATE_PUBLISHED = "template_published", _lp("history", "Mechanism published as a template"), "share"
    TEMPLATE_USED = "template_used", _lp("history", "Started from a template"), "copy"
    TEMPLATE_WITHDRAWN = "template_withdrawn", _lp("history", "Template withdrawn"), "eye-off"
    PLAN_CHANGED = "plan_changed", _lp("history", "Plan of the evaluation"), "clipboard-list"
    INDICATOR_CHANGED = "indicator_changed", _lp("history", "Indicator"), "target"
    VALUE_RECORDED = "value_recorded", _lp("history", "Value of an indicator"), "chart-line"
    OUTCOME_STATED = "outcome_stated", _lp("history", "Outcome in words"), "message-2"
    BENEFIT_STATED = "benefit_stated", _lp("history", "Benefit for a partner"), "sparkles"
    SURVEY_OPENED = "survey_opened", _lp("history", "Round of questions opened"), "send"
    SURVEY_ANSWERED = "survey_answered", _lp("history", "Partner answered"), "check"
    SURVEY_CLOSED = "survey_closed", _lp("history", "Round of questions closed"), "chart-bar"
    CONTRIBUTION_CREDITED = "contribution_credited", _lp("history", "Contribution credited"), "award"
    EXPERT_INVITED = "expert_invited", _lp("history", "External expert invited"), "user-plus"
    EXPERT_ANSWERED = "expert_answered", _lp("history", "Opinion of an external expert"), "certificate"
    REPORT_WRITTEN = "report_written", _lp("history", "Report of the evaluation"), "report"
    PUBLICITY_DECIDED = "publicity_decided", _lp("history", "Degree of publicity decided"), "eye"
    CONSENT_GIVEN = "consent_given", _lp("history", "Consent of a partner"), "checks"
    LESSON_RECORDED = "lesson_recorded", _lp("history", "Lesson written down"), "bulb"
    FAMILY_LINKED = "family_linked", _lp("history", "Family of partnerships"), "git-branch"
    FAREWELL_SAID = "farewell_said", _lp("history", "Farewell"), "heart-handshake"
    HELP_OFFERED = "help_offered", _lp("history", "Help offered"), "lifebuoy"
    HELP_ANSWERED = "help_answered", _lp("history", "Offer of help answered"), "mail-opened"
    CORRECTED = "corrected", _lp("history", "Entry corrected"), "arrow-back-up"
    ERASED = "erased", _lp("history", "Personal data erased"), "eraser"

    def __init__(self, code: str, label: LazyString, icon: str) -> None:
        super().__init__(code, label)
        self.icon = icon

    @property
    def is_automatic(self) -> bool:
        """Tracker writes such entries itself; nobody chooses their kind in a form."""
        return self not in WRITTEN_BY_PEOPLE

    @classmethod
    def written_by_people(cls) -> list[EntryKind]:
        """List the kinds that a person can choose, in the order of declaration."""
        return [kind for kind in cls if not kind.is_automatic]


WRITTEN_BY_PEOPLE = frozenset(
    {
        EntryKind.MEETING,
        EntryKind.DECISION,
        EntryKind.AGREEMENT,
        EntryKind.EVENT,
        EntryKind.PUBLICATION,
        EntryKind.PROBLEM,
        EntryKind.LESSON,
        EntryKind.OTHER,
    }
)
