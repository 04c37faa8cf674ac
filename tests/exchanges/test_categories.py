"""The tree of kinds of help: begun from the base that banks share, two levels deep, and what a main kind asks for."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from exchanges.access import needs_approval
from exchanges.actions import life
from exchanges.actions.categories import (
    CategoryRefused,
    Naming,
    add_base,
    add_category,
    change_category,
    start_categories,
    take_base_back,
)
from exchanges.actions.listings import ListingRefused
from exchanges.actions.requirements import ChecksMissing
from exchanges.models import Category, Listing
from exchanges.models.category_base import BASE, code_called
from exchanges.reads.requirements import help_of, needed_for, obstacles_of
from tests import factories as make
from tests.exchanges.rounds.conftest import enter, open_one
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


def tree(bank):
    return set(Category.objects.filter(bank=bank).values_list("name", "parent__name"))


def test_the_base_has_twelve_main_kinds_and_sixty_finer_ones_with_codes_and_names_of_their_own():
    kinds = [kind for main in BASE for kind in (main, *main.finer)]
    finer = [kind for main in BASE for kind in main.finer]

    assert (len(BASE), 58 <= len(finer) <= 66) == (13, True)  # twelve, and something else
    assert len({kind.code for kind in kinds}) == len({str(kind.name).casefold() for kind in kinds}) == len(kinds)
    assert all(kind.code.startswith(f"{main.code}.") for main in BASE for kind in main.finer)
    assert max(len(str(kind.name)) for kind in kinds) <= 60


def test_a_new_bank_gets_the_tree_with_few_statements(bank, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        start_categories(bank)

    assert len(tree(bank)) == sum(1 + len(main.finer) for main in BASE)
    assert ("A listening ear", "Company and visits") in tree(bank)


def test_a_bank_that_exists_keeps_its_names_and_gets_what_it_lacks(bank, admin):
    make.make_category(bank, name="GARDENING", needs_approval=True)
    make.make_category(bank, name="Shopping")
    make.make_category(bank, name="Sailing")

    added = add_base(bank, by=admin)

    assert added == sum(1 + len(main.finer) for main in BASE) - 2
    assert {("GARDENING", None), ("Sailing", None), ("Shopping", "Lifts and errands")} < tree(bank)
    assert ("Lawns and hedges", "GARDENING") in tree(bank)
    assert ("Garden and animals", None) not in tree(bank)
    assert add_base(bank, by=admin) == 0


def test_what_was_added_is_taken_back_unless_somebody_used_it(bank, admin):
    make.make_category(bank, name="Sailing")
    call_command("complete_categories", bank.slug)
    used = Category.objects.get(bank=bank, code="GARDEN.LAWN")
    make.make_listing(make.make_member(bank), category=used)
    wished = Category.objects.get(bank=bank, code="FOOD.BAKING")
    enter(open_one(bank, make.make_coordinator(bank)), make.make_member(bank), ("TAKE", wished, 60))

    call_command("complete_categories", bank.slug, undo=True)

    assert tree(bank) == {("Sailing", None), ("Lawns and hedges", None), ("Baking", None)}
    assert take_base_back(bank) == 0


def test_another_banks_tree_is_left_alone(bank, admin):
    other = make.make_bank()
    start_categories(other)

    add_base(bank, by=admin)
    take_base_back(bank)

    assert len(tree(other)) == sum(1 + len(main.finer) for main in BASE)


def test_only_an_admin_completes_the_tree(bank):
    with pytest.raises(NotAllowed):
        add_base(bank, by=make.make_coordinator(bank))


@pytest.mark.parametrize(
    ("name", "code"), [(" gardening ", "GARDEN"), ("PETS", "GARDEN.PETS"), ("Lessons", "LEARNING"), ("Sailing", "")]
)
def test_a_name_says_which_kind_it_obviously_is(name, code):
    assert code_called(name) == code


def test_the_tree_has_two_levels(bank, admin):
    garden = add_category(bank, Naming("Garden"), by=admin, at=timezone.now())
    lawns = add_category(bank, Naming("Lawns", parent=garden), by=admin, at=timezone.now())
    elsewhere = make.make_category(make.make_bank(), name="Music")

    for name, parent in (("Edges", lawns), ("Notes", elsewhere)):
        with pytest.raises(CategoryRefused, match="Choose one of the main kinds"):
            add_category(bank, Naming(name, parent=parent), by=admin, at=timezone.now())
    with pytest.raises(CategoryRefused, match="Choose one of the main kinds"):
        change_category(garden, Naming("Garden", parent=garden), by=admin, at=timezone.now())
    with pytest.raises(CategoryRefused, match="Finer kinds stand under this one"):
        change_category(
            garden, Naming("Garden", parent=make.make_category(bank, name="Home")), by=admin, at=timezone.now()
        )
    assert tree(bank) == {("Garden", None), ("Lawns", "Garden"), ("Home", None)}


def test_what_a_main_kind_asks_for_holds_for_the_finer_ones(bank):
    kind, gwen, ray = make.make_check_kind(bank), make.make_member(bank), make.make_member(bank)
    lifts = make.make_category(bank, name="Lifts")
    lifts.checks.add(kind)
    car = make.make_category(bank, name="By car", parent=lifts)
    listing = make.make_listing(gwen, category=car)
    today = bank.day(timezone.now())

    with pytest.raises(ChecksMissing):
        life.propose(make.draft(gwen, ray, category=car), make.act(ray))
    assert needed_for(listing) == [kind]
    assert [each.waits_for_check for each in Listing.objects.of(bank).with_what_waits(today)] == [True]
    exchange = make.confirmed_exchange(gwen, ray, category=car)
    assert [each.kinds for each in obstacles_of([help_of(exchange, today=today)])[0]] == [(kind,)]


def test_kinds_without_a_main_kind_need_only_what_they_say(bank):
    kind, gwen = make.make_check_kind(bank), make.make_member(bank)
    make.make_category(bank, name="Lifts").checks.add(kind)

    assert needed_for(make.make_listing(gwen)) == []
    assert needed_for(make.make_listing(gwen, title="Weeding", category=make.make_category(bank))) == []


def test_exchanges_of_a_finer_kind_are_approved_as_the_main_kind_says(bank):
    home = make.make_category(bank, name="Home", needs_approval=True)
    taps = make.make_category(bank, name="Taps", parent=home)

    exchange = make.confirmed_exchange(make.make_member(bank), make.make_member(bank), category=taps)

    assert needs_approval(exchange)
    assert exchange.state == "CONFIRMED"


def test_a_closed_main_kind_takes_its_finer_ones_with_it(bank):
    home = make.make_category(bank, name="Home", is_open=False)
    taps = make.make_category(bank, name="Taps", parent=home)

    assert list(Category.objects.of(bank).in_use()) == []
    with pytest.raises(ListingRefused):
        make.make_listing(make.make_member(bank), category=taps)
