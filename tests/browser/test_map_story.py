"""The map: a picture of its list where scripts run, and whole without them; its pictures come from one host alone."""

import itertools
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.looking import faults_of, must_be_none
from timebank.lib.tiles import Tiles

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = (390, 844)


@pytest.fixture
def rosa(transactional_db):
    bank = make.make_bank()
    priya = make.make_coordinator(bank, name="Priya Shah")
    north = make.make_area(bank, "North of the canal", latitude="53.49")
    make.make_area(bank, "Mill End", latitude="53.47", longitude="-2.26")
    make.make_asset(priya, area=north, where="Mill Lane 4")
    make.make_asset(priya, kind="ASSOCIATION", title="Allotment society", area=north)
    return make.make_member(bank, name="Rosa Day")


def test_the_map_leads_where_its_list_leads(open_page, rosa):
    page = open_page(rosa.person, size=PHONE)
    page.goto(reverse("services:map", args=[rosa.bank.slug]))
    marker = page.get_by_role("group", name="Map of the areas").get_by_role("link", name="North of the canal: 2")

    marker.focus()
    marker.press("Enter")

    expect(page.get_by_role("link", name="Mill Lane hall")).to_be_visible()
    expect(page.get_by_text("You chose")).to_be_visible()
    expect(page).to_have_url(re.compile(r"area=north"))


def test_without_scripts_the_list_is_whole_and_there_is_no_map(open_page, rosa):
    page = open_page(rosa.person, size=PHONE, scripts=False)
    page.goto(reverse("services:map", args=[rosa.bank.slug]))

    expect(page.get_by_role("group", name="Map of the areas")).to_have_count(0)
    page.get_by_role("link", name="North of the canal: 2").click()
    expect(page.get_by_role("link", name="Mill Lane hall")).to_be_visible()


def test_pictures_come_from_the_named_host_alone_and_tell_it_no_page(open_page, rosa, settings):
    settings.MAP_TILES = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org", "© Some map")
    page = open_page(rosa.person)
    asked = []

    def answer(route):
        asked.append((route.request.url, route.request.headers.get("referer", "")))
        route.fulfill(status=200, content_type="image/svg+xml", body="<svg xmlns='http://www.w3.org/2000/svg'/>")

    page.route(re.compile(r"^https://"), answer)
    page.goto(reverse("services:map", args=[rosa.bank.slug]))
    expect(page.get_by_text("Map: © Some map")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert asked
    assert {url.split("/")[2] for url, _sent in asked} == {"tiles.example.org"}
    assert {sent.split("/")[3] for _url, sent in asked if sent} <= {""}  # the site's address, and no page of it


def test_names_of_areas_that_are_near_one_another_do_not_lie_on_one_another(open_page, rosa):
    near = [make.make_area(rosa.bank, name, latitude="53.47", longitude="-2.26") for name in ("Lock Meadow", "Quay")]
    for area in near:
        make.make_asset(rosa, area=area, title=f"Hall of {area.name}")
    page = open_page(rosa.person, size=PHONE)
    page.goto(reverse("services:map", args=[rosa.bank.slug]))
    names = page.locator(".asset-area")
    expect(names).to_have_count(4)

    spans = sorted((box["y"], box["y"] + box["height"]) for box in (name.bounding_box() for name in names.all()))

    assert all(end <= begin for (_begin, end), (begin, _end) in itertools.pairwise(spans))


def test_the_map_is_fit_for_everybody(open_page, rosa):
    page = open_page(rosa.person)
    page.goto(reverse("services:map", args=[rosa.bank.slug]))

    must_be_none(faults_of(page, "the map"))
