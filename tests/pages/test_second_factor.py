"""The second step: setting it up, signing in with it, and a bank whose rule asks for it."""

import re
import time
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from members.actions.letters import sign_in_reader
from members.models import BankEvent, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.access.asking import new_address
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

PASSWORD = "clean-teapot-42"
APP, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")


@pytest.fixture(autouse=True)
def _nobody_has_asked_before(client, settings):
    """Count by ourselves: other tests beside us have people of the same numbers."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}
    client.defaults["REMOTE_ADDR"] = new_address()


@pytest.fixture
def strict(bank):
    bank.asks_second_factor = True
    bank.save()
    return bank


@pytest.fixture
def priya(bank):
    return with_password(make.make_coordinator(bank, name="Priya Desk"))


def with_password(member) -> Member:
    member.person.set_password(PASSWORD)
    member.person.save()
    return member


def sign_in(client, member):
    return client.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})


def shown_by_app(secret: str) -> str:
    """Give the code an app shows now, as if nobody had used it yet."""
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    for pk in Authenticator.objects.values_list("user_id", flat=True):
        cache.delete(f"allauth.mfa.totp.used?user={pk}&code={code}")
    return code


def sure(client) -> Client:
    """Show the password once more, as the pages of the second step ask."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def set_up_app(client) -> str:
    """Set up an app, and give its secret."""
    page = sure(client).get(APP)
    secret = page.context["form"].secret
    client.post(APP, {"code": shown_by_app(secret)})
    return secret


def new_browser() -> Client:
    return Client(REMOTE_ADDR=new_address())


def desk(bank) -> str:
    return reverse("exchanges:desk", args=[bank.slug])


# Setting it up


def test_an_app_is_set_up_after_the_password_was_asked_again(client, priya):
    sign_in(client, priya)
    before = client.get(APP)

    set_up_app(client)

    assert before.url.startswith(reverse("account_reauthenticate"))
    assert "It is switched on." in words(client.get(reverse("mfa_index")))
    assert {each.type for each in Authenticator.objects.filter(user=priya.person)} == {"totp", "recovery_codes"}


def test_what_is_kept_of_it_cannot_be_read_in_the_database(client, priya):
    sign_in(client, priya)

    secret = set_up_app(client)

    kept = [str(each.data) for each in Authenticator.objects.all()]
    codes = client.get(CODES).context["unused_codes"]
    assert len(codes) == 10
    assert not any(secret in text or code in text for text in kept for code in codes)


def test_under_another_secret_key_no_code_fits_and_nothing_breaks(client, priya, settings):
    sign_in(client, priya)
    secret = set_up_app(client)
    settings.SECRET_KEY = "another-key-" * 6
    lost = new_browser()
    sign_in(lost, priya)

    pages = [lost.post(reverse("mfa_authenticate"), {"code": code}) for code in (shown_by_app(secret), "00000000")]

    assert [page.status_code for page in pages] == [200, 200]
    assert "_auth_user_id" not in lost.session


def test_each_change_is_told_by_letter(client, priya, django_capture_on_commit_callbacks):
    sign_in(client, priya)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
        client.post(reverse("mfa_generate_recovery_codes"))
        client.post(reverse("mfa_deactivate_totp"))

    told = Notice.objects.filter(recipient__key=sign_in_reader(priya.person).key).order_by("pk")
    assert {letter.subject for letter in told} == {
        "You sign in with a second step now",
        "You have new recovery codes",
        "Your authenticator app was removed",
    }


# Signing in with it


@pytest.fixture
def secret(client, priya) -> str:
    sign_in(client, priya)
    return set_up_app(client)


def test_the_password_alone_opens_nothing(priya, secret):
    client = new_browser()

    answer = sign_in(client, priya)

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_opens_the_door(priya, secret):
    client = new_browser()
    sign_in(client, priya)

    client.post(reverse("mfa_authenticate"), {"code": shown_by_app(secret)})

    assert client.session["_auth_user_id"] == str(priya.person_id)


def test_a_code_opens_the_door_once(priya, secret):
    code = shown_by_app(secret)
    first, second = new_browser(), new_browser()
    for client in (first, second):
        sign_in(client, priya)

        client.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_opens_the_door_once(client, priya, secret):
    code = client.get(CODES).context["unused_codes"][0]
    browsers = [new_browser(), new_browser()]
    for each in browsers:
        sign_in(each, priya)
        each.post(reverse("mfa_authenticate"), {"code": code})

    assert ["_auth_user_id" in each.session for each in browsers] == [True, False]
    assert code not in client.get(CODES).context["unused_codes"]


def test_guessing_ends_after_five_times(priya, secret):
    client = new_browser()
    sign_in(client, priya)
    for guess in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{guess}"})

    page = client.post(
        reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}
    )

    assert "That was tried many times." in words(page)
    assert "_auth_user_id" not in client.session


def test_a_code_by_letter_does_not_do_without_it(priya, secret):
    client = new_browser()
    client.post(reverse("account_request_login_code"), {"email": priya.person.email})
    letter = Notice.objects.filter(recipient__key=sign_in_reader(priya.person).key).latest("pk")
    code = re.search(r"\d{4}-\d{4}", letter.body)[0]

    answer = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_one_click_into_the_demo_does_not_do_without_it(client, priya, secret, settings):
    settings.DEMO = True
    priya.person.email = "coordinator@demo.example"
    priya.person.save()
    client = new_browser()

    answer = client.post(reverse("demo_sign_in"), {"email": "coordinator@demo.example"})

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


# The bank's rule


def holder_of(role: Role, bank) -> Member:
    if role == Role.ADMIN:
        return make.admin_of(bank)
    return make.make_auditor(bank) if role == Role.AUDITOR else make.make_member(bank, roles=(role,))


PAGE_OF = {
    Role.COORDINATOR: "exchanges:desk",
    Role.ADMIN: "members:settings",
    Role.AUDITOR: "insight:reports",
}


@pytest.mark.parametrize("role", list(PAGE_OF))
def test_where_the_bank_asks_no_role_counts_without_it(client, bank, role):
    holder = with_password(holder_of(role, bank))
    page = reverse(PAGE_OF[role], args=[bank.slug])
    sign_in(client, holder)
    before = client.get(page).status_code
    bank.asks_second_factor = True
    bank.save()

    asked = client.get(page)
    set_up_app(client)
    after = client.get(page)

    assert (before, asked.status_code, after.status_code) == (200, 302, 200)
    assert asked.url == reverse("members:second_step", args=[bank.slug])


def test_who_lacks_the_role_is_refused_as_ever(client, strict, margaret):
    client.force_login(margaret.person)

    assert client.get(desk(strict)).status_code == 403
    assert "Your role waits" not in client.get(reverse("exchanges:home", args=[strict.slug])).text


def test_forms_are_closed_as_pages_are(client, strict, priya, margaret):
    admin = make.admin_of(strict)
    client.force_login(admin.person)

    answer = client.post(
        reverse("members:roles", args=[strict.slug, margaret.number]), {"role": "COORDINATOR", "change": "give"}
    )

    assert answer.url == reverse("members:second_step", args=[strict.slug])
    margaret.refresh_from_db()
    assert margaret.roles == []


def test_every_page_says_that_the_role_waits_and_where_to_go(client, strict, priya):
    sign_in(client, priya)

    page = client.get(reverse("exchanges:home", args=[strict.slug]))
    explained = client.get(reverse("members:second_step", args=[strict.slug]))

    assert "Your role waits for your second step." in words(page)
    assert "Set it up" in words(explained)
    assert reverse("mfa_index") in explained.text


def test_who_has_one_already_shows_it_once(client, strict, priya):
    sign_in(client, priya)
    secret = set_up_app(client)
    client = new_browser()
    client.force_login(priya.person)  # a session that has not shown it

    asked = client.get(desk(strict), follow=True)
    client.post(reverse("mfa_reauthenticate"), {"code": shown_by_app(secret)})

    assert "Show my second step" in words(asked)
    assert client.get(desk(strict)).status_code == 200


def test_one_that_was_removed_counts_no_longer(client, strict, priya):
    sign_in(client, priya)
    set_up_app(client)
    before = client.get(desk(strict)).status_code

    client.post(reverse("mfa_deactivate_totp"))

    assert (before, client.get(desk(strict)).status_code) == (200, 302)


def test_an_admin_sets_the_rule_and_it_is_written_down(client, bank):
    client.force_login(make.admin_of(bank).person)
    page = client.get(reverse("members:settings", args=[bank.slug]))
    typed = {
        name: field.value() for name, field in ((f.name, f) for _h, fs in page.context["form"].parts() for f in fs)
    }
    answers = {name: value for name, value in typed.items() if value is not None and value is not False}
    answers |= {"may_owe_minutes": "12", "warn_over_minutes": "8", "welcome_minutes": "0", "approval_over_minutes": "2"}
    answers |= {"step_minutes": "1", "duty_shown": "NOBODY", "silent_after_days": "14", "why": "To be safe."}

    client.post(reverse("members:settings", args=[bank.slug]), {**answers, "asks_second_factor": "on"})

    bank.refresh_from_db()
    assert bank.asks_second_factor
    assert BankEvent.objects.filter(rule="asks_second_factor", before=False, after=True).count() == 1


# What a browser may send in place of what a device says


HOSTILE = [
    "",
    "x",
    "1",
    "null",
    "[]",
    "{}",
    '{"id": 1}',
    '{"response": []}',
    '{"rawId": "\u0000"}',
    "[[[[" * 500,
    '{"a":' * 200,
]
ODD_IDS = ['{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA"}}']


@pytest.mark.parametrize("credential", [*HOSTILE, *ODD_IDS])
def test_a_device_that_says_nonsense_is_refused(client, priya, credential):
    sign_in(client, priya)
    add = reverse("mfa_add_webauthn")
    sure(client).get(add)

    page = client.post(add, {"name": "My key", "credential": credential})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", [*HOSTILE, *ODD_IDS])
def test_nonsense_opens_no_door(client, priya, credential):
    sign_in(client, priya)
    set_up_app(client)
    other = new_browser()
    sign_in(other, priya)
    other.get(reverse("mfa_authenticate"))

    page = other.post(reverse("mfa_authenticate"), {"credential": credential})

    assert page.status_code == 200
    assert "_auth_user_id" not in other.session
