"""The services app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Public services: their programmes, referrals, sessions, assets, and what they measure."""

    name = "services"
    when_leaving = ("services.actions.voice.leave_voice",)
    when_merging = ("services.actions.voice.move_voice", "services.actions.wellbeing.move_wellbeing")
    when_consent_ends = ("services.actions.wellbeing.delete_when_consent_ends",)
