"""The proof: a dump of the whole database, and everything on the disk, know nothing of who was erased."""

import base64
import datetime
import os
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from exchanges.actions import erasing as in_exchanges
from exchanges.models import ListingPhoto
from insight.actions import erasing
from insight.models import KeptReport
from ledger import reads as ledger
from members.actions import erasing as in_members
from members.actions import gifts, see_contact
from members.actions.consents import Agreement, record_consent
from members.models import AddressClaim, Bank, Consent, EmailChange, Letter, Member, MemberEvent, Note
from notices import actions as notices
from notices.models import QUIET_UNTIL, Notice, Recipient
from services.actions import erasing as in_services
from services.actions import referrals
from services.actions.ideas import IdeaWords, send_ideas
from services.actions.services import PlaceWords, write_place, write_post
from services.actions.wellbeing import answer
from services.models import Cost, LoadedScale, Service
from services.reads.wellbeing import asking_of
from tests import factories as make
from tests.ledger.test_restored import admin_url, restored
from timebank.embedded import addresses
from timebank.embedded.installations import installations
from timebank.lib.texting import Folder
from timebank.media import storage_from

NAME, EMAIL, PHONE, STREET = "Zebedee Quillfeather", "zebedee@quill.example", "01632 960123", "12 Mill Lane"
PHOTO = b"\x89PNG a face that nobody should find again"
FOUND_BY = (
    "zebedee",
    "quillfeather",
    "honeysuckle",
    PHONE,
    STREET,
    PHOTO.hex(),
    base64.b64encode(PHOTO).decode(),
    "calligraphy",
    "my secret garden",
)


@pytest.fixture
def pg_dump() -> Path:
    """The program that writes all of a database, at least as new as the server."""
    if not project.EMBEDDED_DATABASE:
        pytest.skip("the server is somebody else's")
    for installation in installations():
        program = installation.programs / "pg_dump"
        if (
            installation.major * 10_000 <= connection.pg_version < (installation.major + 1) * 10_000
            and program.exists()
        ):
            return program
    pytest.skip("pg_dump is not installed")
    return None


def dumped(pg_dump: Path) -> str:
    server = urlsplit(addresses(Path(os.environ["TIMEBANK_VAR"])).database_admin_url)
    url = server._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run([pg_dump, "--inserts", url], check=True, capture_output=True)
    return done.stdout.decode()


def files_below(folder: Path) -> str:
    return "\n".join(file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file())


def traces_in(text: str) -> list[str]:
    low = text.lower()
    return [trace for trace in FOUND_BY if trace.lower() in low]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_who_was_erased(pg_dump, settings, tmp_path):
    settings.VAR = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": storage_from("", tmp_path / "media")}
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.EMAIL_BACKEND = "timebank.lib.mail_files.EmailBackend"
    settings.SMS_GATEWAY = Folder(tmp_path / "sms")
    bank = make.make_bank(welcome_minutes=120)
    zebedee = _known_everywhere(bank)
    before = dumped(pg_dump)
    assert set(traces_in(before)) == set(FOUND_BY) - {PHOTO.hex(), base64.b64encode(PHOTO).decode()}
    assert PHOTO.decode("latin-1") in files_below(tmp_path)
    assert EMAIL in files_below(tmp_path / "mail")
    assert "quillfeather" in files_below(tmp_path / "reports").lower()

    erasing.erase_on_own_wish(zebedee, at=timezone.now())

    assert traces_in(dumped(pg_dump)) == []
    assert traces_in(files_below(tmp_path)) == []
    assert PHOTO.decode("latin-1") not in files_below(tmp_path)
    assert ledger.prove(bank=bank.slug).ok


@pytest.mark.slow
def test_a_restored_backup_forgets_again(superuser_connection, pg_dump, settings, tmp_path, capsys):
    settings.STORAGES = {**settings.STORAGES, "default": storage_from("", tmp_path / "media")}
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    bank = make.make_bank()
    var, settings.VAR = settings.VAR, tmp_path
    zebedee = _known_everywhere(bank)
    settings.VAR = var  # where the servers are
    backup = tmp_path / "backup.dump"
    subprocess.run(
        [pg_dump, "--format=custom", "--file", backup, admin_url(connection.settings_dict["NAME"])], check=True
    )
    settings.VAR = tmp_path
    erasing.erase_on_own_wish(zebedee, at=timezone.now())

    settings.VAR = var  # where the servers are
    with restored(superuser_connection, backup, pg_dump.with_name("pg_restore"), admin_url):
        assert "quillfeather" in traces_in(dumped(pg_dump))
        settings.VAR = tmp_path
        call_command("replay_erasures", str(tmp_path / "erasures.jsonl"))
        assert traces_in(dumped(pg_dump)) == []
        assert ledger.prove(bank=bank.slug).ok

    # One of the two is the entry that a service's introduction had made of him.
    assert "Erased: 2. Not in this database: 0." in capsys.readouterr().out


def _known_everywhere(bank) -> Member:
    """Somebody of whom there is something in every place we know of."""
    zebedee = make.make_member(bank, name=NAME, email=EMAIL)
    rosa, priya = make.make_member(bank, name="Rosa Day"), make.make_coordinator(bank, name="Priya Desk")
    _tell_of_themselves(zebedee)
    _put_up_and_exchange(zebedee, rosa)
    _written_by_others(zebedee, rosa, priya)
    _write_to_one_another(zebedee, rosa, priya)
    _work_at_a_service(zebedee, priya)
    _say_how_they_are(zebedee, priya)
    _be_introduced(zebedee, priya)
    _change_addresses(zebedee, priya)
    Client().force_login(zebedee.person)
    _deliver_everything(bank)
    _keep_report(priya)
    return Member.objects.select_related("bank", "person").get(pk=zebedee.pk)


def _tell_of_themselves(zebedee: Member) -> None:
    now = timezone.now()
    zebedee.telephone, zebedee.postal_address, zebedee.about = PHONE, f"{STREET}\nRiverside", "my secret garden"
    zebedee.photo = default_storage.save("photos/x.png", ContentFile(PHOTO))
    zebedee.former_names = ["Zebedee Honeysuckle"]
    zebedee.save()
    gifts.add_gift(zebedee, gifts.GiftWords("HAND", "Calligraphy"), by=zebedee, at=now)
    record_consent(zebedee, Agreement(Consent.Purpose.PRIVACY, Consent.How.ONLINE, f"I am {NAME}"), by=zebedee, at=now)


def _put_up_and_exchange(zebedee: Member, rosa: Member) -> None:
    garden = make.make_listing(zebedee, title=f"Ask {NAME}", body="my secret garden")
    ListingPhoto.objects.create(
        listing=garden,
        name=default_storage.save("listing-photos/y.png", ContentFile(PHOTO)),
        digest="y",
        words="my secret garden",
        at=timezone.now(),
        by=zebedee,
    )
    make.hang_on_listing(make.make_listing(rosa, title="Cake"), words=f"{NAME} with a cake")
    make.posted_exchange(rosa, zebedee, description=f"my secret garden at {STREET}")
    nils = make.make_member(_near(rosa.bank), name="Nils Near")
    make.agreed_across(nils, zebedee, description=f"my secret garden at {STREET}")
    make.disputed_across(rosa, nils, description=f"Like at {NAME}'s")


def _written_by_others(zebedee: Member, rosa: Member, priya: Member) -> None:
    now = timezone.now()
    make.make_listing(rosa, title="Choir", body="Ask Zebedee Honeysuckle")
    make.make_listing(rosa, title="Lifts", body=f"Ask {NAME} how it was, {PHONE}")
    Note.objects.create(member=zebedee, by=priya, at=now, words=f"{NAME} lives at {STREET}")
    Note.objects.create(member=rosa, by=priya, at=now, words=f"Friend of {NAME}, {EMAIL}, {PHONE}")
    MemberEvent.objects.create(member=rosa, kind="NOT_YET", by=priya, at=now, words=f"Ask {NAME}")
    see_contact(zebedee, by=priya, at=now)


def _write_to_one_another(zebedee: Member, rosa: Member, priya: Member) -> None:
    now = timezone.now()
    talk = make.make_silent_conversation(zebedee, rosa)
    Letter.objects.create(conversation=talk, speaker=zebedee, by=zebedee, at=now, words="my secret garden")
    Letter.objects.create(conversation=talk, speaker=rosa, by=rosa, at=now, words=f"Dear {NAME}, I come to {STREET}")
    make.make_report(talk, rosa, words=f"{NAME} wrote to me")
    make.make_announcement(priya, body=f"Ring {NAME}, {PHONE}")


def _be_introduced(zebedee: Member, priya: Member) -> None:
    """By a nurse, as somebody we know already; and another's hopes name them."""
    nurse = make.make_staff(make.make_service(zebedee.bank, name="Mill Lane Surgery"))
    garden = [gifts.GiftWords("HAND", "my secret garden")]
    about = {"name": NAME, "hopes": f"my secret garden at {STREET}", "gifts": garden, "telephone": PHONE}
    referral = make.make_referral(nurse.held_mandates.get().member.service, by=nurse, **about)
    referrals.point_to_known(referral, zebedee, by=priya, at=timezone.now())
    call = referrals.CallMade(f"{NAME} comes on Monday.")
    referrals.record_call(referral, call, by=priya, at=timezone.now())
    make.make_referral(referral.service, by=nurse, name="Rosa Day", hopes=f"To meet {NAME}")


def _work_at_a_service(zebedee: Member, priya: Member) -> None:
    surgery = make.make_service(zebedee.bank)
    make.delegate(surgery.organisation, zebedee)
    write_post(surgery, zebedee, job="Keeper of my secret garden", duties=[], by=priya)
    write_place(surgery, PlaceWords(name="Branch", address=f"Beside {NAME}, {STREET}"), by=priya)
    make.make_story(zebedee, title="Calligraphy in the town", words="my secret garden")
    make.make_asset(priya, title="Hall", words=f"Ask {NAME}", where=f"Near {STREET}")
    send_ideas(surgery, [IdeaWords(what="Tend my secret garden", who=f"Not {NAME}")], by=zebedee, at=timezone.now())
    walks = make.make_programme(surgery, title="Walks", aim=f"{NAME} walks with us.", how_they_give=f"Ring {PHONE}.")
    make.make_session(walks, body=f"{NAME} makes tea.", place=f"Beside {STREET}")


def _say_how_they_are(zebedee: Member, priya: Member) -> None:
    """A scale of which somebody holds the licence, money that went to somebody, and answers with a key."""
    surgery, now = Service.objects.get(bank=zebedee.bank), timezone.now()
    today = zebedee.bank.day(now)
    money = {"first_on": today, "last_on": today, "amount": 1, "currency": "pounds", "entered_at": now}
    Cost.objects.create(service=surgery, words=f"Fee of {NAME}", entered_by=priya, **money)
    make.take_part(surgery.programmes.get(), zebedee, since=today)
    (asking,) = asking_of(zebedee, today)
    answer(zebedee, asking, {"UCLA3": [1, 2, 3]}, by=zebedee, at=now)
    LoadedScale.objects.create(service=surgery, code="X", definition={}, licence_holder=NAME, loaded_on=today)


def _change_addresses(zebedee: Member, priya: Member) -> None:
    now = timezone.now()
    AddressClaim.objects.create(member=zebedee, email=EMAIL, secret_hash="a", by=priya, at=now, expires_at=now)
    EmailChange.objects.create(
        person=zebedee.person,
        new_email="zebedee2@quill.example",
        old_secret_hash="b",
        new_secret_hash="c",
        asked_at=now,
        expires_at=now,
    )


def _deliver_everything(bank: Bank) -> None:
    Recipient.objects.update(quiet_from=QUIET_UNTIL)  # letters leave at any hour a test runs
    after_the_night = timezone.now() + datetime.timedelta(days=1)  # until which those wait that are told in it
    for notice in Notice.objects.filter(bank=bank.slug):
        notices.deliver(notice.pk, at=after_the_night)


def _keep_report(priya: Member) -> None:
    """Let a coordinator have a workbook with the name in it."""
    now = timezone.now()
    asked = {"name": "members", "choices": {}, "file_format": "XLSX", "state": "READY", "rows_count": 1}
    report = KeptReport.objects.create(
        member=priya, bank=priya.bank, made_at=now, asked_at=now, expires_at=now, **asked
    )
    report.path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(report.path, "w") as workbook:
        workbook.writestr("sheet.xml", NAME)


def _near(bank: Bank) -> Bank:
    """A bank that trades with this one: what crossed stands in both."""
    near = make.make_bank(slug="near")
    make.trade(bank, near)
    return near


# Columns that hold no words of people, or are no others' to name somebody in.
NO_WORDS_ABOUT_OTHERS = {
    "members.Person.email": "their own; cleared with the person",
    "members.Person.name": "their own; cleared with the person",
    "members.Person.password": "a hash",
    "members.Bank.slug": "the bank's own",
    "members.Bank.name": "the bank's own",
    "members.Bank.zone": "the bank's own",
    "members.Bank.area": "the bank's own",
    "members.Member.name": "their own; cleared",
    "members.Member.area": "their own; cleared",
    "members.Member.telephone": "their own; cleared",
    "members.Member.postal_address": "their own; cleared",
    "members.Member.contact_email": "their own; cleared",
    "members.Member.photo": "a random name",
    "members.Member.search_text": "their own; cleared",
    "members.Member.source_hash": "of a number, or cleared",
    "members.MemberFile.name": "deleted with the file",
    "members.MemberFile.program": "a code; deleted with the file",
    "members.MemberFile.days": "a code; deleted with the file",
    "members.WaitingAddress.email": "their own; deleted",
    "members.Invitation.key": "random",
    "members.AddressClaim.email": "their own; deleted",
    "members.AddressClaim.secret_hash": "a hash",
    "members.EmailChange.new_email": "their own; deleted",
    "members.EmailChange.old_secret_hash": "a hash",
    "members.EmailChange.new_secret_hash": "a hash",
    "members.CheckKind.name": "the bank's own",
    "members.CollectionLine.refusal": "the ledger's own sentences",
    "members.Area.name": "the bank's own",
    "exchanges.Category.name": "the bank's own",
    "exchanges.Category.code": "a code",
    "exchanges.ListingPhoto.name": "a random name",
    "exchanges.Reminder.rule": "the code of a rule",
    "exchanges.Reminder.occasion": "a day or a moment",
    "exchanges.ListingPhoto.digest": "a hash",
    "exchanges.Meaning.text": "their own is deleted; what names them is, too, and learned anew without the name",
    "exchanges.Meaning.model": "a code",
    "exchanges.Listing.search_text": "written anew from title, body and area",
    "services.Service.slug": "the service's own",
    "services.ServicePlace.name": "the service's own",
    "services.Programme.slug": "the programme's own",
    "services.ReferralLink.handed_hash": "a hash",
    "services.ReferralLink.own_hash": "a hash",
    "services.ReferralLink.code": "random",
    "services.Programme.template": "a code",
    "services.Target.measure": "a code",
    "services.Cost.currency": "the bank's word for its money",
    "services.WellbeingAnswer.scale": "a code",
    "services.WellbeingWithdrawal.scale": "a code",
    "services.LoadedScale.code": "a code",
    "notices.Recipient.key": "a key",
    "notices.Recipient.address": "their own; cleared",
    "notices.Recipient.refused_address": "their own; cleared",
    "notices.Recipient.refused_number": "their own; cleared",
    "notices.Recipient.telephone": "their own; cleared",
    "notices.Recipient.name": "their own; cleared",
    "notices.Recipient.sender": "the bank's own",
    "notices.Recipient.zone": "a code",
    "notices.Recipient.language": "a code",
    "notices.Notice.bank": "the bank's own",
    "notices.Notice.kind": "a code",
    "notices.Notice.path": "a page of ours",
    "notices.Notice.about_key": "a key",
    "notices.Notice.of_key": "a key",
    "notices.Notice.of_kind": "a code",
    "notices.Notice.of_path": "a page of ours",
    "notices.Notice.dedupe_key": "a key",
    "notices.Notice.failure": "a code",
    "notices.Notice.told_by": "a key",
    "notices.SilentServer.delivery": "a code",
    "insight.Proof.seal_hash": "a hash",
    "insight.MonthLetter.seal_hash": "a hash",
    "insight.KeptReport.name": "a code; the bank's are all deleted",
}
IN_NOTICES = {"notices.Notice.subject", "notices.Notice.body"}


def test_every_column_of_words_is_looked_through():
    looked_through = IN_NOTICES | {
        f"{model._meta.label}.{field}"
        for model, _path, fields in (*in_members.TEXTS, *in_exchanges.TEXTS, *in_services.TEXTS)
        for field in fields
    }
    columns = {
        f"{model._meta.label}.{field.name}"
        for app in ("members", "exchanges", "services", "notices", "insight")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }

    assert columns - looked_through == set(NO_WORDS_ABOUT_OTHERS)
    assert looked_through <= columns
