"""The pack of programmes: twelve that services elsewhere run with their neighbours, in our own words, to begin from.

Only the codes stay for good. All else is what a programme says on its first day; the service writes it as it likes.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import CheckKind
from timebank.lib.durations import MINUTES_IN_HOUR

Words = Promise | str
HOUR = MINUTES_IN_HOUR
CLEARED = (CheckKind.Family.DBS_ENHANCED,)
VOUCHED = (CheckKind.Family.REFERENCE,)
TRAINED = (CheckKind.Family.TRAINING,)


@dataclass(frozen=True)
class PackedRole:
    """A role of a packed programme. `families` name the checks it needs; hours are those pledged each month."""

    title: Words
    words: Words
    is_for_served: bool = False
    is_shared: bool = False
    families: tuple[str, ...] = ()
    pledged_minutes: int = 4 * HOUR


@dataclass(frozen=True)
class PackedProgramme:
    """What a programme says on its first day."""

    code: str
    title: Words
    aim: Words
    serves: Words
    how_they_give: Words
    roles: tuple[PackedRole, ...]
    is_confidential: bool = False


PACK = (
    PackedProgramme(
        "PEER_SUPPORT",
        _("Living well together"),
        _("People who live with the same condition help one another, so that nobody has to learn it all alone."),
        _("People of the surgery's list who live with a long-term condition"),
        _("They ring who has just heard the news, cook together, lead a walk, and tell the surgery what would help."),
        (
            PackedRole(
                _("Peer supporter"),
                _("Listens, tells how they manage, and rings once a week for the first two months."),
                is_for_served=True,
                families=TRAINED,
            ),
            PackedRole(
                _("Host of the group"),
                _("Opens the room, puts the kettle on and sees that everybody has a word."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=3 * HOUR,
            ),
            PackedRole(_("Driver"), _("Brings to the group who cannot come alone."), families=VOUCHED),
        ),
        is_confidential=True,
    ),
    PackedProgramme(
        "HOME_FROM_HOSPITAL",
        _("Home from hospital"),
        _("The first two weeks at home go well: there is milk in the fridge, and somebody looks in."),
        _("People who come home from hospital and live alone, or with somebody who needs care"),
        _("Once they are well they ring others who have just come home; from their chair they can do so at once."),
        (
            PackedRole(
                _("Caller"),
                _("Rings each day in the first week, and tells the ward team when something is not right."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=3 * HOUR,
            ),
            PackedRole(
                _("Settling in"),
                _("Is there on the first day: heating, shopping, a hot meal."),
                families=(*CLEARED, *VOUCHED),
                pledged_minutes=6 * HOUR,
            ),
            PackedRole(_("Errands"), _("Shops, and brings what the chemist has ready."), families=VOUCHED),
        ),
        is_confidential=True,
    ),
    PackedProgramme(
        "READING_PARTNERS",
        _("Reading and homework partners"),
        _("Every child has somebody who reads with them each week and has time for their questions."),
        _("Children of the school, and their parents"),
        _("Older children read with younger ones; parents cook, mend and show their trade or their language in class."),
        (
            PackedRole(
                _("Reading partner"),
                _("Reads with the same child for half an hour a week, at school."),
                is_shared=True,
                families=(*CLEARED, *VOUCHED),
                pledged_minutes=2 * HOUR,
            ),
            PackedRole(
                _("Parent who shows something"),
                _("Shows a class what they know: a language, a craft, a dish, their work."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=2 * HOUR,
            ),
            PackedRole(_("Homework table"), _("Helps at the homework table after school."), families=CLEARED),
        ),
    ),
    PackedProgramme(
        "GOVERNORS",
        _("Governors and parent groups"),
        _("Parents have a say in what the school does, and a hand in doing it."),
        _("Parents and carers of children at the school"),
        _("They sit beside the governors, run the parents' evening and welcome new families in their own language."),
        (
            PackedRole(
                _("Parent beside the governors"),
                _("Reads the papers in plain words, comes to the meeting and says what parents think."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=3 * HOUR,
            ),
            PackedRole(
                _("Welcomer of new families"),
                _("Shows a new family round, and is there to be rung in their first term."),
                is_for_served=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "DIGITAL_HELPERS",
        _("Digital helpers"),
        _("Nobody is left out because a form, a ticket or a friend is only to be found on a screen."),
        _("People who come to the library and are not at home with a phone or a computer"),
        _("Who has learnt one thing shows it to the next, and they teach what they know: knitting, songs, the past."),
        (
            PackedRole(
                _("Digital helper"),
                _("Sits beside somebody and lets them do it themselves."),
                is_for_served=True,
                is_shared=True,
            ),
            PackedRole(
                _("Teacher in return"),
                _("Shows the helpers something that no screen knows."),
                is_for_served=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "CARE_HOME_VISITS",
        _("Visits both ways"),
        _("People who live in the home are part of the town: they have visitors, and they go visiting."),
        _("Residents of the care home"),
        _("Residents read to classes, write letters, ring who is alone, and teach what they did all their lives."),
        (
            PackedRole(
                _("Resident who rings or writes"),
                _("Rings or writes to somebody who is alone at home."),
                is_for_served=True,
                pledged_minutes=2 * HOUR,
            ),
            PackedRole(
                _("Resident host"),
                _("Welcomes visitors with the staff, and chooses what is done that afternoon."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=3 * HOUR,
            ),
            PackedRole(_("Visitor"), _("Comes each week to the same resident."), families=(*CLEARED, *VOUCHED)),
        ),
    ),
    PackedProgramme(
        "FIRST_RESPONDERS",
        _("Community first responders"),
        _("Somebody who knows what to do is there within minutes, before the ambulance."),
        _("Everybody who lives here, most of all who lives far from the station"),
        _("Who was helped tells others how it was, learns to save a life and checks the street's defibrillator."),
        (
            PackedRole(
                _("First responder"),
                _("Goes out beside the ambulance service when called."),
                is_shared=True,
                families=(*TRAINED, *CLEARED),
                pledged_minutes=8 * HOUR,
            ),
            PackedRole(
                _("Keeper of a defibrillator"),
                _("Looks once a week whether its light is green, and tells the station."),
                is_for_served=True,
                pledged_minutes=HOUR,
            ),
            PackedRole(
                _("Teller"),
                _("Tells at schools and clubs how it was to be helped, and why it is worth learning."),
                is_for_served=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "WALK_GROUP",
        _("Neighbourhood walk"),
        _("An hour outside together each week, at the pace of the slowest, and tea after it."),
        _("Everybody who would like to move more and not alone"),
        _("They lead the walk in turn, try out the way, bring the flask and fetch who lives on the way."),
        (
            PackedRole(
                _("Walk leader"),
                _("Chooses the way, counts heads and walks last."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=6 * HOUR,
            ),
            PackedRole(
                _("Doorbell"),
                _("Rings at the door of who would not come alone."),
                is_for_served=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "TENANTS_SKILLS",
        _("Tenants' skills"),
        _("The estate looks after itself: what one can do, another needs."),
        _("Tenants of the housing office, and who has just moved in"),
        _("They mend, paint and plant for one another, show the new ones round and go with the office on its rounds."),
        (
            PackedRole(
                _("Handy tenant"), _("Small repairs and painting that are the tenant's own."), is_for_served=True
            ),
            PackedRole(
                _("Estate walker"),
                _("Walks round with a housing officer once a month and says what should be done first."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "JOB_MENTORS",
        _("Job mentors"),
        _("Nobody looks for work alone, and what somebody can do is seen before there is a job for it."),
        _("People who look for work"),
        _("They practise interviews with one another, teach their trade, and mentor the next one once they have work."),
        (
            PackedRole(
                _("Mentor"),
                _("Meets one job-seeker each fortnight, and opens a door or two."),
                is_for_served=True,
                families=VOUCHED,
            ),
            PackedRole(
                _("Practice interviewer"),
                _("Sits on the other side of the table, and says what went well."),
                is_for_served=True,
                is_shared=True,
                pledged_minutes=2 * HOUR,
            ),
        ),
    ),
    PackedProgramme(
        "YOUTH_CREDITS",
        _("Youth time credits"),
        _("Young people earn hours for what they do for their town, and spend them on what they choose together."),
        _("Young people who come to the youth service"),
        _("They run the café, coach the younger ones, help at events and decide with the workers what comes next."),
        (
            PackedRole(
                _("Young organiser"),
                _("Plans and runs one evening a month with a youth worker."),
                is_for_served=True,
                is_shared=True,
            ),
            PackedRole(
                _("Coach for a skill"),
                _("Shows young people something: bikes, beats, cooking, repairs."),
                families=(*CLEARED, *VOUCHED),
            ),
        ),
    ),
    PackedProgramme(
        "PRISON_COUNCIL",
        _("Prison council"),
        _("Those who live on the wing help to run it, and what they do there counts outside for their families."),
        _("People in the prison, and their families"),
        _("They listen to newcomers, teach reading, sit on the council, and give hours they earn to their families."),
        (
            PackedRole(
                _("Councillor"),
                _("Sits on the council with staff, brings what the wing says and takes back what was agreed."),
                is_for_served=True,
                is_shared=True,
            ),
            PackedRole(
                _("Listener"),
                _("Is there in the first nights of who has just come."),
                is_for_served=True,
                families=TRAINED,
            ),
            PackedRole(_("Visitor from outside"), _("Comes to the council twice a year."), families=CLEARED),
        ),
        is_confidential=True,
    ),
)

BY_CODE = {programme.code: programme for programme in PACK}
