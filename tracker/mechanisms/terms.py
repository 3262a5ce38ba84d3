"""Words about mechanisms and about what makes joint work a partnership.

The classification of mechanisms is V. N. Yakimets's (Institute for Systems Analysis, Moscow).
"""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Trait(Term):
    """One of the four base traits that a mechanism can carry."""

    letter: str

    COMPETITIVE = "competitive", _lp("trait", "Competitive"), "C"
    SOCIAL_TECHNOLOGICAL = "social_technological", _lp("trait", "Social-technological"), "T"
    ORGANISATIONAL_STRUCTURAL = "organisational_structural", _lp("trait", "Organisational-structural"), "S"
    PROCEDURAL = "procedural", _lp("trait", "Procedural"), "P"

    def __init__(self, code: str, label: LazyString, letter: str) -> None:
        super().__init__(code, label)
        self.letter = letter


class MechanismType(Term):
    """What a mechanism is: one of the four base types, or combined when it carries at least two of their traits."""

    summary: LazyString

    COMPETITIVE = (
        "competitive",
        _lp("mechanism", "Competitive"),
        _l("A selection among applicants decides who takes part or who gets the resources."),
    )
    SOCIAL_TECHNOLOGICAL = (
        "social_technological",
        _lp("mechanism", "Social-technological"),
        _l("It rests on a way of working that an NGO created or mastered and that beats the usual one."),
    )
    ORGANISATIONAL_STRUCTURAL = (
        "organisational_structural",
        _lp("mechanism", "Organisational-structural"),
        _l("The authority and civic associations set up a new structure and hand functions over to it."),
    )
    PROCEDURAL = (
        "procedural",
        _lp("mechanism", "Procedural"),
        _l("The sides agree on rules of working together: a council, hearings, an agreement for a term."),
    )
    COMBINED = (
        "combined",
        _lp("mechanism", "Combined"),
        _l("It carries the traits of at least two of the other four."),
    )

    def __init__(self, code: str, label: LazyString, summary: LazyString) -> None:
        super().__init__(code, label)
        self.summary = summary

    @property
    def explanation(self) -> LazyString:
        """What forms show beside the choice."""
        return self.summary

    @property
    def traits(self) -> frozenset[Trait]:
        """The trait that makes a base type; a combined one has to name its own."""
        return frozenset(trait for trait in Trait if trait.code == self.code)

    @classmethod
    def following_from(cls, traits: frozenset[Trait] | set[Trait]) -> MechanismType | None:
        """The type that follows from the traits that are present; ``None`` where there is none."""
        if not traits:
            return None
        return cls.COMBINED if len(traits) > 1 else cls(next(iter(traits)).code)  # type: ignore[call-arg]  # finds the member


class MechanismState(Term):
    """How far the mechanism of a partnership is settled: of which type, or what is still to do."""

    COMPETITIVE = MechanismType.COMPETITIVE.code, MechanismType.COMPETITIVE.label
    SOCIAL_TECHNOLOGICAL = MechanismType.SOCIAL_TECHNOLOGICAL.code, MechanismType.SOCIAL_TECHNOLOGICAL.label
    ORGANISATIONAL_STRUCTURAL = (
        MechanismType.ORGANISATIONAL_STRUCTURAL.code,
        MechanismType.ORGANISATIONAL_STRUCTURAL.label,
    )
    PROCEDURAL = MechanismType.PROCEDURAL.code, MechanismType.PROCEDURAL.label
    COMBINED = MechanismType.COMBINED.code, MechanismType.COMBINED.label
    PROPOSED = "proposed", _lp("mechanism", "Proposed, not decided")
    UNCLEAR = "unclear", _lp("mechanism", "Described, not enough evidence")
    NOT_DESCRIBED = "none", _lp("mechanism", "Not described")


class PassportPart(Term):
    """One part of the definition of a mechanism; all seven together are its passport."""

    question: LazyString

    ORGANISING = (
        "organising",
        _l("Rules for organising"),
        _l("Is it laid down who starts, who decides and who answers for what?"),
    )
    RESOURCING = (
        "resourcing",
        _l("Rules for resourcing"),
        _l("Is it laid down where money, people, premises and other resources come from?"),
    )
    CARRYING_OUT = (
        "carrying_out",
        _l("Rules for carrying out"),
        _l("Is it laid down, step by step, how the work is done and how one sees that it is done well?"),
    )
    BUILT_IN = (
        "built_in",
        _l("Built into the territory"),
        _l("Is it a lasting part of how the social sphere of the territory works?"),
    )
    SIGNIFICANT_PROBLEM = (
        "significant_problem",
        _l("A socially significant problem"),
        _l("Does it aim at a problem that matters to many people there?"),
    )
    LAWFUL = ("lawful", _l("Lawful"), _l("Does it respect the law in force?"))
    REPEATABLE = (
        "repeatable",
        _l("Repeatable without its authors"),
        _l("Could others repeat it from what is written down, without the people who created it?"),
    )

    def __init__(self, code: str, label: LazyString, question: LazyString) -> None:
        super().__init__(code, label)
        self.question = question


class PassportAnswer(Term):
    """How far a part of the definition is fulfilled."""

    YES = "yes", _lp("passport", "Yes")
    PARTLY = "partly", _lp("passport", "Partly")
    NO = "no", _lp("passport", "No")


class Sign(Term):
    """A sign that joint work is a partnership."""

    explanation: LazyString

    CROSS_SECTOR = (
        "cross_sector",
        _l("Two or more sectors take part"),
        _l("Government, business and non-profit organisations bring different strengths."),
    )
    SHARED_PROBLEM = (
        "shared_problem",
        _l("A shared problem, a result for a target group beyond the partners"),
        _l("The partners work less for one another than for people outside."),
    )
    ACTIVE_CONTRIBUTION = (
        "active_contribution",
        _l("A significant, active contribution from every side"),
        _l("Nobody only gives money and nobody only receives."),
    )
    ADDED_VALUE = (
        "added_value",
        _l("Together they do more than apart (1 + 1 > 2)"),
        _l("Something comes about that none of them could have done alone."),
    )
    MUTUAL_BENEFIT = (
        "mutual_benefit",
        _l("Every side gains"),
        _l("Each partner can say what it gets out of it."),
    )
    SHARED_RISK = (
        "shared_risk",
        _l("Risks, responsibility and achievements are shared"),
        _l("When something goes wrong, all answer for it; when it goes well, all are named."),
    )
    TRUST_LONG_TERM = (
        "trust_long_term",
        _l("Trust and a long view"),
        _l("The partners rely on one another and think beyond the next event."),
    )
    AGREED_TERMS = (
        "agreed_terms",
        _l("Terms are agreed and can be revised"),
        _l("What each does is written down, and there is a way to change it."),
    )
    REVIEWED_RESULTS = (
        "reviewed_results",
        _l("Results are measured and reviewed together"),
        _l("The partners look at the results together and draw conclusions."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class SignState(Term):
    """Whether a sign is there."""

    PRESENT = "present", _lp("sign", "Present")
    PARTLY = "partly", _lp("sign", "Partly")
    ABSENT = "absent", _lp("sign", "Absent")
    UNKNOWN = "unknown", _lp("sign", "Unknown")


class JointWorkKind(Term):
    """What joint work is, when one looks at who gives what to whom."""

    explanation: LazyString

    CHARITY = (
        "charity",
        _lp("joint work", "Charity"),
        _l("One side asks, the other gives once; nothing comes back and nothing is done together."),
    )
    SPONSORSHIP = (
        "sponsorship",
        _lp("joint work", "Sponsorship"),
        _l("Money or goods are given in return for publicity and thanks."),
    )
    EXCHANGE = (
        "exchange",
        _lp("joint work", "Exchange of services"),
        _l("Each does something for the other; there is no common target group."),
    )
    ONE_SECTOR = (
        "one_sector",
        _lp("joint work", "Co-operation inside one sector"),
        _l("Common work, but all who do it belong to one sector."),
    )
    PARTNERSHIP = (
        "partnership",
        _lp("joint work", "Partnership"),
        _l(
            "Two or more sectors solve a shared problem; every side contributes, and others gain by the result."
        ),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation
