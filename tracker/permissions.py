"""Every permission, one rule each. Refused unless a rule here grants it.

A rule is "any of (all of predicates)". Predicates are plain questions about a person (``None`` is a visitor without an account)
and a record; they know nothing of requests. ``partnership`` may be the record itself or anything that belongs to one.
The SQL twins of the reading rules are the ``visible_to`` and ``seen_inside_by`` functions of the packages' ``queries.py``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Self

Person = Any  # a user, or None for a visitor; the kernel does not know the package of users
Predicate = Callable[[Person, Any], bool]
Rule = Callable[[Person, Any], bool]

visitors_welcome: ContextVar[bool] = ContextVar("visitors_welcome", default=True)
"""Whether the installation shows public partnerships to visitors; set for every request from its settings."""


class Permission(enum.Enum):
    """What somebody may do; the sentence finishes "may …"."""

    PARTNERSHIP_CREATE = "partnership:create", "record a new partnership"
    PARTNERSHIP_READ = "partnership:read", "see what a partnership shows to the public"
    PARTNERSHIP_INSIDE = "partnership:inside", "see the whole record: people, resources, history, documents"
    PARTNERSHIP_EDIT = (
        "partnership:edit",
        "change the record, its partners, needs and commitments, and its checklist",
    )
    PARTNERSHIP_LEAD = "partnership:lead", "manage the team, the visibility and the continuation"
    PARTNERSHIP_LEAVE = "partnership:leave", "leave the team"
    HISTORY_WRITE = "history:write", "add an entry to the history"
    HISTORY_ERASE = "history:erase", "erase personal data from the history where the law asks for it"
    TEAM_NOTES = "partnership:team_notes", "see what the team keeps to itself"
    REPORT_PROGRAMME = "report:programme", "read what a report tells the programme, once it is let out so far"
    REPORT_OFFICIALS = "report:officials", "read what a report tells officials, once it is let out so far"
    DOCUMENT_READ = "document:read", "see a document and its versions"
    ORGANISATION_READ = "organisation:read", "see an organisation"
    ORGANISATION_CREATE = "organisation:create", "add an organisation"
    ORGANISATION_EDIT = "organisation:edit", "change or archive an organisation"
    ORGANISATION_CONTACTS = "organisation:contacts", "see the contact persons of an organisation"
    ORGANISATION_MERGE = "organisation:merge", "merge two records of one organisation"
    TEMPLATE_READ = "template:read", "see a mechanism that was published as a template"
    TEMPLATE_START = "template:start", "start a partnership from a template"
    LESSON_READ = "lesson:read", "read a lesson of a partnership"
    REGION_MANAGE = "region:manage", "add and change regions"
    USER_MANAGE = "user:manage", "invite people and give them roles"
    PEOPLE_READ = "people:read", "see the programme's records of its alumni and cohorts"
    PEOPLE_EDIT = "people:edit", "record, change, import and export alumni and cohorts"
    PEOPLE_INVITE = "people:invite", "invite alumni who have no account"
    PEOPLE_ERASE = "people:erase", "erase what is recorded of an alumnus"
    DIRECTORY_READ = "directory:read", "look up others in the directory of alumni"
    DIRECTORY_ENTRY = "directory:entry", "see what somebody lets others know in the directory"
    DIRECTORY_CONTACTS = "directory:contacts", "see the e-mail and phone that somebody lets others know"
    DIRECTORY_OWN = "directory:own", "decide about one's own entry in the directory"
    MECHANISM_DISAGREEMENTS = "mechanism:disagreements", "see where people and the classifier differ"
    MECHANISM_RECOMPUTE = "mechanism:recompute", "accept what a new version of the classifier answers"
    OFFICIAL_HOME = "official:home", "see the partnerships of one's regions"
    TERRITORY_SEE = "territory:see", "see the workspace of the own regions, or of all of them"
    VIEW_KEEP = "view:keep", "change a view that somebody saved"
    HELP_OFFER = "help:offer", "offer help for a need of a partnership"
    PROGRAMME_HOME = "programme:home", "see the figures of the programme"

    def __new__(cls, code: str, sentence: str) -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.sentence = sentence
        return member

    sentence: str


# --- predicates -------------------------------------------------------------------------------------------------------


def is_signed_in(user: Person, _record: Any) -> bool:
    return user is not None


def is_alumnus(user: Person, _record: Any) -> bool:
    return user is not None and user.is_alumnus


def is_official(user: Person, _record: Any) -> bool:
    return user is not None and user.is_official


def is_programme_staff(user: Person, _record: Any) -> bool:
    return user is not None and user.is_programme_staff


def is_admin(user: Person, _record: Any) -> bool:
    return user is not None and user.is_admin


def is_team_guest(user: Person, _record: Any) -> bool:
    """Somebody without a role of the programme, invited by a broker to work on a partnership."""
    return user is not None and not user.role_codes


def partnership_of(record: Any) -> Any:
    return getattr(record, "partnership", record)


def is_reader(user: Person, record: Any) -> bool:
    return user is not None and partnership_of(record).team_role_of(user) is not None


def is_editor(user: Person, record: Any) -> bool:
    return user is not None and getattr(partnership_of(record).team_role_of(user), "may_edit", False)


def is_broker(user: Person, record: Any) -> bool:
    return user is not None and getattr(partnership_of(record).team_role_of(user), "may_lead", False)


def is_public(user: Person, record: Any) -> bool:
    """Open to everyone with an account, and to visitors where the installation has public pages."""
    return (user is not None or visitors_welcome.get()) and bool(
        partnership_of(record).visibility.reaches_public
    )


def is_shown_to_programme(_user: Person, record: Any) -> bool:
    return bool(partnership_of(record).visibility.reaches_programme)


def is_shown_to_officials(_user: Person, record: Any) -> bool:
    return bool(partnership_of(record).visibility.reaches_officials)


def is_in_own_region(user: Person, record: Any) -> bool:
    return not user.region_codes.isdisjoint(partnership_of(record).region_codes)


def is_open(_user: Person, record: Any) -> bool:
    """Archived records are for reading only."""
    return not partnership_of(record).is_archived


def is_for_all_readers(_user: Person, record: Any) -> bool:
    """An entry or document that is not kept inside the team."""
    return not record.is_team_only


def is_published(_user: Person, mechanism: Any) -> bool:
    """A mechanism that its partnership lets others repeat."""
    return bool(mechanism.is_published)


def is_in_library(_user: Person, lesson: Any) -> bool:
    """A lesson that its partnership lets others read."""
    return bool(lesson.is_in_library)


def is_owner(user: Person, record: Any) -> bool:
    """A record that somebody made for themselves alone."""
    return user is not None and bool(record.user_id == user.id)


def keeps_organisation(user: Person, organisation: Any) -> bool:
    return user is not None and bool(organisation.is_kept_by(user))


def works_with_organisation(user: Person, organisation: Any) -> bool:
    return user is not None and bool(organisation.is_known_to(user))


def is_about_oneself(user: Person, alumnus: Any) -> bool:
    return user is not None and alumnus.user_id == user.id and not alumnus.is_erased


def lets_staff_know(_user: Person, alumnus: Any) -> bool:
    return bool(alumnus.shown_to_staff())


def lets_alumni_know(_user: Person, alumnus: Any) -> bool:
    return bool(alumnus.shown_to_alumni())


def lets_staff_write(_user: Person, alumnus: Any) -> bool:
    return bool(alumnus.contacts_shown_to_staff())


def lets_alumni_write(_user: Person, alumnus: Any) -> bool:
    return bool(alumnus.contacts_shown_to_alumni())


def any_of(*alternatives: Predicate | tuple[Predicate, ...]) -> Rule:
    """Granted when all predicates of at least one alternative hold."""
    groups = [
        alternative if isinstance(alternative, tuple) else (alternative,) for alternative in alternatives
    ]
    return lambda user, record: any(all(predicate(user, record) for predicate in group) for group in groups)


SEES_INSIDE = (
    is_admin,
    is_reader,
    (is_programme_staff, is_shown_to_programme),
    (is_official, is_shown_to_officials, is_in_own_region),
)

RULES: dict[Permission, Rule] = {
    Permission.PARTNERSHIP_CREATE: any_of(is_alumnus, is_programme_staff, is_admin),
    Permission.PARTNERSHIP_READ: any_of(is_public, *SEES_INSIDE),
    Permission.PARTNERSHIP_INSIDE: any_of(*SEES_INSIDE),
    Permission.PARTNERSHIP_EDIT: any_of((is_admin, is_open), (is_editor, is_open)),
    Permission.PARTNERSHIP_LEAD: any_of(is_admin, is_broker),
    Permission.PARTNERSHIP_LEAVE: any_of(is_reader),
    Permission.TEAM_NOTES: any_of(is_admin, is_reader),
    Permission.REPORT_PROGRAMME: any_of(is_admin, is_reader, (is_programme_staff, is_shown_to_programme)),
    Permission.REPORT_OFFICIALS: any_of(*SEES_INSIDE),
    Permission.HISTORY_WRITE: any_of((is_admin, is_open), (is_editor, is_open)),
    Permission.HISTORY_ERASE: any_of(is_admin),
    Permission.DOCUMENT_READ: any_of(
        is_admin,
        is_reader,
        (is_programme_staff, is_shown_to_programme, is_for_all_readers),
        (is_official, is_shown_to_officials, is_in_own_region, is_for_all_readers),
    ),
    Permission.ORGANISATION_READ: any_of(is_signed_in),
    Permission.ORGANISATION_CREATE: any_of(is_alumnus, is_programme_staff, is_admin, is_team_guest),
    Permission.ORGANISATION_EDIT: any_of(is_admin, is_programme_staff, keeps_organisation),
    Permission.ORGANISATION_CONTACTS: any_of(is_admin, keeps_organisation, works_with_organisation),
    Permission.ORGANISATION_MERGE: any_of(is_admin, is_programme_staff),
    Permission.TEMPLATE_READ: any_of((is_signed_in, is_published)),
    Permission.TEMPLATE_START: any_of(
        (is_alumnus, is_published), (is_programme_staff, is_published), (is_admin, is_published)
    ),
    Permission.LESSON_READ: any_of((is_signed_in, is_in_library), *SEES_INSIDE),
    Permission.REGION_MANAGE: any_of(is_admin),
    Permission.USER_MANAGE: any_of(is_admin),
    Permission.PEOPLE_READ: any_of(is_programme_staff, is_admin),
    Permission.PEOPLE_EDIT: any_of(is_programme_staff, is_admin),
    Permission.PEOPLE_INVITE: any_of(is_programme_staff, is_admin),
    Permission.PEOPLE_ERASE: any_of(is_admin),
    Permission.DIRECTORY_READ: any_of(is_alumnus, is_programme_staff, is_admin),
    Permission.DIRECTORY_ENTRY: any_of(
        is_about_oneself,
        (is_alumnus, lets_alumni_know),
        (is_programme_staff, lets_staff_know),
        (is_admin, lets_staff_know),
    ),
    Permission.DIRECTORY_CONTACTS: any_of(
        is_about_oneself,
        (is_alumnus, lets_alumni_write),
        (is_programme_staff, lets_staff_write),
        (is_admin, lets_staff_write),
    ),
    Permission.DIRECTORY_OWN: any_of(is_alumnus),
    Permission.MECHANISM_DISAGREEMENTS: any_of(is_programme_staff, is_admin),
    Permission.MECHANISM_RECOMPUTE: any_of(is_admin),
    Permission.OFFICIAL_HOME: any_of(is_official),
    Permission.TERRITORY_SEE: any_of(is_official, is_programme_staff, is_admin),
    Permission.VIEW_KEEP: any_of(is_owner),
    Permission.HELP_OFFER: any_of(
        (is_admin, is_open),
        (is_programme_staff, is_shown_to_programme, is_open),
        (is_official, is_shown_to_officials, is_in_own_region, is_open),
    ),
    Permission.PROGRAMME_HOME: any_of(is_programme_staff, is_admin),
}


BY_CODE = {permission.value: permission for permission in Permission}


def can(user: Person, permission: Permission | str, record: Any = None) -> bool:
    """Whether ``user`` (``None``: a visitor) may do this, with this record where the permission is about one."""
    return RULES[BY_CODE[permission] if isinstance(permission, str) else permission](user, record)
