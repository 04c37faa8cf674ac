"""The pages of programmes' people and sessions, as staff, members and coordinators meet them."""

import ast
import datetime
import re
import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from exchanges.models import Attendee
from ledger import actions as ledger
from ledger import reads
from members.actions.mandates import Helper, name_delegate, name_supporter
from members.models import Mandate, Member, Role
from notices.models import Notice
from services.actions import sessions as session_actions
from services.actions import taking_part
from services.actions.programmes import close_programme, offer_role
from services.actions.referrals.telling import own_path
from services.models import Participation, PartWish, RoleHolding, Session, StaffTime
from tests import factories as make
from tests.crowds import make_crowd
from tests.pages.reading import words as words_on
from tests.reminding import local, speak

pytestmark = pytest.mark.django_db
AT = timezone.now
THERE = "/riverside/services/riverside-surgery/"
HERE = f"{THERE}programmes/walks/"
SECRETS = ("Walk by the river", "Mill bridge", "diabetes", "Surgery")


@pytest.fixture
def bank():
    return make.make_bank(slug="riverside")


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery)


@pytest.fixture
def programme(surgery):
    return make.make_programme(surgery, slug="walks")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def ben(bank):
    return make.make_member(bank, name="Ben Fox")


def fill_pot(service, minutes: int) -> None:
    """Let the bank grant a service's pot some hours."""
    bank = service.bank
    shared = reads.account_of_kind(bank.book_id, "POT")
    posting = (uuid.uuid4(), "GRANT", shared, service.pot_id, minutes, f"grant:{service.pot_id}")
    ledger.post(ledger.Posting(*posting, bank.day(timezone.now()), "system"))


def as_one(client, member, method: str, path: str, data=None):
    client.force_login(member.person)
    return getattr(client, method)(path, data or {})


def links_on(page, below: str = "/riverside/services/riverside-") -> list[str]:
    """Where a page leads below an address, but for taking part."""
    assert page.status_code == 200
    found = re.findall(f'href="({below}[^"]+)"', page.text)
    return [each for each in found if not each.endswith("take-part/")]


def test_a_register_by_form_pays_from_the_sponsors_pot_and_the_books_sum_to_zero(
    client, bank, surgery, nurse, programme, rosa, ben
):
    fill_pot(surgery, 300)
    make.take_part(programme, rosa)
    day = bank.day(timezone.now()).isoformat()
    said = {"title": "Walk by the river", "day": day, "begins": "10:00", "ends": "11:30", "place": "Mill bridge"}
    hours = {"given": "1", "received": "1"}
    sponsor = {**hours, "pays": "SPONSOR", "pot": "2"}
    assert as_one(client, nurse, "post", f"{HERE}sessions/new/", {**said, **sponsor}).status_code == 302
    pk, by = Session.objects.get().pk, make.make_coordinator(bank)
    assert as_one(client, by, "post", f"/riverside/events/{pk}/agree/").status_code == 302
    rows = {f"did_{rosa.pk}": "BOTH", f"given_{rosa.pk}": "½", "walk_in_0": "Ben Fox", "walk_did_0": "WAS_HELPED"}
    typed = {"seen": "0", **hours, **rows, f"side_{nurse.pk}": "BESIDE"}

    assert as_one(client, nurse, "post", f"{HERE}sessions/{pk}/register/", typed).status_code == 302
    seen_by_coordinator = as_one(client, by, "get", f"/riverside/events/{pk}/hours/").content.decode()
    assert as_one(client, by, "post", f"/riverside/events/{pk}/hours/approve/").status_code == 302

    assert not [name for name in ("Rosa", "Ben Fox", *SECRETS[:3]) if name in seen_by_coordinator]
    assert [(each.minutes, each.is_side_by_side) for each in StaffTime.objects.all()] == [(90, True)]
    lines = Attendee.objects.order_by("member__name").values_list("given_minutes", "received_minutes", "is_excused")
    assert list(lines) == [(0, 60, True), (30, 60, True)]
    accounts = [rosa.account_id, ben.account_id, surgery.organisation.account_id, surgery.pot_id]
    states = reads.account_states(accounts)
    assert [states[each].balance_minutes for each in accounts] == [30, 0, 0, 270]
    assert reads.prove(bank=bank.slug).ok
    assert Participation.objects.get(member=ben).is_served


def test_a_wish_is_answered_on_the_page_and_waits_at_home_for_staff(client, bank, surgery, nurse, programme, ben):
    role = programme.roles.get().pk
    as_one(client, ben, "post", f"{HERE}take-part/", {"role": role, "wish": "yes"})
    assert "1 person would like to take part" in as_one(client, nurse, "get", "/riverside/").content.decode()
    desk = as_one(client, make.make_coordinator(bank), "get", "/riverside/desk/").content.decode()
    assert "would like to take part" not in desk

    as_one(client, nurse, "post", f"{HERE}wishes/{PartWish.objects.get().pk}/", {"answer": "yes"})

    assert RoleHolding.objects.get().participation.member == ben
    assert "Peer supporter" in as_one(client, ben, "get", "/riverside/services/mine/").content.decode()
    as_one(client, ben, "post", f"/riverside/services/mine/{Participation.objects.get().pk}/leave/")
    assert not Participation.objects.filter(left_on=None).exists()


def test_a_patient_says_that_it_is_for_her_and_staff_let_in_whom_they_introduced(client, bank, nurse, programme, ben):
    as_one(client, ben, "post", f"{HERE}take-part/", {"for_me": "1", "wish": "yes"})
    referral = make.make_referral(programme.service, by=nurse, programme=programme, name="Edith Marlow")
    edith = make.call_and_let_in(referral, make.make_coordinator(bank))
    assert "The service answers you" in as_one(client, ben, "get", "/riverside/services/mine/").content.decode()
    page = as_one(client, nurse, "get", f"{HERE}people/").content.decode()
    assert "The programme is for them" in page
    assert "Introduced for it, and has joined" in page
    assert f"{HERE}people/" in as_one(client, nurse, "get", f"{THERE}referrals/{referral.pk}/").content.decode()
    assert f"{HERE}take-part/" in as_one(client, edith, "get", own_path(referral)).content.decode()

    as_one(client, nurse, "post", f"{HERE}wishes/{PartWish.objects.get().pk}/", {"answer": "yes"})
    for _again in range(2):
        as_one(client, nurse, "post", f"{HERE}people/", {"introduced": referral.pk})

    assert set(Participation.objects.values_list("member", "is_served")) == {(ben.pk, True), (edith.pk, True)}
    assert "You take part." in as_one(client, ben, "get", f"{HERE}take-part/").content.decode()


def test_a_young_person_who_was_introduced_is_named_to_who_reads_such_names_alone(client, bank, nurse, programme):
    referral = make.make_referral(programme.service, by=nurse, programme=programme, name="Edith Marlow")
    edith = make.call_and_let_in(referral, make.make_coordinator(bank))
    Member.objects.filter(pk=edith.pk).update(age_band=Member.AgeBand.CHILD)

    page = as_one(client, nurse, "get", f"{HERE}people/").content.decode()

    assert "Edith Marlow" not in page
    assert f"Somebody under 18, number {edith.number}" in page


def test_a_no_can_be_read_again_where_the_wish_was(client, bank, nurse, programme, ben):
    taking_part.say_no(taking_part.wish_to_take_part(programme, ben, at=AT()), by=nurse, at=AT())

    page = as_one(client, ben, "get", "/riverside/services/mine/").content.decode()

    assert programme.title in page
    assert "Not for now" in page


def test_i_will_help_is_offered_to_who_fills_a_role(client, nurse, programme, ben):
    part = make.take_part(programme, ben)
    session = make.make_session(programme, by=nurse)
    here = f"{HERE}sessions/{session.pk}/"
    page = as_one(client, ben, "get", here).content.decode()
    assert 'value="HELPER"' not in page
    assert f"{HERE}take-part/" in page

    taking_part.give_role(part, programme.roles.get(), by=nurse, at=AT())

    assert 'value="HELPER"' in as_one(client, ben, "get", here).content.decode()


def test_a_coordinator_writes_down_what_somebody_would_like_who_rang(client, bank, nurse, programme, ben):
    make.take_part(programme, make.make_member(bank, name="Rosa Day"))
    priya = make.make_coordinator(bank)
    for path in (HERE, f"{HERE}take-part/"):
        assert f"{HERE}take-part/for/" in as_one(client, priya, "get", path).content.decode()
        assert f"{HERE}take-part/for/" not in as_one(client, ben, "get", path).content.decode()
    client.force_login(priya.person)
    said = {"what": "FOR_THEM", "channel": "PHONE"}

    wrong = client.post(f"{HERE}take-part/for/", {**said, "whose": "Nobody", "what": "9"})
    done = [client.post(f"{HERE}take-part/for/", {**said, "whose": each}, follow=True) for each in ("Rosa", "Ben Fox")]

    assert wrong.status_code == 400
    pages = [words_on(page).replace("Ben Fox", "Rosa Day") for page in done]
    assert pages[0] == pages[1]
    assert "Written down for Rosa Day. If the service does not know it yet, it answers them." in pages[0]
    assert PartWish.objects.get().member == ben
    assert "Ben Fox" in as_one(client, nurse, "get", f"{HERE}people/").content.decode()


def test_a_supporter_is_led_to_no_page_that_tells_them_to_stop_first(client, bank, surgery, programme):
    asked = offer_role(programme.roles.get(), by=make.make_staff(surgery, manages=True), at=timezone.now())
    school = make.make_programme(make.make_service(bank, name="Riverside Primary", kind="SCHOOL"), slug="reading")
    open_to_all = make.make_referral(school.service, by=make.make_staff(school.service), programme=school)
    margaret = make.call_and_let_in(open_to_all, make.make_coordinator(bank))
    daughter = make.make_member(bank)
    mandate = make.supporter(margaret, daughter)
    pages = [f"/riverside/listings/{asked.pk}/", HERE, own_path(open_to_all)]
    alone = [as_one(client, margaret, "get", path).content.decode() for path in pages]
    as_one(client, daughter, "post", f"/riverside/acting/{mandate.pk}/")

    acting = [client.get(path) for path in pages]

    assert [page.status_code for page in acting] == [200, 200, 200]
    assert ["take-part/" in page for page in alone] == [True, True, True]
    assert ["take-part/" in page.content.decode() for page in acting] == [False, False, False]
    assert "or tells a coordinator" in words_on(acting[0])
    for one_tap in ("answer", "propose"):
        assert client.get(f"{pages[0]}{one_tap}/").get("Location") == pages[0]


@pytest.mark.parametrize("typed", [{}, {"wish": "yes"}, {"for_me": "1", "role": "it", "wish": "yes"}, {"for_me": "1"}])
def test_a_wish_that_says_both_or_nothing_asks_again(client, programme, ben, typed):
    said = {**typed, "role": programme.roles.get().pk} if "role" in typed else typed
    client.force_login(ben.person)

    answer = client.post(f"{HERE}take-part/", said, follow=True)

    assert "Choose a role, or say that it is for you." in answer.content.decode()
    assert not PartWish.objects.exists()


@pytest.mark.parametrize(("many", "words"), [(9, "Fewer than ten"), (13, "At least 10 people")])
def test_a_coordinator_reads_of_a_confidential_programme_no_number_that_tells_of_one(
    client, bank, programme, many, words
):
    for member in make_crowd(bank, many):
        make.take_part(programme, member)

    page = as_one(client, make.make_coordinator(bank), "get", f"{HERE}people/").content.decode()

    assert words in page
    assert "<strong>" not in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_who_takes_part_in_what_is_confidential_is_on_no_page_of_others(client, bank, nurse, programme, rosa, role):
    other = make.make_member(bank, name="Olga Else", roles=(role,))
    part = make.take_part(programme, rosa)
    session = make.make_session(programme, by=nurse, title="Walk by the river", place="Mill bridge")
    session_actions.sign_up(session, "GUEST", make.act(rosa))
    client.force_login(other.person)
    pages = ["services/", f"members/{rosa.number}/", "events/", f"events/{session.pk}/", f"events/{session.pk}/hours/"]
    pages += ["", "members/", f"statement/?account={rosa.number}"]
    closed = [f"people/{part.pk}/", "sessions/", f"sessions/{session.pk}/", f"sessions/{session.pk}/register/"]

    shown = "".join(client.get(f"/riverside/{page}").content.decode() for page in pages)
    people = client.get(f"{HERE}people/").content.decode()

    assert not [word for word in SECRETS[:3] if word in shown]
    assert "Rosa" not in people
    assert {client.get(HERE + page).status_code for page in closed} == {404}


def test_staff_introduce_somebody_and_find_their_service_with_one_tap_from_home(client, bank, surgery, nurse, rosa):
    doctor = make.make_staff(surgery, name="Dr Manager", duties=[], manages=True)
    runs = make.make_staff(surgery, name="Runs Sessions", duties=["SESSIONS"])
    by = make.admin_of(bank)
    name_delegate(surgery.organisation, Helper(member=rosa), kind=Mandate.Kind.RECORDER, by=by, at=timezone.now())
    make.make_service(bank, name="Riverside Primary")
    service, introduce = (
        "/riverside/services/riverside-surgery/",
        "/riverside/services/riverside-surgery/referrals/new/",
    )

    led_to = {who.name: links_on(as_one(client, who, "get", "/riverside/")) for who in (nurse, doctor, runs, rosa)}
    client.force_login(rosa.person)
    client.post(f"/riverside/acting/{Mandate.objects.get(holder=rosa).pk}/")
    acting = client.get("/riverside/")

    assert led_to == {
        "Nurse Adaeze": [introduce, service],
        "Dr Manager": [introduce, service],
        "Runs Sessions": [service],
        "Rosa Day": [service],
    }
    assert links_on(acting) == [service]
    assert acting.context["page"].acting_for == surgery.organisation


def test_a_programmes_page_leads_each_to_what_they_may_read_of_it(client, bank, nurse, programme, rosa, ben):
    make.take_part(programme, rosa)
    helper = name_supporter(rosa, Helper(member=ben), how="ONLINE", by=rosa, at=timezone.now())
    readers = {"staff": nurse, "Rosa": rosa, "Ben": ben, "auditor": make.make_auditor(bank)}

    led_to = {name: links_on(as_one(client, who, "get", HERE), HERE) for name, who in readers.items()}
    client.force_login(ben.person)
    client.post(f"/riverside/acting/{helper.pk}/")
    for_rosa = client.get(HERE)
    led_to["Ben for Rosa"] = links_on(for_rosa, HERE)

    assert led_to == {
        "staff": [f"{HERE}sessions/", f"{HERE}people/", f"{HERE}measures/"],
        "Rosa": [f"{HERE}sessions/"],
        "Ben": [],
        "auditor": [f"{HERE}measures/"],
        "Ben for Rosa": [],
    }
    assert for_rosa.context["page"].acting_for == rosa
    part = Participation.objects.get()
    assert f"/riverside/members/{rosa.number}/" in as_one(client, nurse, "get", f"{HERE}people/{part.pk}/").text


def test_a_reminder_of_a_confidential_session_tells_nothing(bank, nurse, programme, rosa):
    make.take_part(programme, rosa)
    session = make.make_session(programme, by=nurse, days=1, title="Walk by the river", place="Mill bridge")
    session_actions.sign_up(session, "GUEST", make.act(rosa))

    speak("EVENT_TOMORROW", bank, at=local(bank, session.event.on - datetime.timedelta(days=1), 12))

    [notice] = Notice.objects.for_recipients([rosa.actor_key]).filter(kind="EVENT_TOMORROW")
    words = f"{notice.subject} {notice.body} {notice.path}"
    assert "Group activity" in words
    assert not [word for word in SECRETS if word.lower() in words.lower()]


def test_a_programme_that_is_closed_ends_its_parts_and_sessions(bank, surgery, nurse, programme, rosa):
    make.take_part(programme, rosa)
    session = make.make_session(programme, by=nurse)

    close_programme(programme, by=make.make_coordinator(bank), at=timezone.now())

    session.event.refresh_from_db()
    assert session.event.state == "CANCELLED"
    assert not Participation.objects.filter(left_on=None).exists()


def test_a_box_names_nobody_under_18_to_who_is_not_checked_for_that(client, bank, nurse, programme):
    tilly, green = make.make_minor(bank, name="Tilly Young"), make.make_member(bank, name="Tilly Green")
    for each in (tilly, green, make.make_member(bank, name="Tilly Brown")):
        make.take_part(programme, each)
    session = make.make_session(programme, by=nurse, led_by=tilly)
    rang, change = f"{HERE}sessions/{session.pk}/rang/", f"{HERE}sessions/{session.pk}/change/"
    told = {"part": "GUEST", "channel": "PHONE"}

    def read(path, **typed):
        return as_one(client, nurse, "post", path, {**told, **typed}).content.decode()

    for path, box in ((rang, "who"), (change, "led_by")):
        assert ["Tilly Young" in read(path, **{box: each}) for each in ("Tilly", str(tilly.number))] == [False, False]
        assert "Tilly Green" in read(path, **{box: "Tilly"})
    page = as_one(client, nurse, "get", change)
    assert page.context["form"].initial["led_by"] == tilly.number
    assert "takes part in this programme" not in read(change, led_by=str(tilly.number))  # who leads it already may
    make.make_check(nurse, make.make_check_kind(bank, is_for_minors=True))

    assert "Tilly Young" in read(rang, who="Tilly")


@pytest.mark.parametrize("page", ["people/", "sessions/", "register"])
def test_a_page_asks_as_much_for_one_as_for_many(client, bank, nurse, programme, page, django_assert_max_num_queries):
    session = make.make_session(programme, by=nurse, days=0)
    path = f"{HERE}sessions/{session.pk}/register/" if page == "register" else HERE + page

    def asked() -> int:
        with django_assert_max_num_queries(60) as captured:
            assert as_one(client, nurse, "get", path).status_code == 200
        return len(captured)

    _fill(programme, nurse, times=1)
    asked()
    few = asked()
    _fill(programme, nurse, times=4)

    assert asked() == few


def _fill(programme, nurse, *, times: int) -> None:
    for _each in range(times):
        part = make.take_part(programme, make.make_member(programme.service.bank))
        RoleHolding.objects.create(participation=part, role=programme.roles.get(), began_on=part.joined_on)
        make.make_session(programme, by=nurse, days=2)
        make.make_session(programme, by=nurse, days=0)


def test_no_path_leads_from_staffs_time_to_the_ledger():
    """Whatever action touches time on duty imports no ledger and nothing that posts; the row itself has no account."""
    actions = Path(session_actions.__file__).parent.rglob("*.py")
    touching = {path.stem: ast.parse(path.read_text()) for path in actions if "StaffTime" in path.read_text()}
    imported = {
        (stem, getattr(node, "module", None) or alias.name, alias.name)
        for stem, tree in touching.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert {"belonging", "duty", "session_registers"} <= set(touching)
    assert [each for each in imported if each[1].startswith("ledger") or "posting" in f"{each[1]}.{each[2]}"] == []
    assert not {field.name for field in StaffTime._meta.get_fields()} & {"account", "transfer", "attendee"}
