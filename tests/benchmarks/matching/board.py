"""What the coordinators' board takes as a bank grows: as many listings as members, ten past exchanges of each."""

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchanges.matching.embedder import embedder
from exchanges.models import Listing
from members.models import Bank, Member
from tests import factories as make
from tests.benchmarks.databases import administrator, inside, new_database
from tests.benchmarks.history import QUICKLY, load
from tests.benchmarks.matching.speed import SIZES, a_night, put_up, texts_of
from tests.benchmarks.members import make_members
from tests.benchmarks.report import median_milliseconds, progress, report
from tests.benchmarks.towns import EXCHANGES_OF_A_MEMBER, write_exchanges

TIMES = 15
TEXTS = 600  # of each side; they come round again
# The members are organisations so far; every third one has told a gift.
PEOPLE = """
  INSERT INTO members_person (password, name, email, is_active, created_at)
  SELECT '!', name, 'm' || id || '@bench.example', true, now() FROM members_member
   WHERE bank_id = %(bank)s AND kind = 'ORGANISATION';
  UPDATE members_member m
     SET kind = 'PERSON', person_id = p.id, area = 'Area ' || m.id %% 12, joined_at = m.joined_at - interval '2 years'
    FROM members_person p WHERE p.email = 'm' || m.id || '@bench.example';
  INSERT INTO members_gift (member_id, kind, words, would, added_at)
  SELECT id, 'HAND', 'Mending', '{DO}', now() FROM members_member WHERE bank_id = %(bank)s AND id %% 3 = 0;
"""


def measure(*, small: bool) -> None:
    """Fill a bank of each size with people, their past, and what they ask and offer; match it all; open the board."""
    call_command("collectstatic", interactive=False, verbosity=0)
    texts = {"need": texts_of("need")[:TEXTS], "offer": texts_of("offer")[:TEXTS]}
    vectors = {side: embedder().embed(some) for side, some in texts.items()}
    took: dict[int, float] = {}
    for size in SIZES[:1] if small else SIZES:
        progress(f"  a board of {size} members and {size} listings …")
        database = f"board_{size}"
        with new_database(database), inside(database):
            bank, members = _people(size, database)
            put_up(bank, members, Listing.Kind.REQUEST, texts["need"], vectors["need"], range(size // 2))
            put_up(bank, members[::-1], Listing.Kind.OFFER, texts["offer"], vectors["offer"], range(size // 2))
            _tidy(database)
            a_night(bank)
            _tidy(database)
            took[size] = _open(bank, size)
        ratio = took[size] / took[SIZES[0]]
        report(f"matching.board.{size}", took[size], "ms", ratio_to=f"matching.board.{SIZES[0]}", ratio=ratio, n=TIMES)


def _people(size: int, database: str) -> tuple[Bank, list[Member]]:
    bank = make.make_bank(slug="town", floor_minutes=-1_000_000)
    members = make_members(bank, size)
    busy = make.make_member(bank)
    load(size * EXCHANGES_OF_A_MEMBER, bank, busy, [each.account_id for each in members], database=database)
    with administrator(database) as cursor:
        cursor.execute(QUICKLY)
        write_exchanges(bank, cursor)
        cursor.execute(PEOPLE, {"bank": bank.pk})
    return bank, members


def _tidy(database: str) -> None:
    with administrator(database) as cursor:
        cursor.execute("VACUUM ANALYZE")


def _open(bank: Bank, size: int) -> float:
    client = Client()
    client.force_login(make.make_coordinator(bank).person)

    def open_page() -> None:
        response = client.get("/town/desk/matches/")
        if response.status_code != 200 or b"/introduce/" not in response.content:
            raise SystemExit(f"The board answered {response.status_code}, or nobody could be brought together.")

    milliseconds = median_milliseconds(open_page, times=TIMES)
    with CaptureQueriesContext(connection) as queries:
        open_page()
    report(f"matching.board.{size}.queries", len(queries), "queries", n=1)
    return milliseconds
