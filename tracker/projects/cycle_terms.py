"""Words about the partnership cycle: stages, the steps of their checklists, the final decision."""

from __future__ import annotations

from functools import cache

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Stage(Term):
    """One of the seven stages; ``short`` is the name for narrow screens."""

    number: int
    short: LazyString
    purpose: LazyString

    START = (
        "start",
        _lp("stage", "Start"),
        1,
        _lp("short stage", "Start"),
        _l("Understand the problem, compare ways to solve it, and name who leads the work."),
    )
    PARTNERS = (
        "partners",
        _lp("stage", "Identifying partners"),
        2,
        _lp("short stage", "Partners"),
        _l("Find organisations that fit, and agree what each one brings and gains."),
    )
    COMMITMENTS = (
        "commitments",
        _lp("stage", "Resource commitments"),
        3,
        _lp("short stage", "Commitments"),
        _l("List the resources needed, and agree who gives what and when."),
    )
    BUILDING = (
        "building",
        _lp("stage", "Building the partnership and its project"),
        4,
        _lp("short stage", "Building"),
        _l("Agree on the rules, design the project together, and set it going."),
    )
    EVERYDAY = (
        "everyday",
        _lp("stage", "Everyday life and lessons"),
        5,
        _lp("short stage", "Everyday"),
        _l("Keep the work and the relations in good order, and learn on the way."),
    )
    EVALUATION = (
        "evaluation",
        _lp("stage", "Evaluation and results"),
        6,
        _lp("short stage", "Evaluation"),
        _l("See what the project achieved and how well the partners worked together."),
    )
    CONTINUATION = (
        "continuation",
        _lp("stage", "Continuation"),
        7,
        _lp("short stage", "Continuation"),
        _l("Decide together whether to continue, to expand or to end."),
    )

    def __init__(
        self,
        code: str,
        label: LazyString,
        number: int,
        short: LazyString,
        purpose: LazyString,
    ) -> None:
        super().__init__(code, label)
        self.number = number
        self.short = short
        self.purpose = purpose

    @property
    def items(self) -> list[ChecklistItem]:
        """List the steps of this stage in their order; the last stage has a decision instead."""
        return list(_items_of(self))


@cache
def _items_of(stage: Stage) -> tuple[ChecklistItem, ...]:
    return tuple(item for item in ChecklistItem if item.stage is stage)


class ChecklistItem(Term):
    """A step of a stage; the explanation says how to do it or when it counts as done."""

    stage: Stage
    explanation: LazyString

    PROBLEM_STATED = (
        "problem_stated",
        _l("State the problem precisely"),
        Stage.START,
        _l("Write in two or three sentences who suffers from what, where, and how you know."),
    )
    INFORMATION_GATHERED = (
        "information_gathered",
        _l("Gather information about the problem and the proposed project"),
        Stage.START,
        _l("Collect figures, opinions and earlier experience, and keep the sources at hand."),
    )
    GAPS_FILLED = (
        "gaps_filled",
        _l("Fill the gaps with further information"),
        Stage.START,
        _l("List what you still do not know, and ask those who do."),
    )
    OUTSIDE_FACTORS = (
        "outside_factors",
        _l("Name outside factors that can affect partners and the project"),
        Stage.START,
        _l("Think of laws, elections, budgets, prices and seasons that could help or hinder."),
    )
    APPROACHES_COMPARED = (
        "approaches_compared",
        _l("Compare several approaches, the partnership one among them"),
        Stage.START,
        _l("Write down at least two ways to solve the problem, with the pros and cons of each."),
    )
    APPROACH_JUSTIFIED = (
        "approach_justified",
        _l("Explain how the chosen approach solves the problem"),
        Stage.START,
        _l("Done when an outsider reads your explanation and sees why it should work."),
    )
    BROKER_NAMED = (
        "broker_named",
        _l("Name who is responsible for developing the partnership (the broker)"),
        Stage.START,
        _l("Done when one person has agreed to it and is named as broker in the team."),
    )

    CANDIDATES_ASSESSED = (
        "candidates_assessed",
        _l("Study candidate organisations and how well each fits"),
        Stage.PARTNERS,
        _l("For each one, note its aims, strengths, reputation and what could stand in the way."),
    )
    MEETINGS_HELD = (
        "meetings_held",
        _l("Meet the right people there, both leaders and executors"),
        Stage.PARTNERS,
        _l("Talk to those who decide and to those who will do the work, and record each meeting."),
    )
    PARTNERS_CHOSEN = (
        "partners_chosen",
        _l("Choose the best fitting partners and win their key people"),
        Stage.PARTNERS,
        _l("Done when the partners are listed here and their key people have said yes."),
    )
    CONTRIBUTIONS_DEFINED = (
        "contributions_defined",
        _l("Define with each what it brings and what it expects to gain"),
        Stage.PARTNERS,
        _l("Done when contribution and expectation are filled in for every partner."),
    )
    RELATIONS_BUILT = (
        "relations_built",
        _l("Bring the key people together and build working relations"),
        Stage.PARTNERS,
        _l("Hold at least one meeting of everyone, and make sure they can reach one another."),
    )
    TERMS_DRAFTED = (
        "terms_drafted",
        _l("Draft recommendations, an agreement or a contract"),
        Stage.PARTNERS,
        _l("A draft that the partners have seen is enough; add it to the documents."),
    )

    BROAD_VIEW_AGREED = (
        "broad_view_agreed",
        _l("Agree on a broad view of resources, not only money"),
        Stage.COMMITMENTS,
        _l("Go through all kinds of resources together: people, premises, knowledge, contacts…"),
    )
    NEEDS_LISTED = (
        "needs_listed",
        _l("List the resources the project needs"),
        Stage.COMMITMENTS,
        _l("Record each need with its amount and the date by which it is wanted."),
    )
    NEEDS_UNDERSTOOD = (
        "needs_understood",
        _l("Make sure each partner knows the needs and its own part"),
        Stage.COMMITMENTS,
        _l("Show the list to every partner, and ask each to say its part in its own words."),
    )
    CONTRIBUTIONS_NEGOTIATED = (
        "contributions_negotiated",
        _l("Negotiate with each partner what it can give"),
        Stage.COMMITMENTS,
        _l("Talk to each partner apart, and record what it offers as a commitment."),
    )
    DECLARED_PUBLICLY = (
        "declared_publicly",
        _l("Have partners declare their commitments publicly"),
        Stage.COMMITMENTS,
        _l("At a meeting, in the press or on a site; keep the date and a link."),
    )
    VALUATION_AGREED = (
        "valuation_agreed",
        _l("Agree how non-monetary resources are counted and valued"),
        Stage.COMMITMENTS,
        _l("Choose one method for each kind of resource; “not valued in money” is fine too."),
    )
    FULLY_AGREED = (
        "fully_agreed",
        _l("Reach full agreement on every commitment"),
        Stage.COMMITMENTS,
        _l("Done when no commitment is merely offered: each one is agreed or withdrawn."),
    )

    ACQUAINTANCE = (
        "acquaintance",
        _l("Use every occasion for partners to meet and work together"),
        Stage.BUILDING,
        _l("Visit one another, do small things together, and invite partners to your events."),
    )
    RULES_AGREED = (
        "rules_agreed",
        _l("Agree on rules and principles of joint work"),
        Stage.BUILDING,
        _l("Put on one page how you decide, how you keep in touch and what you do in a dispute."),
    )
    RESPONSIBILITY_DISCUSSED = (
        "responsibility_discussed",
        _l("Discuss responsibility, leadership and conflicts of interest; resolve misunderstandings"),
        Stage.BUILDING,
        _l("Done when it is written down who answers for what and nothing is left unsaid."),
    )
    DESIGN_SHARED = (
        "design_shared",
        _l("Design the project together; agree how each takes part in managing and controlling it"),
        Stage.BUILDING,
        _l("Done when all partners accept the plan and each knows what it decides and checks."),
    )
    STAFFING_AGREED = (
        "staffing_agreed",
        _l("Agree on staffing and how the project manager is chosen"),
        Stage.BUILDING,
        _l("List who works on the project and from where, and name the project manager."),
    )
    BROKER_DUTIES = (
        "broker_duties",
        _l("Make the duties of the person responsible for the partnership clear"),
        Stage.BUILDING,
        _l("Write down what the broker does, and what the project manager does instead."),
    )
    CARE_CONTINUED = (
        "care_continued",
        _l("Keep caring for the partnership throughout the project"),
        Stage.BUILDING,
        _l("Agree who asks the partners how things are, and how often."),
    )

    NO_BLAME = (
        "no_blame",
        _l("Treat mistakes as openings, not as guilt"),
        Stage.EVERYDAY,
        _l("Confirm it if you last discussed a mistake to find a way out, not somebody to blame."),
    )
    KEPT_WARM = (
        "kept_warm",
        _l("Keep the partnership warm; no stagnation"),
        Stage.EVERYDAY,
        _l("Confirm it if there was a meeting, news or a small joint success lately."),
    )
    RESULT_ORIENTED = (
        "result_oriented",
        _l("Stay with the result: mend what goes wrong"),
        Stage.EVERYDAY,
        _l("Confirm it if you compared the work with the plan and mended what lagged behind."),
    )
    INFORMED_INSIDE = (
        "informed_inside",
        _l("Help partners tell and involve their own organisations"),
        Stage.EVERYDAY,
        _l("Confirm it if colleagues of every partner know of the project and can join in."),
    )
    HISTORY_KEPT = (
        "history_kept",
        _l("Keep the partnership history"),
        Stage.EVERYDAY,
        _l("Confirm it if the latest meetings, decisions and events are recorded in the history."),
    )
    STANDARDS_KEPT = (
        "standards_kept",
        _l("Develop and keep partnership standards (documents, meeting formats, decisions)"),
        Stage.EVERYDAY,
        _l("Confirm it if minutes, letters and decisions follow the form you agreed on."),
    )
    TIME_TO_REFLECT = (
        "time_to_reflect",
        _l("Set time aside to discuss and assess the partnership"),
        Stage.EVERYDAY,
        _l("Confirm it if you talked about the partnership itself, not only about the project."),
    )

    METHOD_AGREED = (
        "method_agreed",
        _l("Agree how effect and results will be evaluated: methods and procedure"),
        Stage.EVALUATION,
        _l("Write down what you measure, how, when, and who does it."),
    )
    RESOURCES_RESERVED = (
        "resources_reserved",
        _l("Reserve resources for a sound evaluation in advance"),
        Stage.EVALUATION,
        _l("Done when the plan has time, people and, if needed, money for the evaluation."),
    )
    EXPERTS_INVOLVED = (
        "experts_involved",
        _l("Involve external experts where needed"),
        Stage.EVALUATION,
        _l("Invite somebody independent; if you need nobody, mark the step as not applicable."),
    )
    CONTRIBUTIONS_CREDITED = (
        "contributions_credited",
        _l("Evaluate and credit each partner's contribution"),
        Stage.EVALUATION,
        _l("Compare what was promised with what came, and thank every partner by name."),
    )
    USE_DECIDED = (
        "use_decided",
        _l("Decide how results are used: inside, and how public they become"),
        Stage.EVALUATION,
        _l("Agree what changes because of the results, and who may read them."),
    )

    def __init__(self, code: str, label: LazyString, stage: Stage, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.stage = stage
        self.explanation = explanation

    @property
    def is_habit(self) -> bool:
        """Habits are confirmed again and again, never ticked once."""
        return self.stage is Stage.EVERYDAY


class ItemState(Term):
    """Whether a step of the checklist is done."""

    OPEN = "open", _lp("step", "Not done yet")
    DONE = "done", _lp("step", "Done")
    NOT_APPLICABLE = "not_applicable", _lp("step", "Not applicable")


class EvidenceKind(Term):
    """What proves that a step is done."""

    LINK = "link", _lp("evidence", "Link")
    DOCUMENT = "document", _lp("evidence", "Document")
    RECORD = "record", _lp("evidence", "Record in Tracker")


class ContinuationDecision(Term):
    """What the partners decide at the last stage."""

    explanation: LazyString

    CONTINUE = (
        "continue",
        _lp("decision", "Continue in the same spirit"),
        _l("The partnership works; the next round goes on as before."),
    )
    EXPAND = (
        "expand",
        _lp("decision", "Expand"),
        _l("A separate organisation, a settled mechanism or more partners."),
    )
    END = (
        "end",
        _lp("decision", "End"),
        _l("It did not justify itself, or the work no longer needs a partnership."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def opens_next_round(self) -> bool:
        """After every decision but the end the cycle runs again."""
        return self is not ContinuationDecision.END
