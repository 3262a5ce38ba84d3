"""Personal links: one for each person who is asked. Of a token only a hash is kept, so a link is known when it is made, and never again.

Making a link anew replaces the old one. It is made anew to be sent, or to be shown to the broker, who passes it on. What the person
has begun by then stays theirs: a letter to the same address keeps the draft, a link that the broker gets to see opens an empty sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.accounts.services import clean_email
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.personal_links import end_of, hash_of, new_token
from tracker.evaluation.surveys.models import SurveyLink
from tracker.evaluation.surveys.terms import LinkState, WhomToAsk
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES, _l
from tracker.merging import wait_and_refresh
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.surveys.models import Survey
    from tracker.partners.models import Contact
    from tracker.projects.models import Participation


# --- whom to ask --------------------------------------------------------------------------------------------------------


def people_of(participation: Participation, whom: WhomToAsk) -> list[tuple[Contact | None, Capacity | None]]:
    """Whom to ask at a partner; where nobody is known, nobody in particular."""
    known = [(person.contact, person.capacity) for person in participation.key_people]
    known = [each for each in known if not each[0].is_archived]
    known.sort(key=lambda each: (not each[0].email, each[1] is not Capacity.LEADER))
    if whom is WhomToAsk.KEY_PEOPLE and known:
        return list(known)
    if known and known[0][0].email:
        return [known[0]]
    others = (each for each in participation.organisation.current_contacts if each.email)
    other = next(others, None)
    if other is not None:
        return [(other, other.capacity)]
    return [known[0]] if known else [(None, None)]


def make_all(
    survey: Survey, participations: list[Participation], *, whom: WhomToAsk, language: str, by: User | None
) -> list[SurveyLink]:
    """A link for everybody who is to be asked, filled in from the contact persons of the partners."""
    return [
        _make(
            survey,
            participation,
            person=contact.name if contact else "",
            email=contact.email.strip().lower() if contact else "",
            capacity=capacity,
            language=language,
            by=by,
        )
        for participation in participations
        for contact, capacity in people_of(participation, whom)
    ]


def ask(
    survey: Survey,
    participation: Participation,
    *,
    person: str = "",
    email: str = "",
    capacity: Capacity | None = None,
    language: str = DEFAULT_LANGUAGE,
    by: User | None,
) -> SurveyLink:
    """Ask one more person of a partner."""
    wait_and_refresh(survey)
    _refuse_when_over(survey)
    if participation.partnership_id != survey.partnership_id:
        raise DomainError(
            _l("This organisation does not take part in the partnership."), field="participation"
        )
    email = _checked(email)
    _refuse_twice(survey, participation, email)
    return _make(
        survey, participation, person=person, email=email, capacity=capacity, language=language, by=by
    )


def edit(
    link: SurveyLink,
    *,
    person: str,
    email: str,
    capacity: Capacity | None,
    language: str,
    by: User,  # noqa: ARG001  # every service names its actor
) -> None:
    """Ask somebody else instead, before anybody has begun; a letter that went to the old address opens nothing any more."""
    _enter(link)
    if link.is_begun:
        raise WrongState(
            _l(
                "This sheet was begun: it belongs to whoever began it. Withdraw the link, and ask another person."
            )
        )
    email = _checked(email)
    if email != link.email:
        _refuse_twice(link.survey, link.participation, email)
        _new_token(link)
        link.sent_at = link.shown_at = None
    link.person, link.email, link.capacity = person.strip(), email, capacity
    link.language = language if language in LANGUAGES else DEFAULT_LANGUAGE


# --- the link itself ----------------------------------------------------------------------------------------------------


def show(link: SurveyLink, *, by: User) -> str:  # noqa: ARG001  # every service names its actor
    """Make the link anew for the broker to pass on; gives its token. A draft is dropped: only who wrote it may read it."""
    _enter(link)
    if link.answer is not None:
        session_of(link).delete(link.answer)
        session_of(link).flush()
        session_of(link).expire(link, ["answer"])
    link.shown_at = utc_now()
    return _new_token(link)


def prepare_letter(link: SurveyLink) -> str:
    """A token for a letter to the person of the link. It works from ``sent`` on; until then the old one does."""
    _enter(link)
    if not link.email:
        raise DomainError(
            _l("No e-mail address is known. Show the link, and pass it on yourself."), field="email"
        )
    return new_token()


def sent(link: SurveyLink, token: str, *, by: User | None) -> None:  # noqa: ARG001  # every service names its actor
    """The letter went out: its token replaces the one before."""
    _enter(link)
    link.token_hash, link.revoked_at = hash_of(token), None
    link.expires_at, link.sent_at = end_of(link.survey.due_on), utc_now()


def revoke(link: SurveyLink, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Withdraw a link: it opens nothing any more, and what was begun by it is dropped."""
    _enter(link)
    if link.revoked_at is not None:
        raise WrongState(_l("This link was withdrawn already."))
    link.revoked_at = utc_now()
    if link.answer is not None:
        session_of(link).delete(link.answer)
        session_of(link).flush()
        session_of(link).expire(link, ["answer"])


def _enter(link: SurveyLink) -> None:
    """Wait for whoever is changing the round or this link, read both anew, and refuse what comes too late."""
    wait_and_refresh(link.survey)
    wait_and_refresh(link)
    session_of(link).expire(link, ["answer"])
    _refuse_when_over(link.survey)
    if link.state_at(utc_now()) is LinkState.ANSWERED:
        raise WrongState(_l("This person has answered already."))


def _make(
    survey: Survey,
    participation: Participation,
    *,
    person: str,
    email: str,
    capacity: Capacity | None,
    language: str,
    by: User | None,
) -> SurveyLink:
    """A link that nobody knows yet: it becomes known when it is sent or shown."""
    link = SurveyLink(
        survey=survey,
        participation=participation,
        person=person.strip(),
        email=email,
        capacity=capacity,
        language=language if language in LANGUAGES else DEFAULT_LANGUAGE,
        token_hash=hash_of(new_token()),
        expires_at=end_of(survey.due_on),
        made_by_id=None if by is None else by.id,
    )
    session_of(survey).add(link)
    session_of(survey).flush()
    return link


def _new_token(link: SurveyLink) -> str:
    token = new_token()
    link.token_hash, link.revoked_at = hash_of(token), None
    link.expires_at = end_of(link.survey.due_on)
    return token


def _checked(email: str) -> str:
    return clean_email(email) if email.strip() else ""


def _refuse_when_over(survey: Survey) -> None:
    if survey.partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))
    if survey.is_closed:
        raise WrongState(_l("This round is closed: open a new one."))
    if end_of(survey.due_on) <= utc_now():
        raise WrongState(_l("The last day of this round is over. Give more time first."))


def _refuse_twice(survey: Survey, participation: Participation, email: str) -> None:
    if email and any(
        link.email == email and link.participation_id == participation.id and link.revoked_at is None
        for link in survey.links
    ):
        raise Duplicate(_l("This person is asked in this round already."), field="email")
