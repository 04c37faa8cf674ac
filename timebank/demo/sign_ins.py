"""Whom visitors of the demo bank may sign in as with one click."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Role

DEMO_BANK = "riverside"
DOMAIN = "@demo.example"  # nobody's: .example is kept for made-up people
PASSWORD = "riverside-demo"  # noqa: S105 known to everybody (README)


@dataclass(frozen=True)
class SignIn:
    """One made-up person: the address, what the button says, and the role that decides where they start."""

    email: str
    words: Promise
    role: Role | None = None


DEMO_SIGN_INS = (
    SignIn("resident@demo.example", _("A resident")),
    SignIn("neighbour@demo.example", _("A neighbour who helps")),
    SignIn("coordinator@demo.example", _("The coordinator"), Role.COORDINATOR),
    SignIn("admin@demo.example", _("The admin"), Role.ADMIN),
    SignIn("auditor@demo.example", _("The auditor"), Role.AUDITOR),
    SignIn("surgery@demo.example", _("Staff of the surgery")),
    SignIn("moira.dunnett@demo.example", _("Somebody the surgery introduced")),
)
