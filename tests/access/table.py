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
territory.show                      GET           ·        ·       ·       ·       ·        +         +       +      +
territory.by_region                 GET           ·        ·       ·       ·       ·        +         +       +      +
territory.missing                   GET           ·        ·       ·       ·       ·        +         +       +      +
territory.compared                  GET           ·        ·       ·       ·       ·        +         +       +      +
territory.needs                     GET           ·        ·       ·       ·       ·        +         +       +      +
territory.export                    GET           ·        ·       ·       ·       ·        +         +       +      +
territory.show_brief                GET           ·        ·       ·       ·       ·        +         +       +      +
territory.brief_file                GET           ·        ·       ·       ·       ·        +         +       +      +
territory.views                     GET           ·        ·       ·       ·       ·        +         +       +      +
territory.new_view                  GET/POST      ·        ·       ·       ·       ·        +         +       +      +
territory.edit_view                 GET/POST      ·        ·       ·       ·       ·        +         ·       ·      ·
territory.delete_view               POST          ·        ·       ·       ·       ·        +         ·       ·      ·
notices.stop                        GET/POST      +        +       +       +       +        +         +       +      +
outcomes.programme                  GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.chapter                    GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.figure_as_csv               GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.figure_as_xlsx              GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.figure_as_svg               GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.figure_as_png               GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.chapter_as_xlsx            GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.quality_as_xlsx            GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.programme_reports          GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.programme_report           GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.report_as_pdf              GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.report_as_word             GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.report_as_xlsx             GET           ·        ·       ·       ·       ·        ·         ·       +      +
outcomes.quality                    GET           ·        ·       ·       ·       ·        ·         ·       +      +

guide.index                         GET           +        +       +       +       +        +         +       +      +
guide.chapter                       GET           +        +       +       +       +        +         +       +      +
guide.stage                         GET           +        +       +       +       +        +         +       +      +
guide.print_all                     GET           +        +       +       +       +        +         +       +      +
guide.print_chapter                 GET           +        +       +       +       +        +         +       +      +
guide.print_stage                   GET           +        +       +       +       +        +         +       +      +

projects.browse                     GET           +        +       +       +       +        +         +       +      +
projects.list_as_csv                GET           +        +       +       +       +        +         +       +      +
projects.list_as_xlsx               GET           +        +       +       +       +        +         +       +      +
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
evaluation.benefits                 GET           ·        ·       +       +       +        +         ·       +      +
evaluation.export_benefits          GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_benefits            GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.contributions            GET           ·        ·       +       +       +        +         ·       +      +
evaluation.credit_contribution      GET/POST      ·        ·       ·       +       +        ·         ·       ·      +

evaluation.lessons                  GET           ·        ·       +       +       +        +         ·       +      +
evaluation.new_lesson               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.edit_lesson              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.share_lesson             POST          ·        ·       ·       +       +        ·         ·       ·      +
evaluation.withdraw_lesson          GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.bring_back_lesson        POST          ·        ·       ·       +       +        ·         ·       ·      +
evaluation.take_over_lesson         POST          ·        ·       ·       +       +        ·         ·       ·      +
evaluation.lesson_library           GET           ·        +       +       +       +        +         +       +      +
evaluation.show_lesson              GET           ·        ·       +       +       +        +         ·       +      +
evaluation.show_family              GET           ·        ·       +       +       +        +         ·       +      +
evaluation.grow                     GET           ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.grow_partnership         GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.link_offspring           GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.grow_organisation        GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.grow_mechanism           GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.remove_offspring         GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.farewell                 GET           ·        ·       +       +       +        +         ·       +      +
evaluation.keep                     GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.thank                    GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.lesson_helped            POST          ·        ·       +       +       +        +         ·       +      +

evaluation.surveys                  GET           ·        ·       +       +       +        +         ·       +      +
evaluation.new_survey               GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.survey                   GET           ·        ·       +       +       +        +         ·       +      +
evaluation.survey_results           GET           ·        ·       +       +       +        +         ·       +      +
evaluation.export_survey_results    GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_survey              GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.close_survey             POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.send_links               POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.remind                   POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.add_link                 GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.edit_link                GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.show_link                GET           ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.renew_link               POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.send_link                POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.revoke_link              POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.answer                   GET/POST      +        +       +       +       +        +         +       +      +

evaluation.plan                     GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_plan                GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.take_over_plan           POST          ·        ·       ·       +       +        ·         ·       ·      +
evaluation.reserve                  GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.reserve_new              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +

evaluation.indicators               GET           ·        ·       +       +       +        +         ·       +      +
evaluation.values_as_csv            GET           ·        ·       +       +       +        +         ·       +      +
evaluation.values_as_xlsx           GET           ·        ·       +       +       +        +         ·       +      +
evaluation.new_indicator            GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.show_indicator           GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_indicator           GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.drop_indicator           GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.take_up_indicator        POST          ·        ·       ·       +       +        ·         ·       ·      +
evaluation.measure                  GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.cancel_value             GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.new_outcome              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.edit_outcome             GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.withdraw_outcome         GET/POST      ·        ·       ·       +       +        ·         ·       ·      +

evaluation.experts                  GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_criteria            GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.invite_expert            GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.show_expert              GET           ·        ·       +       +       +        +         ·       +      +
evaluation.edit_expert              GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.preview_material         GET           ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.send_expert              POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.renew_expert_link        POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.expert_link              GET           ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.revoke_expert            POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.expert                   GET/POST      +        +       +       +       +        +         +       +      +
evaluation.expert_part              GET           +        +       +       +       +        +         +       +      +
evaluation.expert_document          GET           +        +       +       +       +        +         +       +      +

evaluation.report                   GET           ·        ·       +       +       +        +         ·       +      +
evaluation.report_as_pdf            GET           ·        ·       +       +       +        +         ·       +      +
evaluation.report_as_word           GET           ·        ·       +       +       +        +         ·       +      +
evaluation.write_report             GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
evaluation.publicity                GET           ·        ·       +       +       +        ·         ·       ·      +
evaluation.decide_publicity         GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.withdraw_publicity       POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.preview_report           GET           ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.record_consent           GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.ask_consent              GET/POST      ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.revoke_consent_link      POST          ·        ·       ·       ·       +        ·         ·       ·      +
evaluation.public_report            GET           +        +       +       +       +        +         +       +      +
evaluation.public_report_as_pdf     GET           +        +       +       +       +        +         +       +      +
evaluation.public_report_as_word    GET           +        +       +       +       +        +         +       +      +
evaluation.consent                  GET/POST      +        +       +       +       +        +         +       +      +

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
resources.offer_help                GET/POST      ·        ·       ·       ·       ·        +         ·       +      +
resources.show_help                 GET           ·        ·       ·       +       +        ·         ·       ·      +
resources.accept_help               GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
resources.decline_help              GET/POST      ·        ·       ·       +       +        ·         ·       ·      +
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
partners.list_as_csv                GET           ·        +       +       +       +        +         +       +      +
partners.list_as_xlsx               GET           ·        +       +       +       +        +         +       +      +
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

people.directory                    GET           ·        +       ·       +       +        ·         ·       +      +
people.own_entry                    GET/POST      ·        +       ·       +       +        ·         ·       ·      ·
people.own_consent                  POST          ·        +       ·       +       +        ·         ·       ·      ·
people.browse                       GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.as_csv                       GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.as_xlsx                      GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.new                          GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.show                         GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.edit                         GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.consent                      GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.history                      GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.erase                        GET/POST      ·        ·       ·       ·       ·        ·         ·       ·      +
people.cohorts                      GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.new_cohort                   GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.edit_cohort                  GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.import_file                  GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.import_template              GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.import_columns               GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.preview_import               GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.run_import                   POST          ·        ·       ·       ·       ·        ·         ·       +      +
people.discard_import               POST          ·        ·       ·       ·       ·        ·         ·       +      +
people.refused_rows                 GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.invite                       GET/POST      ·        ·       ·       ·       ·        ·         ·       +      +
people.invitation_round             GET           ·        ·       ·       ·       ·        ·         ·       +      +
people.send_round                   POST          ·        ·       ·       ·       ·        ·         ·       +      +

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
