"""The bank's rules: who sets them, what they may be, and what they never touch."""

import pytest
from django.urls import reverse

from ledger import reads as ledger
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank(welcome_minutes=60)


@pytest.fixture
def admin(client, bank):
    admin = make.admin_of(bank)
    client.force_login(admin.person)
    return admin


def settings_url(bank):
    return reverse("members:settings", args=[bank.slug])


def rules(**changes):
    return {
        "name": "Riverside Timebank",
        "area": "Riverside",
        "about": "Neighbours since 2019.",
        "contact_name": "Priya",
        "telephone": "01632 960184",
        "contact_hours": "weekdays 10 to 4",
        "duty_shown": "NOBODY",
        "may_owe_minutes": "5",
        "ceiling_minutes": "",
        "welcome_minutes": "2",
        "approval": "OVER",
        "approval_over_minutes": "1½",
        "approval_first_exchanges": "3",
        "references_asked": "0",
        "step_minutes": "1",
        "silent_after_days": "14",
        "why": "We agreed on it in May.",
        **changes,
    }


def test_an_admin_sets_the_rules_in_hours(client, bank, admin):
    answer = client.post(settings_url(bank), rules(ceiling_minutes="40", listings_are_public="on"))

    bank.refresh_from_db()
    assert answer.url == settings_url(bank)
    assert (bank.name, bank.area, bank.telephone) == ("Riverside Timebank", "Riverside", "01632 960184")
    assert (bank.floor_minutes, bank.ceiling_minutes, bank.welcome_minutes) == (-300, 2400, 120)
    assert (bank.approval, bank.approval_over_minutes, bank.listings_are_public) == ("OVER", 90, True)


def test_the_page_shows_the_rules_as_they_are(client, bank, admin):
    client.post(settings_url(bank), rules(may_owe_minutes="0", welcome_minutes="0:30", ceiling_minutes="12"))

    form = client.get(settings_url(bank)).context["form"]

    shown = [form[name].value() for name in ("may_owe_minutes", "welcome_minutes", "ceiling_minutes")]
    assert shown == ["0", "½", "12"]


def test_saving_what_is_there_changes_nothing(client, bank, admin):
    form = client.get(settings_url(bank)).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None and field.value() is not False}
    before = Bank.objects.values().get(pk=bank.pk)

    answer = client.post(settings_url(bank), shown)

    assert answer.status_code == 302
    assert Bank.objects.values().get(pk=bank.pk) == before


def test_existing_accounts_keep_their_limits(client, bank, admin):
    before = make.make_member(bank)

    page = words(client.get(settings_url(bank)))
    client.post(settings_url(bank), rules(may_owe_minutes="1"))
    after = make.make_member(Bank.objects.get(pk=bank.pk))

    floors = ledger.account_states([before.account_id, after.account_id])
    assert "Members who have joined keep the limits they have." in page
    assert floors[before.account_id].floor_minutes == -720
    assert floors[after.account_id].floor_minutes == -60


def test_an_admin_turns_on_setting_aside_and_the_warning_and_the_page_tells_who(client, bank, admin):
    client.post(settings_url(bank), rules(sets_hours_aside="on", warn_over_minutes="4"))

    bank.refresh_from_db()
    page = words(client.get(settings_url(bank)))
    assert (bank.sets_hours_aside, bank.warning_minutes) == (True, -240)
    assert "Agreed hours are set aside Before: no. Now: yes." in page
    assert "Tell a new member who owes more than Before: 8 hours. Now: 4 hours." in page
    new = make.make_member(bank).account_id
    assert ledger.account_states([new])[new].warning_minutes == -240


def test_a_level_that_nobody_reaches_is_refused(client, bank, admin):
    page = client.post(settings_url(bank), rules(may_owe_minutes="5", warn_over_minutes="6"))

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["warn_over_minutes"])


def test_forged_fields_change_nothing(client, bank, admin):
    other = make.make_bank()
    slug, zone, book = bank.slug, bank.zone, bank.book_id

    client.post(
        settings_url(bank),
        rules(
            slug="accounts",
            zone="Mars/Base",
            book=other.book_id,
            floor_minutes="9999",
            id=other.pk,
            created_at="1900-01-01",
        ),
    )

    fresh = Bank.objects.get(pk=bank.pk)
    assert (fresh.slug, fresh.zone, fresh.book_id, fresh.floor_minutes) == (slug, zone, book, -300)
    assert fresh.created_at == bank.created_at
    assert Bank.objects.get(pk=other.pk).name == other.name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "123"),
        ("name", "x" * 101),
        ("name", "a\x00b"),
        ("about", "x" * 2001),
        ("area", "\u202eabc"),
        ("telephone", "ring me"),
        ("may_owe_minutes", ""),
        ("may_owe_minutes", "-5"),
        ("may_owe_minutes", "a lot"),
        ("may_owe_minutes", "1001"),
        ("may_owe_minutes", "9" * 30),
        ("may_owe_minutes", "0.001"),
        ("ceiling_minutes", "-1"),
        ("ceiling_minutes", "\x00"),
        ("welcome_minutes", ""),
        ("welcome_minutes", "1e9"),
        ("approval", ""),
        ("approval", "EVERYTHING"),
        ("approval_over_minutes", "half"),
        ("approval_first_exchanges", ""),
        ("approval_first_exchanges", "-1"),
        ("approval_first_exchanges", "101"),
        ("approval_first_exchanges", "1.5"),
        ("approval_first_exchanges", "9" * 5000),
    ],
)
def test_rules_that_cannot_be_read_are_refused_in_words(client, bank, admin, field, value):
    before = Bank.objects.values().get(pk=bank.pk)

    page = client.post(settings_url(bank), rules(**{field: value}))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert "Neighbours since 2019." in page.text or field == "about"
    assert Bank.objects.values().get(pk=bank.pk) == before


def test_the_head_of_the_page_keeps_the_name_while_another_is_typed(client, bank, admin):
    page = client.post(settings_url(bank), rules(name="Typed just now", may_owe_minutes="x"))

    assert page.context["page"].bank.name == bank.name


def test_a_welcome_that_nobody_could_hold_is_refused(client, bank, admin):
    page = client.post(settings_url(bank), rules(ceiling_minutes="1", welcome_minutes="2"))

    assert list(page.context["form"].errors) == ["welcome_minutes"]


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 403), ("member", 403), ("auditor", 403), ("stranger", 404)]
)
def test_only_the_banks_admins_set_its_rules(client, bank, who, status):
    asker = {
        "coordinator": lambda: make.make_coordinator(bank),
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.admin_of(make.make_bank()),
    }[who]()
    client.force_login(asker.person)

    assert client.get(settings_url(bank)).status_code == status
    assert client.post(settings_url(bank), rules()).status_code == status
    assert Bank.objects.get(pk=bank.pk).name == bank.name


def test_an_admin_says_what_visitors_read_of_who_is_at_the_desk(client, bank, admin):
    assert bank.duty_shown == "NOBODY"

    client.post(settings_url(bank), rules(duty_shown="NAMES"))
    refused = client.post(settings_url(bank), rules(duty_shown="ALL"))

    bank.refresh_from_db()
    assert (bank.duty_shown, refused.status_code) == ("NAMES", 400)
