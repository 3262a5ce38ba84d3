"""Words about external experts."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class ReleasedPart(Term):
    """What of a partnership can be let be seen by an expert, apart from single documents."""

    explanation: LazyString

    ABOUT = (
        "about",
        _l("What the partnership is"),
        _l("Problem, target group, aim, approach, results in words."),
    )
    PARTNERS = (
        "partners",
        _l("The partners"),
        _l("Who takes part and took part, in which role, what each brings and expects. No contact persons."),
    )
    PLAN = "plan", _l("Plan of the evaluation"), _l("Questions, methods, dates, what is reserved for it.")
    INDICATORS = (
        "indicators",
        _l("Indicators and outcomes"),
        _l("What was counted, with all values, and what was said of the results."),
    )
    RESULTS = (
        "results",
        _l("What the partners say"),
        _l("Results of closed rounds of questions, only as far as the partners let their answers be shown."),
    )
    BENEFITS = (
        "benefits",
        _l("Benefits for the partners"),
        _l("What each partner hoped for and what came."),
    )
    CONTRIBUTIONS = (
        "contributions",
        _l("What each contributed"),
        _l("What each partner promised and delivered, and what was notable beside."),
    )
    LESSONS = "lessons", _l("Lessons"), _l("What to keep, what to change, advice to others.")
    HISTORY = (
        "history",
        _l("The history"),
        _l("All entries but those that only the team sees. It also tells of what you do not release above."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class SuggestedCriterion(Term):
    """Criteria that are ready to be taken over; taken over unchanged, they are shown in the language of each reader."""

    explanation: LazyString

    RELEVANCE = (
        "relevance",
        _l("Weight of the problem"),
        _l("Does it matter much to the people it is for?"),
    )
    REACH = (
        "reach",
        _l("Reach of the target group"),
        _l("Were as many reached as was hoped, and those who need it most?"),
    )
    EFFECT = (
        "effect",
        _l("Lasting effect"),
        _l("Will what has changed still be there in two years, without this project?"),
    )
    JOINT_WORK = (
        "joint_work",
        _l("Quality of joint work"),
        _l("Do the partners decide and work together, or side by side?"),
    )
    RESOURCES = (
        "resources",
        _l("Use of resources"),
        _l("Is what came out worth the money, time and things that went in?"),
    )
    BALANCE = (
        "balance",
        _l("Balance between partners"),
        _l("Does each partner gain something, and is what each gives fair?"),
    )
    NOVELTY = (
        "novelty",
        _l("Novelty"),
        _l("Is there something in it that was not tried here before?"),
    )
    REPEATABILITY = (
        "repeatability",
        _l("Repeatability"),
        _l("Could others do the same with what is written down?"),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class Mark(Term):
    """How good something is by a criterion; the code is the number that is kept."""

    VERY_WEAK = "0", _lp("mark of an expert", "Very weak")
    WEAK = "1", _lp("mark of an expert", "Weak")
    FAIR = "2", _lp("mark of an expert", "Fair")
    GOOD = "3", _lp("mark of an expert", "Good")
    VERY_GOOD = "4", _lp("mark of an expert", "Very good")

    @property
    def number(self) -> int:
        return int(self.code)

    @classmethod
    def of(cls, number: int | None) -> Mark | None:
        """The word for a number; no number, no word."""
        return None if number is None else cls.from_code(str(number))


HIGHEST = max(mark.number for mark in Mark)


class Independence(Term):
    """What an expert states about ties to the partnership. Ties do not forbid; they are shown with the opinion."""

    explanation: LazyString

    INDEPENDENT = (
        "independent",
        _lp("expert", "Yes, I am independent"),
        _l("Nothing ties me or my organisation to the partners or to the team."),
    )
    TIED = (
        "tied",
        _lp("expert", "No, there are ties"),
        _l("I describe them below. I can give an opinion all the same."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class ExpertState(Term):
    """How far an expert is."""

    OPEN = "open", _lp("expert", "Not begun yet")
    BEGUN = "begun", _lp("expert", "At work")
    HANDED_IN = "handed_in", _lp("expert", "Handed in")
    EXPIRED = "expired", _lp("expert", "Time is over")
    REVOKED = "revoked", _lp("expert", "Withdrawn")

    @property
    def is_waiting(self) -> bool:
        """Whether an opinion can still come."""
        return self in {ExpertState.OPEN, ExpertState.BEGUN}


class Accord(Term):
    """How close the marks of several experts are by one criterion: by the difference between the highest and the lowest."""

    AGREE = "agree", _lp("experts", "They agree")
    DIFFER = "differ", _lp("experts", "They differ")
    DISAGREE = "disagree", _lp("experts", "They disagree")

    @classmethod
    def of(cls, difference: int) -> Accord:
        """Up to one point is agreement, two points differ, three and more disagree."""
        if difference <= 1:
            return cls.AGREE
        return cls.DIFFER if difference == 2 else cls.DISAGREE  # noqa: PLR2004  # the rule, as the sentence above says it


class Strength(Term):
    """How strong the agreement over all criteria is, in a plain word."""

    STRONG = "strong", _lp("agreement of experts", "strong")
    GOOD = "good", _lp("agreement of experts", "good")
    MODERATE = "moderate", _lp("agreement of experts", "moderate")
    SLIGHT = "slight", _lp("agreement of experts", "slight")
    NONE = "none", _lp("agreement of experts", "none beyond chance")


class ExpertStep(Term):
    """What happened to the invitation of an expert."""

    INVITED = "invited", _l("Invited for an opinion")
    CHANGED = "changed", _l("The invitation was changed")
    WITHDRAWN = "withdrawn", _l("The invitation was withdrawn")


class CriteriaStep(Term):
    """What happened to the criteria."""

    CHOSEN = "chosen", _l("Criteria for external experts were chosen")
    CHANGED = "changed", _l("Criteria for external experts were changed")
    NEW_SET = (
        "new_set",
        _l("New criteria for external experts; the earlier ones stay with the opinions given by them"),
    )
