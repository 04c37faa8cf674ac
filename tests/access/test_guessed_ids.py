"""Every address with a number in it, asked with other people's numbers by those who have nothing to do with them.

An ordinary member, a supporter, somebody of a service's staff and an applicant read nothing that is private to others,
and change no row that was there before.
"""

import copy

import pytest
from django.db import transaction
from django.utils import timezone

from exchanges.models import Exchange, Step
from members.actions import Application, apply_to_join
from members.actions.mandates import Helper, name_supporter
from members.models import (
    AddressClaim,
    Concern,
    Consent,
    Gift,
    Invitation,
    JoiningStep,
    Letter,
    Mandate,
    Member,
    MemberEvent,
    Note,
    Person,
    WaitingAddress,
)
from notices.models import Notice
from tests import factories as make
from tests.access import scene as scenes
from tests.access.addresses import all_addresses, filled_in, parts_of
from tests.access.asking import has_read, read, rows_written, same_browser, signed_in, written_since
from tests.access.forms import meant
from tests.access.picturing import changes, picture
from tests.access.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARKER = "Quetzalcoatl"
# A link with a secret in it is the permission itself: whoever has it may enter. The others can be guessed.
SECRETS = {"link", "invited", "secret", "key", "uidb36"}
GUESSABLE = {"pk", "number", "notice_id", "other", "seal", "step"}
# At another bank a supporter and somebody of a service's staff pass no guard that a member does not pass.
ASKED = [
    *((who, "of the same bank") for who in ("member", "supporter", "service staff", "applicant")),
    *((who, "of another bank") for who in ("member", "applicant")),
]
# What no other member may read, wherever it stands.
PRIVATE = {
    Member: ("telephone", "postal_address", "access_needs"),
    MemberEvent: ("words",),
    Exchange: ("description",),
    Step: ("reason",),
    Notice: ("subject", "body"),
    Note: ("words",),
    Concern: ("words", "about_words"),
    Letter: ("words",),
    Consent: ("text",),
    Invitation: ("words",),
    JoiningStep: ("words",),
    AddressClaim: ("how_identified",),
}
# One's own rows that a page or a form may touch: what was read, and one's own settings.
OWN = {"notices_notice", "members_person", "usersessions_usersession", "account_emailaddress"}


def mark_what_is_private() -> None:
    """Put a word that nobody else uses into everything that is between two people, or nobody's business."""
    for model, columns in PRIVATE.items():
        for column in columns:
            for row in model.objects.exclude(**{f"{column}": None}):
                longest = model._meta.get_field(column).max_length or 1000
                model.objects.filter(pk=row.pk).update(**{column: f"{MARKER} {getattr(row, column)}"[:longest]})
    for number, person in enumerate(Person.objects.exclude(email=None)):
        Person.objects.filter(pk=person.pk).update(email=f"{MARKER}{number}@example.org".lower())


def make_askers(scene: Scene) -> dict[str, Person]:
    """Make those who ask: nothing of the scene is theirs. The supporter acts for somebody else altogether."""
    now = timezone.now()
    bank = scene.bank
    helped = make.make_member(bank, name="Olwen", email="")
    helper = Helper(name="Nesta", telephone="01632 960777", email="nesta@example.org", words="daughter")
    mandate = name_supporter(helped, helper, how=Consent.How.PHONE, by=scene.coordinator, at=now)
    supporter = Mandate.objects.get(pk=mandate.pk).holder.person
    if supporter.email is None:
        Person.objects.filter(pk=supporter.pk).update(email="nesta@example.org")
    staff = Person.objects.create_user("surgery@example.org", "not-a-secret", name="Receptionist")
    Member.objects.create(
        bank=bank, person=staff, name=staff.name, kind=Member.Kind.STAFF, state=Member.State.APPROVED, joined_at=now
    )
    applicant = apply_to_join(bank, Application(name="Idris", email="idris@example.org"), at=now)
    return {
        "member": make.make_member(bank, name="Tegwen").person,
        "supporter": Person.objects.get(pk=supporter.pk),
        "service staff": staff,
        "applicant": applicant.person,
    }


def guessable() -> list[str]:
    return [each.name for each in all_addresses() if each.parts & GUESSABLE and not each.parts & SECRETS]


@pytest.fixture(scope="module")
def built(file_transaction) -> tuple[Scene, Scene, dict[str, Person]]:
    """A bank, a neighbouring one and those who ask; what is private in both banks has the word in it."""
    here, there = scenes.build("riverside", listings_are_public=True), scenes.build("hillside")
    mark_what_is_private()
    return here, there, make_askers(here)


@pytest.fixture
def of_this_test(built, db) -> tuple[Scene, Scene, dict[str, Person]]:
    return copy.deepcopy(built)


@pytest.mark.parametrize(("who", "whose"), ASKED)
def test_guessed_numbers_show_nothing_private_and_change_nothing(of_this_test, who, whose):
    here, there, askers = of_this_test
    client = signed_in(askers[who])
    target = here if whose == "of the same bank" else there
    forms = meant(target)
    before, faults = picture(), []

    for name in guessable():
        bank = here.bank.slug if "bank" in parts_of(name) else None
        path = filled_in(name, target, bank=bank)
        for how, typed in (("GET", None), ("POST", {}), *((("SEND", forms[name]),) if name in forms else ())):
            with transaction.atomic():
                written_before = rows_written()
                response = read(same_browser(client), "GET" if how == "GET" else "POST", path, typed)
                text = response.whole.decode(errors="replace")
                found = changes(before, picture(of=written_since(written_before))) if how != "GET" else []
                transaction.set_rollback(True)
            if MARKER.lower() in text.lower():
                faults.append((name, how, text[max(0, text.lower().index(MARKER.lower()) - 200) :][:300]))
            touched = {(table, key) for table, key, _column, _value in found if key != "new" and table not in OWN}
            if touched or response.status_code >= 500:
                faults.append((name, how, response.status_code, sorted(touched)))
            if how == "POST" and not has_read(response):
                break  # refused before the empty form was read, as a full one would be

    assert faults == []


def test_the_private_word_is_there_to_be_found(of_this_test):
    here, _there, _askers = of_this_test

    own = read(signed_in(here.party.person), "GET", filled_in("exchanges:exchange", here))

    assert MARKER in own.whole.decode()
    assert not Gift.objects.filter(words__contains=MARKER).exists()
    assert not WaitingAddress.objects.exists()
