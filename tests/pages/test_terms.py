"""The pages of what everybody says yes to: read, published, and still missing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Consent, TermsVersion
from members.reads.terms import current_terms
from tests import factories as make
from tests.pages.joining import url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_terms_and_a_member_is_asked_when_they_are_new(client, bank, margaret, sign_in):
    assert "An hour is an hour" in client.get(url("terms", bank)).text
    home = reverse("exchanges:home", args=[bank.slug])
    assert url("terms", bank) not in sign_in(margaret).get(home).text

    actions.publish_terms(bank, "TERMS", "We are kind.", by=make.admin_of(bank), at=timezone.now())

    assert url("terms", bank) in client.get(home).text
    seen = client.get(url("terms", bank)).context["form"].initial["seen"]
    assert client.post(url("terms_accept", bank), {"seen": seen}).url == home
    assert url("terms", bank) not in client.get(home).text


def test_an_admin_publishes_a_wording_and_the_earlier_one_can_still_be_read(client, bank, sign_in):
    admin, first = make.admin_of(bank), current_terms(bank)[0]
    typed = {"kind": "TERMS", "text": "We are kind.", "number": "99", "bank": make.make_bank().pk}

    sign_in(admin).post(url("terms_settings", bank), typed)

    made = TermsVersion.objects.get(bank=bank, number=2)
    assert (made.kind, made.text, made.published_by) == ("TERMS", "We are kind.", admin)
    client.logout()
    assert "This is an earlier wording." in client.get(url("terms_version", bank, first.pk)).text
    assert "We are kind." in client.get(url("terms_version", bank, made.pk)).text


def test_a_bank_without_a_wording_is_led_to_a_first_one_and_publishes_it_itself(client, bank, margaret, sign_in):
    Consent.objects.filter(terms__bank=bank).delete()
    TermsVersion.objects.filter(bank=bank).delete()
    client = sign_in(make.admin_of(bank))

    settings = words(client.get(url("settings", bank)))
    page = client.get(url("terms_settings", bank))
    published = TermsVersion.objects.filter(bank=bank).count()
    first = page.context["forms"][0]["text"].value()
    client.post(url("terms_settings", bank), {"kind": "TERMS", "text": first})

    assert "A first wording is ready. Read it, change it, and publish it" in settings
    assert words(page).count("Nothing is published yet. This is a first wording") == 2
    assert published == 0
    assert TermsVersion.objects.get(bank=bank).text.startswith("Welcome. This is what we promise one another")
    assert words(client.get(url("terms_settings", bank))).count("Nothing is published yet.") == 1
    assert "A first wording is ready." in words(client.get(url("settings", bank)))
    client.post(url("terms_settings", bank), {"kind": "CONDUCT", "text": "We are kind."})
    assert "A first wording is ready." not in words(client.get(url("settings", bank)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_sees_who_has_not_said_yes(bank, priya, sign_in, django_assert_num_queries, rows):
    late = [make.make_member(bank, name=f"Late {number}") for number in range(rows)]
    Consent.objects.filter(member__in=late).update(ended_at=timezone.now())
    client = sign_in(priya)

    with django_assert_num_queries(6):  # session, person, bank, membership, how many hold now, members
        page = client.get(url("terms_missing", bank))

    assert [member.name for member in page.context["members"]] == [member.name for member in late]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_wordings_take_six_queries(bank, sign_in, django_assert_num_queries, rows):
    admin = make.admin_of(bank)
    for number in range(rows):
        actions.publish_terms(bank, "TERMS", f"Text {number}", by=admin, at=timezone.now())
    client = sign_in(admin)

    with django_assert_num_queries(6):  # session, person, bank, membership, what holds now, all wordings
        assert client.get(url("terms_settings", bank)).status_code == 200
