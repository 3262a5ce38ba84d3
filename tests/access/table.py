"""Who may go where: every endpoint and method, every role. A new endpoint takes its row here first.

``+`` let in    ``·`` refused: a visitor is asked to sign in, everybody else reads that this is not for them (403)
``→`` sent to the sign-in page, whoever asks: pages in the middle of signing in, and signing out everywhere

The partnership of these tests is shown to the officials of its region. ``alumnus`` works on another partnership only; ``reader``,
``editor`` and ``broker`` are in its team; ``official`` answers for its region and ``distant`` for another one; ``broker`` also
keeps the record of the organisation, and ``reader`` has no role outside of the team, which allows what its work there takes.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.access.people import LET_IN, REFUSED, ROLES, SIGN_IN_FIRST, VISITOR


class Row(NamedTuple):
    """What everybody may expect of one endpoint and method."""

    endpoint: str
    method: str
    expected: dict[str, str]


ACCESS = """
endpoint                            methods    visitor  alumnus  reader  editor  broker  official  distant  staff  admin

home.home                           GET           +        +       +       +       +        +         +       +      +
home.official                       GET           ·        ·       ·       ·       ·        +         +       ·      ·
outcomes.programme                  GET           ·        ·       ·       ·       ·        ·         ·       +      +

guide.index                         GET           +        +       +       +       +        +         +       +      +
guide.chapter                       GET           +        +       +       +       +        +         +       +      +
guide.stage                         GET           +        +       +       +       +        +         +       +      +
guide.print_all                     GET           +        +       +       +       +        +         +       +      +
guide.print_chapter                 GET           +        +       +       +       +        +         +       +      +
guide.print_stage                   GET           +        +       +       +       +        +         +       +      +

projects.browse                     GET           +        +       +       +       +        +         +       +      +
projects.board                      GET           +        +       +       +       +        +         +       +      +
projects.new                        GET/POST      ·        +       ·       +       +        ·         ·       +      +
projects.show                       GET           ·        ·       +       +       +        +         ·       +      +
projects.edit                       GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.visibility                 GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
projects.archive                    GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
projects.restore                    POST          ·        ·       ·       ·       +        ·         ·       ·      +

projects.partners                   GET           ·        ·       +       +       +        +         ·       +      +
projects.add_partner                GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.edit_partner               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.who_could_answer           GET           ·        ·       ·       +       +        ·         ·       ·      +
projects.partner_left               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +

projects.team                       GET           ·        ·       +       +       +        +         ·       +      +
projects.add_member                 POST          ·        ·       ·       ·       +        ·         ·       ·      +
projects.change_role                POST          ·        ·       ·       ·       +        ·         ·       ·      +
projects.remove_member              POST          ·        ·       ·       ·       +        ·         ·       ·      +
projects.leave_team                 POST          ·        ·       +       +       +        ·         ·       ·      ·
projects.resend_invitation          POST          ·        ·       ·       ·       +        ·         ·       ·      +
projects.withdraw_invitation        POST          ·        ·       ·       ·       +        ·         ·       ·      +

projects.cycle                      GET           ·        ·       +       +       +        +         ·       +      +
projects.mark_item                  GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.confirm_habit              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.confirm_habits             GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.move                       GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.decide                     GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
projects.confirm_alive              POST          ·        ·       ·       +       +        ·         ·       ·      +
projects.end                        GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
projects.reopen                     GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +

evaluation.show                     GET           ·        ·       +       +       +        +         ·       +      +

projects.history                    GET           ·        ·       +       +       +        +         ·       +      +
projects.print_history              GET           ·        ·       +       +       +        +         ·       +      +
projects.show_entry                 GET           ·        ·       +       +       +        +         ·       +      +
projects.entry_file                 GET           ·        ·       +       +       +        +         ·       +      +
projects.write_entry                GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.correct_entry              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.erase_part                 GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +

projects.documents                  GET           ·        ·       +       +       +        +         ·       +      +
projects.document_file              GET           ·        ·       +       +       +        +         ·       +      +
projects.add_document               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.edit_document              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.add_version                GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
projects.archive_document           POST          ·        ·       ·       +       +        ·         ·       ·      +
projects.restore_document           POST          ·        ·       ·       +       +        ·         ·       ·      +

resources.overview                  GET           ·        ·       +       +       +        +         ·       +      +
resources.valuation                 GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.show_need                 GET           ·        ·       +       +       +        +         ·       +      +
resources.new_need                  GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.edit_need                 GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.take_up_need              POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.drop_need                 GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.show_commitment           GET           ·        ·       +       +       +        +         ·       +      +
resources.new_commitment            GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.edit_commitment           GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.agree                     POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.declare                   POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.deliver                   POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.cancel_delivery           GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.complete                  POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.reopen                    POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.withdraw                  POST          ·        ·       ·       +       +        ·         ·       ·      +
resources.offer_again               POST          ·        ·       ·       +       +        ·         ·       ·      +

mechanisms.show                     GET           ·        ·       +       +       +        +         ·       +      +
mechanisms.describe                 GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.accept                   POST          ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.decide                   GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.consent                  POST          ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.disagreements            GET           ·        ·       ·       ·       ·        ·         ·       +      +
mechanisms.recompute                GET           ·        ·       ·       ·       ·        ·         ·       ·      +
mechanisms.accept_all               POST          ·        ·       ·       ·       ·        ·         ·       ·      +
mechanisms.accept_one               POST          ·        ·       ·       ·       ·        ·         ·       ·      +
mechanisms.try_mechanism            GET/POST      +        +       +       +       +        +         +       +      +
mechanisms.try_kind                 GET/POST      +        +       +       +       +        +         +       +      +
mechanisms.show_signs               GET           ·        ·       +       +       +        +         ·       +      +
mechanisms.edit_signs               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.passport                 GET           ·        ·       +       +       +        +         ·       +      +
mechanisms.edit_passport            GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
mechanisms.publish_template         GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
mechanisms.withdraw_template        POST          ·        ·       ·       ·       +        ·         ·       ·      +
mechanisms.templates                GET           ·        +       +       +       +        +         +       +      +
mechanisms.show_template            GET           ·        +       +       +       +        +         +       +      +
mechanisms.start                    GET/POST      ·        +       ·       +       +        ·         ·       +      +

partners.browse                     GET           ·        +       +       +       +        +         +       +      +
partners.find                       GET           ·        +       +       +       +        +         +       +      +
partners.show                       GET           ·        +       +       +       +        +         +       +      +
partners.new                        GET/POST      ·        +       +       +       +        ·         ·       +      +
partners.edit                       GET/POST      ·        ·       ·       +       +        ·         ·       +      +
partners.offers                     GET/POST      ·        ·       ·       +       +        ·         ·       +      +
partners.archive                    POST          ·        ·       ·       +       +        ·         ·       +      +
partners.restore                    POST          ·        ·       ·       +       +        ·         ·       +      +
partners.history                    GET           ·        ·       ·       +       +        ·         ·       +      +
partners.merge_into                 GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
partners.add_contact                GET/POST      ·        ·       ·       +       +        ·         ·       +      +
partners.edit_contact               GET/POST      ·        ·       ·       +       +        ·         ·       +      +
partners.archive_contact            POST          ·        ·       ·       +       +        ·         ·       +      +
partners.restore_contact            POST          ·        ·       ·       +       +        ·         ·       +      +
partners.add_keeper                 POST          ·        ·       ·       +       +        ·         ·       +      +
partners.remove_keeper              POST          ·        ·       ·       +       +        ·         ·       +      +

accounts.profile                    GET/POST      ·        +       +       +       +        +         +       +      +
accounts.sign_ins                   GET           ·        +       +       +       +        +         +       +      +
accounts.two_factor                 GET           ·        +       +       +       +        +         +       +      +
accounts.sign_out_everywhere        POST          ·        →       →       →       →        →         →       →      →
accounts.people                     GET           ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.person                     GET           ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.edit_person                GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.activate                   POST          ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.deactivate                 POST          ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.reset_two_factor           POST          ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.erase                      GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.invitations_list           GET           ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.invite                     GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.resend                     POST          ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.revoke                     POST          ·        ·       ·       ·       ·        ·         ·       ·      +
accounts.accept                     GET/POST      +        +       +       +       +        +         +       +      +

regions.find                        GET           ·        +       +       +       +        +         +       +      +
regions.index                       GET           ·        ·       ·       ·       ·        ·         ·       ·      +
regions.add                         GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
regions.edit                        GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
regions.retire                      POST          ·        ·       ·       ·       ·        ·         ·       ·      +
regions.bring_back                  POST          ·        ·       ·       ·       ·        ·         ·       ·      +

security.login                      GET/POST      +        +       +       +       +        +         +       +      +
security.logout                     POST          +        +       +       +       +        +         +       +      +
security.forgot_password            GET/POST      +        +       +       +       +        +         +       +      +
security.reset_password             GET/POST      +        +       +       +       +        +         +       +      +
security.change_password            GET/POST      ·        +       +       +       +        +         +       +      +
security.change_email               GET/POST      ·        +       +       +       +        +         +       +      +
security.change_email_confirm       GET           +        +       +       +       +        +         +       +      +
security.verify                     GET/POST      ·        +       +       +       +        +         +       +      +
security.two_factor_setup           GET/POST      ·        +       +       +       +        +         +       +      +
security.two_factor_setup_validate  POST          ·        +       +       +       +        +         +       +      +
security.two_factor_token_validation GET/POST     ·        →       →       →       →        →         →       →      →
security.two_factor_rescue          GET/POST      ·        +       +       +       +        +         +       +      +
security.tf_select                  GET/POST      ·        →       →       →       →        →         →       →      →
security.mf_recovery                GET/POST      ·        +       +       +       +        +         +       +      +
security.mf_recovery_codes          GET/POST      ·        +       +       +       +        +         +       +      +
security.static                     GET           +        +       +       +       +        +         +       +      +

web.language                        POST          +        +       +       +       +        +         +       +      +
web.theme                           POST          +        +       +       +       +        +         +       +      +
web.health                          GET           +        +       +       +       +        +         +       +      +
static                              GET           +        +       +       +       +        +         +       +      +
"""

SHOWN_TO = """
visibility  what                        visitor  alumnus  reader  editor  broker  official  distant  staff  admin

team        public-part                    ·        ·       +       +       +        ·         ·       ·      +
team        inside                         ·        ·       +       +       +        ·         ·       ·      +
programme   public-part                    ·        ·       +       +       +        ·         ·       +      +
programme   inside                         ·        ·       +       +       +        ·         ·       +      +
region      public-part                    ·        ·       +       +       +        +         ·       +      +
region      inside                         ·        ·       +       +       +        +         ·       +      +
public      public-part                    +        +       +       +       +        +         +       +      +
public      inside                         ·        ·       +       +       +        +         ·       +      +
"""
"""The same for each choice of who sees a partnership: its public part, and the pages of its inside."""


def meaning(role: str, mark: str) -> str:
    """What a mark of the table promises somebody."""
    refused = SIGN_IN_FIRST if role == VISITOR else REFUSED
    return {"+": LET_IN, "·": refused, "→": SIGN_IN_FIRST}[mark]


def rows_of(text: str) -> list[Row]:
    """A table as rows; a line for two methods makes two rows."""
    heading, *lines = [line.split() for line in text.splitlines() if line.strip()]
    assert tuple(heading[2:]) == ROLES
    return [
        Row(name, method, {role: meaning(role, mark) for role, mark in zip(ROLES, marks, strict=True)})
        for name, methods, *marks in lines
        for method in methods.split("/")
    ]


ROWS = rows_of(ACCESS)
VISIBILITY_ROWS = rows_of(SHOWN_TO)
