"""The pages about people under 18, and the notes of coordinators: who finds what, and who does not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from members.models import Bank, Mandate, Member, Note
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
GUARDIAN = {"name": "Mary Young", "telephone": "01632 960555", "words": "her mother", "how": "PHONE"}


@pytest.fixture
def bank():
    return make.make_bank(lets_in_minors=True)


@pytest.fixture
def tilly(bank):
    return make.make_guarded(bank)


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank, is_for_minors=True)


def guardian_url(member):
    return reverse("members:guardian", args=[member.bank.slug, member.number])


def notes_url(member):
    return reverse("members:notes", args=[member.bank.slug, member.number])


def member_url(member):
    return reverse("exchanges:member", args=[member.bank.slug, member.number])


@pytest.mark.parametrize(
    ("who", "status"),
    [("own", 200), ("coordinator", 200), ("admin", 200), ("auditor", 200), ("member", 404), ("checked", 404)],
)
def test_the_page_of_somebody_under_18_exists_for_few(sign_in, bank, tilly, margaret, dbs, who, status):
    if who == "checked":
        make.make_check(margaret, dbs)
    asker = {
        "own": lambda: tilly,
        "coordinator": lambda: make.make_coordinator(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "member": lambda: margaret,
        "checked": lambda: margaret,
    }[who]()

    assert sign_in(asker).get(member_url(tilly)).status_code == status


def test_the_other_side_of_a_plan_opens_the_page_until_it_is_over(sign_in, tilly, margaret, fatima, dbs):
    make.make_check(margaret, dbs)
    planned = life.propose(make.draft(margaret, tilly), make.act(margaret))

    page = sign_in(margaret).get(member_url(tilly))
    assert page.status_code == 200
    assert "Show contact details" not in page.text
    assert "A coordinator reaches them for you" in words(page)
    assert sign_in(margaret).post(member_url(tilly)).status_code == 403
    assert sign_in(fatima).get(member_url(tilly)).status_code == 404
    life.cancel(planned, make.act(margaret))
    assert sign_in(margaret).get(member_url(tilly)).status_code == 404


def test_members_find_nobody_under_18_and_coordinators_do(sign_in, bank, tilly, margaret, priya):
    url = reverse("members:members", args=[bank.slug])

    assert "Tilly" not in words(sign_in(margaret).get(url))
    assert "Nobody" not in words(sign_in(margaret).get(url))
    assert "Tilly" in words(sign_in(priya).get(url))


@pytest.mark.parametrize("how", ["search", "number", "link"])
def test_nobody_is_found_by_guessing_when_logging(sign_in, bank, tilly, margaret, how):
    url = reverse("exchanges:log", args=[bank.slug])
    client = sign_in(margaret)

    page = {
        "search": lambda: client.get(f"{url}?q=Tilly"),
        "number": lambda: client.post(url, {"who": tilly.number}),
        "link": lambda: client.get(f"{url}?with={tilly.number}"),
    }[how]()

    assert "Tilly Young" not in words(page)
    assert how == "search" or page.status_code == 400


def test_who_leaves_learns_no_name_by_trying_numbers(sign_in, bank, tilly, margaret, fatima):
    make.posted_exchange(margaret, fatima)
    url = reverse("exchanges:member_leave", args=[bank.slug, margaret.number])

    page = sign_in(margaret).post(url, {"goes_to": "member", "number": tilly.number})

    assert "Nobody here has that number" in words(page)
    assert "Tilly" not in words(page)


def test_a_listing_of_somebody_under_18_does_not_exist_for_others(sign_in, client, bank, tilly, margaret, dbs):
    Bank.objects.filter(pk=bank.pk).update(listings_are_public=True)
    listing = make.make_listing(tilly, title="Dog walks by Tilly")
    urls = [reverse("exchanges:listing", args=[bank.slug, listing.pk]), reverse("exchanges:listings", args=[bank.slug])]

    seen = [client.get(url) for url in urls] + [sign_in(margaret).get(url) for url in urls]
    assert [page.status_code for page in seen] == [404, 200, 404, 200]
    assert not any("Dog walks" in page.text for page in seen)
    make.make_check(margaret, dbs)

    page = sign_in(margaret).get(urls[0])
    assert "Dog walks by Tilly" in words(page)
    assert member_url(tilly) not in page.text


def test_a_coordinator_writes_down_the_guardians_yes(sign_in, bank, priya):
    tess = make.make_minor(bank, name="Tess Young")
    client = sign_in(priya)
    assert "No guardian has said yes yet." in words(client.get(guardian_url(tess)))
    assert guardian_url(tess) in client.get(member_url(tess)).text

    answer = client.post(guardian_url(tess), GUARDIAN, follow=True)

    said = "Written down: Mary Young said yes. We tell them of each plan of Tess Young."
    assert said in words(answer)
    assert "Mary Young (her mother) Said yes by phone on" in words(answer)
    assert Mandate.objects.get(member=tess).named_by == priya


def test_a_member_is_named_guardian_by_number(sign_in, bank, priya, margaret):
    tess = make.make_minor(bank, name="Tess Young")

    sign_in(priya).post(guardian_url(tess), {"number": margaret.number, "how": "IN_PERSON"})

    assert Mandate.objects.get(member=tess).holder == margaret


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"telephone": ""}, "telephone"),
        ({"how": ""}, "how"),
        ({"how": "ONLINE"}, "how"),
        ({"number": "9999"}, "number"),
        ({"number": "x"}, "number"),
    ],
)
def test_what_is_missing_is_said(sign_in, bank, priya, typed, field):
    tess = make.make_minor(bank, name="Tess Young")

    page = sign_in(priya).post(guardian_url(tess), {**GUARDIAN, **typed})

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Mandate.objects.exists()


def test_a_coordinator_says_that_somebody_is_18(sign_in, priya, tilly):
    answer = sign_in(priya).post(guardian_url(tilly), {"age_band": "ADULT"}, follow=True)

    assert "Written down: Tilly Young is 18 or older." in words(answer)
    tilly.refresh_from_db()
    assert not tilly.is_minor


def test_somebody_who_wishes_to_join_has_a_page_of_their_own(sign_in, bank, priya):
    from members.actions import Application, apply_to_join

    told = Application(name="Tess Young", telephone="01632 960001", age_band=Member.AgeBand.TEEN)
    applicant = apply_to_join(bank, told, at=timezone.now())
    page = reverse("members:applicant_guardian", args=[bank.slug, applicant.pk])
    client = sign_in(priya)

    assert page in client.get(reverse("members:application", args=[bank.slug, applicant.pk])).text
    answer = client.post(page, GUARDIAN)

    assert (answer.status_code, answer.url) == (302, page)
    assert Mandate.objects.get(member=applicant).kind == Mandate.Kind.GUARDIAN


def test_where_the_rule_is_18_nobody_is_led_to_the_page(sign_in, bank, priya, margaret):
    Bank.objects.filter(pk=bank.pk).update(lets_in_minors=False)
    client = sign_in(priya)

    assert guardian_url(margaret) not in client.get(member_url(margaret)).text
    page = client.post(guardian_url(margaret), {"age_band": "TEEN"})
    assert page.status_code == 400
    assert "is for people from 18 years on" in words(page)


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("admin", 403), ("auditor", 403), ("member", 403), ("own", 403), ("other bank", 404)],
)
def test_notes_are_for_coordinators(sign_in, bank, priya, margaret, fatima, who, status):
    Note.objects.create(member=margaret, by=priya, at=timezone.now(), words="Rings at night.")
    asker = {
        "coordinator": lambda: priya,
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "member": lambda: fatima,
        "own": lambda: margaret,
        "other bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    client = sign_in(asker)

    page = client.get(notes_url(margaret))

    assert page.status_code == status
    assert ("Rings at night." in words(page)) == (status == 200)
    assert client.post(notes_url(margaret), {"words": "x"}).status_code == {200: 302}.get(status, status)


def test_a_coordinator_notes_something_and_reads_that_the_member_may_read_it(sign_in, priya, margaret):
    client = sign_in(priya)
    assert notes_url(margaret) in client.get(member_url(margaret)).text
    assert "Margaret Pole reads this when they ask what we hold on them" in words(client.get(notes_url(margaret)))

    for _twice in range(2):
        answer = client.post(notes_url(margaret), {"words": "Likes mornings.", "by": 1, "member": 1}, follow=True)

    assert "Likes mornings. Priya Desk," in words(answer)
    note = Note.objects.get()
    assert (note.member, note.by) == (margaret, priya)


@pytest.mark.parametrize(("typed", "says"), [("", "Write the note first"), ("DBS 001234567890", "We keep none")])
def test_an_empty_note_and_a_certificates_number_are_refused(sign_in, priya, margaret, typed, says):
    page = sign_in(priya).post(notes_url(margaret), {"words": typed})

    assert page.status_code == 400
    assert says in words(page)
    assert not Note.objects.exists()


def test_nobody_reads_or_writes_notes_on_themselves_here(sign_in, priya):
    client = sign_in(priya)

    assert client.get(notes_url(priya)).status_code == 403
    assert client.post(notes_url(priya), {"words": "x"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_notes_take_six_queries_however_many(sign_in, django_assert_num_queries, priya, margaret, rows):
    for number in range(rows):
        Note.objects.create(member=margaret, by=priya, at=timezone.now(), words=f"Note {number}")
    client = sign_in(priya)

    with django_assert_num_queries(6):
        client.get(notes_url(margaret))


def test_somebody_under_18_shows_no_address_to_the_other_side(sign_in, bank, tilly, margaret, priya, dbs):
    """They may have chosen so before it turned out how old they are."""
    Member.objects.filter(pk=tilly.pk).update(
        shows=[Member.Item.TELEPHONE, Member.Item.EMAIL], telephone="01632 960777"
    )
    make.make_check(margaret, dbs)
    life.propose(make.draft(margaret, tilly), make.act(margaret))

    for asker in (margaret, priya):
        page = words(sign_in(asker).get(member_url(tilly)))
        assert "Tilly Young" in page
        assert "01632 960777" not in page
        assert tilly.person.email not in page


def test_somebody_under_18_is_not_asked_whether_to_show_an_address(sign_in, bank, tilly):
    url = reverse("members:profile_shows", args=[bank.slug, tilly.number])
    client = sign_in(tilly)

    assert "my telephone number" not in words(client.get(url)).lower()
    assert client.post(url, {"shows": [Member.Item.TELEPHONE]}).status_code == 400
    tilly.refresh_from_db()
    assert Member.Item.TELEPHONE not in tilly.shows


# How a guardian is reached


def test_a_guardian_who_has_only_a_telephone_is_rung_about_a_plan(sign_in, bank, tilly, margaret, dbs, priya):
    make.make_check(margaret, dbs)
    life.propose(make.draft(margaret, tilly), make.act(margaret))
    guardian = Mandate.objects.get(member=tilly).holder
    contact = reverse("members:helper_contact", args=[bank.slug, guardian.pk])
    client = sign_in(priya)

    desk = client.get(reverse("exchanges:desk", args=[bank.slug])).text
    page = words(client.post(contact))

    assert desk.count(f'action="{contact}"') == Notice.objects.for_recipients([guardian.actor_key]).count() > 1
    assert "How to reach Mary Young" in page
    assert "01632 960555" in page
    assert "Guardian Tilly Young" in page
    assert list(guardian.events.filter(kind="CONTACT_SEEN").values_list("by", flat=True)) == [priya.pk]
    for number in (guardian_url(tilly), reverse("members:mandates", args=[bank.slug, tilly.number])):
        assert f'action="{contact}"' in client.get(number).text


@pytest.mark.parametrize("who", ["a member", "somebody who left", "somebody of another bank"])
def test_nobody_else_is_reached_like_a_guardian(sign_in, bank, tilly, priya, margaret, who):
    guardian = Mandate.objects.get(member=tilly).holder
    Member.objects.filter(pk=guardian.pk).update(state="LEFT" if who == "somebody who left" else "APPROVED")
    other = make.make_guarded(make.make_bank(lets_in_minors=True), name="Far Away").mandates.get().holder
    pk = {"a member": margaret.pk, "somebody who left": guardian.pk, "somebody of another bank": other.pk}[who]

    assert sign_in(priya).post(reverse("members:helper_contact", args=[bank.slug, pk])).status_code == 404


@pytest.mark.parametrize("is_member", [True, False])
def test_a_guardians_yes_ends_on_the_page_that_wrote_it_down(sign_in, bank, priya, tilly, is_member):
    if not is_member:
        Member.objects.filter(pk=tilly.pk).update(state="APPLICANT", number=None, account=None)
    mandate = Mandate.objects.get(member=tilly)
    page = guardian_url(tilly) if is_member else reverse("members:applicant_guardian", args=[bank.slug, tilly.pk])
    end = reverse("members:end_mandate", args=[bank.slug, mandate.pk])
    client = sign_in(priya)
    assert f'action="{end}"' in client.get(page).text

    answer = client.post(end, {"back_to": "guardian"})

    mandate.refresh_from_db()
    assert (answer.status_code, answer.url, mandate.ended_by) == (302, page, priya)
    assert "No guardian has said yes yet" in words(client.get(page))
