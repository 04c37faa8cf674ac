"""The words to which somebody says yes who is introduced: read aloud, and kept as they were."""

from django.utils.translation import gettext as _

from services.models import Referral, Service


def consent_text(service: Service, shares: str, *, guardian: str = "") -> str:
    """Give the exact text of the consent, with what the service may learn."""
    parts = [begins(service), learns(service, shares), ends(service)]
    if guardian.strip():
        parts.append(_("Also said yes: %(name)s, parent or guardian.") % {"name": guardian.strip()})
    return " ".join(parts)


def begins(service: Service) -> str:
    """Say what the service may pass on."""
    return _(
        "%(service)s may give %(bank)s my name, how to reach me, what I hope for and what I am good at. A coordinator "
        "gets in touch with me."
    ) % _names(service)


def learns(service: Service, shares: str) -> str:
    """Say in one sentence what a service learns of how it goes."""
    words = {
        Referral.Shares.NOTHING: _("%(bank)s tells %(service)s nothing of how it goes."),
        Referral.Shares.JOINED: _("%(bank)s tells %(service)s whether I joined, and nothing else."),
        Referral.Shares.STEPS: _(
            "%(bank)s tells %(service)s how it goes: that we spoke, whether I joined, when I was first helped and when "
            "I first gave."
        ),
    }
    return words[Referral.Shares(shares)] % _names(service)


def ends(service: Service) -> str:
    """Say that it can be seen, changed and taken back."""
    return _(
        "I can see and change all of it. I can take my yes back at any time; then %(service)s learns nothing more "
        "about me from %(bank)s. Counts of months that were over stay: they are of ten people or more and name nobody."
    ) % _names(service)


def _names(service: Service) -> dict[str, str]:
    return {"service": service.organisation.name, "bank": service.bank.name}
