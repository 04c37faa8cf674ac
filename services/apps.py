"""The services app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Public services: their programmes, referrals, sessions, assets, and what they measure."""

    name = "services"
    at_home = (
        "services.views.referral_errands.referrals_at_home",
        "services.views.asking.asked_at_home",
        "services.views.people.wishes_at_home",
    )
    ways_at_home = ("services.views.at_work.ways_at_work",)
    on_desk = (
        "services.views.referral_errands.referrals_on_desk",
        "services.views.asset_adding.waits_on_desk",
        "services.views.ideas.ideas_on_desk",
        "services.views.pot.pots_on_desk",
        "services.views.people.wishes_on_desk",
    )
    runs_events = ("services.access.sessions.runs_session_of",)
    own_registers = ("services.reads.pages.register_of_session",)
    own_pages_of_requests = ("services.reads.pages.pages_of_secret_roles",)
    requests_with_own_pages = ("services.reads.pages.requests_for_secret_roles",)
    page_of_organisation = ("services.reads.pages.page_of_organisation",)
    when_leaving = (
        "services.actions.belonging.leave_programmes",
        "services.actions.voice.leave_voice",
        "services.actions.wellbeing.leave_wellbeing",
        "services.actions.referrals.end_referrals",
        "services.actions.assets.leave_map",
        "services.actions.pot.give_pot_back",
    )
    when_merging = (
        "services.actions.belonging.merge_programmes",
        "services.actions.merging.move_posts",
        "services.actions.merging.move_ideas",
        "services.actions.merging.move_pot_gifts",
        "services.actions.voice.move_voice",
        "services.actions.wellbeing.move_wellbeing",
        "services.actions.referrals.move_referrals",
        "services.actions.assets.move_assets",
    )
    when_consent_ends = (
        "services.actions.wellbeing.delete_when_consent_ends",
        "services.actions.referrals.end_with_consent",
        "services.actions.assets.close_without_consent",
    )
    ends_series = ("services.actions.sessions.says_too_much",)
    when_made_ahead = ("services.actions.sessions.follow_series",)
    before_signing = ("services.actions.sessions.must_be_able_to_come",)
    before_hours = ("services.actions.session_registers.must_not_be_on_duty",)
