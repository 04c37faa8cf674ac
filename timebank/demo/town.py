"""The town of the demo bank before anything happens in it: its bank, its people, and when they do what."""

import dataclasses
import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from exchanges.actions.categories import start_categories
from exchanges.models import Category
from members.actions import (
    Application,
    Founding,
    accept_claim,
    accept_terms,
    apply_to_join,
    appoint,
    approve_application,
    found_bank,
    grant_role,
    tell_gifts,
)
from members.actions.areas import Place, write_area
from members.actions.checks import start_check_kinds
from members.actions.gifts import GiftWords
from members.models import Bank, Consent, Gift, Member, Person, Role
from members.reads.terms import current_terms
from timebank.demo import text
from timebank.demo.sign_ins import DEMO_BANK, DEMO_SIGN_INS, PASSWORD

ZONE = "Europe/London"
DAYS = 375
SECOND_COORDINATOR = "hilary"
LEAVER = "thanh"
# The parts of the town and their middles, in hundredths of a degree: a walk of a kilometre or two from one to the next.
AREAS = {
    "Castle Green, RV2": ("52.31", "-2.79"),
    "Fernhill, RV3": ("52.33", "-2.83"),
    "Lock Meadow, RV3": ("52.32", "-2.82"),
    "Mill End, RV1": ("52.29", "-2.80"),
    "Northgate, RV2": ("52.32", "-2.79"),
    "Priory, RV2": ("52.31", "-2.77"),
    "Town Quay, RV1": ("52.30", "-2.79"),
    "Weirside, RV1": ("52.30", "-2.81"),
}
JOINED_FIRST = ("priya", SECOND_COORDINATOR, "margaret", "fatima")


@dataclass(frozen=True)
class Wishes:
    """What whoever runs the command asks for."""

    bank: str
    members: int
    exchanges: int
    seed: int


@dataclass
class Town:
    """The demo bank while its story is told: who is there, how many minutes they have, what chance decides."""

    now: datetime.datetime
    chance: random.Random
    bank: Bank
    admin: Member
    categories: dict[str, Category]
    people: dict[str, "Neighbour"] = field(default_factory=dict)

    def moment(self, days_ago: float, hour: int = 11, minute: int = 0) -> datetime.datetime:
        """Give a time of day, so many whole days ago; never later than now.

        Days are counted in UTC, so that neither the time of day nor the clocks' change reorders the story.
        """
        midnight = self.now.astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + datetime.timedelta(days=-int(days_ago), hours=hour, minutes=minute)
        return min(at, self.now)

    def coordinators(self) -> list[Member]:
        """Give the two who run the bank, the one visitors can sign in as first."""
        return [self.people["priya"].member, self.people[SECOND_COORDINATOR].member]


@dataclass
class Neighbour:
    """A member of the town with what they give and need."""

    key: str
    member: Member
    gives: tuple[str, ...]
    needs: tuple[str, ...]
    joined_at: datetime.datetime
    minutes: int = 0
    pace: int = 1  # how often they meet others, beside the rest: some never do

    @property
    def signs_in(self) -> bool:
        """Whether they answer for themselves, or somebody writes down what they say."""
        return self.member.person is not None and bool(self.member.person.email)


def address(email: str, bank: str) -> str:
    """Keep the addresses of a second demo bank apart from the first's."""
    if not email or bank == DEMO_BANK:
        return email
    return email.replace("@", f"+{bank}@")


def found_town(wishes: Wishes, now: datetime.datetime) -> Town:
    """Found the bank a year ago, with its rules, its categories, its admin and its auditor."""
    start = now - datetime.timedelta(days=DAYS)
    founding = Founding(
        slug=wishes.bank,
        name="Riverside Timebank",
        zone=ZONE,
        admin_email=address(text.ADMIN.email, wishes.bank),
        admin_name=text.ADMIN.name,
    )
    admin = found_bank(founding, at=start)
    bank = admin.bank
    bank.created_at, bank.area = start, "Riverside and the villages upstream"
    bank.about = (
        "We are neighbours who give each other time. An hour is an hour, whether it is spent mending a coat or "
        "mending a printer. Everybody has something to give."
    )
    bank.contact_name, bank.telephone, bank.contact_hours = "Priya", text.COORDINATOR.telephone, "weekdays 10 to 4"
    bank.floor_minutes, bank.approval, bank.approval_over_minutes = -720, Bank.Approval.OVER, 60
    bank.listings_are_public = True
    bank.save()
    start_categories(bank)
    shared = {category.code: category for category in Category.objects.filter(bank=bank)}
    categories = {str(code): shared[place] for code, place in text.SHARED.items()}
    start_check_kinds(bank)
    for name, (north, east) in AREAS.items():
        write_area(bank, Place(name, Decimal(north), Decimal(east)), by=admin)
    auditor = address(text.AUDITOR.email, wishes.bank)
    staff = appoint(bank, email=auditor, name=text.AUDITOR.name, role=Role.AUDITOR, by=admin, at=start)
    accept_claim(staff.address_claims.get(), person=None, at=start)
    chance = random.Random(wishes.seed)  # noqa: S311 the same story for the same seed, nothing secret
    return Town(now=now, chance=chance, bank=bank, admin=admin, categories=categories)


def newcomers(wishes: Wishes) -> list[text.DemoPerson | text.DemoOrganisation]:
    """List who joins, in order: those everybody needs first, then people and organisations mixed as they come."""
    known = {person.key: person for person in text.PEOPLE if person not in (text.ADMIN, text.AUDITOR)}
    first = [known.pop(key) for key in JOINED_FIRST]
    rest: list[text.DemoPerson | text.DemoOrganisation] = list(known.values())
    for place, organisation in enumerate(text.ORGANISATIONS):
        rest.insert(3 + place * 6, organisation)
    everybody = [*first, *rest]
    while len(everybody) < wishes.members:
        everybody.append(_cousin(text.PEOPLE, len(everybody)))
    return everybody[: max(wishes.members, len(JOINED_FIRST))]


def joining(town: Town, somebody: text.DemoPerson | text.DemoOrganisation) -> Callable[[datetime.datetime], None]:
    """Give what happens when somebody joins: they ask, and the coordinator lets them in the same day."""

    def join(at: datetime.datetime) -> None:
        application = Application(
            name=somebody.name,
            email=address(somebody.email, town.bank.slug),
            telephone=somebody.telephone,
            area=somebody.area,
            about=somebody.about,
            is_organisation=isinstance(somebody, text.DemoOrganisation),
        )
        applicant = apply_to_join(town.bank, application, at=at)
        if applicant is None:
            raise AssertionError(f"{somebody.key} is in the demo text twice")
        get_ready(applicant, somebody, at)
        approver = town.people["priya"].member if town.people else town.admin
        member = approve_application(applicant, by=approver, at=at, booked_on=town.bank.day(at))
        if somebody.key in (JOINED_FIRST[0], SECOND_COORDINATOR):
            member = grant_role(member, Role.COORDINATOR, by=town.admin, at=at)
        member.bank = town.bank
        town.people[somebody.key] = Neighbour(
            somebody.key, member, somebody.gives, somebody.needs, at, town.bank.welcome_minutes
        )

    return join


def get_ready(applicant: Member, somebody: text.DemoPerson | text.DemoOrganisation, at: datetime.datetime) -> None:
    """Let somebody say what they can do, and yes to the terms, as they told it when they joined."""
    gifts = [GiftWords(text.GIFT_KINDS[code], text.CATEGORIES[code], [Gift.Would.DO]) for code in somebody.gives]
    tell_gifts(applicant, gifts, thanked_for=None, at=at)
    accept_terms(applicant, list(current_terms(applicant.bank)), how=Consent.How.ONLINE, by=applicant, at=at)


def let_sign_in(town: Town) -> None:
    """Give the people visitors may sign in as their password, which everybody knows."""
    password = make_password(PASSWORD)
    for sign_in in DEMO_SIGN_INS:
        Person.objects.filter(email=address(sign_in.email, town.bank.slug)).update(password=password)


def _cousin(people: tuple[text.DemoPerson, ...], number: int) -> text.DemoPerson:
    """Make up one more person, for whoever asks for more than the town has: a first name here, a last name there."""
    one, other = people[number % len(people)], people[(number * 7 + number // len(people)) % len(people)]
    first, last = one.name.split()[0], other.name.split()[-1]
    return dataclasses.replace(one, key=f"cousin-{number}", name=f"{first} {last}", email="", about="")
