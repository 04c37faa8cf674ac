"""Who runs the event of a session and reads its people: who has that duty at the service, and not every delegate."""

import pytest
from django.utils import timezone

from exchanges.actions.events import planning, registers, signing
from members.models import Mandate
from services.actions import taking_part
from services.actions.services import write_post
from services.models import StaffPost
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
THERE = "/riverside/services/riverside-surgery/"
HERE = f"{THERE}programmes/walks/"
PAGES = ("register", "register/print", "change", "cancel")


@pytest.fixture
def bank():
    return make.make_bank(slug="riverside")


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def programme(surgery):
    return make.make_programme(surgery, slug="walks")


@pytest.fixture
def rosa(programme, bank):
    return make.take_part(programme, make.make_member(bank, name="Rosa Day")).member


@pytest.fixture
def session(programme, rosa):
    """One of today that Rosa comes to and leads."""
    found = make.make_session(programme, days=0, led_by=rosa)
    signing.sign_up(found.event, "GUEST", make.act(rosa))
    return found


@pytest.fixture
def member(surgery, bank):
    """Somebody who belongs to the bank and acts for the service, too; a post says what they do there."""
    holder = make.make_member(bank, name="Cleaner")
    make.delegate(surgery.organisation, holder)
    return holder


def with_duty(surgery, member, *duties):
    write_post(surgery, member, job="Nurse", duties=list(duties), by=make.admin_of(surgery.bank))
    return member


def wish_to_take_part(programme):
    taking_part.wish_to_take_part(programme, make.make_member(programme.service.bank, name="Wanda"), at=timezone.now())


def come_in(client, who, for_whom=None):
    client.force_login(who.person)
    if for_whom is not None:
        client.post(f"/riverside/acting/{Mandate.objects.get(holder=who, member=for_whom).pk}/")


def statuses(client, event):
    return {client.get(f"/riverside/events/{event.pk}/{page}/", follow=True).status_code for page in PAGES}


def test_a_delegate_without_the_duty_runs_nothing_and_reads_nobody(client, surgery, session, member):
    event = session.event
    with_duty(surgery, member, StaffPost.Duty.REFER)
    wish_to_take_part(session.programme)
    introduced = make.make_referral(surgery, programme=session.programme)
    make.call_and_let_in(introduced, make.make_coordinator(surgery.bank))

    for for_whom in (None, surgery.organisation):
        come_in(client, member, for_whom)
        page = client.get(f"/riverside/events/{event.pk}/")
        assert (page.status_code, "The register" in words(page), "Change it" in words(page)) == (200, False, False)
        assert statuses(client, event) == {403}
        session_page = client.get(f"{HERE}sessions/{event.pk}/")
        people = client.get(f"{HERE}people/")
        assert (session_page.status_code, people.status_code) == (200, 200)
        assert not [name for name in ("Rosa", "Wanda") if name in words(page) + words(session_page) + words(people)]
        assert client.get(f"{HERE}people/{session.programme.participations.get().pk}/").status_code == 404
        assert "would like to take part" not in words(client.get("/riverside/"))
        assert client.get(f"{HERE}sessions/{event.pk}/register/").status_code == 403
        assert f"{HERE}people/" not in words(client.get(f"{THERE}referrals/{introduced.pk}/"))


def test_who_has_the_duty_runs_it_as_themselves_and_acting(client, surgery, session, member):
    with_duty(surgery, member, StaffPost.Duty.SESSIONS)
    wish_to_take_part(session.programme)

    for for_whom in (None, surgery.organisation):
        come_in(client, member, for_whom)
        assert statuses(client, session.event) == {200}
        register = client.get(f"/riverside/events/{session.pk}/register/")
        assert register.url == f"{HERE}sessions/{session.pk}/register/"
        assert "Rosa" in words(client.get(register.url))
        assert "Rosa" in words(client.get(f"{HERE}people/"))
        assert "1 person would like to take part" in words(client.get("/riverside/"))
        assert "Rosa" in words(client.get(f"{HERE}sessions/{session.pk}/"))


def test_who_has_the_duty_does_not_run_it_while_they_act_for_somebody_who_comes(client, surgery, session, member, rosa):
    with_duty(surgery, member, StaffPost.Duty.SESSIONS)
    make.supporter(rosa, member)

    come_in(client, member, rosa)

    assert client.get(f"/riverside/events/{session.pk}/").status_code == 200
    assert statuses(client, session.event) == {403}


def test_who_acts_for_one_of_the_staff_runs_nothing_and_reads_nobody(client, surgery, session, member, bank):
    """A daughter who helps a nurse with the time bank is not staff of the surgery, which trusts the nurse alone."""
    with_duty(surgery, member, StaffPost.Duty.SESSIONS)
    daughter = make.make_member(bank, name="Daughter")
    make.supporter(member, daughter)
    written = registers.Register({}, session.event.register_number, others_came=1)

    come_in(client, daughter, member)

    page = client.get(f"/riverside/events/{session.pk}/")
    assert ("Rosa" in words(page), "The register" in words(page)) == (False, False)
    assert statuses(client, session.event) == {403}
    with pytest.raises(NotAllowed):
        registers.save_register(session.event, written, make.acting(daughter, member))


@pytest.mark.parametrize("kind", ["SURGERY", "SCHOOL"])
def test_every_way_below_asks_the_same(bank, kind, member):
    service = make.make_service(bank, name="Riverside House", kind=kind)
    make.delegate(service.organisation, member)
    event = make.make_session(make.make_programme(service), days=0).event
    acts = [make.act(member), make.acting(member, service.organisation)]
    ways = [
        lambda act: registers.save_register(event, registers.Register({}, event.register_number, others_came=1), act),
        lambda act: planning.cancel(event, act, reason="No"),
        lambda act: planning.change(event, make.plan(bank, host=service.organisation), act),
    ]

    for act in acts:
        for way in ways:
            with pytest.raises(NotAllowed):
                way(act)
    rang = make.act(member, on_behalf_of=make.make_member(bank), channel="PHONE")
    with pytest.raises(NotAllowed):
        signing.sign_up(event, "GUEST", rang)

    with_duty(service, member, StaffPost.Duty.SESSIONS)
    assert ways[0](acts[1]).others_came == 1


def test_a_coordinator_runs_what_is_no_secret_and_not_the_rest(client, bank, session):
    school = make.make_service(bank, name="Riverside Primary", kind="SCHOOL")
    reading = make.make_session(make.make_programme(school), days=0)
    client.force_login(make.make_coordinator(bank).person)

    assert (statuses(client, reading.event), statuses(client, session.event)) == ({200}, {403})


def test_what_a_service_puts_on_beside_its_programmes_is_run_as_any_event(client, bank, surgery, member):
    host = surgery.organisation
    event = planning.put_on(bank, make.plan(bank, host=host), make.acting(member, host))

    come_in(client, member, host)

    assert client.get(f"/riverside/events/{event.pk}/change/").status_code == 200
