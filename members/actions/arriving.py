"""Writing many members at once: a few statements for each table, whatever their number."""

import datetime
import uuid
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.postgres.lookups import Unaccent
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.arrivals import Arrival, ImportedMember
from members.actions.searching import found_by
from members.actions.telling import reached
from members.models import Bank, Gift, Member, MemberEvent, Person, WaitingAddress
from notices import actions as notices
from timebank.lib.transactions import plan_anew

OPERATOR = "import"  # who the ledger names where nobody of the bank did it
ROWS_AT_ONCE = 1000


def write_arrivals(
    bank: Bank, arrivals: Sequence[Arrival], *, day: datetime.date, by: Member | None, at: datetime.datetime
) -> None:
    """Write members, accounts, opening balances and all that belongs to them. The bank is locked, the lines fit."""
    plan_anew()
    recorded_by = by.actor_key if by else OPERATOR
    accounts = _open_accounts(bank, arrivals, recorded_by)
    people = _write_people(arrivals, at)
    members = [
        _member(bank, arrival, accounts.get(arrival.number), people.get(arrival.number), at) for arrival in arrivals
    ]
    Member.objects.bulk_create(members, batch_size=ROWS_AT_ONCE)
    written = list(zip(members, arrivals, strict=True))
    _write_what_belongs(written, by, at)
    members_written = Member.objects.filter(pk__in=[member.pk for member in members])
    members_written.update(search_text=Unaccent(Lower(F("search_text"))))
    notices.keep_recipients(reached(member) for member in members)
    _post_balances(bank, written, day, recorded_by)


def _open_accounts(bank: Bank, arrivals: Sequence[Arrival], recorded_by: str) -> dict[int, int]:
    """Open an account for everybody who has not left, with the bank's limits of today; answers by member number."""
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    staying = [arrival for arrival in arrivals if not arrival.row.has_left]
    codes = [
        (f"member-{each.number:04d}", "ORGANISATION" if _is_organisation(each.row) else "MEMBER") for each in staying
    ]
    ids = ledger.open_accounts(bank.book_id, codes, limits=limits, by=recorded_by)
    return dict(zip([each.number for each in staying], ids, strict=True))


def _write_people(arrivals: Sequence[Arrival], at: datetime.datetime) -> dict[int, Person]:
    """Make somebody who may sign in one day of each, without an address: that one is asked for first."""
    people = {
        arrival.number: Person(name=arrival.row.name, password=make_password(None), created_at=at)
        for arrival in arrivals
        if not _is_organisation(arrival.row)
    }
    Person.objects.bulk_create(people.values(), batch_size=ROWS_AT_ONCE)
    return people


def _member(
    bank: Bank, arrival: Arrival, account_id: int | None, person: Person | None, at: datetime.datetime
) -> Member:
    row = arrival.row
    joined_at = _start_of(row.joined_on, bank) if row.joined_on else at
    member = Member(
        bank=bank,
        person=person,
        kind=row.kind,
        organisation_kind=row.organisation_kind,
        name=row.name,
        number=arrival.number,
        state=row.state,
        account_id=account_id,
        source_hash=row.source_hash,
        applied_at=joined_at,
        joined_at=joined_at,
        left_at=at if row.has_left else None,
    )
    if not row.has_left:  # of who has left no more is kept than that they were here
        member.telephone, member.postal_address = row.telephone, row.postal_address
        member.area, member.about = row.area, row.about
        member.contact_email = row.email if member.is_organisation else ""
        member.channel = _channel(row)
    member.search_text = found_by(member, [] if row.has_left else [gift.words for gift in row.gifts])
    return member


def _channel(row: ImportedMember) -> str:
    if not row.email and row.telephone:
        return Member.Channel.PHONE
    if not row.email and row.postal_address:
        return Member.Channel.POST
    return Member.Channel.EMAIL


def _write_what_belongs(written: Sequence[tuple[Member, Arrival]], by: Member | None, at: datetime.datetime) -> None:
    """Write the line of each one's history, their gifts, and the addresses that wait for their owners."""
    MemberEvent.objects.bulk_create(
        (
            MemberEvent(member=member, kind=MemberEvent.Kind.IMPORTED, by=by, at=at, words=_number_before(arrival))
            for member, arrival in written
        ),
        batch_size=ROWS_AT_ONCE,
    )
    Gift.objects.bulk_create(
        (
            Gift(member=member, kind=gift.kind, words=gift.words, would=list(gift.would), added_at=at)
            for member, arrival in written
            if not arrival.row.has_left
            for gift in arrival.row.gifts
        ),
        batch_size=ROWS_AT_ONCE,
    )
    WaitingAddress.objects.bulk_create(
        (
            WaitingAddress(member=member, email=arrival.row.email.lower())
            for member, arrival in written
            if arrival.row.email and not arrival.row.has_left and not member.is_organisation
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _number_before(arrival: Arrival) -> str:
    old = arrival.row.source_number
    is_kept = not old or arrival.row.wanted_number == arrival.number
    return "" if is_kept else _("Number before: %(number)s") % {"number": old}


def _post_balances(bank: Bank, written: Sequence[tuple[Member, Arrival]], day: datetime.date, recorded_by: str) -> None:
    """Carry the balances over in one batch, from the account of opening balances or to it."""
    opening_id = ledger_reads.account_of_kind(bank.book_id, "OPENING")
    batch = uuid.uuid4()
    postings = [
        _posting(member, arrival.row.minutes, opening_id, day, recorded_by, batch)
        for member, arrival in written
        if arrival.row.minutes
    ]
    if postings:
        ledger.post_history(bank.book_id, postings, today=day)


def _posting(
    member: Member, minutes: int, opening_id: int, day: datetime.date, recorded_by: str, batch: uuid.UUID
) -> ledger.Posting:
    account_id = member.account_id or 0
    reference = f"opening:member:{member.pk}"
    return ledger.Posting(
        key=uuid.uuid5(uuid.NAMESPACE_URL, reference),
        kind="OPENING",
        payer_id=opening_id if minutes > 0 else account_id,
        payee_id=account_id if minutes > 0 else opening_id,
        minutes=abs(minutes),
        reference=reference,
        happened_on=day,
        recorded_by=recorded_by,
        batch=batch,
        words=_("Brought over from the books kept before"),
    )


def _is_organisation(row: ImportedMember) -> bool:
    return row.kind == Member.Kind.ORGANISATION


def _start_of(day: datetime.date, bank: Bank) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=bank.zone_info())
