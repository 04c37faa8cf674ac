"""Members: finding them, reading about them, reaching them; roles, leaving and the bank's categories."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.models import Category, Exchange, Listing
from ledger import reads as ledger
from members.actions import record_leaving
from members.models import Member, MemberEvent, Role
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Díaz", email="rosa@example.org")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


def members_url(bank, query=None):
    return reverse("members:members", args=[bank.slug], query=query)


def member_url(member):
    return reverse("exchanges:member", args=[member.bank.slug, member.number])


def leave_url(member):
    return reverse("exchanges:member_leave", args=[member.bank.slug, member.number])


def get(client, asker, address):
    client.force_login(asker.person)
    return client.get(address)


def post(client, asker, address, **fields):
    client.force_login(asker.person)
    return client.post(address, fields)


def names(response):
    return [member.name for member in response.context["members"]]


def looks_at(member):
    seen = member.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).order_by("pk")
    return [event.by for event in seen.select_related("by")]


def plan(giver, receiver):
    day = giver.bank.day(timezone.now()) + datetime.timedelta(days=1)
    return life.propose(make.draft(giver, receiver, day=day), make.act(receiver))


# The list of members


def test_members_stand_in_name_order_without_staff_and_strangers(client, bank):
    for name in ("zoe", "Élodie", "Ana", "Eric"):
        make.make_member(bank, name=name)
    make.make_auditor(bank)
    make.make_member(make.make_bank(), name="Stranger")
    asker = make.make_member(bank, name="Rosa")

    assert names(get(client, asker, members_url(bank))) == ["Ana", "Élodie", "Eric", "Rosa", "zoe"]


@pytest.mark.parametrize("typed", ["diaz", "DÍAZ rosa", "  Rosa  "])
def test_members_are_found_by_name_without_accents(client, rosa, gwilym, typed):
    assert names(get(client, rosa, members_url(rosa.bank, {"q": typed}))) == ["Rosa Díaz"]


def test_members_are_found_by_number_also_with_zeros_before_it(client, rosa, gwilym):
    assert names(get(client, rosa, members_url(rosa.bank, {"q": f"00{gwilym.number}"}))) == ["Gwilym Prys"]


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=99999999999999999", "after=987654", "show=everything", "q=%00", "q=" + "x" * 999],
)
def test_what_cannot_be_read_in_the_address_is_ignored(client, rosa, query):
    assert names(get(client, rosa, f"{members_url(rosa.bank)}?{query}")) == ["Rosa Díaz"]


def test_the_list_leads_to_the_organisations(client, bank, rosa):
    assert f'href="/{bank.slug}/organisations/"' in get(client, rosa, members_url(bank)).text


def test_nobody_found_says_what_to_try(client, rosa):
    assert "Nobody fits. Try part of the name" in get(client, rosa, members_url(rosa.bank, {"q": "zebra"})).text


@pytest.mark.slow
def test_pages_of_names_neither_repeat_nor_skip(client, bank):
    wanted = sorted(make.make_member(bank, name=f"Person {number:02d}").name for number in range(52))
    asker = Member.objects.get(name="Person 00")
    first = get(client, asker, members_url(bank, {"q": "person"}))
    second = client.get(members_url(bank) + first.context["next_url"])

    assert names(first) + names(second) == wanted
    assert len(names(first)) == 50
    assert (second.context["first_url"], second.context["next_url"]) == ("?q=person", "")


def test_namesakes_are_not_skipped_between_pages(client, bank):
    first, second = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ana")

    assert names(get(client, first, members_url(bank, {"after": first.number}))) == ["Ana"]
    assert names(get(client, first, members_url(bank, {"after": second.number}))) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_six_queries_however_long(client, bank, django_assert_num_queries, rows):
    for _row in range(rows):
        asker = make.make_member(bank)
    client.force_login(asker.person)

    with django_assert_num_queries(6):  # session, person, bank, membership, languages, members
        client.get(members_url(bank))


def test_who_left_is_listed_for_those_who_run_the_bank(client, bank, rosa, gwilym, coordinator):
    record_leaving(gwilym, by=coordinator, at=timezone.now())
    address = members_url(bank, {"show": "left"})

    assert names(get(client, coordinator, address)) == ["Gwilym Prys"]
    assert names(get(client, rosa, address)) == ["Priya Shah", "Rosa Díaz"]
    assert "Members who left" not in client.get(address).text


# One member


def test_a_member_page_shows_the_person_and_what_they_offer(client, rosa, gwilym):
    make.make_listing(gwilym, title="Bicycle repairs")
    make.make_listing(rosa, title="Not his")

    page = get(client, rosa, member_url(gwilym))

    assert page.status_code == 200
    assert "Bicycle repairs" in page.text
    assert "Not his" not in page.text
    assert "Log an exchange with Gwilym Prys" in words(page)
    assert f"{reverse('exchanges:log', args=[rosa.bank.slug])}?with={gwilym.number}" in page.text


@pytest.mark.parametrize("who", ["stranger", "left", "nobody"])
def test_whom_a_member_does_not_see(client, rosa, gwilym, coordinator, who):
    address = member_url(gwilym)
    if who == "left":
        record_leaving(gwilym, by=coordinator, at=timezone.now())
    if who == "nobody":
        address = reverse("exchanges:member", args=[rosa.bank.slug, 99999999999999999999])
    asker = make.make_coordinator(make.make_bank()) if who == "stranger" else rosa

    assert get(client, asker, address).status_code == 404


@pytest.mark.parametrize("listings", [1, 3])
def test_a_member_page_takes_nine_queries_however_much_is_offered(
    client, rosa, gwilym, django_assert_num_queries, listings
):
    for number in range(listings):
        make.make_listing(
            gwilym, title=f"Offer {number}", category=make.make_category(rosa.bank, name=f"Kind {number}")
        )
    client.force_login(rosa.person)

    # session, person, bank, membership, member, planned together?, gifts, thanks, listings
    with django_assert_num_queries(9):
        client.get(member_url(gwilym))


@pytest.mark.parametrize(
    ("who", "sees"), [("own", True), ("other", False), ("coordinator", True), ("admin", True), ("auditor", True)]
)
def test_who_sees_a_balance(client, bank, rosa, gwilym, who, sees):
    life.confirm(make.logged_exchange(gwilym, rosa, minutes=90), make.act(rosa), minutes=90)
    asker = {
        "own": lambda: gwilym,
        "other": lambda: rosa,
        "coordinator": lambda: make.make_coordinator(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
    }[who]()

    assert ("Has 1½ hours." in words(get(client, asker, member_url(gwilym)))) == sees


def test_a_debt_is_said_in_words(client, rosa, gwilym):
    life.confirm(make.logged_exchange(gwilym, rosa, minutes=90), make.act(rosa), minutes=90)

    assert "Owes 1½ hours." in words(get(client, rosa, member_url(rosa)))


# Contact details


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_staff_open_contact_details_with_a_button_and_the_look_is_written_down(client, bank, rosa, who):
    asker = make.make_coordinator(bank) if who == "coordinator" else make.admin_of(bank)

    before = get(client, asker, member_url(rosa))
    assert "rosa@example.org" not in before.text
    assert "01632 960000" not in before.text
    assert looks_at(rosa) == []

    after = post(client, asker, member_url(rosa))
    assert "rosa@example.org" in after.text
    assert "01632 960000" in after.text
    assert looks_at(rosa) == [asker]


@pytest.mark.parametrize("who", ["other", "auditor"])
def test_others_are_not_shown_contact_details(client, bank, rosa, gwilym, who):
    asker = gwilym if who == "other" else make.make_auditor(bank)

    assert "Show contact details" not in get(client, asker, member_url(rosa)).text
    assert post(client, asker, member_url(rosa)).status_code == 403
    assert looks_at(rosa) == []


def test_the_other_side_of_an_agreed_exchange_may_look_while_it_is_planned(client, rosa, gwilym, coordinator):
    proposal = plan(rosa, gwilym)
    assert post(client, gwilym, member_url(rosa)).status_code == 403

    agreed = life.accept(proposal, make.act(rosa))
    assert "rosa@example.org" in post(client, gwilym, member_url(rosa)).text
    assert looks_at(rosa) == [gwilym]

    life.cancel(agreed, make.act(rosa))
    assert post(client, gwilym, member_url(rosa)).status_code == 403


def test_a_member_reads_who_looked(client, rosa, coordinator):
    assert "Nobody yet. Each look shows here." in get(client, rosa, member_url(rosa)).text
    post(client, coordinator, member_url(rosa))

    own = get(client, rosa, member_url(rosa))

    assert "Priya Shah" in own.text
    assert "rosa@example.org" in own.text
    assert "Who looked at" not in get(client, coordinator, member_url(rosa)).text
    assert len(looks_at(rosa)) == 1


# Roles


def roles_url(member):
    return reverse("members:roles", args=[member.bank.slug, member.number])


def test_an_admin_gives_a_role_and_takes_it_back(client, rosa, admin):
    page = post(client, admin, roles_url(rosa), role="COORDINATOR", change="give")
    rosa.refresh_from_db()
    assert (page.url, rosa.roles) == (member_url(rosa), ["COORDINATOR"])

    post(client, admin, roles_url(rosa), role="COORDINATOR", change="take_back")
    rosa.refresh_from_db()
    assert rosa.roles == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"role": "ADMIN", "change": "give"},
        {"role": "KING", "change": "give"},
        {"role": "COORDINATOR", "change": "twice"},
        {"role": "\x00", "change": "give"},
        {"role": "COORDINATOR"},
    ],
)
def test_a_role_that_cannot_be_given_changes_nothing(client, rosa, admin, fields):
    answer = post(client, admin, roles_url(rosa), **fields)

    rosa.refresh_from_db()
    assert (answer.status_code, rosa.roles) == (302, [])


def test_nobody_gives_themselves_a_role(client, bank):
    admin = make.make_member(bank, roles=(Role.ADMIN,))

    post(client, admin, roles_url(admin), role="AUDITOR", change="give")

    admin.refresh_from_db()
    assert admin.roles == ["ADMIN"]


@pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("other", 403), ("stranger", 404)])
def test_only_the_banks_admins_give_roles(client, rosa, gwilym, coordinator, who, status):
    stranger = make.admin_of(make.make_bank())
    asker = {"coordinator": coordinator, "other": gwilym, "stranger": stranger}[who]

    assert post(client, asker, roles_url(rosa), role="AUDITOR", change="give").status_code == status
    assert "Make auditor" not in get(client, asker, member_url(rosa)).text


# Leaving


def test_the_check_before_leaving_says_what_happens(client, rosa, gwilym, coordinator):
    life.confirm(make.logged_exchange(gwilym, rosa, minutes=90), make.act(rosa), minutes=90)
    make.make_listing(gwilym)
    plan(gwilym, rosa)

    page = words(get(client, coordinator, leave_url(gwilym)))

    assert "They have 1½ hours. What they have goes to the shared pot, or to a member they choose." in page
    assert "1 offer or request of theirs is taken down." in page
    assert "1 planned exchange is cancelled, and we tell the other person." in page
    assert gwilym.is_approved


def test_leaving_settles_everything(client, bank, rosa, gwilym, coordinator):
    life.confirm(make.logged_exchange(gwilym, rosa, minutes=90), make.act(rosa), minutes=90)
    listing, exchange = make.make_listing(gwilym), plan(gwilym, rosa)

    answers = [post(client, coordinator, leave_url(gwilym), goes_to="pot") for _press in range(2)]

    gwilym.refresh_from_db()
    assert [answer.url for answer in answers] == [member_url(gwilym)] * 2
    assert gwilym.state == Member.State.LEFT
    assert ledger.balance_of(gwilym.account_id) == 0
    assert ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT")) == 90
    assert Listing.objects.get(pk=listing.pk).state == "CLOSED"
    assert Exchange.objects.get(pk=exchange.pk).state == "CANCELLED"
    assert get(client, gwilym, members_url(bank)).status_code == 404


def test_who_has_something_unsettled_does_not_leave(client, rosa, gwilym, coordinator):
    make.logged_exchange(gwilym, rosa)

    assert "1 exchange is not settled yet." in get(client, coordinator, leave_url(gwilym)).text
    assert post(client, coordinator, leave_url(gwilym)).status_code == 409
    assert Member.objects.get(pk=gwilym.pk).is_approved


def test_an_admin_is_not_put_out_by_a_coordinator(client, bank, coordinator):
    only = make.make_member(bank, roles=(Role.ADMIN,))

    page = post(client, coordinator, leave_url(only))

    assert page.status_code == 403
    assert "helps to run this time bank" in page.text
    assert Member.objects.get(pk=only.pk).is_admin


@pytest.mark.parametrize(("who", "status"), [("own", 403), ("other", 403), ("admin", 403), ("stranger", 404)])
def test_only_a_coordinator_records_that_somebody_else_left(client, bank, rosa, coordinator, admin, who, status):
    stranger = make.make_coordinator(make.make_bank())
    asker = {"own": coordinator, "other": make.make_member(bank), "admin": admin, "stranger": stranger}[who]
    leaver = coordinator if who == "own" else rosa

    assert post(client, asker, leave_url(leaver)).status_code == status
    assert Member.objects.get(pk=leaver.pk).is_approved


# Categories


def categories_url(bank):
    return reverse("exchanges:categories", args=[bank.slug])


def test_an_admin_adds_and_renames_a_category(client, bank, admin):
    post(client, admin, categories_url(bank), name="Garden", needs_approval="on", why="It can be heavy.")
    garden = Category.objects.get()
    assert (garden.bank, garden.name, garden.needs_approval, garden.is_open) == (bank, "Garden", True, True)

    post(client, admin, categories_url(bank), name="Gardens", category=garden.pk, why="It never was.")
    garden.refresh_from_db()
    assert (garden.name, garden.needs_approval) == ("Gardens", False)


def test_the_page_of_categories_fills_in_the_one_to_change(client, bank, admin):
    garden = make.make_category(bank, name="Garden", needs_approval=True)

    page = get(client, admin, f"{categories_url(bank)}?category={garden.pk}")

    assert page.context["form"].initial == {"name": "Garden", "needs_approval": True, "parent": None, "checks": []}
    assert "Change Garden" in words(page)


def test_a_category_is_closed_and_opened_again(client, bank, admin):
    garden = make.make_category(bank)

    post(client, admin, categories_url(bank), category=garden.pk, close="1", why="Nobody asks.")
    assert not Category.objects.get().is_open

    post(client, admin, categories_url(bank), category=garden.pk, reopen="1", why="Somebody did.")
    assert Category.objects.get().is_open


def test_a_category_is_closed_with_a_reason_alone(client, bank, admin):
    garden = make.make_category(bank, name="Garden")

    page = post(client, admin, categories_url(bank), category=garden.pk, close="1", why=" ")

    assert page.status_code == 400
    assert "Write why, in a few words." in words(page)
    assert "Close Garden" in words(page)
    assert Category.objects.get().is_open


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "123", "GARDEN"])
def test_a_name_that_cannot_be_used_is_refused_in_words(client, bank, admin, name):
    make.make_category(bank, name="Garden")

    page = post(client, admin, categories_url(bank), name=name)

    assert page.status_code == 400
    assert page.context["form"].errors["name"]
    assert Category.objects.count() == 1


def test_another_bank_may_use_the_same_name(client, bank, admin):
    make.make_category(make.make_bank(), name="Garden")

    assert post(client, admin, categories_url(bank), name="Garden").status_code == 302


@pytest.mark.parametrize("action", ["close", "reopen", "save"])
@pytest.mark.parametrize("named", ["elsewhere", "x", "99999999999999999999", ""])
def test_another_banks_category_is_not_touched(client, bank, admin, action, named):
    elsewhere = make.make_category(make.make_bank(), name="Garden")
    wanted = elsewhere.pk if named == "elsewhere" else named

    answer = post(client, admin, categories_url(bank), category=wanted, name="Forged", **{action: "1"})

    assert answer.status_code == 302
    assert list(Category.objects.values_list("name", "is_open")) == [("Garden", True)]


@pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("other", 403), ("stranger", 404)])
def test_only_admins_change_categories(client, bank, rosa, coordinator, who, status):
    stranger = make.admin_of(make.make_bank())
    asker = {"coordinator": coordinator, "other": rosa, "stranger": stranger}[who]

    assert get(client, asker, categories_url(bank)).status_code == status
    assert post(client, asker, categories_url(bank), name="Garden").status_code == status
    assert not Category.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_categories_takes_eight_queries(client, bank, admin, django_assert_num_queries, rows):
    for number in range(rows):
        make.make_category(bank, name=f"Kind {number}")
    client.force_login(admin.person)

    # session, person, bank, membership, kinds of checks, categories, what they need, main kinds to choose from
    with django_assert_num_queries(8):
        client.get(categories_url(bank))


@pytest.mark.parametrize("query", [{}, {"q": "person"}], ids=["all", "some"])
def test_a_page_never_begins_after_somebody_whom_the_list_does_not_show(client, bank, query):
    """Else trying numbers would tell where in the alphabet somebody hidden stands, or how alike a word is."""
    asker = make.make_member(bank, name="Anna Person")
    make.make_member(bank, name="Zoe Person")
    hidden = make.make_minor(bank, name="Mia Person")
    client.force_login(asker.person)

    page = client.get(members_url(bank, {"after": hidden.number, **query}))

    assert [each.name for each in page.context["members"]] == ["Anna Person", "Zoe Person"]
