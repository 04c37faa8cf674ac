"""A report that does not tie to the ledger says so, on the page and in its file."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Step
from ledger import reads
from members.models import Member
from tests import factories as make
from tests.insight.making import ONE_DAY, post_on, rows_of, today
from tests.insight.reporting import asked_of, cross, give_to_pot, limit, page_url, read
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

BALANCE = "UPDATE ledger_balance SET minutes = minutes + 1 WHERE account_id = {account}"
LAST_LINE = "UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE account_id = {account} AND number = 2"
EXCHANGE = "UPDATE exchanges_exchange SET minutes = minutes + 1"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("trial-balance", BALANCE),
        ("trial-balance", LAST_LINE),
        ("balances", BALANCE),
        ("givers-and-receivers", LAST_LINE),
        ("outside-limits", BALANCE),
        ("dormant", BALANCE),
        ("on-behalf", EXCHANGE),
        ("pot", "UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE account_id = {pot}"),
        ("between-banks", "UPDATE ledger_balance SET minutes = minutes + 1 WHERE account_id = {clearing}"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_report_that_does_not_tie_says_so(client, superuser_connection, name, wrong):
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank)
    coordinator, elsewhere = make.make_coordinator(bank), make.make_member(make.make_bank())
    long_ago = today(bank) - 100 * ONE_DAY
    Member.objects.of(bank).update(joined_at=timezone.now() - 200 * ONE_DAY)
    post_on(giver, receiver, long_ago, minutes=90)
    for_giver = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE)
    life.confirm(life.log(make.draft(giver, receiver), for_giver), make.act(receiver), minutes=60)
    give_to_pot(receiver, 30)
    cross(receiver, elsewhere, minutes=45)
    if name == "dormant":
        giver = make.make_member(bank)
        Member.objects.of(bank).update(joined_at=timezone.now() - 200 * ONE_DAY)
    if name == "outside-limits":
        limit(giver, giver.actor_key, ceiling=60)
    accounts = {
        "account": giver.account_id,
        "pot": reads.account_of_kind(bank.book_id, "POT"),
        "clearing": reads.positions(bank.book_id)[0].account_id,
    }
    assert read(name, asked_of(bank)).ties
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(wrong.format(**accounts))
    client.force_login(make.admin_of(bank).person)

    asked = {"from": today(bank) - 10 * ONE_DAY, "to": today(bank)}
    text = rows_of(client.get(reverse("insight:report_csv", args=[bank.slug, name]), asked))

    assert "No: a figure below is not the ledger’s own." in words(client.get(page_url(bank, name), asked))
    assert text[-1][next(iter(text[0]))].startswith("This report does not tie to the ledger.")


@pytest.mark.parametrize("name", ["journal", "reversals", "activity"])
def test_a_line_that_a_report_leaves_out_is_noticed(monkeypatch, name):
    bank = make.make_bank()
    giver, receiver, coordinator = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    approval.reverse(make.posted_exchange(giver, receiver), make.act(coordinator), reason="No.")
    everything = reads.journal

    def but_the_last(*args, **kwargs):
        yield from list(everything(*args, **kwargs))[:-1]

    monkeypatch.setattr(reads, "journal", but_the_last)

    page = read(name, asked_of(bank))

    assert not page.ties
    assert 1 in {-check.difference for check in page.checks}
