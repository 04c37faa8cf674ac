"""What is printed for members: cards, the directory, offers and requests, a letter; and the way somebody prefers."""

import pytest
from django.urls import reverse

from exchanges.models import Listing
from exchanges.views import printed
from members.actions import keep_told
from members.actions.areas import Place, write_area
from members.models import Gift, Member
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name: str, member: Member) -> str:
    return reverse(name, args=[member.bank.slug, member.number])


def of_bank(name: str, bank) -> str:
    return reverse(name, args=[bank.slug])


def shows(member: Member, *items: str, **fields) -> Member:
    Member.objects.filter(pk=member.pk).update(shows=list(items), **fields)
    return member


def test_a_card_has_name_number_telephone_and_a_square_that_leads_to_the_page(sign_in, bank, priya, margaret):
    bank.telephone = "01632 960184"
    bank.save()

    page = sign_in(priya).get(url("members:card", margaret))

    assert f"Margaret Pole Number {margaret.number} 01632 960184" in words(page)
    assert page.text.count("<svg") > page.text.count("</svg>") - 1
    assert 'class="qr"' in page.text
    assert "script" not in page.context["cards"][0].code
    assert sign_in(margaret).get(url("members:card", margaret)).status_code == 200


def test_nobody_prints_the_card_of_another(sign_in, bank, margaret, fatima):
    assert sign_in(fatima).get(url("members:card", margaret)).status_code == 403
    assert sign_in(make.make_auditor(bank)).get(of_bank("members:cards", bank)).status_code == 403


def test_a_sheet_has_the_cards_that_were_asked_for(sign_in, bank, priya, margaret, fatima):
    other = make.make_member(make.make_bank(), name="Stranger")
    client = sign_in(priya)

    def cards(query: str) -> set[str]:
        return {card.member.name for card in client.get(of_bank("members:cards", bank) + query).context["cards"]}

    assert cards("") == {"Margaret Pole", "Fatima Zahra", "Priya Desk"}
    assert cards(f"?numbers={margaret.number},+{fatima.number}") == {"Margaret Pole", "Fatima Zahra"}
    assert cards(f"?numbers={margaret.number}-999999") >= {"Margaret Pole"}
    assert cards("?numbers=nobody") == cards("?numbers=99999999999999") == set()
    assert "Stranger" not in cards(f"?numbers=0-{other.number}")


@pytest.mark.parametrize("state", ["PAUSED", "LEFT"])
def test_who_takes_no_part_has_no_card_and_is_in_no_directory(sign_in, bank, priya, margaret, state):
    make.make_listing(margaret, title="Plum jam lessons")
    Member.objects.filter(pk=margaret.pk).update(state=state)
    client = sign_in(priya)

    assert client.get(url("members:card", margaret)).context["cards"] == []
    for name in ("members:cards", "members:directory", "exchanges:listings_printed"):
        page = client.get(of_bank(name, bank)).text
        assert "Margaret" not in page
        assert "Plum jam" not in page


def test_the_directory_has_what_members_show_and_no_more(sign_in, bank, priya, margaret, fatima):
    for member in (margaret, fatima):
        Gift.objects.create(member=member, kind="HAND", words=f"Sewing by {member.pk}", added_at=member.joined_at)
    shows(margaret, "AREA", "GIFTS", "TELEPHONE", area="Mill Lane", telephone="01632 960111")
    shows(fatima, area="Hill Road", telephone="01632 960222")
    young = make.make_member(bank, name="Owen Young")
    Member.objects.filter(pk=young.pk).update(age_band="TEEN")

    for reader in (margaret, priya):  # who runs the bank prints no more than members see
        page = words(sign_in(reader).get(of_bank("members:directory", bank)))
        assert f"Number {margaret.number} · Mill Lane · 01632 960111" in page
        assert f"Sewing by {margaret.pk}" in page
        assert "Fatima Zahra" in page
        for hidden in ("Hill Road", "01632 960222", f"Sewing by {fatima.pk}", "Owen Young"):
            assert hidden not in page


def test_offers_and_requests_stand_by_category(sign_in, bank, margaret, fatima):
    garden = make.make_category(bank, name="Garden")
    make.make_listing(margaret, title="Weeding", category=garden)
    hedges = make.make_category(bank, name="Hedges", parent=garden)
    make.make_listing(fatima, title="A hedge to cut", kind="REQUEST", category=hedges)
    make.make_listing(fatima, title="Something else entirely")

    page = words(sign_in(margaret).get(of_bank("exchanges:listings_printed", bank)))

    weeding, hedge, other = Listing.objects.order_by("pk").values_list("pk", flat=True)
    first = f"Garden Offered {weeding} Weeding Margaret Pole Asked for {hedge} A hedge to cut Hedges · Fatima Zahra"
    assert first in page
    assert f"Everything else Offered {other} Something else entirely" in page


def test_a_sheet_has_an_end(sign_in, bank, margaret, monkeypatch):
    monkeypatch.setattr(printed, "MOST_ON_SHEET", 2)
    for title in ("Weeding", "Piano", "Bread"):
        make.make_listing(margaret, title=title)

    page = words(sign_in(margaret).get(of_bank("exchanges:listings_printed", bank)))

    assert "These are the newest 2" in page
    assert ("Weeding" in page, "Piano" in page, "Bread" in page) == (False, True, True)


def test_a_sheet_is_of_an_area_without_names_or_in_plain_letters(sign_in, bank, margaret, fatima):
    write_area(bank, Place("Mill Lane"), by=make.admin_of(bank))
    shows(margaret, "AREA", area="mill lane")
    make.make_listing(margaret, title="Weeding")
    make.make_listing(fatima, title="Piano")
    make.make_listing(make.make_minor(bank, name="Owen Young"), title="A listing of Owen")
    bank.telephone = "01632 960184"
    bank.save()

    def sheet(reader, query=""):
        return sign_in(reader).get(of_bank("exchanges:listings_printed", bank) + query)

    plain = sheet(margaret, "?area=mill+lane&letters=plain&names=none")
    assert "Weeding" in plain.text
    assert "Piano" not in plain.text
    assert "Margaret" not in plain.text.split("<main")[1]
    assert 'class="large-print"' not in plain.text
    whole = sheet(make.make_coordinator(bank), "?area=nowhere&letters=x&names=y")
    assert 'class="large-print"' in whole.text
    assert {"Weeding", "Piano"} <= {each.title for shelf in whole.context["shelves"] for each in shelf.offers}
    assert "Owen" not in whole.text
    assert f"{bank.name} · 01632 960184" in words(whole)


def test_the_page_of_a_member_leads_those_who_run_the_bank_to_card_and_statement(sign_in, priya, margaret, fatima):
    statement = reverse("insight:statement_pdf", args=[margaret.bank.slug]) + f"?account={margaret.number}"
    page = sign_in(priya).get(reverse("exchanges:member", args=[margaret.bank.slug, margaret.number])).text
    assert url("members:card", margaret) in page
    assert statement in page
    assert sign_in(priya).get(statement).status_code == 200

    assert statement not in sign_in(fatima).get(reverse("exchanges:member", args=[margaret.bank.slug, 1])).text


def by_channel(member: Member, channel: str, **fields) -> Notice:
    Member.objects.filter(pk=member.pk).update(channel=channel, **fields)
    member.refresh_from_db()
    keep_told(member)
    make.logged_exchange(make.make_member(member.bank, name="Owen"), member)
    return Notice.objects.filter(recipient__key=member.actor_key).latest("pk")


def test_the_desk_says_how_and_prints_the_letter_and_the_look_is_written_down(sign_in, bank, priya, margaret, fatima):
    notice = by_channel(margaret, "POST", postal_address="1 Mill Lane, Ashby")
    by_channel(fatima, "PHONE")
    client = sign_in(priya)

    desk = words(client.get(of_bank("exchanges:desk", bank)))
    assert "By post" in desk
    assert "By telephone" in desk
    assert "1 Mill Lane" not in desk
    letter = client.post(reverse("exchanges:letter", args=[bank.slug, notice.pk]))

    assert "1 Mill Lane, Ashby" in words(letter)
    assert notice.subject in words(letter)
    assert margaret.events.get(kind="CONTACT_SEEN").by == priya
    assert sign_in(fatima).post(reverse("exchanges:letter", args=[bank.slug, notice.pk])).status_code == 403


def test_all_letters_are_printed_one_for_each_member_and_marked_as_posted(sign_in, bank, priya, margaret, fatima):
    first = by_channel(margaret, "POST", postal_address="1 Mill Lane, Ashby")
    second = by_channel(margaret, "POST")
    by_phone, without = by_channel(fatima, "PHONE"), by_channel(make.make_member(bank, name="Zoë"), "POST")
    client = sign_in(priya)
    assert "Letters to print and post (" in words(client.get(of_bank("exchanges:desk", bank)))

    page = client.post(of_bank("exchanges:letters", bank))

    assert page.text.count("1 Mill Lane, Ashby") == 1
    assert words(page).count(first.subject) >= 2
    assert "No address yet." in words(page)
    assert margaret.events.get(kind="CONTACT_SEEN").by == priya
    sent = [part.partition('"')[0] for part in page.text.split('name="notices" value="')[1:]]
    assert {str(first.pk), str(second.pk)} <= set(sent)
    assert str(without.pk) not in sent

    done = client.post(of_bank("exchanges:posted", bank), {"notices": [*sent, by_phone.pk]}, follow=True)

    assert f"Noted: {len(sent)} messages were posted." in words(done)
    assert Notice.objects.get(pk=first.pk).told_by == priya.actor_key
    assert {by_phone, without} <= set(Notice.objects.to_pass_on(bank.slug))


def test_what_was_posted_already_is_said(sign_in, bank, priya):
    client = sign_in(priya)

    for sent in (["1"], ["x"], ["9" * 30], []):
        page = client.post(of_bank("exchanges:posted", bank), {"notices": sent}, follow=True)

    assert "Nothing to note: these letters do not wait any more." in words(page)
    assert "No letter waits." in words(client.post(of_bank("exchanges:letters", bank)))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "questions"), [("members:cards", 5), ("members:directory", 6), ("exchanges:listings_printed", 6)]
)
def test_each_asks_the_same_number_of_questions(
    sign_in, bank, priya, count, name, questions, django_assert_num_queries
):
    for number in range(count):
        member = make.make_member(bank)
        make.make_listing(member, title=f"Bread {number}", category=make.make_category(bank, name=f"Kind {number}"))
        Gift.objects.create(member=member, kind="HAND", words="Bread", added_at=member.joined_at)
    client = sign_in(priya)

    with django_assert_num_queries(questions):
        client.get(of_bank(name, bank))
