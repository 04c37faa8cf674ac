"""Addresses that a coordinator writes down: their owner says yes, and nobody else learns whether we know them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions.addresses import CLAIM_LASTS
from members.models import AddressClaim, Mandate, Member, MemberEvent, Person, Role
from notices import actions as notices
from notices.models import Notice, Recipient
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

EMAIL = "rosa@example.org"


@pytest.fixture
def rosa(bank, priya):
    return enrolled(bank, priya)


def enrolled(bank, by, **fields):
    told = make.enrolment(**{"name": "Rosa Day", "email": EMAIL, "telephone": "01632 960111", **fields})
    return actions.enrol(bank, told, by=by, at=timezone.now())


def link_to(member) -> str:
    """Give the path in the letter that asks whoever reads the mail."""
    return Notice.objects.get(recipient__key=member.address_claims.latest("pk").recipient_key).path


def known_elsewhere(**fields) -> Member:
    member = make.make_member(make.make_bank(), name="Rosa Known", email=EMAIL, **fields)
    member.person.set_password("clean-teapot-42")
    member.person.save()
    return member


def shown_for(client, bank, **answers) -> list:
    """What the coordinator reads after signing somebody up, without numbers and names."""
    page = client.post(
        reverse("members:enrol", args=[bank.slug]), {"hand": "Sewing", "how": "PHONE", **answers}, follow=True
    )
    member = Member.objects.of(bank).latest("pk")
    seen = words(page).replace(answers["name"], "NAME").replace(f"number {member.number}", "number N")
    return [page.status_code, seen]


def test_a_coordinator_cannot_tell_a_known_address_from_an_unknown_one(sign_in, bank, priya):
    known_elsewhere()
    make.make_member(bank, name="Someone", email="member@example.org")
    client = sign_in(priya)

    pages = [
        shown_for(client, bank, name=name, email=email, telephone=f"01632 9601{place}")
        for place, (name, email) in enumerate(
            [("Ann", EMAIL), ("Ben", "member@example.org"), ("Cem", "nobody@example.org")], start=10
        )
    ]

    assert pages[0] == pages[1] == pages[2]
    letters = Notice.objects.filter(kind="ADDRESS_CLAIM")
    assert sorted(letters.values_list("recipient__address", flat=True)) == sorted(
        [EMAIL, "member@example.org", "nobody@example.org"]
    )
    assert {"for Ann", "for Ben", "for Cem"} == {f"for {body.split(' for ')[1][:3]}" for body in bodies(letters)}


def bodies(letters) -> list[str]:
    return list(letters.values_list("body", flat=True))


def test_until_somebody_says_yes_the_member_is_reached_by_hand(rosa):
    rosa.refresh_from_db()

    assert rosa.person.email is None
    assert Notice.objects.get(recipient__key=rosa.actor_key).delivery == Notice.Delivery.BY_HAND
    letter = Notice.objects.get(kind="ADDRESS_CLAIM")
    assert (letter.bank, letter.delivery, letter.recipient.address) == ("", Notice.Delivery.EMAIL, EMAIL)
    assert link_to(rosa).rsplit("/", 2)[1] not in str(AddressClaim.objects.values().get())


def test_an_address_of_nobodys_becomes_theirs_and_they_choose_a_password(client, rosa):
    path = link_to(rosa)

    page = client.get(path)
    answer = client.post(path)

    assert "has written down Rosa Day with this e-mail address" in words(page)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/password/reset/key/")
    rosa.refresh_from_db()
    assert rosa.person.email == EMAIL
    assert Recipient.objects.get(key=rosa.actor_key).address == EMAIL
    assert rosa.events.filter(kind=MemberEvent.Kind.EMAIL_CHANGED).count() == 1
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_looking_at_the_link_changes_nothing(client, rosa):
    client.get(link_to(rosa))

    assert Person.objects.get(pk=rosa.person_id).email is None


def test_a_coordinators_letter_does_not_lead_to_a_role_that_came_after_it(client, bank, rosa):
    actions.grant_role(rosa, Role.AUDITOR, by=make.admin_of(bank), at=timezone.now())

    answer = client.post(link_to(rosa))

    rosa.person.refresh_from_db()
    assert answer.status_code == 409
    assert rosa.person.email is None


def test_the_letter_is_forgotten_once_it_is_answered(client, rosa):
    path, key = link_to(rosa), rosa.address_claims.get().recipient_key

    client.post(path)

    assert Recipient.objects.get(key=key).address == ""
    assert not Notice.objects.filter(path=path).exists()


def test_somebody_we_know_must_sign_in_and_then_has_two_banks(client, rosa):
    known, shell = known_elsewhere(), rosa.person_id
    path = link_to(rosa)

    before = client.get(path)
    refused = client.post(path)
    client.force_login(known.person)
    answer = client.post(path, follow=True)

    assert "You sign in with this address already." in words(before)
    assert reverse("account_login") + "?next=" in before.text
    assert "You sign in with this address already." in words(refused)
    rosa.refresh_from_db()
    assert rosa.person == known.person
    assert not Person.objects.filter(pk=shell).exists()
    assert rosa.name == "Rosa Day"
    assert "is one of your time banks now." in words(answer)


def test_nobody_else_takes_the_membership(client, bank, rosa, margaret):
    known_elsewhere()
    client.force_login(margaret.person)
    path = link_to(rosa)

    pages = [client.get(path), client.post(path)]

    assert ["Sign out first" in words(page) for page in pages] == [True, True]
    rosa.refresh_from_db()
    assert rosa.person.email is None


def test_who_is_a_member_already_is_told_so_and_nobody_else_is(client, bank, priya):
    known = make.make_member(bank, name="Rosa Known", email=EMAIL)
    rosa = enrolled(bank, priya)
    client.force_login(known.person)

    page = client.post(link_to(rosa))

    assert page.status_code == 409
    assert "You are a member of" in words(page)
    rosa.refresh_from_db()
    assert rosa.person != known.person
    assert rosa.address_claims.get().waits(timezone.now())  # as if nobody had answered


def test_a_supporter_who_becomes_a_member_acts_on_as_that_member(client, bank, priya, margaret):
    helper = actions.Helper(name="Rosa Day", telephone="01632 960111")
    mandate = actions.name_supporter(margaret, helper, how="PHONE", by=priya, at=timezone.now())
    person = mandate.holder.person
    Person.objects.filter(pk=person.pk).update(email=EMAIL)
    rosa = enrolled(bank, priya)
    client.force_login(person)

    answer = client.post(link_to(rosa))

    assert answer.status_code == 302
    rosa.refresh_from_db()
    mandate.refresh_from_db()
    assert (rosa.person, mandate.holder, mandate.ended_at) == (person, rosa, None)
    assert list(Mandate.objects.acting()) == [mandate]
    assert Member.objects.get(kind=Member.Kind.SUPPORTER).state == Member.State.LEFT


def test_who_says_no_is_believed(client, rosa):
    path = link_to(rosa)

    page = client.post(path, {"refuse": "1"})

    assert "Thank you for telling us" in words(page)
    assert client.get(path).status_code == 404
    rosa.refresh_from_db()
    assert rosa.person.email is None


def test_a_link_lasts_a_fortnight_and_the_last_one_counts(client, bank, priya, rosa):
    first = link_to(rosa)
    again = actions.claim_address(rosa, "other@example.org", by=priya, at=timezone.now())
    second = link_to(rosa)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200

    AddressClaim.objects.filter(pk=again.pk).update(expires_at=timezone.now())
    assert client.get(second).status_code == 404
    assert again.expires_at - again.at == CLAIM_LASTS == datetime.timedelta(days=14)


def test_who_has_left_is_not_asked_any_more(client, rosa, priya):
    path = link_to(rosa)

    actions.record_leaving(rosa, by=priya, at=timezone.now())

    assert client.get(path).status_code == 404


def test_nobodys_mail_is_flooded(bank, priya):
    for number in range(6):
        enrolled(bank, priya, name=f"Rosa {number}")

    assert Notice.objects.filter(kind="ADDRESS_CLAIM").count() == 3
    assert AddressClaim.objects.count() == 6


@pytest.mark.parametrize("secret", ["x", "x" * 500, "%00", "..", "<b>"])
def test_a_made_up_link_is_not_found(client, secret):
    assert client.get(f"/accounts/address/{secret}/").status_code == 404


def test_no_line_of_the_log_says_how_the_link_ends(client, rosa, caplog):
    path = link_to(rosa)
    Member.objects.filter(pk=rosa.pk).update(state="LEFT")

    with caplog.at_level("WARNING", logger="django.request"):
        client.get(path)

    assert [each.getMessage() for each in caplog.records] == ["Not Found: /accounts/address/…/"]


def test_a_letter_is_really_sent(rosa, mailoutbox):
    letter = Notice.objects.get(kind="ADDRESS_CLAIM")

    notices.deliver(letter.pk, at=timezone.now())

    assert mailoutbox[0].to == [EMAIL]
    assert "is this your address?" in mailoutbox[0].subject
    assert link_to(rosa) in mailoutbox[0].body


def test_staff_begin_once_they_have_said_yes(client, bank):
    known = known_elsewhere()
    by = make.admin_of(bank)
    staff = actions.appoint(bank, email=EMAIL, name="Ada", role=Role.AUDITOR, by=by, at=timezone.now())
    client.force_login(known.person)
    reports = reverse("insight:reports", args=[bank.slug])
    before = client.get(reports).status_code

    client.post(link_to(staff))

    assert (before, client.get(reports).status_code) == (404, 200)


def test_who_acts_for_the_same_member_twice_can_still_say_yes(client, bank, priya, margaret):
    helper = actions.Helper(name="Rosa Day", telephone="01632 960111")
    first = actions.name_supporter(margaret, helper, how="PHONE", by=priya, at=timezone.now())
    Person.objects.filter(pk=first.holder.person_id).update(email=EMAIL)
    rosa = enrolled(bank, priya)
    helper = actions.Helper(member=rosa)
    second = actions.name_supporter(margaret, helper, how="PHONE", by=priya, at=timezone.now())
    client.force_login(first.holder.person)

    assert client.post(link_to(rosa)).status_code == 302

    first.refresh_from_db()
    assert first.ended_at is not None
    assert list(Mandate.objects.acting()) == [second]
