"""How somebody is reached: the way, the address for letters, and who may put them right."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import resting
from members import actions
from members.actions import Application
from members.models import Erasure, Mandate, Member, MemberEvent
from members.reads.standing import standing_path
from members.views import pipeline
from notices.models import Notice, Recipient
from tests import factories as make
from tests.pages.exchanging import a_plan
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
SEEN, CHANGED = MemberEvent.Kind.CONTACT_SEEN, MemberEvent.Kind.PROFILE_CHANGED


def reach_url(member):
    return reverse("members:profile_reach", args=[member.bank.slug, member.number])


def member_url(member):
    return reverse("exchanges:member", args=[member.bank.slug, member.number])


def way_url(applicant):
    return reverse("members:applicant_way", args=[applicant.bank.slug, applicant.pk])


def fresh(member):
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def address_told_at(member):
    recipient = Recipient.objects.get(key=member.actor_key)
    return recipient.address if recipient.channel == "EMAIL" else ""


def asked(bank, **told):
    application = Application(**{"name": "Rosa Diaz", "telephone": "01632 960111", **told})
    return fresh(actions.apply_to_join(bank, application, at=timezone.now()))


# A member's


def test_a_coordinator_writes_down_where_letters_go_and_that_they_looked(sign_in, priya, bank):
    ethel = make.make_member(bank, name="Ethel Moss", email="")

    page = sign_in(priya).get(reach_url(ethel))
    assert "You write this for Ethel Moss, who told you." in words(page)
    sign_in(priya).post(reach_url(ethel), {"channel": "POST", "postal_address": "1 Mill Lane\nRiverside"})

    ethel = fresh(ethel)
    assert (ethel.channel, ethel.postal_address) == ("POST", "1 Mill Lane\nRiverside")
    assert {event.by for event in ethel.events.filter(kind=SEEN)} == {priya}
    assert list(ethel.events.filter(kind=CHANGED).values_list("by", "is_on_behalf", "words")) == [
        (priya.pk, True, "how we reach you")
    ]
    assert Notice.objects.get(recipient__key=ethel.actor_key, kind="PROFILE_CHANGED").delivery == "BY_HAND"


def test_a_member_changes_it_themselves_and_no_look_is_noted(sign_in, margaret):
    sign_in(margaret).post(reach_url(margaret), {"channel": "POST", "postal_address": "1 Mill Lane"})

    assert (fresh(margaret).channel, address_told_at(margaret)) == ("POST", "")
    assert not margaret.events.filter(kind=SEEN).exists()
    assert not Notice.objects.filter(kind__in=["PROFILE_CHANGED", "REACHED_OTHERWISE"]).exists()


def test_who_is_turned_away_from_their_mail_by_somebody_else_reads_it_there(sign_in, priya, margaret):
    email = margaret.person.email

    sign_in(priya).post(reach_url(margaret), {"channel": "PHONE", "postal_address": ""})

    letter = Notice.objects.select_related("recipient").get(kind="REACHED_OTHERWISE")
    assert address_told_at(margaret) == ""
    assert (letter.recipient.address, letter.delivery) == (email, "EMAIL")
    assert "Priya Desk wrote down" in letter.body


def test_who_was_rung_until_now_is_rung_about_a_change_to_the_site(sign_in, priya, margaret):
    sign_in(margaret).post(reach_url(margaret), {"channel": "PHONE", "postal_address": ""})

    for channel in ("PHONE", "SITE"):  # the first changes the address alone
        sign_in(priya).post(reach_url(margaret), {"channel": channel, "postal_address": channel})

    assert fresh(margaret).channel == "SITE"
    told = Notice.objects.filter(recipient__key=margaret.actor_key, kind="PROFILE_CHANGED")
    assert [notice.delivery for notice in told] == ["BY_HAND"] * 2


def test_a_new_name_is_what_the_desk_reads(sign_in, priya, margaret):
    sign_in(priya).post(
        reverse("members:profile_name", args=[margaret.bank.slug, margaret.number]), {"name": "Margaret Lake"}
    )

    assert Recipient.objects.get(key=margaret.actor_key).name == "Margaret Lake"


def test_a_supporter_and_a_manager_write_it_and_it_is_a_look(sign_in, bank, margaret, fatima):
    choir = make.make_organisation(bank)
    rights = {
        make.supporter(margaret, fatima): {"channel": "POST", "postal_address": "1 Mill Lane"},
        make.delegate(choir, fatima, Mandate.Kind.MANAGER): {"channel": "EMAIL", "contact_email": "sing@example.org"},
    }

    for mandate, typed in rights.items():
        client = sign_in(fatima)
        client.post(reverse("members:act", args=[bank.slug, mandate.pk]))
        assert client.post(reach_url(mandate.member), typed).status_code == 302
        assert mandate.member.events.filter(kind=SEEN).first().by == fatima
    assert (fresh(margaret).channel, fresh(choir).contact_email) == ("POST", "sing@example.org")
    assert address_told_at(choir) == "sing@example.org"


def test_a_recorder_does_not_write_where_an_organisation_is_reached(sign_in, bank, fatima):
    mandate = make.delegate(make.make_organisation(bank), fatima)
    client = sign_in(fatima)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    assert client.post(reach_url(mandate.member), {"channel": "POST", "postal_address": "x"}).status_code == 403


def test_the_address_of_an_organisation_is_put_right(sign_in, priya, bank):
    choir = make.make_organisation(bank)

    sign_in(priya).post(reach_url(choir), {"channel": "EMAIL", "contact_email": "choir@example.org"})
    sign_in(priya).post(reach_url(choir), {"channel": "EMAIL", "contact_email": "sing@example.org"})

    assert (fresh(choir).contact_email, address_told_at(choir)) == ("sing@example.org",) * 2


@pytest.mark.parametrize(
    ("whose", "typed", "status"),
    [
        ("ethel", {"channel": "POST", "postal_address": ""}, 400),
        ("ethel", {"channel": "EMAIL"}, 400),
        ("ethel", {"channel": "SITE"}, 400),
        ("ethel", {"channel": "PIGEON"}, 400),
        ("ethel", {"channel": "PHONE", "contact_email": "e@example.org", "telephone": "1", "name": "X"}, 302),
        ("choir", {"channel": "EMAIL", "contact_email": ""}, 400),
        ("choir", {"channel": "EMAIL", "contact_email": "nobody"}, 400),
        ("choir", {"channel": "SITE"}, 400),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(sign_in, priya, bank, whose, typed, status):
    found = make.make_organisation(bank) if whose == "choir" else make.make_member(bank, name="Ethel", email="")
    before = (found.channel, found.name, found.telephone, found.contact_email)

    assert sign_in(priya).post(reach_url(found), typed).status_code == status
    found = fresh(found)
    assert (found.channel, found.name, found.telephone, found.contact_email) == before


def test_the_number_by_which_somebody_is_reached_is_not_taken_out(sign_in, priya, bank):
    ethel = make.make_member(bank, email="")
    telephone = reverse("members:profile_telephone", args=[bank.slug, ethel.number])

    assert sign_in(priya).post(telephone, {"telephone": ""}).status_code == 400
    assert fresh(ethel).telephone == "01632 960000"


def test_the_postal_address_is_shown_to_staff_and_never_to_the_other_side_of_a_plan(
    sign_in, bank, priya, margaret, fatima
):
    Member.objects.filter(pk=margaret.pk).update(postal_address="1 Mill Lane")
    a_plan(margaret, fatima)

    seen = {who: sign_in(who).post(member_url(margaret)) for who in (priya, make.admin_of(bank), fatima)}
    own = sign_in(margaret).get(member_url(margaret))

    assert [("1 Mill Lane" in page.text, page.status_code) for page in seen.values()] == [
        (True, 200),
        (True, 200),
        (False, 200),
    ]
    assert "01632 960000" in seen[fatima].text
    assert "1 Mill Lane" in own.text
    assert "1 Mill Lane" not in sign_in(priya).get(member_url(margaret)).text


def test_a_letter_without_an_address_leads_to_where_it_is_written(sign_in, priya, bank):
    ethel = make.make_member(bank, name="Ethel", email="")
    waits = asked(bank, telephone="", postal_address="1 Mill Lane")
    Member.objects.filter(pk__in=[ethel.pk, waits.pk]).update(postal_address="")
    actions.say_not_yet(waits, by=priya, words="Not yet.", at=timezone.now())

    pages = {}
    for each in (ethel, waits):
        notice = Notice.objects.to_pass_on(bank.slug).filter(recipient__key=each.actor_key).first()
        pages[each] = sign_in(priya).post(reverse("exchanges:letter", args=[bank.slug, notice.pk])).text

    assert f'href="{reach_url(ethel)}"' in pages[ethel]
    assert f'href="{way_url(waits)}"' in pages[waits]


@pytest.mark.parametrize("how", ["paused", "suspended"])
def test_who_has_a_rest_still_says_how_they_are_reached(sign_in, priya, margaret, bank, how):
    at = timezone.now()
    if how == "paused":
        resting.pause(margaret, actions.Rest(), by=margaret, at=at)
    else:
        review_on = bank.day(at + datetime.timedelta(days=9))
        resting.suspend(margaret, actions.Suspension("Let us talk.", review_on), by=priya, at=at)
    client, preferences = sign_in(margaret), reverse("members:preferences", args=[bank.slug])

    assert f'href="{preferences}"' in client.get(reverse("me")).text
    assert client.get(preferences).status_code == 200
    client.post(preferences, {"channel": "POST", "telephone": "", "postal_address": "1 Mill Lane"})

    assert (fresh(margaret).channel, address_told_at(margaret)) == ("POST", "")


# An applicant's


def test_a_coordinator_puts_right_how_an_applicant_is_reached(sign_in, priya, bank):
    applicant = asked(bank, telephone="01632 96011")
    client = sign_in(priya)

    client.get(way_url(applicant))
    answer = client.post(
        way_url(applicant),
        {"channel": "POST", "telephone": "01632 960112", "postal_address": "1 Mill Lane", "state": "APPROVED"},
    )

    applicant = fresh(applicant)
    assert answer.url == reverse("members:application", args=[bank.slug, applicant.pk])
    assert (applicant.channel, applicant.telephone, applicant.postal_address, applicant.state) == (
        "POST",
        "01632 960112",
        "1 Mill Lane",
        "APPLICANT",
    )
    assert applicant.events.filter(kind=SEEN, by=priya).count() == 2
    assert applicant.events.get(kind=CHANGED).is_on_behalf


@pytest.mark.parametrize("is_known", [True, False])
def test_an_applicants_new_address_asks_whoever_reads_it_known_or_not(sign_in, priya, bank, is_known):
    if is_known:
        make.make_member(bank, email="rosa@example.org")
    applicant = asked(bank)

    typed = {"channel": "EMAIL", "telephone": "01632 960111", "email": "rosa@example.org"}
    assert sign_in(priya).post(way_url(applicant), typed).status_code == 302

    claim = fresh(applicant).address_claims.get()
    assert (claim.email, claim.by, fresh(applicant).person.email) == ("rosa@example.org", priya, None)
    assert address_told_at(applicant) == ""


def test_an_organisation_that_waits_is_written_to_at_its_new_address(sign_in, priya, bank):
    choir = asked(bank, name="Choir", email="choir@example.org", is_organisation=True)

    sign_in(priya).post(way_url(choir), {"channel": "EMAIL", "telephone": "01632 960111", "email": "s@example.org"})

    assert (fresh(choir).contact_email, address_told_at(choir)) == ("s@example.org",) * 2


def test_who_signs_in_keeps_their_address_and_who_is_answered_has_no_such_page(sign_in, priya, bank):
    applicant = asked(bank, email="rosa@example.org")
    typed = {"channel": "PHONE", "telephone": "01632 960112", "email": "other@example.org"}

    client = sign_in(priya)
    client.post(way_url(applicant), typed)
    assert (fresh(applicant).person.email, fresh(applicant).address_claims.count()) == ("rosa@example.org", 0)

    actions.decline_application(applicant, by=priya, words="Sorry.", at=timezone.now())
    assert client.get(way_url(applicant)).status_code == 404


@pytest.mark.parametrize("typed", [{"channel": "EMAIL"}, {"channel": "POST"}, {"channel": "SITE"}, {}])
def test_an_applicants_way_that_leads_nowhere_is_refused(sign_in, priya, bank, typed):
    applicant = asked(bank)

    assert sign_in(priya).post(way_url(applicant), {"telephone": "01632 960112", **typed}).status_code == 400
    assert fresh(applicant).telephone == "01632 960111"


# An applicant who was told: not this time


def application_url(applicant):
    return reverse("members:application", args=[applicant.bank.slug, applicant.pk])


def declined_url(bank):
    return reverse("members:declined", args=[bank.slug])


def declined(bank, priya, **told):
    return actions.decline_application(asked(bank, **told), by=priya, words="We are sorry.", at=timezone.now())


def test_kind_words_to_somebody_with_only_a_telephone_can_be_spoken(sign_in, priya, bank):
    rosa = declined(bank, priya)
    client = sign_in(priya)

    desk = client.get(reverse("exchanges:desk", args=[bank.slug])).text
    page = client.get(application_url(rosa))
    assert f'href="{application_url(rosa)}"' in desk
    assert f'action="{application_url(rosa)}"' in desk
    assert "01632 960111" not in page.text
    assert not rosa.events.filter(kind=SEEN).exists()

    looked = client.post(application_url(rosa), {"look": "1"})

    assert "01632 960111" in looked.text
    assert "We are sorry." in looked.text
    assert rosa.events.get(kind=SEEN).by == priya


def test_once_they_have_heard_it_nobody_reads_how_to_reach_them(sign_in, priya, bank):
    rosa = declined(bank, priya)
    client = sign_in(priya)
    client.post(reverse("exchanges:told", args=[bank.slug, Notice.objects.get(kind="NOT_ACCEPTED").pk]))

    looked = client.post(application_url(rosa), {"look": "1"}, follow=True)

    assert "01632 960111" not in looked.text
    assert not rosa.events.filter(kind=SEEN).exists()


def test_a_look_at_who_waits_leads_to_the_page_that_shows_it(sign_in, priya, bank):
    rosa = asked(bank)

    answer = sign_in(priya).post(application_url(rosa), {"look": "1"})

    assert (answer.status_code, answer.url) == (302, application_url(rosa))


def test_who_was_told_not_this_time_is_found_again(sign_in, priya, bank):
    rosa, sam = declined(bank, priya), declined(bank, priya, name="Sam Lee", email="sam@example.org")
    asked(bank, name="Still waits")
    client = sign_in(priya)

    assert declined_url(bank) in client.get(reverse("members:pipeline", args=[bank.slug])).text
    page = client.get(declined_url(bank))

    assert [(each.pk, is_untold) for each, is_untold in page.context["rows"]] == [(sam.pk, False), (rosa.pk, True)]
    assert all(application_url(each) in page.text for each in (rosa, sam))
    assert "01632 960111" not in page.text


def test_who_was_erased_is_in_no_list_of_those_who_were_declined(sign_in, priya, bank):
    Erasure.objects.create(member=declined(bank, priya), at=timezone.now())

    assert sign_in(priya).get(declined_url(bank)).context["rows"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_those_who_were_declined_take_the_same_number_of_queries(sign_in, priya, bank, django_assert_num_queries, rows):
    for number in range(rows):
        declined(bank, priya, name=f"Rosa {number}")
    client = sign_in(priya)

    # session, person, bank, membership, the declined, who has not been told
    with django_assert_num_queries(6):
        page = client.get(declined_url(bank))

    assert len(page.context["rows"]) == rows


def test_those_who_were_declined_are_turned_over_page_by_page(sign_in, priya, bank, monkeypatch):
    monkeypatch.setattr(pipeline, "DECLINED_ON_PAGE", 2)
    everybody = [declined(bank, priya, name=f"Rosa {number}").pk for number in range(3)][::-1]
    client = sign_in(priya)

    first = client.get(declined_url(bank))
    second = client.get(declined_url(bank) + first.context["next_url"])

    seen = [[each.pk for each, _untold in page.context["rows"]] for page in (first, second)]
    assert seen == [everybody[:2], everybody[2:]]
    assert second.context["next_url"] == ""


def test_the_heading_counts_everybody_who_waits_and_not_a_page(sign_in, priya, bank, monkeypatch):
    monkeypatch.setattr(pipeline, "ON_PAGE", 2)
    for number in range(5):
        asked(bank, name=f"Rosa {number}")
    client, url = sign_in(priya), reverse("members:pipeline", args=[bank.slug])

    first = client.get(url)
    second = client.get(url + first.context["next_url"])

    assert "5 people want to join" in words(first)
    assert "5 people want to join" in words(second)
    assert "New (2)" not in words(first)


# The private page of who has no e-mail


def slip_url(applicant):
    return reverse("members:applicant_slip", args=[applicant.bank.slug, applicant.pk])


def test_who_rang_gets_their_private_page_as_a_link_a_square_and_a_slip(sign_in, client, priya, bank):
    rosa = asked(bank)

    assert slip_url(rosa) in sign_in(priya).get(application_url(rosa)).text
    page = client.get(slip_url(rosa))

    link = f"http://testserver{standing_path(rosa)}"
    assert (page.context["link"], page["Referrer-Policy"]) == (link, "no-referrer")
    assert link in page.text
    assert "<svg" in page.context["code"]
    assert "01632 960111" not in page.text
    assert rosa.events.filter(kind=SEEN, by=priya).count() == 2
    client.logout()
    assert "Where you stand" in words(client.get(standing_path(rosa)))


def test_a_private_page_that_was_sent_by_email_or_is_over_is_nobody_elses(sign_in, priya, bank, margaret):
    sent, over = asked(bank, email="rosa@example.org"), declined(bank, priya, name="Sam")
    rang = asked(bank, name="Ravi")

    assert [sign_in(priya).get(slip_url(each)).status_code for each in (sent, over)] == [404, 404]
    assert sign_in(margaret).get(slip_url(rang)).status_code == 403


# Signing somebody up: what they would do is what they said


@pytest.mark.parametrize("said", [[], ["TEACH"], ["DO", "TOGETHER"]])
def test_what_somebody_would_do_with_a_gift_is_kept_as_they_said_it(sign_in, priya, bank, said):
    typed = {
        "name": "Rosa Diaz",
        "telephone": "01632 960111",
        "head": "Chess",
        "head_would": said,
        "hand": "Bread",
        "thanked_for": "Patience",
        "how": "PHONE",
    }

    sign_in(priya).post(reverse("members:enrol", args=[bank.slug]), typed)

    rosa = Member.objects.of(bank).get(name="Rosa Diaz")
    assert list(rosa.gifts.values_list("words", "would", "added_by")) == [
        ("Chess", said, priya.pk),
        ("Bread", [], priya.pk),
    ]
    assert (rosa.thanked_for, rosa.state) == ("Patience", "APPROVED")
    assert "patience" in rosa.search_text.lower()
