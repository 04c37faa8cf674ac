"""What every page's frame shows: whose bank it is, who is signed in, and where they may go."""

import dataclasses
import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.access import mandates_held
from members.models import Bank, Mandate, Member, Person, Role
from timebank.demo.sign_ins import DEMO_SIGN_INS


@dataclasses.dataclass(frozen=True)
class Place:
    """One word of the navigation. `current` is what aria-current says: 'page', 'true' or nothing."""

    words: str
    url: str
    icon: str
    current: str


@dataclasses.dataclass(frozen=True)
class Contact:
    """Whom to ring for help, and when."""

    name: str
    telephone: str
    hours: str


@dataclasses.dataclass(frozen=True)
class Page:
    """The frame of one page, ready for base.html.

    `acting_for` is whom the person acts for now, `may_act` the mandates by which they could act at this bank instead.
    """

    bank: Bank | None
    member: Member | None
    person_name: str
    person_role: str
    zone: datetime.tzinfo
    today: datetime.date
    home_url: str
    nav: list[Place]
    menu: list[Place]
    contact: Contact | None
    other_banks: list[Place]
    role_waits_url: str
    acting_for: Member | None
    may_act: list[Mandate]

    @property
    def phone_nav(self) -> list[Place]:
        """The first words of the navigation; 'More' stands beside them."""
        return self.nav[:3]

    @property
    def more(self) -> list[Place]:
        """What stands behind 'More' on a phone."""
        return [*self.nav[3:], *self.menu]


@dataclasses.dataclass(frozen=True)
class _Sign:
    """Where a word of the navigation leads. Names with a colon belong to a bank."""

    words: Promise
    url_name: str
    icon: str
    stands_for_pages_below: bool = True


HOME = _Sign(gettext_lazy("Home"), "exchanges:home", "house", stands_for_pages_below=False)
DESK = _Sign(gettext_lazy("Desk"), "exchanges:desk", "list-checks")
EXCHANGES = _Sign(gettext_lazy("Exchanges"), "exchanges:exchanges", "arrow-left-right")
FIND_HELP = _Sign(gettext_lazy("Find help"), "exchanges:listings", "search")
LISTINGS = _Sign(gettext_lazy("Listings"), "exchanges:listings", "search")
EVENTS = _Sign(gettext_lazy("Events"), "exchanges:events", "calendar")
MAP = _Sign(gettext_lazy("Map"), "services:map", "map-pin")
MEMBERS = _Sign(gettext_lazy("Members"), "members:members", "users-round")
SERVICES = _Sign(gettext_lazy("Public services"), "services:services", "landmark")
TAKING_PART = _Sign(gettext_lazy("What I take part in"), "services:mine", "hand-heart")
STATEMENT = _Sign(gettext_lazy("My statement"), "insight:statement", "file-text")
REPORTS = _Sign(gettext_lazy("Reports"), "insight:reports", "chart-column")
SETTINGS = _Sign(gettext_lazy("Settings"), "members:settings", "settings")
INVITE = _Sign(gettext_lazy("Invite somebody"), "members:invitations", "mail")
PROFILE = _Sign(gettext_lazy("My profile"), "members:my_profile", "pencil", stands_for_pages_below=False)
MESSAGES = _Sign(gettext_lazy("Messages"), "members:conversations", "mail")
WORRIED = _Sign(gettext_lazy("Worried about somebody?"), "members:concern_new", "shield-alert")
CONCERNS = _Sign(gettext_lazy("Concerns"), "members:concerns", "shield-alert", stands_for_pages_below=False)
MEDIATING = _Sign(gettext_lazy("Settling"), "exchanges:mediating", "scale", stands_for_pages_below=False)
MY_BANKS = _Sign(gettext_lazy("My time banks"), "me", "heart-handshake", stands_for_pages_below=False)
NOTICES = _Sign(gettext_lazy("Notices"), "notices", "bell")
PASSWORD = _Sign(gettext_lazy("Change my password"), "account_change_password", "key-round")
CLOSED_TO_WHO_ACTS = [TAKING_PART, INVITE, WORRIED]


def page(request: HttpRequest) -> dict[str, object]:
    """Give templates `page`, the frame around what the view shows, and `demo_roles`, whom visitors may sign in as."""
    bank: Bank | None = getattr(request, "bank", None)
    member: Member | None = getattr(request, "member", None)
    person = _person(request)
    nav = _nav(member, person)
    closed = CLOSED_TO_WHO_ACTS if getattr(request, "mandate", None) else []
    menu = [sign for sign in _menu(member, person) if sign not in [*nav, *closed]]
    frame = Page(
        bank=bank,
        member=member,
        person_name=_first_name(getattr(request, "actor", None), person),
        person_role=_role_words(member),
        zone=bank.zone_info() if bank else timezone.get_default_timezone(),
        today=bank.day(timezone.now()) if bank else timezone.localdate(),
        home_url=reverse("exchanges:home", kwargs={"bank": bank.slug}) if bank else "/",
        nav=[_place(sign, request.path, bank) for sign in nav],
        menu=[_with_new(_place(sign, request.path, bank), sign, member) for sign in menu],
        contact=_contact(bank),
        other_banks=_other_banks(member),
        role_waits_url=_role_waits_url(member),
        acting_for=member if getattr(request, "mandate", None) else None,
        may_act=mandates_held(request, bank) if bank and getattr(request, "may_act", False) else [],
    )
    return {"page": frame, "demo_roles": [] if person else _demo_roles()}


def _demo_roles() -> list[tuple[str, Promise]]:
    """Give address and words of each of the demo bank's sign-ins, where there is a demo bank."""
    return [(sign_in.email, sign_in.words) for sign_in in DEMO_SIGN_INS] if settings.DEMO else []


def _person(request: HttpRequest) -> Person | None:
    """Give whoever is signed in; some requests fail before that is known."""
    user = getattr(request, "user", None)
    return cast(Person, user) if user is not None and user.is_authenticated else None


def _nav(member: Member | None, person: Person | None) -> list[_Sign]:
    if member is None:
        return [MY_BANKS, NOTICES] if person else []
    if member.is_resting:
        return [HOME, STATEMENT] if member.speaks_of_the_past else [HOME]
    nav = _first_places(member)
    if member.runs_or_audits:
        nav.append(REPORTS)
    if member.is_admin:
        nav.append(SETTINGS)
    return nav


def _first_places(member: Member) -> list[_Sign]:
    if member.is_coordinator:
        return [DESK, EXCHANGES, MEMBERS, LISTINGS]
    if member.is_admin or member.is_auditor:
        return [HOME, EXCHANGES, MEMBERS, LISTINGS]
    if member.can_trade:
        return [HOME, EXCHANGES, FIND_HELP, STATEMENT]
    return [HOME, SERVICES, FIND_HELP, MEMBERS]


def _menu(member: Member | None, person: Person | None) -> list[_Sign]:
    """The other places: under a person's name, and on a phone behind 'More'."""
    if person is None:
        return []
    of_the_bank = [HOME, EVENTS, SERVICES, MAP, MEMBERS, MESSAGES] if member and not member.is_resting else []
    if member and member.can_trade:
        of_the_bank += [TAKING_PART] if not member.is_organisation else []
        of_the_bank += [STATEMENT, PROFILE, INVITE]
    if member and member.has_role(Role.SAFEGUARDING):
        of_the_bank.append(CONCERNS)
    if member and member.is_mediator:
        of_the_bank.append(MEDIATING)
    if member:
        of_the_bank.append(WORRIED)
    return [*of_the_bank, NOTICES, MY_BANKS, PASSWORD]


def _place(sign: _Sign, path: str, bank: Bank | None) -> Place:
    of_a_bank = ":" in sign.url_name
    url = reverse(sign.url_name, kwargs={"bank": bank.slug} if of_a_bank and bank else None)
    current = "page" if path == url else ""
    if not current and sign.stands_for_pages_below and path.startswith(url):
        current = "true"
    return Place(words=str(sign.words), url=url, icon=sign.icon, current=current)


def _other_banks(member: Member | None) -> list[Place]:
    """Where else they are a member: read with their membership (members.access), so no page asks for it again."""
    others: list[dict[str, str]] = getattr(member, "other_banks", [])
    return [
        Place(other["name"], reverse(HOME.url_name, args=[other["slug"]]), "heart-handshake", "") for other in others
    ]


def _role_waits_url(member: Member | None) -> str:
    """Where to go for who holds a role that does not count before they have shown a second step."""
    return reverse("members:second_step", args=[member.bank.slug]) if member and member.awaits_second_step else ""


def _with_new(place: Place, sign: _Sign, member: Member | None) -> Place:
    """Say beside 'Messages' in how many conversations something is new: the query of the member counted them."""
    new = getattr(member, "unread_conversations", 0)
    if sign is not MESSAGES or not new:
        return place
    return dataclasses.replace(place, words=_("Messages, %(count)d new") % {"count": new})


def _first_name(member: Member | None, person: Person | None) -> str:
    if member:
        return member.first_name
    words = person.name.split() if person else []
    return words[0] if words else _("You")


def _role_words(member: Member | None) -> str:
    """Name the first of the roles a member holds, if any."""
    for role in (Role.COORDINATOR, Role.ADMIN, Role.AUDITOR):
        if member and member.has_role(role):
            return str(role.label)
    return ""


def _contact(bank: Bank | None) -> Contact | None:
    if bank is None or not bank.telephone:
        return None
    return Contact(name=bank.contact_name, telephone=bank.telephone, hours=bank.contact_hours)
