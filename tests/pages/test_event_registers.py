"""The register on screen and on paper, its approval, and the guests."""

import pytest
from django.urls import reverse

from exchanges.actions.events import posting, signing
from exchanges.models import Attendee, Event, Guest
from members.models import Invitation
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lunch(margaret, priya):
    return make.held_event(margaret, priya, pays="BOTH", pot_minutes=600, given_minutes=120)


def url(name, event, *args):
    return reverse(f"exchanges:{name}", args=[event.bank.slug, event.pk, *args])


def line_of(event, member, part="GUEST") -> Attendee:
    return Attendee.objects.create(event=event, member=member, part=part, state="COMING", since=event.state_since)


def test_the_register_in_one_save(sign_in, bank, margaret, fatima, priya, lunch):
    cook, absent = make.make_member(bank, name="Ana Cook"), make.make_member(bank, name="Absent Friend")
    lines = [line_of(lunch, cook, "HELPER"), line_of(lunch, fatima), line_of(lunch, absent)]
    typed = {
        "seen": "0",
        "given": "2",
        "received": "1",
        "came": [lines[0].pk, lines[1].pk],
        f"received_{lines[1].pk}": "1½",
        f"given_{lines[2].pk}": "",
        "walk_in_0": str(priya.number),
        "walk_part_0": "HELPER",
        "walk_hours_0": "45 min",
        "guest_name_0": "Tom Field",
        "guest_contact_0": "01632 960200",
        "guest_yes_0": "on",
        "others_came": "4",
    }

    page = sign_in(margaret).post(url("event_register", lunch), typed, follow=True)

    assert "The register is saved" in words(page)
    written = {
        each.member.name: (each.came, each.given_minutes, each.received_minutes) for each in lunch.attendees.all()
    }
    assert written == {
        "Ana Cook": (True, 120, 0),
        "Fatima Zahra": (True, 0, 90),
        "Absent Friend": (False, 0, 0),
        "Priya Desk": (True, 45, 0),
    }
    assert (Guest.objects.get().name, Event.objects.get().others_came) == ("Tom Field", 4)
    assert "5 guests came, 0 became members, 0 have both given and received" in words(page)


def test_a_refused_register_keeps_what_was_typed(sign_in, margaret, fatima, lunch):
    line = line_of(lunch, fatima)
    typed = {
        "seen": "0",
        "came": [line.pk],
        f"received_{line.pk}": "a while",
        "walk_in_0": "Nobody Known",
        "guest_name_0": "Tom Field",
    }

    page = sign_in(margaret).post(url("event_register", lunch), typed)

    read = words(page)
    assert page.status_code == 400
    assert "Write the hours as a number" in read
    assert "We know nobody called “Nobody Known”" in read
    assert "Ask them first" in read
    assert all(each in page.content.decode() for each in ("a while", "Nobody Known", "Tom Field"))
    assert Attendee.objects.get().came is None


def test_a_register_in_which_nobody_is_ticked_asks_once(sign_in, margaret, fatima, lunch):
    line, client = line_of(lunch, fatima), sign_in(margaret)
    hours = {f"given_{line.pk}": "", f"received_{line.pk}": "1½"}
    typed = {"seen": "0", "given": "2", **hours, "others_came": "4"}

    asked = client.post(url("event_register", lunch), typed)
    after_asking = (asked.status_code, Event.objects.get().state, Attendee.objects.get().came)
    saved = client.post(url("event_register", lunch), {**typed, "nobody": "on"}, follow=True)

    assert after_asking == (400, "OPEN", None)
    assert "Nobody is ticked. Did nobody come?" in words(asked)
    assert 'name="nobody"' in asked.content.decode()
    assert all(f'value="{each}"' in asked.content.decode() for each in ("1½", "4", "2"))
    assert "The register is saved" in words(saved)
    assert (Event.objects.get().state, Attendee.objects.get().came) == ("REGISTERED", False)
    assert 'name="nobody"' not in client.get(url("event_register", lunch)).content.decode()


def test_a_register_of_guests_alone_asks_nothing(sign_in, margaret, lunch):
    client = sign_in(margaret)

    empty = client.post(url("event_register", lunch), {"seen": "0"})
    counted = client.post(url("event_register", lunch), {"seen": "0", "others_came": "4"})

    assert (empty.status_code, counted.status_code) == (400, 302)


def test_hours_are_counted_in_the_banks_steps(sign_in, bank, margaret, fatima, lunch):
    bank.step_minutes = 15
    bank.save()
    line = line_of(lunch, fatima)

    page = sign_in(margaret).post(
        url("event_register", lunch), {"seen": "0", "came": [line.pk], f"received_{line.pk}": "50 min"}
    )

    assert page.context["form"].rows[0].errors == ["50 minutes is between 45 minutes and 1 hour. Choose one."]
    assert Attendee.objects.get().came is None
    shown = " ".join(page.content.decode().split())
    assert f'name="received_{line.pk}" value="0:45"> 45 minutes<span class="visually-hidden">: Fatima' in shown
    assert f'name="received_{line.pk}" value="1:00"> 1 hour<' in shown

    answers = {
        "seen": "0",
        "came": [line.pk],
        f"received_{line.pk}": ["50 min", "0:45"],
    }  # the button comes after the box
    sign_in(margaret).post(url("event_register", lunch), answers)

    assert Attendee.objects.get().received_minutes == 45


def test_walk_ins_are_offered_the_two_nearest_times_too(sign_in, bank, margaret, fatima, lunch):
    bank.step_minutes = 15
    bank.save()

    page = sign_in(margaret).post(
        url("event_register", lunch), {"seen": "0", "walk_in_0": str(fatima.number), "walk_hours_0": "50 min"}
    )

    shown = " ".join(page.content.decode().split())
    assert 'name="walk_hours_0" value="0:45"> 45 minutes<' in shown
    assert 'value="50 min"' in shown


def test_a_coordinator_reads_what_it_comes_to_and_posts_it(sign_in, bank, margaret, fatima, priya, lunch):
    make.keep_register(lunch, margaret, fatima)
    client = sign_in(priya)

    assert "The pot gets 1 hour." in words(client.get(url("event_hours", lunch)))
    page = client.post(url("event_approve", lunch), follow=True)

    assert "Posted. Everybody with hours is told." in words(page)
    assert Event.objects.get().state == "POSTED"


def test_who_ran_it_reads_why_they_cannot_approve(sign_in, margaret, fatima, lunch):
    make.keep_register(lunch, margaret, fatima)
    client = sign_in(margaret)

    page = client.get(url("event_hours", lunch))

    assert "A coordinator approves this who did not run it" in words(page)
    assert client.post(url("event_approve", lunch)).status_code == 403


def test_a_coordinator_in_the_register_is_refused(sign_in, bank, margaret, priya, lunch):
    make.keep_register(lunch, margaret, priya)

    page = sign_in(priya).post(url("event_approve", lunch), follow=True)

    assert "is not in the register" in words(page)
    assert Event.objects.get().state == "REGISTERED"


def test_one_line_is_put_right_with_a_reason(sign_in, bank, margaret, fatima, priya, lunch):
    make.keep_register(lunch, margaret, fatima)
    posting.approve_register(lunch, make.act(priya))
    line = lunch.attendees.get()
    client = sign_in(priya)

    refused = client.post(url("event_line", lunch, line.pk), {"given": "0", "received": "½"})
    page = client.post(
        url("event_line", lunch, line.pk), {"given": "0", "received": "½", "reason": "She left early."}, follow=True
    )

    assert refused.status_code == 400
    assert "Put right." in words(page)
    line.refresh_from_db()
    assert line.received_minutes == 30


def test_strangers_keep_no_register_and_see_no_guest(sign_in, margaret, fatima, lunch):
    guest = make.keep_register(lunch, margaret, guest="Tom Field").guests.get()
    client = sign_in(fatima)

    answers = [
        client.get(url(name, lunch, *more)).status_code
        for name, more in [
            ("event_register", ()),
            ("event_register_printed", ()),
            ("event_hours", ()),
            ("event_guest", (guest.pk,)),
        ]
    ]

    assert answers == [403] * 4


def test_a_guest_gets_a_slip_and_is_forgotten(sign_in, margaret, lunch):
    guest = make.keep_register(lunch, margaret, guest="Tom Field").guests.get()
    client = sign_in(margaret)

    page = client.post(url("event_guest", lunch, guest.pk), {"invite": "1"}, follow=True)
    assert Invitation.objects.get().key in words(page)
    client.post(url("event_guest", lunch, guest.pk), {"forget": "1"})

    assert client.get(url("event_guest", lunch, guest.pk)).status_code == 404
    assert Guest.objects.get().name == ""


def test_on_paper_who_signed_up_stands_first_and_lines_are_empty(sign_in, bank, margaret, fatima, lunch):
    line_of(lunch, fatima)

    page = sign_in(margaret).get(url("event_register_printed", lunch))

    assert "Fatima Zahra" in words(page)
    assert page.content.decode().count("paper-box") == 13


def test_a_host_does_not_read_the_names_of_people_under_18(sign_in, margaret, priya):
    bank = make.make_bank(lets_in_minors=True)
    host, watcher, desk = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    make.make_check(watcher, make.make_check_kind(bank, is_for_minors=True))
    tilly = make.make_guarded(bank, name="Tilly Young")
    event = make.held_event(host, desk, is_supervised=True, watched_by=watcher)
    line_of(event, tilly)

    assert "Tilly" not in words(sign_in(host).get(url("event_register", event)))
    assert "Tilly" in words(sign_in(desk).get(url("event_register", event)))


def test_who_signed_up_since_the_page_was_opened_did_not_stay_away(sign_in, margaret, fatima, priya, lunch):
    shown, late = line_of(lunch, fatima), line_of(lunch, priya)

    sign_in(margaret).post(url("event_register", lunch), {"seen": "0", f"given_{shown.pk}": "", "nobody": "on"})

    assert list(Attendee.objects.order_by("pk").values_list("pk", "came")) == [(shown.pk, False), (late.pk, None)]


def test_a_host_finds_no_people_under_18_and_nobody_by_telephone(sign_in, margaret, priya):
    bank = make.make_bank(lets_in_minors=True)
    host, watcher, desk = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    make.make_check(watcher, make.make_check_kind(bank, is_for_minors=True))
    for name in ("Tilly Young", "Tom Young"):
        make.make_guarded(bank, name=name)
    event = make.held_event(host, desk, is_supervised=True, watched_by=watcher)
    Event.objects.filter(pk=event.pk).update(host=watcher)

    def answer(asker, typed):
        return words(sign_in(asker).post(url("event_register", event), {"seen": "0", "walk_in_0": typed}))

    assert "Tilly" in answer(desk, "Young")
    assert "Tilly" in answer(watcher, "Young")
    assert "We know nobody" in answer(watcher, make.TELEPHONE)
    assert "Tilly" not in answer(host, "Young")
    assert "We know nobody" in answer(host, make.TELEPHONE)


def test_no_host_reads_what_somebody_can_still_spend(sign_in, bank, margaret, fatima, priya):
    """A register can be written to try anybody's limits."""
    bank.floor_minutes = -30
    bank.save()
    event = make.keep_register(make.held_event(margaret, priya), margaret, make.make_member(bank, name="Poor"))

    assert "would fit" in words(sign_in(priya).get(url("event_hours", event)))
    page = words(sign_in(margaret).get(url("event_hours", event)))
    assert "1 member came" in page
    assert "fit" not in page


@pytest.mark.parametrize("name", ["event_send_back", "event_take_back"])
def test_a_refusal_keeps_the_reason(sign_in, margaret, fatima, priya, lunch, name):
    """Also where somebody else was quicker."""
    event = make.keep_register(lunch, margaret, fatima)
    if name == "event_send_back":
        posting.approve_register(event, make.act(priya))
    typed = "We wrote the wrong day."

    for reason in (typed, "x" * 501):
        page = sign_in(priya).post(url(name, event), {"reason": reason})
        assert page.status_code in (400, 409)
        assert reason in page.text


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_line_as_for_three(
    sign_in, bank, margaret, priya, lunch, times, django_assert_num_queries
):
    event = make.make_event(priya, host=None)
    for _each in range(times):
        signing.sign_up(event, "GUEST", make.act(make.make_member(bank)))
    make.keep_register(lunch, margaret, *(make.make_member(bank) for _each in range(times)), guest="Tom")
    client = sign_in(priya)

    with django_assert_num_queries(QUERIES_OF_REGISTER):
        client.get(url("event_register", event))
    with django_assert_num_queries(QUERIES_OF_HOURS):
        client.get(url("event_hours", lunch))


QUERIES_OF_REGISTER = 7
QUERIES_OF_HOURS = 32
