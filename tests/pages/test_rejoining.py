"""What the desk reads of somebody who was here before and asks to join again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import Application
from members.actions.leaving import record_leaving
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name, bank, *args):
    return reverse(f"members:{name}", args=[bank.slug, *args])


def test_who_left_while_suspended_and_comes_back_is_read_with_that(bank, priya, margaret, sign_in):
    make.suspend(margaret, by=priya, reason="Rude at <b>the</b> lunch.")
    record_leaving(margaret, by=margaret, at=timezone.now())
    wish = Application(name=margaret.name, email=margaret.person.email)
    actions.apply_to_join(bank, wish, person=margaret.person, at=timezone.now())

    page = sign_in(priya).get(url("application", bank, margaret.pk))

    assert "They were suspended on" in words(page)
    assert "Rude at &lt;b&gt;the&lt;/b&gt; lunch." in page.text


def test_a_suspension_that_ended_is_over_when_somebody_comes_back(bank, priya, margaret, sign_in):
    make.suspend(margaret, by=priya, reason="Rude at lunch.")
    actions.come_back(margaret, by=priya, at=timezone.now())
    record_leaving(margaret, by=margaret, at=timezone.now())
    wish = Application(name=margaret.name, email=margaret.person.email)
    actions.apply_to_join(bank, wish, person=margaret.person, at=timezone.now())

    assert "Rude at lunch." not in sign_in(priya).get(url("application", bank, margaret.pk)).text


def test_who_says_they_have_grown_up_is_read_with_what_we_knew(bank, priya, sign_in):
    Bank.objects.filter(pk=bank.pk).update(lets_in_minors=True)
    tilly = make.make_minor(bank, name="Tilly Young")
    record_leaving(tilly, by=tilly, at=timezone.now())
    wish = Application(name=tilly.name, email=tilly.person.email)
    actions.apply_to_join(bank, wish, person=tilly.person, at=timezone.now())
    client, page = sign_in(priya), url("application", bank, tilly.pk)

    assert "They say now that they are 18 or older. We knew them as 16 or 17." in words(client.get(page))
    client.post(url("applicant_guardian", bank, tilly.pk), {"age_band": "ADULT"})
    assert "We knew them as" not in words(client.get(page))
