"""Concerns: who is told, who reads, what the log keeps, and that nobody else learns that there is one."""

import datetime
import itertools

import pytest
from django.utils import timezone

from members import actions
from members.actions import concerns, merging, roles, states
from members.actions.concerns import ConcernRefused, OnlyLead, Worry
from members.actions.deaths import record_death
from members.models import Concern, ConcernEntry, Member, MemberEvent, Role
from notices.actions.dead_letters import give_up
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
WORDS = "He takes her purse."


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


@pytest.fixture
def lena(bank):
    return make.make_member(bank, name="Lena Lead", roles=(Role.SAFEGUARDING,))


@pytest.fixture
def leo(bank):
    return make.make_member(bank, name="Leo Second", roles=(Role.SAFEGUARDING,))


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


def raised(bank, *, by=None, **told):
    return concerns.raise_concern(bank, Worry(**{"words": WORDS, **told}), by=by, at=timezone.now())


def readers(concern):
    everybody = Member.objects.of(concern.bank).select_related("bank")
    return {member.name for member in everybody if Concern.objects.readable_by(member).filter(pk=concern.pk).exists()}


def told(member):
    return Notice.objects.for_recipients([member.actor_key]).filter(kind="CONCERN")


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_anybody_raises_one_and_every_lead_is_told_that_there_is_one(bank, lena, leo, margaret, who):
    concern = raised(bank, by=margaret if who == "member" else None, about_words="Stan from the choir")

    assert readers(concern) == {"Lena Lead", "Leo Second"}
    assert (told(lena).count(), told(leo).count()) == (1, 1)
    entry = concern.entries.get()
    assert (entry.kind, entry.by) == ("RAISED", margaret if who == "member" else None)


def test_the_notice_names_nobody_and_no_desk_ever_passes_it_on(bank, lena, margaret):
    raised(bank, by=margaret, about_words="Stan", raised_by_words="Margaret, next door")

    notice = told(lena).get()
    said = f"{notice.subject} {notice.body} {notice.path}"
    assert not any(name in said for name in ("Margaret", "Stan", "purse", "Lena"))
    assert notice.bank == ""
    give_up(Notice.objects.filter(pk=notice.pk), failure="Test", at=timezone.now())
    assert not Notice.objects.to_pass_on(bank.slug).filter(kind="CONCERN").exists()


def test_a_lead_without_e_mail_is_told_on_the_site_alone(bank):
    lead = make.make_member(bank, email="", roles=(Role.SAFEGUARDING,))

    raised(bank)

    assert told(lead).get().delivery == Notice.Delivery.IN_APP_ONLY


def test_nobody_but_the_leads_can_read_one(bank, admin, lena, margaret):
    make.make_coordinator(bank)
    make.make_auditor(bank)
    make.make_member(other := make.make_bank(), roles=(Role.SAFEGUARDING,), name="Far Away")

    concern = raised(bank, by=margaret)

    assert readers(concern) == {"Lena Lead"}
    assert told(admin).count() == 0
    assert not Concern.objects.readable_by(Member.objects.of(other).get(name="Far Away")).exists()


def test_a_lead_who_raised_it_reads_it_and_is_not_told(bank, lena, leo):
    concern = raised(bank, by=lena)

    assert readers(concern) == {"Lena Lead", "Leo Second"}
    assert (told(lena).count(), told(leo).count()) == (0, 1)


@pytest.mark.parametrize(
    "worry",
    [
        {"about_words": "Lena"},
        {"about_words": "that LEAD woman, I think"},
        {"about_words": "lena lead"},
        {"words": "I saw how Lena Lead took it."},
        {"words": "LENA, LEAD of the choir, took it."},
    ],
)
def test_a_lead_whom_the_words_name_does_not_read_it(bank, lena, leo, worry):
    concern = raised(bank, **worry)

    assert readers(concern) == {"Leo Second"}
    assert (told(lena).count(), told(leo).count()) == (0, 1)


def test_a_lead_whom_it_is_said_to_be_about_does_not_read_it(bank, lena, leo):
    assert readers(raised(bank, about=lena)) == {"Leo Second"}


def test_words_that_only_sound_like_a_name_keep_nobody_out(bank, lena, leo):
    assert readers(raised(bank, words="She leads the choir. Lena was kind.", about_words="Stan")) == {
        "Lena Lead",
        "Leo Second",
    }


@pytest.mark.parametrize("how_many", [1, 2])
def test_where_it_is_about_every_lead_an_admin_reads_it(bank, admin, lena, how_many):
    names = ["Lena Lead"]
    if how_many == 2:
        names.append(make.make_member(bank, name="Leo Second", roles=(Role.SAFEGUARDING,)).name)

    concern = raised(bank, about_words=" and ".join(names))

    assert readers(concern) == {admin.name}
    assert (told(admin).count(), told(lena).count()) == (1, 0)


def test_where_there_is_no_lead_an_admin_reads_it(bank, admin):
    concern = raised(bank)

    assert readers(concern) == {admin.name}
    assert told(admin).count() == 1


def test_an_admin_whom_it_is_about_does_not_read_it(bank, admin, lena):
    second = make.make_member(bank, name="Ada Second", roles=(Role.ADMIN,))

    assert readers(raised(bank, about_words=f"Lena and {admin.name}")) == {second.name}


def test_an_admin_who_is_a_lead_whom_it_is_about_does_not_read_it(bank, admin):
    both = make.make_member(bank, name="Bo Both", roles=(Role.ADMIN, Role.SAFEGUARDING))

    concern = raised(bank, about=both)

    assert readers(concern) == {admin.name}


def test_each_reading_is_written_down(bank, lena, leo):
    concern = raised(bank)

    for reader in (lena, leo, lena):
        concerns.read_concern(concern, by=reader, at=timezone.now())

    assert list(concern.entries.values_list("kind", "by__name")) == [
        ("RAISED", None), ("READ", "Lena Lead"), ("READ", "Leo Second"), ("READ", "Lena Lead")
    ]  # fmt: skip


def test_a_lead_writes_closes_and_opens_again(bank, lena):
    concern = raised(bank)

    concerns.write_about_concern(concern, "Rang the council.", by=lena, at=timezone.now())
    for _twice in range(2):
        concerns.close_concern(concern, "She is safe.", by=lena, at=timezone.now())
    concern.refresh_from_db()
    assert concern.state == Concern.State.CLOSED
    for _twice in range(2):
        concerns.reopen_concern(concern, "It happened again.", by=lena, at=timezone.now())

    concern.refresh_from_db()
    assert concern.state == Concern.State.OPEN
    assert list(concern.entries.values_list("kind", "words")) == [
        ("RAISED", ""),
        ("WRITTEN", "Rang the council."),
        ("CLOSED", "She is safe."),
        ("REOPENED", "It happened again."),
    ]


def test_a_lead_says_that_it_is_about_another_lead_who_then_cannot_read_it(bank, admin, lena, leo):
    concern = raised(bank)

    concerns.name_concerned(concern, leo, by=lena, at=timezone.now())

    assert readers(concern) == {"Lena Lead"}
    with pytest.raises(NotAllowed):
        concerns.read_concern(concern, by=leo, at=timezone.now())
    assert concern.entries.get(kind="NAMED").words == "Leo Second"
    assert told(admin).count() == 0


def test_nobody_puts_a_concern_out_of_their_own_hands(bank, lena):
    concern = raised(bank)

    with pytest.raises(ConcernRefused):
        concerns.name_concerned(concern, lena, by=lena, at=timezone.now())
    with pytest.raises(ConcernRefused):
        concerns.name_concerned(concern, make.make_member(make.make_bank()), by=lena, at=timezone.now())

    assert readers(concern) == {"Lena Lead"}


@pytest.mark.parametrize("who", ["admin", "coordinator", "auditor", "member", "concerned lead", "lead of another bank"])
def test_who_may_not_read_it_writes_nothing_either(bank, admin, lena, leo, margaret, who):
    concern = raised(bank, about=leo)
    by = {
        "admin": lambda: admin,
        "coordinator": lambda: make.make_coordinator(bank),
        "auditor": lambda: make.make_auditor(bank),
        "member": lambda: margaret,
        "concerned lead": lambda: leo,
        "lead of another bank": lambda: make.make_member(make.make_bank(), roles=(Role.SAFEGUARDING,)),
    }[who]()

    for write in (
        lambda: concerns.read_concern(concern, by=by, at=timezone.now()),
        lambda: concerns.write_about_concern(concern, "x", by=by, at=timezone.now()),
        lambda: concerns.close_concern(concern, "x", by=by, at=timezone.now()),
        lambda: concerns.reopen_concern(concern, "x", by=by, at=timezone.now()),
        lambda: concerns.name_concerned(concern, margaret, by=by, at=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert concern.entries.count() == 1


@pytest.mark.parametrize("words", ["", "  "])
def test_something_must_be_said(bank, lena, words):
    with pytest.raises(ConcernRefused):
        raised(bank, words=words)
    concern = raised(bank)
    for write in (concerns.write_about_concern, concerns.close_concern):
        with pytest.raises(ConcernRefused):
            write(concern, words, by=lena, at=timezone.now())
    assert concern.entries.count() == 1


def test_a_form_sent_twice_is_one_concern(bank, lena, margaret):
    first, again = raised(bank, by=margaret), raised(bank, by=margaret)
    other = raised(bank, by=margaret, words="Another thing.")

    assert (first, Concern.objects.count()) == (again, 2)
    assert other != first
    assert told(lena).count() == 2


def test_nothing_of_it_is_in_a_log_or_in_anybodys_history(bank, lena, margaret, caplog):
    before = MemberEvent.objects.count()

    with caplog.at_level("DEBUG"):
        concern = raised(bank, by=margaret, about=lena)
        make.make_member(bank, name="Leo Second", roles=(Role.SAFEGUARDING,))

    lines = itertools.chain.from_iterable((record.getMessage(),) for record in caplog.records)
    assert not any(WORDS in line for line in lines if "INSERT" not in line)
    assert MemberEvent.objects.exclude(member__name="Leo Second").count() == before
    assert ConcernEntry.objects.filter(concern=concern).count() == 1


@pytest.mark.parametrize("how", ["given the role", "back from a rest", "appointed"])
def test_who_becomes_a_reader_later_reads_none_that_names_them(bank, admin, lena, how):
    """A role is no way to read what was said of oneself before."""
    if how == "appointed":
        concern, other = raised(bank, about_words="Gwilym, who drives"), raised(bank, words="Somebody shouts.")
        gwilym = roles.appoint(
            bank, email="g@example.org", name="Gwilym Prys", role=Role.SAFEGUARDING, by=admin, at=timezone.now()
        )
    else:
        gwilym = make.make_member(bank, name="Gwilym Prys")
        if how == "back from a rest":
            Member.objects.filter(pk=gwilym.pk).update(state=Member.State.PAUSED, roles=[Role.SAFEGUARDING])
        concern, other = raised(bank, about_words="Gwilym, who drives"), raised(bank, words="Somebody shouts.")
        if how == "back from a rest":
            Member.objects.filter(pk=gwilym.pk).update(state=Member.State.APPROVED)
        else:
            roles.grant_role(gwilym, Role.SAFEGUARDING, by=admin, at=timezone.now())

    assert readers(concern) == {lena.name}
    assert readers(other) == {lena.name, gwilym.name}


# An admin comes by no concern by putting out who reads it


def put_out(how, lead, admin):
    at = timezone.now()
    tomorrow = lead.bank.day(at) + datetime.timedelta(days=1)
    return {
        "ends the role": lambda: roles.end_role(lead, Role.SAFEGUARDING, by=admin, at=at),
        "suspends": lambda: states.record_suspension(lead, states.Suspension("Why", tomorrow), by=admin, at=at),
        "writes down a rest": lambda: states.record_rest(lead, states.Rest(how="PHONE"), by=admin, at=at),
        "has a rest": lambda: states.record_rest(lead, states.Rest(), by=lead, at=at),
        "writes down that they left": lambda: actions.record_leaving(lead, by=admin, at=at),
    }[how]()


WAYS = ["ends the role", "suspends", "writes down a rest", "has a rest", "writes down that they left"]


@pytest.mark.parametrize("how", WAYS)
def test_the_last_lead_stays_while_a_concern_is_open(bank, admin, lena, how):
    concern = raised(bank)

    with pytest.raises(OnlyLead):
        put_out(how, lena, admin)

    assert readers(concern) == {lena.name}
    concerns.close_concern(concern, "She is safe.", by=lena, at=timezone.now())
    put_out(how, lena, admin)
    assert readers(concern) == set()


@pytest.mark.parametrize("how", WAYS)
def test_one_of_two_leads_may_go(bank, admin, lena, leo, how):
    concern = raised(bank)

    put_out(how, lena, admin)

    assert readers(concern) == {leo.name}
    assert readers(raised(bank, words="It is about Leo Second.")) == {admin.name}


def test_a_lead_whom_the_only_other_one_cannot_replace_stays(bank, admin, lena, leo):
    raised(bank, about=leo)

    with pytest.raises(OnlyLead):
        put_out("suspends", lena, admin)
    put_out("suspends", leo, admin)


def test_what_came_while_no_lead_was_there_is_read_by_admins_until_there_is_one(bank, admin, lena):
    before = raised(bank)
    concerns.close_concern(before, "She is safe.", by=lena, at=timezone.now())
    put_out("has a rest", lena, admin)

    meanwhile = raised(bank, words="He shouts.")

    assert (readers(before), readers(meanwhile)) == (set(), {admin.name})
    assert told(admin).count() == 1
    states.come_back(lena, by=lena, at=timezone.now())
    assert (readers(before), readers(meanwhile)) == ({lena.name}, {lena.name})


def test_where_the_last_lead_dies_an_admin_reads_what_is_open(bank, admin, lena):
    closed, concern = raised(bank), raised(bank, words="He shouts.")
    concerns.close_concern(closed, "She is safe.", by=lena, at=timezone.now())

    record_death(lena, by=admin, at=timezone.now())

    assert (readers(closed), readers(concern)) == (set(), {admin.name})
    assert told(admin).count() == 1


def test_two_entries_are_not_made_one_to_put_out_the_last_lead(bank, admin, lena, margaret):
    raised(bank)

    with pytest.raises(OnlyLead):
        merging.merge(margaret, lena, by=admin, at=timezone.now())
