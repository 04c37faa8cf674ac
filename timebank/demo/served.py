"""The made-up services of the demo bank: who works there, whom they introduced, and what each of those is good at."""

from dataclasses import dataclass

from timebank.demo.organisations import DemoOrganisation


@dataclass(frozen=True, kw_only=True)
class DemoStaff:
    """Somebody who works for a service and is no member of the bank."""

    name: str
    job: str
    email: str = ""
    manages: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoServed:
    """Somebody whom a service introduced: what they hope for and, always asked, what they are good at."""

    name: str
    telephone: str
    area: str
    hopes: str
    good_at: tuple[str, ...]
    email: str = ""  # who has one signs in, and says before and after how they are


@dataclass(frozen=True, kw_only=True)
class DemoService:
    """One service of Riverside, its programme and its people. `turning` is how its year goes, month by month.

    Each month has how many came to be helped, and how many of those also gave in the same session.
    """

    organisation: DemoOrganisation
    kind: str
    opening_times: str
    place: str
    access: str
    template: str
    staff: tuple[DemoStaff, ...]
    served: tuple[DemoServed, ...]
    turning: tuple[tuple[int, int], ...]
    first_gift_months: tuple[int, ...]  # until each first gives somebody something; who is not in it never does
    neighbours: tuple[str, ...]  # keys of members who help at each session
    on_duty: int  # how many of the staff are there
    visit_minutes: int = 0  # a month, at people's homes by the second of the staff
    shared_from: int | None = None  # the month from which staff work side by side with the others
    led_from: int | None = None  # the month from which the first whom it served leads its sessions

    def is_side_by_side(self, month: int) -> bool:
        """Whether staff work side by side with citizens by this month of the year."""
        return self.shared_from is not None and month >= self.shared_from

    def is_led_by_served(self, month: int) -> bool:
        """Whether somebody whom it serves leads the sessions by this month of the year."""
        return self.led_from is not None and month >= self.led_from


SURGERY_STAFF = (
    DemoStaff(name="Linda Fairweather", job="Practice manager", email="surgery@demo.example", manages=True),
    DemoStaff(name="Adaeze Okonjo", job="Practice nurse"),
    DemoStaff(name="Dr Nadia Petrov", job="GP"),
    DemoStaff(name="Dr Alun Prosser", job="GP"),
    DemoStaff(name="Colin Marsh", job="Link worker"),
    DemoStaff(name="Farah Siddiqui", job="Pharmacist"),
    DemoStaff(name="Gwen Tolley", job="Reception"),
    DemoStaff(name="Marek Nowicki", job="Reception"),
    DemoStaff(name="Yemi Adebayo", job="Health care assistant"),
    DemoStaff(name="Jo Pritchard", job="Health visitor"),
    DemoStaff(name="Ravi Menon", job="Physiotherapist"),
)

SURGERY_SERVED = (
    DemoServed(
        name="Moira Dunnett",
        telephone="07700 900801",
        email="moira.dunnett@demo.example",
        area="Weirside, RV1",
        hopes="To get out of the house on Thursdays and hear other voices.",
        good_at=("Taught singing for thirty years", "Remembering names"),
    ),
    DemoServed(
        name="Desmond Pike",
        telephone="07700 900802",
        email="desmond.pike@demo.example",
        area="Mill End, RV1",
        hopes="Company for a walk that is not too long.",
        good_at=("Sharpening knives and shears",),
    ),
    DemoServed(
        name="Halina Borek",
        telephone="07700 900803",
        email="halina.borek@demo.example",
        area="Northgate, RV2",
        hopes="Somebody to cook with.",
        good_at=("Soups without a recipe", "Polish"),
    ),
    DemoServed(
        name="Trevor Nkemelu",
        telephone="07700 900804",
        email="trevor.nkemelu@demo.example",
        area="Priory, RV2",
        hopes="To find out how others keep going.",
        good_at=("Dominoes", "Making people laugh"),
    ),
    DemoServed(
        name="Sheila Garthwaite",
        telephone="07700 900805",
        email="sheila.garthwaite@demo.example",
        area="Fernhill, RV3",
        hopes="A lift to the evening class, and courage to go in.",
        good_at=("Crochet", "Listening on the telephone"),
    ),
    DemoServed(
        name="Ahmed Lounis",
        telephone="07700 900806",
        email="ahmed.lounis@demo.example",
        area="Castle Green, RV2",
        hopes="To practise English with patient people.",
        good_at=("Repairing shoes", "French and Arabic"),
    ),
    DemoServed(
        name="Bernice Lovelock",
        telephone="07700 900807",
        email="bernice.lovelock@demo.example",
        area="Lock Meadow, RV3",
        hopes="A reason to be somewhere at ten.",
        good_at=("Baking bread",),
    ),
    DemoServed(
        name="Clive Osgathorpe",
        telephone="07700 900808",
        email="clive.osgathorpe@demo.example",
        area="Town Quay, RV1",
        hopes="Help with the garden that was my wife's.",
        good_at=("Timetables and tickets",),
    ),
    DemoServed(
        name="Dilys Penhallow",
        telephone="07700 900809",
        email="dilys.penhallow@demo.example",
        area="Weirside, RV1",
        hopes="To laugh more.",
        good_at=("Amateur theatre", "Hems and hats"),
    ),
    DemoServed(
        name="Everton Blackwood",
        telephone="07700 900810",
        email="everton.blackwood@demo.example",
        area="Mill End, RV1",
        hopes="To walk with others and not be the slow one.",
        good_at=("Growing tomatoes",),
    ),
    DemoServed(
        name="Florence Abiola",
        telephone="07700 900811",
        email="florence.abiola@demo.example",
        area="Northgate, RV2",
        hopes="Other mothers of grown sons.",
        good_at=("Braiding hair", "Praying with people who want that"),
    ),
    DemoServed(
        name="Graham Sowerby",
        telephone="07700 900812",
        email="graham.sowerby@demo.example",
        area="Priory, RV2",
        hopes="To be asked for something again.",
        good_at=("Clocks", "Fixing radios"),
    ),
    DemoServed(
        name="Ines Pacheco",
        telephone="07700 900813",
        area="Castle Green, RV2",
        hopes="Neighbours I can greet by name.",
        good_at=("Cutting out dress patterns",),
    ),
    DemoServed(
        name="Jock Abercrombie",
        telephone="07700 900814",
        area="Fernhill, RV3",
        hopes="Somebody to play cards with.",
        good_at=("Accordion", "Patience"),
    ),
    DemoServed(
        name="Kamala Pillai",
        telephone="07700 900815",
        area="Lock Meadow, RV3",
        hopes="Help with letters that come in brown envelopes.",
        good_at=("Yoga for stiff people",),
    ),
    DemoServed(
        name="Lionel Strudwick",
        telephone="07700 900856",
        area="Town Quay, RV1",
        hopes="A walk by the river on bad days.",
        good_at=("Knowing every bird",),
    ),
)

SCHOOL_SERVED = (
    DemoServed(
        name="Aleksandra Wrona",
        telephone="07700 900821",
        area="Northgate, RV2",
        hopes="That my son reads with somebody who has time.",
        good_at=("Pierogi for fifty",),
    ),
    DemoServed(
        name="Bose Akande",
        telephone="07700 900822",
        area="Priory, RV2",
        hopes="Help with homework when I work late.",
        good_at=("Adding up in the head", "Yoruba songs"),
    ),
    DemoServed(
        name="Carly Swindell",
        telephone="07700 900823",
        area="Mill End, RV1",
        hopes="To read better myself, so that I can help.",
        good_at=("Face painting",),
    ),
    DemoServed(
        name="Dragan Ilić",
        telephone="07700 900824",
        area="Castle Green, RV2",
        hopes="A quiet hour for my daughter after school.",
        good_at=("Plastering", "Football for small ones"),
    ),
    DemoServed(
        name="Esther Mbeki",
        telephone="07700 900825",
        area="Northgate, RV2",
        hopes="To know the other parents.",
        good_at=("Running a stall",),
    ),
    DemoServed(
        name="Fiona Redfearn",
        telephone="07700 900826",
        area="Fernhill, RV3",
        hopes="Reading aloud without tears.",
        good_at=("Filling in forms", "Guinea pigs"),
    ),
    DemoServed(
        name="Gintaras Petrauskas",
        telephone="07700 900857",
        area="Town Quay, RV1",
        hopes="English for the two of us.",
        good_at=("Mending bicycles",),
    ),
    DemoServed(
        name="Huda Salim",
        telephone="07700 900828",
        area="Weirside, RV1",
        hopes="Stories in two languages.",
        good_at=("Telling stories in Arabic", "Sewing costumes"),
    ),
    DemoServed(
        name="Ivy Chinnock",
        telephone="07700 900829",
        area="Lock Meadow, RV3",
        hopes="Time with my grandchildren that is not only homework.",
        good_at=("Knitting with children",),
    ),
    DemoServed(
        name="Jamal Greenidge",
        telephone="07700 900830",
        area="Mill End, RV1",
        hopes="A man to read with my boys.",
        good_at=("Drumming",),
    ),
    DemoServed(
        name="Kirsty Mayhew",
        telephone="07700 900831",
        area="Priory, RV2",
        hopes="Breakfast club, so that we are on time.",
        good_at=("Getting up early",),
    ),
    DemoServed(
        name="Liying Zhao",
        telephone="07700 900832",
        area="Castle Green, RV2",
        hopes="To understand the letters from school.",
        good_at=("Paper cutting", "Mandarin"),
    ),
)

HOME_SERVED = (
    DemoServed(
        name="Albert Winstanley",
        telephone="07700 900841",
        area="Fernhill, RV3",
        hopes="Visitors who talk about cricket.",
        good_at=("Umpired for forty years",),
    ),
    DemoServed(
        name="Beatrice Nuttall",
        telephone="07700 900842",
        area="Fernhill, RV3",
        hopes="To hear a piano again.",
        good_at=("Piano, hymns and music hall",),
    ),
    DemoServed(
        name="Cyril Hathersage",
        telephone="07700 900843",
        area="Fernhill, RV3",
        hopes="Somebody to read the paper to me.",
        good_at=("Was a joiner; can explain any joint",),
    ),
    DemoServed(
        name="Dorothy Applewhite",
        telephone="07700 900844",
        area="Fernhill, RV3",
        hopes="An hour in the garden.",
        good_at=("Names of roses",),
    ),
    DemoServed(
        name="Edna Tomlinson",
        telephone="07700 900845",
        area="Fernhill, RV3",
        hopes="Company at tea.",
        good_at=("Shelling peas", "Old recipes"),
    ),
    DemoServed(
        name="Frank Ollivant",
        telephone="07700 900846",
        area="Fernhill, RV3",
        hopes="A game of draughts.",
        good_at=("Draughts",),
    ),
    DemoServed(
        name="Gladys Peverell",
        telephone="07700 900847",
        area="Fernhill, RV3",
        hopes="Children about the place.",
        good_at=("Nursery rhymes",),
    ),
    DemoServed(
        name="Hubert Lacey",
        telephone="07700 900848",
        area="Fernhill, RV3",
        hopes="To be pushed to the river once a week.",
        good_at=("Sea stories",),
    ),
    DemoServed(
        name="Iris Makepeace",
        telephone="07700 900849",
        area="Fernhill, RV3",
        hopes="Help with writing to my sister.",
        good_at=("A fine handwriting",),
    ),
    DemoServed(
        name="Joseph Adeyinka",
        telephone="07700 900850",
        area="Fernhill, RV3",
        hopes="Somebody from my church.",
        good_at=("Leading a prayer",),
    ),
    DemoServed(
        name="Kathleen Boyce",
        telephone="07700 900851",
        area="Fernhill, RV3",
        hopes="A friendly dog.",
        good_at=("Patience with animals",),
    ),
)

SERVICES: tuple[DemoService, ...] = (
    DemoService(
        organisation=DemoOrganisation(
            key="surgery",
            name="Riverside Surgery",
            area="Town Quay, RV1",
            telephone="01632 960910",
            email="reception@demo.example",
            about=(
                "Nine thousand patients and one car park. We learned that much of what helps people is not in the "
                "cupboard behind the nurse, but next door."
            ),
            gives=("COMPANY", "LESSONS"),
            needs=("COMPANY", "LANGUAGE", "FORMS"),
        ),
        kind="SURGERY",
        opening_times="Monday to Friday, 8 to 6:30. Wednesdays until 8.",
        place="Riverside Surgery, meeting room",
        access="Step-free from the car park. A hearing loop, and a toilet for wheelchairs.",
        template="PEER_SUPPORT",
        staff=SURGERY_STAFF,
        served=SURGERY_SERVED,
        turning=(
            (6, 0),
            (7, 0),
            (8, 1),
            (9, 2),
            (9, 3),
            (10, 4),
            (11, 5),
            (11, 6),
            (12, 7),
            (13, 8),
            (13, 9),
            (14, 10),
        ),
        first_gift_months=(3, 3, 4, 4, 5, 5, 5, 6, 6, 4, 3, 2, 1),
        neighbours=("doreen", "winston"),
        on_duty=2,
        visit_minutes=45,
        shared_from=4,
        led_from=7,
    ),
    DemoService(
        organisation=DemoOrganisation(
            key="primary",
            name="Riverside Primary",
            area="Northgate, RV2",
            telephone="01632 960911",
            email="office@demo.example",
            about=(
                "Two hundred and ten children who speak nineteen languages at home. Parents and neighbours read with "
                "them, and more and more of them run things."
            ),
            gives=("LESSONS", "COMPANY"),
            needs=("LESSONS", "LANGUAGE", "COOKING"),
        ),
        kind="SCHOOL",
        opening_times="In term: Monday to Friday, 8:30 to 3:30.",
        place="Riverside Primary, library corner",
        access="Ring at the side gate. One step, and a ramp that we bring out.",
        template="READING_PARTNERS",
        staff=(
            DemoStaff(name="Ms Chloe Ansah", job="Head teacher", manages=True),
            DemoStaff(name="Mr Owen Daly", job="Year 3 teacher"),
            DemoStaff(name="Bev Hartley", job="School office"),
        ),
        served=SCHOOL_SERVED,
        turning=((5, 0), (6, 1), (7, 1), (8, 2), (8, 3), (9, 3), (9, 3), (9, 4), (10, 4), (10, 4), (11, 5), (11, 5)),
        first_gift_months=(4, 5, 5, 6, 7, 5, 4),
        neighbours=("hannah", "oliver", "bilal"),
        on_duty=1,
        shared_from=6,
    ),
    DemoService(
        organisation=DemoOrganisation(
            key="weir-house",
            name="Weir House",
            area="Fernhill, RV3",
            telephone="01632 960912",
            email="weir.house@demo.example",
            about=(
                "Home to twenty-eight people and one cat. Visitors are always welcome, except at lunch, when the "
                "dining room is full of opinions."
            ),
            gives=("COMPANY",),
            needs=("COMPANY", "MUSIC", "GARDEN"),
        ),
        kind="CARE_HOME",
        opening_times="Visitors every day, 10 to 12 and 2 to 7.",
        place="Weir House, day room",
        access="Step-free. Please use the hand wash at the door.",
        template="CARE_HOME_VISITS",
        staff=(
            DemoStaff(name="Sandra Okello", job="Manager", manages=True),
            DemoStaff(name="Pete Wragg", job="Activities"),
            DemoStaff(name="Maricel Santos", job="Carer"),
        ),
        served=HOME_SERVED,
        turning=(
            (8, 0),
            (9, 0),
            (10, 0),
            (10, 0),
            (10, 1),
            (11, 0),
            (11, 0),
            (11, 0),
            (11, 0),
            (11, 0),
            (11, 0),
            (11, 0),
        ),
        first_gift_months=(7,),
        neighbours=("siobhan", "ruth"),
        on_duty=3,
    ),
)
