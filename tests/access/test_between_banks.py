"""Nothing of one bank is found, named or touched from another. What every page shows of it, test_every_url.py asks."""

import copy

import pytest
from django.db.models import F

from exchanges.models import SlipRun
from members.models import Member
from tests.access import scene as scenes
from tests.access.addresses import all_addresses, filled_in
from tests.access.asking import ask, everything, has_read, in_a_word, read, signed_in
from tests.access.forms import meant
from tests.access.scene import Scene
from tests.access.table import expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
MARKER = "Beryl"
FAR_NUMBERS = 1000
PARTS_OF_BANKS = {address.name: address.parts for address in all_addresses() if address.is_of_bank}


@pytest.fixture(scope="module")
def built(file_transaction) -> tuple[Scene, Scene]:
    """A bank, and a neighbouring one as full: no member of that has a number that this one has given."""
    here = scenes.build("riverside", listings_are_public=True)
    there = scenes.build("hillside", marker=MARKER)
    numbered = Member.objects.of(there.bank).exclude(number=None)
    for member in numbered:
        numbered.filter(pk=member.pk).update(number=member.number + FAR_NUMBERS)
    SlipRun.objects.filter(bank=there.bank).update(first=F("first") + FAR_NUMBERS, last=F("last") + FAR_NUMBERS)
    for member in (there.party, there.other, there.organisation, there.stranger):
        member.refresh_from_db()
    return here, there


@pytest.fixture
def scenes_of_test(built, db) -> tuple[Scene, Scene]:
    return copy.deepcopy(built)


@pytest.fixture
def here(scenes_of_test) -> Scene:
    return scenes_of_test[0]


@pytest.fixture
def there(scenes_of_test) -> Scene:
    return scenes_of_test[1]


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_no_list_finds_anything_of_another_bank(here, there, who):
    client = signed_in(here.everybody()[who])
    asked = [
        ("members:members", {"q": MARKER, "show": "left"}),
        ("members:members", {"q": str(there.party.number)}),
        ("members:members", {"after": there.party.number}),
        ("members:members", {"q": MARKER, "after": there.party.number}),
        ("members:conversations", {"before": there.conversation.pk}),
        ("exchanges:listings", {"q": MARKER}),
        ("exchanges:listings", {"category": there.category.pk}),
        ("exchanges:exchanges", {"q": MARKER, "whose": "all"}),
        ("exchanges:exchanges", {"before": there.exchanges["POSTED"].pk}),
        ("exchanges:categories", {"category": there.category.pk}),
        ("insight:transfers_csv", {"from": "2020-01-01"}),
        ("insight:exchanges_csv", {"from": "2020-01-01"}),
        ("insight:reports", {"from": "2020-01-01"}),
        ("insight:report", {"from": "2020-01-01", "member": there.party.number}),
        ("insight:report_csv", {"from": "2020-01-01", "kind": "EXCHANGE"}),
        ("exchanges:log", {"q": "Margaret", "with": there.party.number}),
        ("exchanges:log", {"listing": there.listing.pk}),
        ("members:pipeline", {"after": there.applicant.pk}),
        ("members:terms_missing", {"after": there.party.pk}),
    ]

    for name, query in asked:
        found = ask(client, "GET", filled_in(name, here), query).whole.decode().replace(f'value="{MARKER}"', "")
        assert f" {MARKER}" not in found, f"{name} {query}"


@pytest.mark.parametrize("who", ["party", "coordinator", "admin"])
def test_the_numbers_of_another_bank_lead_nowhere(here, there, who):
    client = signed_in(here.everybody()[who])
    forms, before, unread = meant(here), everything(), set()

    for name, how in EXPECTED[who]:
        if not PARTS_OF_BANKS.get(name, frozenset()) & {"pk", "number", "slug"} or (name, how) in unread:
            continue
        path = filled_in(name, there, bank=here.bank.slug)
        response = read(client, "GET" if how == "GET" else "POST", path, forms[name] if how == "SEND" else None)
        if how == "POST" and not has_read(response):
            unread.add((name, "SEND"))  # the full form is refused as the empty one is
        kept_out = EXPECTED[who][name, how] in {"403", "405"}  # before any number is looked at
        assert (name, how, in_a_word(response)) in {
            (name, how, word) for word in ["404", "403", "405"][: 1 + 2 * kept_out]
        }

    assert everything() == before


def test_no_statement_of_another_bank_is_read(here, there):
    whose = {"account": there.party.number}

    answered = {
        (who, page): ask(signed_in(here.everybody()[who]), "GET", filled_in(f"insight:{page}", here), whose).status_code
        for who in ("party", "coordinator", "admin", "auditor")
        for page in ("statement", "statement_csv", "statement_xlsx", "statement_pdf")
    }

    assert set(answered.values()) == {404}


def test_a_notice_of_somebody_else_is_not_opened(here, there):
    client = signed_in(here.party.person)

    response = ask(client, "GET", filled_in("notices_open", there), before=everything())

    assert (response.status_code, response.changed) == (404, set())


def names_of_another_bank(there: Scene) -> list[tuple[str, str, dict]]:
    """Give every field of every form that names something, with something of the other bank in it."""
    number, name = there.party.number, there.party.name
    return [
        ("party", "exchanges:log", {"who": number}),
        ("coordinator", "exchanges:log_for", {"giver": number}),
        ("coordinator", "exchanges:log_for", {"receiver": name}),
        ("coordinator", "exchanges:log_for", {"category": there.category.pk}),
        ("party", "exchanges:listing_new", {"category": there.category.pk}),
        ("coordinator", "exchanges:listing_new", {"whose": number}),
        ("coordinator", "exchanges:listing_new", {"whose": name}),
        ("coordinator", "exchanges:listing_propose", {"whose": number, "channel": "PHONE"}),
        ("party", "exchanges:listing_change", {"category": there.category.pk}),
        ("coordinator", "exchanges:approve_many", {"exchange": there.exchanges["CONFIRMED"].pk}),
        ("coordinator", "members:joining_step", {"state": "ASKED", "number": number}),
        ("coordinator", "exchanges:confirm", {"on_behalf": number, "channel": "PHONE"}),
        ("party", "services:asset_new", {"area": there.area.pk}),
        ("coordinator", "services:asset_new", {"kind": "EXCHANGE", "whose": number}),
        ("party", "services:asset_change", {"area": there.area.pk}),
        ("admin", "exchanges:categories", {"category": there.category.pk, "name": "Taken over"}),
        ("admin", "exchanges:categories", {"category": there.category.pk, "close": "1"}),
    ]


def test_what_a_form_names_must_be_of_its_own_bank(here, there):
    clients = {who: signed_in(here.everybody()[who]) for who in ("party", "coordinator", "admin")}
    forms, before = meant(here), everything()

    for who, name, fields in names_of_another_bank(there):
        response = ask(clients[who], "POST", filled_in(name, here), {**forms[name], **fields}, before=before)

        # The page of categories answers with a sentence on the list; the others show the form again.
        refused = "on" if name == "exchanges:categories" else "400"
        assert (name, fields, in_a_word(response), response.changed) == (name, fields, refused, set())


def test_a_log_takes_no_category_and_no_listing_of_another_bank(here, there):
    client = signed_in(here.party.person)
    read(client, "POST", filled_in("exchanges:log", here), {"who": here.other.number, "listing": there.listing.pk})

    what = {"giver": "me", "description": "Weeding", "category": there.category.pk}
    response = read(client, "POST", filled_in("exchanges:log_what", here), what)

    assert response.status_code == 400
    assert MARKER not in response.text
