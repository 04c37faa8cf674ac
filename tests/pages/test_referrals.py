"""The pages of referrals: staff introduce, the person sees and changes all of it, the desk looks after it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Attendee
from members.actions.mandates import Helper, name_supporter
from members.models import Consent, Member, MemberEvent
from services.actions.referrals import end_referral, take_back
from services.models import Referral, StaffPost, WellbeingAnswer, WellbeingKey
from tests import factories as make
from tests.pages.reading import words
from tests.pages.referring import SINGING, answers, url
from timebank.templatetags.timebank import full_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery, duties=[StaffPost.Duty.REFER])


# Staff


def test_a_nurse_introduces_somebody_on_one_page(bank, surgery, nurse, sign_in):
    told = answers()
    client = sign_in(nurse)

    sent = [client.post(url("referral_new", bank, surgery.slug), told) for _tap in range(2)]

    assert sent[0].url == sent[1].url
    assert Referral.objects.count() == 1
    page = client.get(sent[0].url)
    assert "Edith Marlow" in words(page)
    assert "<svg" in page.text


def test_nothing_is_lost_where_something_is_missing(bank, surgery, nurse, sign_in):
    told = answers(ticked=None, telephone=None, agreed=None, name="Edith Marlow-Jones")

    page = sign_in(nurse).post(url("referral_new", bank, surgery.slug), told)

    assert page.status_code == 400
    assert "Edith Marlow-Jones" in page.text
    assert set(page.context["form"].errors) == {"ticked", "telephone", "agreed"}
    assert not Referral.objects.exists()


def test_no_page_asks_about_illness_and_each_free_text_says_so(bank, surgery, nurse, sign_in):
    page = sign_in(nurse).get(url("referral_new", bank, surgery.slug))

    assert page.text.count("Write nothing about illness or treatment.") == page.text.count("<textarea")


def test_people_under_18_come_where_the_bank_lets_them_in_and_a_guardian_said_yes(bank, surgery, nurse, sign_in):
    client, page = sign_in(nurse), url("referral_new", bank, surgery.slug)
    refused = client.post(page, answers(age_band="TEEN", guardian="Mary Marlow"))
    bank.lets_in_minors = True
    bank.save()

    alone = client.post(page, answers(age_band="TEEN"))
    client.post(page, answers(age_band="TEEN", guardian="Mary Marlow"))

    assert (refused.status_code, set(alone.context["form"].errors)) == (400, {"guardian"})
    assert "Mary Marlow, parent or guardian" in Referral.objects.select_related("consent").get().consent.text


def test_other_staff_may_not_and_to_others_the_pages_are_not_there(bank, surgery, margaret, sign_in):
    school = make.make_service(bank, name="Riverside Primary")
    referral = make.make_referral(surgery)
    runs_sessions = make.make_staff(surgery, duties=[StaffPost.Duty.SESSIONS])
    of_school = make.make_staff(school)
    pages = [url(name, bank, surgery.slug) for name in ("referrals", "referral_new", "refer")]
    pages.append(url("referral", bank, surgery.slug, referral.pk))

    answered = [
        {sign_in(who).get(page).status_code for page in pages}
        for who in (runs_sessions, of_school, margaret, make.admin_of(bank))
    ]

    assert answered == [{403}, {404}, {404}, {404}]
    assert sign_in(of_school).get(url("referral", bank, school.slug, referral.pk)).status_code == 404


def test_consent_that_ended_hides_it_from_list_and_page(bank, surgery, nurse, sign_in):
    referral = make.make_referral(surgery, by=nurse)
    client, page = sign_in(nurse), url("referral", bank, surgery.slug, referral.pk)
    before = (client.get(page).status_code, "Edith" in client.get(url("referrals", bank, surgery.slug)).text)

    take_back(referral, by=None, at=timezone.now())

    after = (client.get(page).status_code, "Edith" in client.get(url("referrals", bank, surgery.slug)).text)
    assert (before, after) == ((200, True), (404, False))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_a_service_takes_as_many_queries_for_three(
    bank, surgery, nurse, sign_in, django_assert_num_queries, rows
):
    for _number in range(rows):
        make.make_referral(surgery, by=nurse)
    client = sign_in(nurse)

    with django_assert_num_queries(9):
        page = client.get(url("referrals", bank, surgery.slug))

    assert page.text.count("Introduced on") == rows


# As a member


def test_a_member_changes_what_is_shared_and_takes_it_back(bank, surgery, nurse, margaret, fatima, sign_in):
    referral = make.make_referral(surgery, by=nurse, member=margaret)
    page = url("my_referral", bank, referral.pk)
    client = sign_in(margaret)
    assert "This is what" in words(client.get(page))
    assert "Riverside Surgery" in words(client.get(url("my_referrals", bank)))

    client.post(page, {"share": "1", "shares": "JOINED"})
    assert Referral.objects.get().shares == "JOINED"
    client.post(page, {"take_back": "1"})

    assert not Referral.objects.consented().exists()
    assert "Nothing. You have taken your yes back." in words(client.get(page))
    assert sign_in(fatima).get(page).status_code == 404


def test_home_asks_a_member_once_to_look_at_what_was_written(bank, surgery, nurse, margaret, sign_in):
    referral = make.make_referral(surgery, by=nurse, member=margaret)
    home = reverse("exchanges:home", args=[bank.slug])
    client = sign_in(margaret)
    before = "Somebody has introduced you" in words(client.get(home))

    client.post(url("my_referral", bank, referral.pk), {"seen": "1"})

    assert (before, "Somebody has introduced you" in words(client.get(home))) == (True, False)


def test_the_person_finds_it_again_and_what_they_said_of_how_they_are(bank, surgery, nurse, margaret, fatima, sign_in):
    referral = make.make_referral(surgery, by=nurse, member=margaret)
    agreed = Consent.objects.create(
        member=margaret, purpose="WELLBEING", text="Yes", given_at=timezone.now(), how="ONLINE", recorded_by=margaret
    )
    key = WellbeingKey.objects.create(member=margaret, consent=agreed)
    WellbeingAnswer.objects.create(
        key=key.key, service=surgery, scale="UCLA3", occasion="BEFORE", month=bank.day(agreed.given_at).replace(day=1),
        scores=[1, 2, 1],
    )  # fmt: skip
    client = sign_in(margaret)
    about_them = {url("my_referrals", bank), url("wellbeing", bank, surgery.slug)}

    mine, agreed_to = client.get(url("mine", bank)), client.get(reverse("privacy_consents"))

    assert all(each in mine.text for each in about_them)
    assert url("my_referral", bank, referral.pk) in agreed_to.text
    assert url("mine", bank) in agreed_to.text
    assert "your answers are deleted" in words(agreed_to)
    assert not any(each in sign_in(fatima).get(url("mine", bank)).text for each in about_them)


# At the desk


def test_the_desk_lists_who_waits_with_what_they_are_good_at_beside_what_they_hope_for(bank, surgery, priya, sign_in):
    referral = make.make_referral(surgery)
    Referral.objects.update(sent_at=referral.sent_at - timezone.timedelta(days=4))

    page = words(sign_in(priya).get(url("desk_referrals", bank)))

    assert SINGING in page
    assert "Company" in page
    assert "01632" not in page
    assert "was introduced by a service and waits" in words(
        sign_in(priya).get(reverse("exchanges:desk", args=[bank.slug]))
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desks_list_takes_as_many_queries_for_three(bank, surgery, priya, sign_in, django_assert_num_queries, rows):
    for _number in range(rows):
        make.make_referral(surgery)
    client = sign_in(priya)

    with django_assert_num_queries(6):
        client.get(url("desk_referrals", bank))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_finds_again_who_joined_and_what_ended(
    bank, surgery, nurse, priya, sign_in, monkeypatch, django_assert_num_queries, rows
):
    joined = [make.make_referral(surgery, by=nurse, name=f"Edith {number}") for number in range(rows)]
    for each in joined:
        make.call_and_let_in(each, priya)
    ended = make.make_referral(surgery, by=nurse, name="Arthur Day")
    end_referral(ended, state=Referral.State.CLOSED, reason="In spring.", by=priya, at=timezone.now())
    take_back(make.make_referral(surgery, by=nurse, name="Owen Gone"), by=None, at=timezone.now())
    make.make_referral(surgery, by=nurse, name="Waits Still")
    client = sign_in(priya)

    with django_assert_num_queries(5):
        page = client.get(url("desk_referrals_done", bank))
    monkeypatch.setattr("services.views.referral_desk.ON_PAGE", 1)
    second = client.get(url("desk_referrals_done", bank) + client.get(page.request["PATH_INFO"]).context["next_url"])

    assert [each.pk for each, _steps in page.context["rows"]] == [ended.pk, *(each.pk for each in reversed(joined))]
    assert [each.pk for each, _steps in second.context["rows"]] == [joined[-1].pk]
    assert f"Joined: {full_day(timezone.now())}" in words(page)
    assert f"Closed: {full_day(timezone.now())}" in words(page)
    assert url("desk_referrals_done", bank) in client.get(url("desk_referrals", bank)).text


def test_the_person_and_the_desk_read_every_dated_step_whatever_the_service_may_learn(
    bank, surgery, nurse, margaret, priya, sign_in
):
    referral = make.make_referral(surgery, by=nurse, shares="NOTHING")
    edith = make.call_and_let_in(referral, priya)
    make.posted_exchange(giver=edith, receiver=margaret)
    make.posted_exchange(giver=margaret, receiver=edith)
    end_referral(referral, state=Referral.State.CLOSED, reason="Well done.", by=priya, at=timezone.now())
    all_of_it = ["Was introduced", "The welcome call", "Was closed", "Joined", "Was first helped", "First gave"]

    desk = words(sign_in(priya).get(url("desk_referral", bank, referral.pk)))
    own = words(sign_in(edith).get(url("my_referral", bank, referral.pk)))
    service = words(sign_in(nurse).get(url("referral", bank, surgery.slug, referral.pk)))

    for page in (desk, own):
        assert sorted(all_of_it, key=page[page.index("What happened") :].index) == all_of_it
        assert margaret.name not in page
    assert "Their page" in desk
    assert "First gave" not in service


def test_desk_and_helper_learn_of_no_confidential_session_what_no_statement_says(
    bank, surgery, nurse, margaret, priya, sign_in
):
    secret = make.make_programme(surgery)
    referral = make.make_referral(surgery, by=nurse, programme=secret)
    edith = make.call_and_let_in(referral, priya)
    acts = name_supporter(edith, Helper(member=margaret), how="PHONE", by=priya, at=timezone.now())
    own = url("my_referral", bank, referral.pk)
    session = make.held_session(secret, gave=(margaret,), received=(edith,))

    def say_it():
        desk = sign_in(priya)
        pages = [desk.get(url("desk_referral", bank, referral.pk)), desk.get(url("desk_referrals_done", bank))]
        helper = sign_in(margaret)
        helper.post(reverse("members:act", args=[bank.slug, acts.pk]))
        pages += [helper.get(own), sign_in(edith).get(own)]
        assert [secret.title in page.text for page in pages[2:]] == [False, True]
        return ["Was first helped" in words(page) for page in pages]

    by_her_account = say_it()
    Attendee.objects.filter(event=session.event, member=edith).update(is_excused=True, received_transfer=None)

    assert by_her_account == [True, True, True, True]  # her statement has the day, too
    assert say_it() == [False, False, False, True]  # a pot paid, and no statement has it


def test_each_look_at_how_to_reach_them_is_written_down(bank, surgery, priya, sign_in):
    referral = make.make_referral(surgery, telephone="01632 960777")
    page = url("desk_referral", bank, referral.pk)
    client = sign_in(priya)
    assert "01632 960777" not in client.get(page).text

    looked = client.post(page, {"look": "1"})

    assert "01632 960777" in looked.text
    assert referral.member.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN, by=priya).count() == 1


def test_a_coordinator_takes_it_on_calls_and_leads_on_to_joining(bank, surgery, priya, sign_in):
    referral = make.make_referral(surgery, gifts=[], gives_later=True)
    page = url("desk_referral", bank, referral.pk)
    client = sign_in(priya)

    client.post(page, {"take_on": "1"})
    client.post(page, {"call": "1", "words": "She comes on Monday.", "own": "Singing"})

    assert Referral.objects.get().state == "IN_TOUCH"
    assert [gift.words for gift in referral.member.gifts.all()] == ["Singing"]
    onward = reverse("members:application", args=[bank.slug, referral.member.pk])
    assert onward in client.get(page).text
    assert "Singing" in client.get(onward).text


def test_an_end_without_words_keeps_what_was_chosen(bank, surgery, priya, sign_in):
    referral = make.make_referral(surgery)
    page = url("desk_referral", bank, referral.pk)

    refused = sign_in(priya).post(page, {"end": "1", "state": "CLOSED", "reason": ""})
    sent = sign_in(priya).post(page, {"end": "1", "state": "CLOSED", "reason": "In spring."})

    assert (refused.status_code, sent.url) == (400, url("desk_referrals", bank))
    assert Referral.objects.get().reason == "In spring."


def test_who_rings_with_a_code_is_written_down_by_a_coordinator(bank, surgery, nurse, priya, sign_in):
    link = make.make_handed_link(surgery, nurse)
    client = sign_in(priya)
    wrong = client.post(url("desk_referrals", bank), {"code": "AAAA2222"})
    form = client.post(url("desk_referrals", bank), {"code": f"{link.code[:4].lower()} {link.code[4:]}"})

    made = client.post(form.url, answers(how="PHONE"))

    referral = Referral.objects.select_related("consent").get()
    assert wrong.status_code == 404
    assert made.url == url("desk_referral", bank, referral.pk)
    assert (referral.consent.how, referral.consent.recorded_by, referral.referred_by) == ("PHONE", priya, nurse)


def test_admins_and_auditors_see_how_many_and_nobody(bank, surgery, sign_in):
    referral = make.make_referral(surgery)
    for who in (make.admin_of(bank), make.make_auditor(bank)):
        page = sign_in(who).get(url("desk_referrals", bank))
        assert "Edith" not in page.text
        assert page.context["figures"].sent == 1
        assert sign_in(who).get(url("desk_referral", bank, referral.pk)).status_code == 403


def test_somebody_we_know_is_pointed_to_from_the_desk(bank, surgery, nurse, margaret, priya, sign_in):
    referral = make.make_referral(surgery, by=nurse, name=margaret.name, telephone=margaret.telephone)
    page = url("desk_referral", bank, referral.pk)
    assert "Do we know them already?" in sign_in(priya).get(page).text

    sign_in(priya).post(page, {"known": str(margaret.pk)})

    assert Referral.objects.get().member == margaret
    assert Member.objects.get(pk=referral.member_id).state == Member.State.DECLINED
