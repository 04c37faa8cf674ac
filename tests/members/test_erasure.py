"""Erasing somebody: what goes, what stays, and that nobody else loses anything."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from exchanges.actions import leaving
from exchanges.models import Exchange
from insight.actions import erasing
from insight.actions.erasing import AlreadyErased, Identified
from insight.actions.erasure_list import list_file, write_missing
from ledger import reads as ledger
from members.actions import Application, apply_to_join, approve_application, gifts
from members.actions.consents import Agreement, record_consent
from members.actions.emails import recover_person
from members.actions.mandates import Helper, name_supporter
from members.models import Consent, Erasure, Letter, Member, MemberEvent, Note, Person
from notices.models import Recipient
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def zebedee(bank) -> Member:
    member = make.make_member(bank, name="Zebedee Quillfeather", email="zebedee@quill.example")
    member.telephone, member.postal_address = "01632 960123", "12 Mill Lane\nRiverside RV1 2AB"
    member.about, member.access_needs = "I like gardens.", "Large print"
    member.save()
    return member


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Day")


def erase(member: Member):
    return erasing.erase_on_own_wish(member, at=timezone.now())


def again(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_a_number_is_all_that_is_left(zebedee):
    erase(zebedee)

    left = again(zebedee)
    assert left.name == f"Former member {left.number}"
    assert left.state == Member.State.LEFT
    assert (left.telephone, left.postal_address, left.about, left.access_needs, left.search_text) == ("",) * 5
    person = left.person
    assert (person.email, person.name, person.is_active) == (None, left.name, False)
    assert person.erased_at is not None
    assert not person.has_usable_password()
    recipient = Recipient.objects.get(key=left.actor_key)
    assert (recipient.address, recipient.name, recipient.is_forgotten) == ("", "", True)
    assert left.events.last().kind == MemberEvent.Kind.ERASED


def test_hours_stay_and_words_go_on_both_sides(bank, zebedee, rosa):
    exchange = make.posted_exchange(zebedee, rosa, description="Weeding at 12 Mill Lane")
    Exchange.objects.filter(pk=exchange.pk).update(thanks="Thank you, Zebedee Quillfeather")

    erase(zebedee)

    exchange = again(exchange)
    assert (exchange.state, exchange.minutes, exchange.description) == ("POSTED", 60, "Words erased")
    assert exchange.thanks == ""
    assert ledger.balance_of(rosa.account_id) == -60
    line = next(ledger.statement_lines(rosa.account_id, first_on=exchange.happened_on, last_on=exchange.happened_on))
    assert (line.minutes, line.description) == (-60, "")
    assert ledger.prove(bank=bank.slug).ok


def test_what_others_wrote_of_them_by_full_name_gets_dots(bank, zebedee, rosa):
    priya = make.make_coordinator(bank, name="Priya Desk")
    note = Note.objects.create(
        member=rosa, by=priya, at=timezone.now(), words="zebedee  quillfeather rang from +44 1632 960 123."
    )
    other = Note.objects.create(member=rosa, by=priya, at=timezone.now(), words="A quill and a feather, 01632 960124.")
    talk = make.make_silent_conversation(zebedee, rosa)
    own = Letter.objects.create(conversation=talk, speaker=zebedee, by=zebedee, at=timezone.now(), words="My secret")
    hers = Letter.objects.create(
        conversation=talk, speaker=rosa, by=rosa, at=timezone.now(), words="See you at 12 Mill Lane, Riverside RV1 2AB!"
    )

    erase(zebedee)

    assert again(note).words == "… rang from …."
    assert again(other).words == "A quill and a feather, 01632 960124."
    assert again(own).words == ""
    assert again(hers).words == "See you at …!"


def test_a_namesake_keeps_their_name(bank, zebedee, rosa):
    make.make_member(bank, name="Zebedee Quillfeather", email="other@quill.example")
    note = Note.objects.create(member=rosa, by=rosa, at=timezone.now(), words="Zebedee Quillfeather rang.")

    erase(zebedee)

    assert again(note).words == "Zebedee Quillfeather rang."
    assert Person.objects.get(email="other@quill.example").name == "Zebedee Quillfeather"


def test_another_bank_is_left_untouched(zebedee):
    elsewhere = make.make_bank()
    there = Member.objects.create(
        bank=elsewhere,
        person=zebedee.person,
        name=zebedee.name,
        number=99,
        telephone="01632 960123",
        kind=Member.Kind.STAFF,
        state=Member.State.APPROVED,
    )
    note = Note.objects.create(member=there, by=there, at=timezone.now(), words="Zebedee Quillfeather, 01632 960123")
    before = Member.objects.filter(pk=there.pk).values().get()

    erase(zebedee)

    assert Member.objects.filter(pk=there.pk).values().get() == before
    assert again(note).words == "Zebedee Quillfeather, 01632 960123"
    assert Person.objects.get(pk=zebedee.person_id).email == "zebedee@quill.example"

    erase(again(there))

    assert Person.objects.get(pk=zebedee.person_id).email is None


def test_the_bank_that_erased_them_knows_the_living_person_no_more(bank, zebedee, rosa):
    there = make.also_member_of(make.make_bank(), zebedee.person)
    note = Note.objects.create(member=rosa, by=rosa, at=timezone.now(), words="Write to zebedee@quill.example.")

    erasure = erase(zebedee)
    recover_person(there.person, "new@quill.example", at=timezone.now())

    left = again(zebedee)
    assert (left.person.email, left.person.name, left.person.is_active) == (None, left.name, False)
    assert left.person.erased_at is not None
    assert not left.person.has_usable_password()
    assert erasure.person_key == there.person.key
    recipient = Recipient.objects.get(key=left.actor_key)
    assert (recipient.address, recipient.name, recipient.is_forgotten) == ("", "", True)
    assert again(note).words == "Write to …."
    assert again(there).person.email == "new@quill.example"


def test_who_comes_back_after_being_erased_is_somebody_new_and_can_be_erased_again(bank, zebedee):
    person = make.also_member_of(make.make_bank(), zebedee.person).person
    erase(zebedee)

    back = apply_to_join(bank, Application(name=person.name, email=person.email), person=person, at=timezone.now())
    approve_application(make.make_ready(back), by=make.admin_of(bank), at=timezone.now())

    assert back.pk != zebedee.pk
    assert again(zebedee).name == f"Former member {zebedee.number}"
    erase(again(back))
    assert again(back).name == f"Former member {again(back).number}"


def test_who_was_erased_before_is_let_go_of_by_the_migration(bank, zebedee, rosa):
    person = zebedee.person
    Erasure.objects.create(member=zebedee, person_key=person.key, at=timezone.now())
    Member.objects.filter(pk=zebedee.pk).update(name="Former member 1")
    gone = erase(rosa)

    detach = import_module("members.migrations.0018_detach_erased").detach
    detach(apps, SimpleNamespace(connection=connection))

    left = again(zebedee)
    assert left.person_id != person.pk
    assert (left.person.email, left.person.name, left.person.is_active) == (None, "Former member 1", False)
    assert again(person).email == "zebedee@quill.example"
    recipient = Recipient.objects.get(key=left.actor_key)
    assert (recipient.address, recipient.name, recipient.is_forgotten) == ("", "", True)
    assert again(gone.member).person_id == rosa.person_id


def test_nobody_is_erased_with_an_exchange_unsettled(zebedee, rosa):
    make.logged_exchange(zebedee, rosa)

    with pytest.raises(leaving.StillOpen):
        erase(zebedee)

    assert again(zebedee).name == "Zebedee Quillfeather"


def test_who_helps_to_run_the_bank_gives_that_up_first(bank):
    priya = make.make_coordinator(bank)
    with pytest.raises(leaving.HoldsRole):
        erase(priya)


def test_an_admin_erases_who_asked_and_how_they_were_known_is_written_down(bank, zebedee):
    admin = make.admin_of(bank)

    erasing.erase_for_somebody(zebedee, Identified.CALLED_BACK, by=admin, at=timezone.now())

    line = zebedee.events.get(kind=MemberEvent.Kind.ERASED)
    assert (line.by_id, line.words) == (admin.pk, "We rang back the number we have of them")
    with pytest.raises(AlreadyErased):
        erasing.erase_for_somebody(zebedee, Identified.CALLED_BACK, by=admin, at=timezone.now())


@pytest.mark.parametrize("who", ["coordinator", "auditor", "stranger", "another bank's admin"])
def test_nobody_else_erases_somebody(bank, zebedee, rosa, who):
    by = {
        "coordinator": lambda: make.make_coordinator(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: rosa,
        "another bank's admin": lambda: make.admin_of(make.make_bank()),
    }[who]()

    with pytest.raises(NotAllowed):
        erasing.erase_for_somebody(zebedee, Identified.CALLED_BACK, by=by, at=timezone.now())

    assert again(zebedee).name == "Zebedee Quillfeather"


def test_sessions_end_at_once_and_drafts_of_others_forget_them(zebedee, rosa):
    theirs, hers = Client(), Client()
    theirs.force_login(zebedee.person)
    hers.force_login(rosa.person)
    session = hers.session
    session["exchanges_being_logged"] = {zebedee.bank.slug: {"what": {"description": "Tea with Zebedee Quillfeather"}}}
    session.save()

    erase(zebedee)

    assert [each.get_decoded()["_auth_user_id"] for each in Session.objects.all()] == [str(rosa.person_id)]
    kept = Session.objects.get().get_decoded()["exchanges_being_logged"][zebedee.bank.slug]
    assert kept == {"what": {"description": "Tea with …"}}
    assert theirs.get("/me/").status_code == 302


def test_consents_say_that_there_was_one_and_no_more(zebedee):
    told = Agreement(Consent.Purpose.PRIVACY, Consent.How.ONLINE, text="I, Zebedee, agree.")
    record_consent(zebedee, told, by=zebedee, at=timezone.now())
    gifts.add_gift(zebedee, gifts.GiftWords("HAND", "Calligraphy"), by=zebedee, at=timezone.now())

    erase(zebedee)

    assert zebedee.consents.get(purpose="PRIVACY", terms=None).text == "…"
    assert not zebedee.gifts.exists()


def test_photo_and_mail_copies_go_from_the_disk(settings, var, zebedee, rosa, django_capture_on_commit_callbacks):
    settings.EMAIL_FILE_PATH = str(var / "mail")
    (var / "mail").mkdir()
    mentions, other = var / "mail" / "1.log", var / "mail" / "2.log"
    mentions.write_bytes(b"To: a@example.org\nSubject: =?utf-8?q?Zebedee_Quillfeather?=\n\nHello\n")
    other.write_bytes(b"To: b@example.org\nSubject: Hello\n\nHello\n")
    zebedee.photo = default_storage.save("photos/x.webp", ContentFile(b"a face"))
    zebedee.save()

    with django_capture_on_commit_callbacks(execute=True):
        erase(zebedee)

    assert not default_storage.exists("photos/x.webp")
    assert [file.name for file in (var / "mail").iterdir()] == [other.name]


def test_each_erasure_is_one_line_without_a_word_about_them(zebedee, rosa, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(zebedee)

    (line,) = list_file().read_text().splitlines()
    assert json.loads(line) == {
        "person": str(zebedee.person.key),
        "bank": zebedee.bank.slug,
        "member": zebedee.pk,
        "applied_at": zebedee.applied_at.isoformat(),
        "at": erasure.at.isoformat(),
    }


def test_what_a_crash_left_out_of_the_list_is_written_by_the_next_sweep(zebedee, rosa):
    erase(zebedee)  # as if the machine had stopped before anything after the commit
    list_file().write_text('{"person": "half a li')

    assert write_missing() == 1
    assert write_missing() == 0

    (line,) = list_file().read_text().splitlines()
    assert json.loads(line)["member"] == zebedee.pk


def test_a_restored_database_forgets_again(zebedee, rosa, django_capture_on_commit_callbacks, capsys):
    before = {"member": _kept(zebedee), "person": _kept(zebedee.person)}
    with django_capture_on_commit_callbacks(execute=True):
        erase(zebedee)
    zebedee.erasure.delete()
    Person.objects.filter(pk=zebedee.person_id).update(**before["person"])
    Member.objects.filter(pk=zebedee.pk).update(**before["member"])

    call_command("replay_erasures")
    call_command("replay_erasures")

    assert again(zebedee).name == f"Former member {zebedee.number}"
    assert again(zebedee.person).email is None
    assert "Erased: 1. Not in this database: 0." in capsys.readouterr().out


def test_a_restored_database_forgets_again_who_lives_on_elsewhere(
    zebedee, rosa, django_capture_on_commit_callbacks, capsys
):
    make.also_member_of(make.make_bank(), zebedee.person)
    before = _kept(zebedee)
    with django_capture_on_commit_callbacks(execute=True):
        erase(zebedee)
    zebedee.erasure.delete()
    Member.objects.filter(pk=zebedee.pk).update(**before)
    make.logged_exchange(zebedee, rosa)

    call_command("replay_erasures")
    call_command("replay_erasures")

    left = again(zebedee)
    assert (left.name, left.person.email) == (f"Former member {zebedee.number}", None)
    assert again(zebedee.person).email == "zebedee@quill.example"
    told = capsys.readouterr()
    assert told.out.count("Erased: 1. Not in this database: 0.") == 2
    assert f"member number {zebedee.number}, is erased but could not leave" in told.err


def test_ids_that_were_given_to_somebody_else_hit_nobody(zebedee, rosa, django_capture_on_commit_callbacks, capsys):
    with django_capture_on_commit_callbacks(execute=True):
        erase(zebedee)
    line = json.loads(list_file().read_text())
    mine = {"member": rosa.pk, "applied_at": rosa.applied_at.isoformat()}
    forged = [{**line, "member": rosa.pk}, {**line, **mine}, {**line, **mine, "person": None}]
    list_file().write_text("".join(json.dumps(each) + "\n" for each in forged))

    call_command("replay_erasures")

    assert again(rosa).name == "Rosa Day"
    assert "Erased: 0. Not in this database: 3." in capsys.readouterr().out


def test_replaying_erases_who_cannot_leave_and_says_so(zebedee, rosa, capsys):
    make.logged_exchange(zebedee, rosa)
    line = {
        "person": str(zebedee.person.key),
        "bank": zebedee.bank.slug,
        "member": zebedee.pk,
        "applied_at": zebedee.applied_at.isoformat(),
        "at": timezone.now().isoformat(),
    }
    list_file().write_text(json.dumps(line) + "\n")

    call_command("replay_erasures")

    assert again(zebedee).name == f"Former member {zebedee.number}"
    assert "is erased but could not leave" in capsys.readouterr().err


def test_who_has_a_rest_or_is_suspended_is_erased_too(bank, zebedee, rosa):
    Member.objects.filter(pk=zebedee.pk).update(state="PAUSED", back_on="2099-01-01")
    Member.objects.filter(pk=rosa.pk).update(state="SUSPENDED", review_on="2099-01-01")

    for member in (zebedee, rosa):
        erasing.erase_for_somebody(again(member), Identified.IN_PERSON, by=make.admin_of(bank), at=timezone.now())

    assert [again(member).state for member in (zebedee, rosa)] == ["LEFT", "LEFT"]
    assert [again(member).name for member in (zebedee, rosa)] == [f"Former member {m.number}" for m in (zebedee, rosa)]


def test_a_supporter_acts_no_longer_for_who_is_erased(zebedee):
    helper = Helper(name="Ida Quill", telephone="01632 960555", words="daughter")
    mandate = name_supporter(zebedee, helper, how=Consent.How.ONLINE, by=zebedee, at=timezone.now())

    erase(zebedee)

    mandate = again(mandate)
    assert mandate.ended_at is not None
    assert (mandate.words, mandate.consent.text) == ("", "…")
    assert again(mandate.holder).state == Member.State.LEFT


def test_a_supporter_is_erased_and_who_they_acted_for_stays(zebedee):
    helper = Helper(name="Ida Quill", telephone="01632 960555", email="ida@quill.example")
    mandate = name_supporter(zebedee, helper, how=Consent.How.ONLINE, by=zebedee, at=timezone.now())

    erase(Member.objects.select_related("bank", "person").get(pk=mandate.holder_id))

    holder = again(mandate.holder)
    assert (holder.name, holder.person.email) == ("Somebody who was erased", None)
    assert again(mandate).ended_at is not None
    assert again(zebedee).name == "Zebedee Quillfeather"


def test_an_organisation_is_erased_by_an_admin(bank, zebedee):
    choir = make.make_organisation(bank)

    erasure = erasing.erase_for_somebody(choir, Identified.IN_WRITING, by=make.admin_of(bank), at=timezone.now())

    assert again(choir).name == f"Former member {choir.number}"
    assert erasure.person_key is None


def test_entries_that_were_merged_go_with_the_one_they_became(zebedee, rosa):
    Member.objects.filter(pk=rosa.pk).update(merged_into=zebedee, state="LEFT", left_at=timezone.now())

    erase(zebedee)

    assert again(rosa).name == f"Former member {rosa.number}"


def test_who_had_two_numbers_is_found_under_neither_name_in_what_others_wrote(bank, zebedee, rosa):
    for number, (name, before) in enumerate((("Zebedee Quillfeather", []), ("Zeb Quillfeather", ["Rosa Day"]))):
        old = make.make_member(bank, name=name, email="")
        old.former_names, old.telephone = before, f"01632 96020{number}"
        old.merged_into, old.state, old.left_at = zebedee, "LEFT", timezone.now()
        old.save()
    note = Note.objects.create(
        member=rosa,
        by=rosa,
        at=timezone.now(),
        words="Zebedee Quillfeather, Zeb Quillfeather, Rosa Day, 01632 960200, 01632 960201, 01632 960123",
    )

    erase(zebedee)

    assert again(note).words == "…, …, Rosa Day, …, …, …"


def test_an_old_entry_goes_by_itself_without_the_name_they_still_have(zebedee, rosa):
    Member.objects.filter(pk=rosa.pk).update(
        name=zebedee.name, merged_into=zebedee, state="LEFT", left_at=timezone.now()
    )
    note = Note.objects.create(member=zebedee, by=zebedee, at=timezone.now(), words="Zebedee Quillfeather rang.")

    erasing.erase_by_rule(again(rosa), at=timezone.now())

    assert again(note).words == "Zebedee Quillfeather rang."


def _kept(row) -> dict:
    fields = {field.name for field in row._meta.concrete_fields} - {"id", "number_text"}
    return {name: getattr(row, name) for name in fields}
