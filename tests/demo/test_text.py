"""The demo bank's words hold together: enough of them, everybody known, nobody real reachable."""

import re
from collections import Counter

from timebank.demo.served import SERVICES
from timebank.demo.text import (
    ADMIN,
    APPLICANTS,
    AUDITOR,
    CATEGORIES,
    DEEDS,
    LISTINGS,
    LONG_DEEDS,
    NEIGHBOUR,
    ORGANISATIONS,
    PEOPLE,
    RESIDENT,
)
from timebank.demo.town import AREAS

# The ranges that Ofcom keeps free for drama: a number in the demo bank rings nobody.
DRAMA = re.compile(r"01632 960\d{3}|07700 900\d{3}")
MONEY = re.compile(r"£|\$|€|\b(pounds?|pence|quid|euros?|dollars?|pay|money|cash)\b", re.IGNORECASE)

MEMBERS = {member.key: member for member in (*PEOPLE, *ORGANISATIONS)}
SERVED = tuple(each for service in SERVICES for each in service.served)
EVERYBODY = (*MEMBERS.values(), *APPLICANTS, *(service.organisation for service in SERVICES))
ALL_DEEDS = (*DEEDS, *LONG_DEEDS)


def test_there_is_enough_for_a_year():
    assert len(PEOPLE) >= 124
    assert len(ORGANISATIONS) == 6
    assert len(APPLICANTS) == 5
    assert len(LISTINGS) >= 115
    assert len(ALL_DEEDS) >= 145


def test_about_a_third_have_no_email():
    without = [person for person in PEOPLE if not person.email]

    assert 0.3 < len(without) / len(PEOPLE) < 0.4


def test_nobody_shares_a_key_a_name_a_number_or_an_address():
    for field in ("name", "telephone", "email"):
        counts = Counter(getattr(member, field) for member in EVERYBODY if getattr(member, field))
        assert {value: count for value, count in counts.items() if count > 1} == {}
    assert len(MEMBERS) == len(PEOPLE) + len(ORGANISATIONS)


def test_no_number_or_address_reaches_anybody_real():
    assert [member.name for member in EVERYBODY if not DRAMA.fullmatch(member.telephone)] == []
    assert [member.name for member in EVERYBODY if member.email and not member.email.endswith("@demo.example")] == []


def test_every_place_is_a_neighbourhood_and_a_district_never_a_street():
    coarse = re.compile(r"[A-Z][a-z]+( [A-Z][a-z]+)?, RV[123]")

    assert [member.area for member in EVERYBODY if not coarse.fullmatch(member.area)] == []
    assert {member.area for member in EVERYBODY} == AREAS.keys()


def test_deeds_and_listings_name_members_and_categories_there_are():
    assert {listing.by for listing in LISTINGS} <= MEMBERS.keys()
    assert {key for deed in ALL_DEEDS for key in (deed.giver, deed.receiver)} - {""} <= MEMBERS.keys()
    assert (
        {deed.category for deed in DEEDS}
        == {deed.category for deed in LONG_DEEDS}
        == {listing.category for listing in LISTINGS}
        == CATEGORIES.keys()
    )


def test_people_offer_what_they_give_and_ask_for_what_they_need():
    for listing in LISTINGS:
        member = MEMBERS[listing.by]
        assert listing.category in (member.gives if listing.kind == "OFFER" else member.needs), listing.title


def test_every_deed_has_somebody_to_give_it_and_somebody_else_to_receive_it():
    for deed in ALL_DEEDS:
        givers = [key for key, member in MEMBERS.items() if deed.category in member.gives]
        receivers = [key for key, member in MEMBERS.items() if deed.category in member.needs]
        assert deed.giver in ("", *givers), deed.what
        assert deed.receiver in ("", *receivers), deed.what
        assert givers
        assert receivers
        assert deed.giver != deed.receiver or not deed.giver


def test_those_who_run_the_bank_without_an_account_do_not_trade():
    trading = {listing.by for listing in LISTINGS} | {key for deed in ALL_DEEDS for key in (deed.giver, deed.receiver)}

    assert {ADMIN.key, AUDITOR.key} & trading == set()


def test_deeds_take_whole_quarters_from_half_an_hour_to_six_hours():
    assert [deed.what for deed in DEEDS if deed.minutes % 15 or not 30 <= deed.minutes <= 240] == []
    assert [deed.what for deed in LONG_DEEDS if deed.minutes % 15 or not 165 <= deed.minutes <= 360] == []


def test_deeds_differ_and_about_half_were_thanked():
    thanked = [deed for deed in ALL_DEEDS if deed.thanks]

    assert len({deed.what for deed in ALL_DEEDS}) == len(ALL_DEEDS)
    assert 0.4 < len(thanked) / len(ALL_DEEDS) < 0.75


def test_the_neighbour_offers_what_the_resident_asks_for():
    asked = {listing.category for listing in LISTINGS if (listing.by, listing.kind) == (RESIDENT.key, "REQUEST")}
    offered = {listing.category for listing in LISTINGS if (listing.by, listing.kind) == (NEIGHBOUR.key, "OFFER")}

    assert asked == offered == {"LIFTS", "GARDEN", "COMPUTERS"}


def test_the_words_fit_their_fields_and_never_speak_of_money():
    words = [member.about for member in EVERYBODY]
    words += [text for listing in LISTINGS for text in (listing.title, listing.words)]
    words += [text for deed in ALL_DEEDS for text in (deed.what, deed.thanks)]

    assert [text for text in words if MONEY.search(text)] == []
    assert max(len(listing.title) for listing in LISTINGS) <= 100
    assert max(len(member.about) for member in EVERYBODY) <= 2000


def test_whom_services_introduced_is_nobody_else_and_nobody_real():
    names = Counter(each.name for each in (*EVERYBODY, *SERVED))
    numbers = Counter(each.telephone for each in (*EVERYBODY, *SERVED))

    assert {words: count for words, count in (names + numbers).items() if count > 1} == {}
    assert [each.name for each in SERVED if not DRAMA.fullmatch(each.telephone)] == []
    assert {each.area for each in SERVED} <= AREAS.keys()
    assert [each.name for each in SERVED if not each.good_at] == []


def test_each_service_has_a_year_and_neighbours_who_are_there():
    for service in SERVICES:
        assert len(service.turning) == 12
        assert all(both <= came <= len(service.served) for came, both in service.turning)
        assert set(service.neighbours) <= MEMBERS.keys()
