"""Another e-mail address: by the person at both addresses, by a coordinator who knows them, or by the operator."""

import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import emails
from members.models import EmailChange, MemberEvent, Role
from notices.models import Notice, Recipient
from tests import factories as make
from tests.access.asking import new_address
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

PASSWORD = "clean-teapot-42"
NEW = "rosa@new.example"


@pytest.fixture(autouse=True)
def _nobody_has_asked_before(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}
    client.defaults["REMOTE_ADDR"] = new_address()


@pytest.fixture
def rosa(bank):
    member = make.make_member(bank, name="Rosa Day", email="rosa@old.example")
    member.person.set_password(PASSWORD)
    member.person.save()
    return member


def sign_in(client, member):
    client.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def ask(client, member, email: str = NEW):
    return sign_in(client, member).post(reverse("email_change"), {"email": email}, follow=True)


def link(side: str) -> str:
    change = EmailChange.objects.latest("pk")
    key = change.old_key if side == "old" else change.new_key
    return Notice.objects.get(recipient__key=key).path


def told(address: str) -> list[str]:
    letters = Notice.objects.filter(recipient__address=address, bank="").order_by("pk")
    return list(letters.values_list("subject", flat=True))


# By the person, at both addresses


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_it_holds_once_both_addresses_have_said_yes(client, rosa, order):
    elsewhere = make.make_member(make.make_bank(), email="other@example.org")
    elsewhere.person_id = rosa.person_id
    elsewhere.save()
    ask(client, rosa)
    first, second = link(order[0]), link(order[1])

    page = client.post(first)
    rosa.person.refresh_from_db()
    half = rosa.person.email
    done = client.post(second)

    rosa.person.refresh_from_db()
    assert (half, rosa.person.email) == ("rosa@old.example", NEW)
    assert "Now open the link in the letter to the" in words(page)
    assert "Both addresses have said yes." in words(done)
    assert {Recipient.objects.get(key=each.actor_key).address for each in (rosa, elsewhere)} == {NEW}
    assert MemberEvent.objects.filter(kind="EMAIL_CHANGED").count() == 2
    assert told("rosa@old.example")[-1] == "You no longer sign in with this address"
    assert told(NEW)[-1] == "Your new e-mail address holds"


def test_the_old_address_opens_nothing_any_more(client, rosa):
    ask(client, rosa)
    assert EmailAddress.objects.filter(email="rosa@old.example").exists()  # signing in leaves one behind
    for side in (link("old"), link("new")):
        client.post(side)

    late = Client(REMOTE_ADDR=new_address())
    late.post(reverse("account_login"), {"login": "rosa@old.example", "password": PASSWORD})
    late.post(reverse("account_reset_password"), {"email": "rosa@old.example"})
    late.post(reverse("account_request_login_code"), {"email": "rosa@old.example"})

    assert "_auth_user_id" not in late.session
    assert "Choose a password for your time bank" not in told("rosa@old.example")
    assert not any("your code" in subject for subject in told("rosa@old.example"))


def test_all_other_sessions_end(client, rosa):
    other = sign_in(Client(REMOTE_ADDR=new_address()), rosa)
    ask(client, rosa)
    for side in (link("old"), link("new")):
        client.post(side)

    assert (client.get(reverse("me")).status_code, other.get(reverse("me")).status_code) == (200, 302)


@pytest.mark.parametrize("side", ["old", "new"])
def test_either_address_stops_it(client, rosa, side):
    ask(client, rosa)
    links = [link("old"), link("new")]

    page = Client(REMOTE_ADDR=new_address()).post(link(side), {"stop": "1"})

    assert "It is stopped" in words(page)
    assert [client.post(each).status_code for each in links] == [404, 404]
    rosa.person.refresh_from_db()
    assert rosa.person.email == "rosa@old.example"


def test_one_of_the_two_is_not_enough_however_often(client, rosa):
    ask(client, rosa)
    for _again in range(3):
        client.post(link("new"))

    rosa.person.refresh_from_db()
    assert rosa.person.email == "rosa@old.example"


def test_only_the_last_wish_counts_and_only_for_three_days(client, rosa):
    ask(client, rosa)
    first = link("new")
    client.post(reverse("email_change"), {"email": "third@example.org"})

    assert client.get(first).status_code == 404
    assert client.get(link("new")).status_code == 200
    EmailChange.objects.update(expires_at=timezone.now())
    assert client.get(link("new")).status_code == 404


def test_a_known_address_is_asked_like_any_other_and_only_its_owner_hears_more(client, rosa):
    make.make_member(make.make_bank(), email="known@example.org")

    known, unknown = (words(ask(client, rosa, email)) for email in ("known@example.org", "unknown@example.org"))
    ask(client, rosa, "known@example.org")
    refused = Client(REMOTE_ADDR=new_address()).post(link("new"))

    assert known.replace("unknown@", "X@").replace("known@", "X@") == unknown.replace("unknown@", "X@")
    assert "as another person of this site" in words(refused)


def test_it_asks_for_the_password_first(client, rosa):
    client.post(reverse("account_login"), {"login": rosa.person.email, "password": PASSWORD})

    answer = client.post(reverse("email_change"), {"email": NEW})

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmailChange.objects.exists()


# By a coordinator who knows them


def address_url(member) -> str:
    return reverse("members:address", args=[member.bank.slug, member.number])


def write_down(client, by, member, email: str = NEW, how: str = "Came to the office."):
    client.force_login(by.person)
    return client.post(address_url(member), {"email": email, "how_identified": how}, follow=True)


def claim_link(member) -> str:
    return Notice.objects.get(recipient__key=member.address_claims.latest("pk").recipient_key).path


def test_a_coordinator_recovers_a_member_through_the_new_address(client, priya, rosa):
    session = sign_in(Client(REMOTE_ADDR=new_address()), rosa)
    Authenticator.objects.create(user=rosa.person, type="totp", data={"secret": "x"})
    page = write_down(client, priya, rosa)
    rosa.person.refresh_from_db()
    before = rosa.person.email

    answer = Client(REMOTE_ADDR=new_address()).post(claim_link(rosa))

    rosa.person.refresh_from_db()
    assert "We have asked Rosa Day." in words(page)
    assert (before, rosa.person.email) == ("rosa@old.example", NEW)
    assert answer.url.startswith("/accounts/password/reset/key/")
    assert not rosa.person.check_password(PASSWORD)
    assert not Authenticator.objects.exists()
    assert session.get(reverse("me")).status_code == 302
    event = rosa.events.get(kind="EMAIL_CHANGED")
    assert (event.by, event.words) == (priya, "Came to the office.")
    assert [subject.rpartition(" was ")[2] for subject in told("rosa@old.example")] == [
        "told that you have another e-mail address",
        "You no longer sign in with this address",
    ]


def test_how_they_were_known_is_asked(client, priya, rosa):
    page = write_down(client, priya, rosa, how="  ")

    assert page.status_code == 400
    assert not rosa.address_claims.exists()


def test_who_has_a_role_or_another_bank_is_refused_in_the_same_words(client, bank, priya, rosa):
    with_role = make.make_auditor(bank)
    lead = make.make_member(bank, roles=(Role.SAFEGUARDING,))
    elsewhere = make.make_member(bank, name="Both Banks")
    other = make.make_member(make.make_bank())
    other.person_id = elsewhere.person_id
    other.save()
    assert with_role.number is None  # staff have no page
    admin = make.make_member(bank, name="Boss", roles=(Role.ADMIN,))

    pages = [words(write_down(client, admin, each)) for each in (lead, elsewhere)]

    sentence = "This address is not changed here. They use one of their recovery codes, or ask"
    assert [sentence in page for page in pages] == [True, True]
    assert other.bank.name not in pages[1]
    assert not rosa.address_claims.exists()


def test_a_coordinator_does_not_write_down_the_address_of_somebody_with_a_role(priya, bank):
    lead = make.make_member(bank, email="", roles=(Role.SAFEGUARDING,))

    with pytest.raises(NotAllowed):
        emails.write_down_address(lead, NEW, how_identified="x", by=priya, at=timezone.now())


def test_nobody_writes_down_their_own(client, priya):
    assert write_down(client, priya, priya).status_code == 403


def test_who_came_by_a_role_meanwhile_is_not_recovered_any_more(client, bank, priya, rosa):
    write_down(client, priya, rosa)
    actions.grant_role(rosa, Role.AUDITOR, by=make.admin_of(bank), at=timezone.now())

    Client(REMOTE_ADDR=new_address()).post(claim_link(rosa))

    rosa.person.refresh_from_db()
    assert rosa.person.email == "rosa@old.example"


def test_what_somebody_asked_before_they_were_recovered_counts_no_more(client, priya, rosa):
    thief = Client(REMOTE_ADDR=new_address())
    ask(thief, rosa, "thief@example.org")
    asked = [link("old"), link("new")]
    write_down(client, priya, rosa)
    Client(REMOTE_ADDR=new_address()).post(claim_link(rosa))

    for path in asked:
        thief.post(path)

    rosa.person.refresh_from_db()
    assert rosa.person.email == NEW
    assert not Recipient.objects.filter(address="thief@example.org").exists()


def test_a_code_of_before_opens_nothing_once_they_are_recovered(client, priya, rosa):
    thief = Client(REMOTE_ADDR=new_address())
    thief.post(reverse("account_request_login_code"), {"email": "rosa@old.example"})
    letter = Notice.objects.filter(recipient__address="rosa@old.example").latest("pk")
    code = re.search(r"\d[\d-]+\d", letter.body).group()
    write_down(client, priya, rosa)
    Client(REMOTE_ADDR=new_address()).post(claim_link(rosa))

    thief.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in thief.session


def test_the_page_says_asked_and_then_confirmed(client, bank, priya):
    ethel = make.make_member(bank, name="Ethel", email="")
    asked = words(write_down(client, priya, ethel))
    Client(REMOTE_ADDR=new_address()).post(claim_link(ethel))

    assert "We have asked them on" in asked
    assert "Their address is confirmed." in words(client.get(address_url(ethel)))


def test_who_was_rung_until_now_is_rung_about_it_and_the_reader_cannot_hide_that(client, bank, priya):
    ethel = make.make_member(bank, name="Ethel", email="")
    write_down(client, priya, ethel)
    reader = Client(REMOTE_ADDR=new_address())
    reader.post(claim_link(ethel))
    ethel.refresh_from_db()
    reader.force_login(ethel.person)
    newest = Notice.objects.latest("pk").pk
    reader.post(reverse("notices_read_all"), {"newest": newest})

    desk = words(client.get(reverse("exchanges:desk", args=[bank.slug])))

    assert "Priya Desk wrote down an e-mail address for you" in desk
    notice = Notice.objects.get(subject="You are reached by e-mail from now on")
    assert (notice.delivery, notice.read_at) == (Notice.Delivery.BY_HAND, None)
    assert (
        f'action="{reverse("exchanges:member", args=[bank.slug, ethel.number])}"'
        in client.get(reverse("exchanges:desk", args=[bank.slug])).content.decode()
    )


@pytest.mark.parametrize("has_an_address", [True, False])
def test_how_they_were_known_is_asked_whether_or_not_they_had_an_address(client, bank, priya, has_an_address):
    email = None if has_an_address else ""
    member = make.make_member(bank, name="Ethel", email=email)

    page = write_down(client, priya, member, how=" ")

    assert page.status_code == 400
    assert not member.address_claims.exists()
    write_down(client, priya, member)
    assert member.address_claims.get().how_identified == "Came to the office."


# By the operator


def test_the_operator_recovers_anybody(rosa, bank, capsys):
    admin = make.admin_of(bank)
    Authenticator.objects.create(user=admin.person, type="totp", data={"secret": "x"})

    call_command("recover_person", admin.person.email, "boss@new.example")

    admin.person.refresh_from_db()
    assert admin.person.email == "boss@new.example"
    assert not Authenticator.objects.exists()
    assert "/accounts/password/reset/key/" in capsys.readouterr().out
    assert Recipient.objects.get(key=admin.actor_key).address == "boss@new.example"


def test_what_waited_before_the_operator_recovers_somebody_counts_no_more(client, priya, rosa):
    thief = Client(REMOTE_ADDR=new_address())
    ask(thief, rosa, "thief@example.org")
    asked = [link("old"), link("new")]
    write_down(client, priya, rosa, "thief@example.org")
    asked.append(claim_link(rosa))

    call_command("recover_person", "rosa@old.example", NEW)
    for path in asked:
        Client(REMOTE_ADDR=new_address()).post(path)

    rosa.person.refresh_from_db()
    assert rosa.person.email == NEW


@pytest.mark.parametrize(
    "typed",
    [("nobody@example.org", NEW), ("rosa@old.example", "x"), ("rosa@old.example", "taken@example.org")],
)
def test_the_operators_mistakes_change_nothing(rosa, bank, typed):
    make.make_member(bank, email="taken@example.org")

    with pytest.raises(CommandError) as refusal:
        call_command("recover_person", *typed)

    assert "\n" not in str(refusal.value)
    rosa.person.refresh_from_db()
    assert rosa.person.email == "rosa@old.example"


def test_only_the_second_step_is_lost(rosa, capsys):
    call_command("recover_person", "rosa@old.example", "rosa@old.example")

    rosa.person.refresh_from_db()
    assert rosa.person.email == "rosa@old.example"
    assert not rosa.person.has_usable_password()
