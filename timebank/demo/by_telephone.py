"""Made-up members of the demo bank without e-mail: a coordinator logs and tells by telephone."""

from timebank.demo.people import DemoPerson

BY_TELEPHONE: tuple[DemoPerson, ...] = (
    DemoPerson(
        key="eluned",
        name="Eluned Môn Gwynfryn-Jones",
        area="Fernhill, RV3",
        telephone="01632 960233",
        about=(
            "Born in Bala, widowed here, 84 and not finished. I knit, I tell stories, and I will talk Welsh to "
            "anybody brave enough to try."
        ),
        gives=("SEWING", "COMPANY", "LANGUAGE"),
        needs=("LIFTS", "SHOPPING", "GARDEN"),
    ),
    DemoPerson(
        key="winston",
        name="Winston Delroy Campbell",
        area="Mill End, RV1",
        telephone="01632 960377",
        about=(
            "Forty years a carpenter, from Port Antonio by way of the railway works. My knees have retired but my "
            "hands have not. Small jobs only, please."
        ),
        gives=("REPAIRS", "LESSONS", "COMPANY"),
        needs=("LIFTS", "COMPUTERS", "COOKING"),
    ),
    DemoPerson(
        key="doreen",
        name="Doreen Papworth",
        area="Castle Green, RV2",
        telephone="01632 960451",
        about=(
            "I ran the hardware shop on Bridge Street until it closed, so I know which screw you need. I'm 81 and "
            "like to be asked."
        ),
        gives=("COMPANY", "SEWING", "COOKING"),
        needs=("GARDEN", "REPAIRS", "COMPUTERS"),
    ),
    DemoPerson(
        key="harold",
        name="Harold Entwistle",
        area="Lock Meadow, RV3",
        telephone="01632 960612",
        about="Lock keeper's son, lorry driver, now 87 and mostly a gardener of tomatoes. I play draughts to win.",
        gives=("COMPANY", "GARDEN"),
        needs=("LIFTS", "SHOPPING", "REPAIRS"),
    ),
    DemoPerson(
        key="terence",
        name="Terence Blenkinsop",
        area="Fernhill, RV3",
        telephone="01632 960704",
        about=(
            "Twenty-six years in the fire service. I fix bicycles, lawn mowers and, on a good day, clocks. No "
            "computer in the house and none wanted."
        ),
        gives=("REPAIRS", "GARDEN"),
        needs=("COOKING", "SEWING", "FORMS"),
    ),
    DemoPerson(
        key="patrick",
        name="Patrick Ó Súilleabháin",
        area="Town Quay, RV1",
        telephone="01632 960825",
        about=(
            "I laid half the kerbs in this town and I'm 79 now, so I sit on the bench by the quay and judge them. "
            "Good company for a walk if it has a wall to rest on."
        ),
        gives=("COMPANY", "REPAIRS"),
        needs=("SHOPPING", "COOKING", "LIFTS"),
    ),
    DemoPerson(
        key="beryl",
        name="Beryl Hopcraft",
        area="Priory, RV2",
        telephone="01632 960083",
        about=(
            "Ninety next spring. I was a telephonist, so I am very good at listening. Ring me and I will ring you "
            "back; I like a standing time."
        ),
        gives=("COMPANY",),
        needs=("SHOPPING", "COMPANY", "GARDEN"),
    ),
    DemoPerson(
        key="eleni",
        name="Eleni Papadopoulou",
        area="Castle Green, RV2",
        telephone="01632 960295",
        about=(
            "Sixty years in England and I still count in Greek. I made curtains for the whole county. Now I am 82, I "
            "hem slowly and feed you while you wait."
        ),
        gives=("SEWING", "COOKING"),
        needs=("LIFTS", "FORMS", "COMPUTERS"),
    ),
    DemoPerson(
        key="joyce",
        name="Joyce Amponsah",
        area="Weirside, RV1",
        telephone="01632 960538",
        about=(
            "Retired ward sister, from Kumasi, and treasurer of everything. I sit with people and I do not mind "
            "silence. I lost my husband last year and the days are long."
        ),
        gives=("COMPANY", "COOKING", "FORMS"),
        needs=("COMPUTERS", "REPAIRS", "LIFTS"),
    ),
    DemoPerson(
        key="keith",
        name="Keith Rowbotham",
        area="Mill End, RV1",
        telephone="01632 960187",
        about=(
            "Signalman, retired, model railways, likes a timetable. I'll collect your prescription at ten past nine "
            "exactly."
        ),
        gives=("SHOPPING", "REPAIRS"),
        needs=("COOKING", "COMPANY", "COMPUTERS"),
    ),
    DemoPerson(
        key="pauline",
        name="Pauline Featherby",
        area="Castle Green, RV2",
        telephone="01632 960944",
        about=(
            "I answered the phones at the doctor's for twenty years. I'm 72, my hip is new, and I am learning to "
            "walk to the shops again."
        ),
        gives=("FORMS", "COMPANY", "SEWING"),
        needs=("COMPANY", "SHOPPING", "PETS"),
    ),
    DemoPerson(
        key="stanislaw",
        name="Stanisław Żurawiecki",
        area="Mill End, RV1",
        telephone="01632 960309",
        about=(
            "My father flew from the airfield here and never went home, so I was born a Riversider. Watchmaker, 76. "
            "Small things, good light, no hurry."
        ),
        gives=("REPAIRS", "LANGUAGE"),
        needs=("SHOPPING", "GARDEN", "LIFTS"),
    ),
    DemoPerson(
        key="gordon",
        name="Gordon Tattersall",
        area="Weirside, RV1",
        telephone="01632 960670",
        about=(
            "I care for my wife Jean, who has dementia, and we do most things together. I was a printer. I can "
            "sharpen anything."
        ),
        gives=("REPAIRS", "GARDEN"),
        needs=("COMPANY", "SHOPPING", "COOKING", "MUSIC"),
    ),
    DemoPerson(
        key="maureen",
        name="Maureen O'Dowd-Pickering",
        area="Lock Meadow, RV3",
        telephone="01632 960855",
        about=(
            "Dinner lady, then cook at the mill canteen. I can feed forty or one. I'm 74 and I don't do the "
            "internet, but I do answer the phone."
        ),
        gives=("COOKING", "SEWING", "COMPANY"),
        needs=("GARDEN", "LIFTS", "COMPUTERS"),
    ),
    DemoPerson(
        key="sylvia",
        name="Sylvia Marchbanks",
        area="Weirside, RV1",
        telephone="01632 960721",
        about=(
            "I danced in pantomimes until I was fifty and taught ballroom until seventy-five. Now I mend costumes "
            "and give advice about posture."
        ),
        gives=("SEWING", "MUSIC", "COMPANY"),
        needs=("SHOPPING", "REPAIRS", "LIFTS"),
    ),
    DemoPerson(
        key="george",
        name="George Pemberthy",
        area="Town Quay, RV1",
        telephone="01632 960480",
        about=(
            "Ferryman's grandson. I rowed for the town and now I row for my heart. I'm 70, I've time, and I know "
            "where the kingfishers are."
        ),
        gives=("COMPANY", "LESSONS", "SHOPPING"),
        needs=("COMPUTERS", "SEWING", "FORMS"),
    ),
    DemoPerson(
        key="denzil",
        name="Denzil Trevorrow",
        area="Fernhill, RV3",
        telephone="01632 960563",
        about="Cornishman in exile. Sea cook, then school caretaker. 77. I have every tool and most of the hair.",
        gives=("REPAIRS", "COOKING"),
        needs=("SHOPPING", "LIFTS", "FORMS"),
    ),
)
