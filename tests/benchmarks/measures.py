"""How long the measures of a service of a thousand people take: five years, in a bank and in one ten times as large."""

import datetime
import random
import time
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.models import Attendee, Event, Exchange
from members.models import Bank, Consent, Member
from services.models import Participation, Programme, Referral, Service, Session, StaffTime
from services.reads import measures
from tests import factories as make
from tests.benchmarks.databases import administrator, inside, new_database
from tests.benchmarks.history import QUICKLY
from tests.benchmarks.members import make_members
from tests.benchmarks.report import median_milliseconds, progress, report
from tests.benchmarks.towns import SAID, insertion
from timebank.lib.months import month_of, months_before

PEOPLE, YEARS, PROGRAMMES = 1_000, 5, 4
OTHERS = (1_000, 19_000)  # members besides: the bank has 2,000, and 20,000
DAYS = YEARS * 365
OFTEN, SELDOM = 12, 6  # gifts of each person in a year: of those served, and of others
CAME, TIMES = 12, 5
MOST = 1_000  # milliseconds: a page that somebody waits for
# The gifts of some members, in turns with one of the same members and with any other.
GIFTS = """
  INSERT INTO exchanges_exchange ({columns})
  SELECT {values}
    FROM (SELECT %(transfer)s::bigint AS id, 30 * (1 + n %% 5)::int AS minutes, now() AS recorded_at,
                 CURRENT_DATE - (n * 7919 %% %(days)s)::int AS happened_on,
                 %(first)s + n %% %(many)s AS one,
                 CASE WHEN n %% 2 = 0 THEN %(first)s + (n + 1 + n / %(many)s * 13 %% (%(many)s - 1)) %% %(many)s
                      ELSE %(other_first)s + (n * 31) %% %(other_many)s END AS other
            FROM generate_series(0::bigint, %(gifts)s - 1) AS n) t,
         LATERAL (SELECT CASE WHEN t.minutes > 60 THEN one ELSE other END AS id) giver,
         LATERAL (SELECT CASE WHEN t.minutes > 60 THEN other ELSE one END AS id) receiver
"""


@dataclass(frozen=True)
class Place:
    """A bank, its service, and one of its programmes."""

    service: Service
    programme: Programme


def measure() -> None:
    """Measure in the smaller bank, then in the larger."""
    took: dict[str, float] = {}
    for others in OTHERS:
        members, database = PEOPLE + others, f"measured_{PEOPLE + others}"
        progress(f"  a service of {PEOPLE} people in a bank of {members} …")
        with new_database(database), inside(database):
            place = _make(others, database)
            for name, read in _reads(place).items():
                with CaptureQueriesContext(connection) as queries:
                    read()
                begun = time.process_time()
                read()
                report(f"measures.{name}.{members}.own", time.process_time() - begun, "s", n=1)
                value = median_milliseconds(read, times=TIMES)
                first = took.setdefault(name, value)
                said = {"ratio_to": f"measures.{name}.{PEOPLE + OTHERS[0]}", "ratio": value / first}
                report(f"measures.{name}.{members}", value, "ms", **said, n=TIMES)
                report(f"measures.{name}.{members}.queries", len(queries), "queries", n=1)
                if value > MOST:
                    progress(f"  {name} took {value:.0f} ms: it should stay under a second. Is the machine busy?")


def _reads(place: Place) -> dict:
    last = months_before(month_of(place.service.bank.day(timezone.now())), 1)
    first, year, half_a_year = (months_before(last, count - 1) for count in (12 * YEARS, 12, 6))
    return {
        "service": lambda: measures.of_service(place.service, first, last),
        "service_year": lambda: measures.of_service(place.service, year, last),
        "programme": lambda: measures.of_programme(place.programme, first, last),
        "bank": lambda: measures.of_bank(place.service.bank, first, last),
        "public_page": lambda: measures.giving_back_of(place.service, half_a_year, last),
    }


def _make(others: int, database: str) -> Place:
    bank = make.make_bank(slug="measured")
    service = make.make_service(bank)
    served, rest = make_members(bank, PEOPLE), make_members(bank, others)
    programmes = [make.make_programme(service, opened_on=_ago(DAYS)) for _number in range(PROGRAMMES)]
    _introduce(service, served)
    Participation.objects.bulk_create(
        Participation(programme=programmes[n % PROGRAMMES], member=each, is_served=True, joined_on=_ago(n * 31 % DAYS))
        for n, each in enumerate(served)
    )
    _meet(programmes, served)
    transfer = make.posted_exchange(make.make_member(bank), make.make_member(bank)).transfer_id
    with administrator(database) as cursor:
        cursor.execute(QUICKLY)
        for some, any_other, in_a_year in ((served, rest, OFTEN), (rest, rest, SELDOM)):
            gifts = len(some) * YEARS * in_a_year
            cursor.execute(*_gifts(bank, some, any_other, {"transfer": transfer, "gifts": gifts}))
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return Place(service, programmes[0])


def _ago(days: int) -> datetime.date:
    return timezone.now().date() - datetime.timedelta(days=days)


def _gifts(bank: Bank, some: list[Member], others: list[Member], values: dict) -> tuple[str, dict]:
    values |= {
        "bank": bank.pk,
        "days": DAYS,
        "first": some[0].pk,
        "many": len(some),
        "other_first": others[0].pk,
        "other_many": len(others),
    }
    return insertion(GIFTS, SAID, Exchange, values)


def _introduce(service: Service, served: list[Member]) -> None:
    """Let the service introduce each of them before they joined."""
    now, staff = timezone.now(), make.make_staff(service)
    said = {"purpose": "REFERRAL", "text": "Yes", "given_at": now, "how": "IN_PERSON", "recorded_by": staff}
    consents = Consent.objects.bulk_create(Consent(member=each, **said) for each in served)
    Member.objects.filter(pk__in=[each.pk for each in served]).update(joined_at=now - datetime.timedelta(days=DAYS))
    Referral.objects.bulk_create(
        Referral(
            bank=service.bank, service=service, member=consent.member, consent=consent, referred_by=staff,
            sent_at=now, sent_on=_ago(DAYS - n), state="IN_TOUCH", called_at=now,
        )
        for n, consent in enumerate(consents)
    )  # fmt: skip


def _meet(programmes: list[Programme], served: list[Member]) -> None:
    """Hold a session of each programme every week: some help, some are helped, one of the staff is there."""
    chance, now = random.Random(1), timezone.now()
    staff = make.make_staff(programmes[0].service)
    plain = Event.objects.get(pk=make.make_session(programmes[0], by=staff).pk)
    for programme in programmes:
        events = [_event(plain, _ago(day), now) for day in range(7, DAYS, 7)]
        Event.objects.bulk_create(events)
        sessions = Session.objects.bulk_create(
            Session(event=event, programme=programme, title="Walk", place="Bridge", made_by=staff) for event in events
        )
        Attendee.objects.bulk_create(
            Attendee(
                event=event, member=each, part="GUEST", state="COMING", since=now, came=True,
                given_minutes=60 * (n < CAME // 3), received_minutes=60 * (n >= CAME // 3),
            )
            for event in events
            for n, each in enumerate(chance.sample(served, CAME))
        )  # fmt: skip
        StaffTime.objects.bulk_create(
            StaffTime(
                service=programme.service, programme=programme, session=session, staff=staff, on=session.event.on,
                minutes=60, is_side_by_side=n % 2 == 0, recorded_by=staff, recorded_at=now,
            )
            for n, session in enumerate(sessions)
        )  # fmt: skip


def _event(plain: Event, on: datetime.date, now: datetime.datetime) -> Event:
    fields = {field.attname: getattr(plain, field.attname) for field in Event._meta.concrete_fields}
    for name in ("id", "key"):
        del fields[name]
    return Event(**fields | {"on": on, "state": "POSTED", "posted_at": now})
