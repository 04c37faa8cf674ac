"""Made-up members of the demo bank who sign in."""

from timebank.demo.people import DemoPerson

WITH_EMAIL: tuple[DemoPerson, ...] = (
    DemoPerson(
        key="bartholomew",
        name="Bartholomew Akinwale Fitzgerald-Adeyemi",
        area="Mill End, RV1",
        telephone="07700 900501",
        email="bartholomew.fitzgerald-adeyemi@demo.example",
        about="Bus driver, father of three nearly grown boys, allotment number 14. I'd rather be useful than sit down.",
        gives=("LIFTS", "GARDEN", "SHOPPING"),
        needs=("SEWING", "FORMS"),
    ),
    DemoPerson(
        key="zofia",
        name="Zofia Wiśniewska-Błaszczykowska",
        area="Northgate, RV2",
        telephone="07700 900123",
        email="zofia.wisniewska@demo.example",
        about=(
            "I came from Łódź in 2006 and stayed for the river. Hospital cleaner by night, cake maker by nature. I "
            "can read and write Polish letters for you."
        ),
        gives=("COOKING", "LANGUAGE", "COMPANY"),
        needs=("COMPUTERS", "LESSONS"),
    ),
    DemoPerson(
        key="siobhan",
        name="Siobhán Ní Dhómhnaill",
        area="Lock Meadow, RV3",
        telephone="07700 900188",
        email="siobhan.nidhomhnaill@demo.example",
        about=(
            "Fiddle player and district nurse, in whichever order the week allows. I teach beginners of any age, and "
            "nobody is too old to be one."
        ),
        gives=("MUSIC", "LESSONS", "COMPANY"),
        needs=("GARDEN", "PETS", "REPAIRS"),
    ),
    DemoPerson(
        key="qais",
        name="قيس الحموي",
        area="Northgate, RV2",
        telephone="07700 900642",
        email="qais.alhamwi@demo.example",
        about=(
            "I was a pharmacist in Homs and I am studying to be one here. I teach Arabic, cook for crowds and am "
            "grateful for anybody who corrects my English kindly."
        ),
        gives=("LANGUAGE", "COOKING", "LESSONS"),
        needs=("FORMS", "LANGUAGE", "LIFTS"),
    ),
    DemoPerson(
        key="meilin",
        name="Mei-Lin Cheung",
        area="Town Quay, RV1",
        telephone="07700 900730",
        email="mei-lin.cheung@demo.example",
        about=(
            "I moved from Hong Kong with my parents and a piano. I teach both hands, slowly, and I walk our very old "
            "dog even more slowly."
        ),
        gives=("MUSIC", "PETS", "LANGUAGE"),
        needs=("REPAIRS", "LIFTS"),
    ),
    DemoPerson(
        key="callum",
        name="Callum Mac an Rìgh",
        area="Weirside, RV1",
        telephone="07700 900255",
        email="callum.macanrigh@demo.example",
        about=(
            "Nineteen, apprentice electrician, saving for a van. I'm good with anything that has a screen, and "
            "patient with people who are not."
        ),
        gives=("COMPUTERS", "SHOPPING", "PETS"),
        needs=("COOKING", "LESSONS", "LIFTS"),
    ),
    DemoPerson(
        key="amara",
        name="Amara Nwosu",
        area="Priory, RV2",
        telephone="07700 900311",
        email="amara.nwosu@demo.example",
        about=(
            "I write grant bids for a living, so forms do not scare me. Mum of twins who scare me a little. We have "
            "a trampoline and spare rhubarb."
        ),
        gives=("FORMS", "LESSONS"),
        needs=("GARDEN", "SEWING", "MUSIC"),
    ),
    DemoPerson(
        key="gurpreet",
        name="Gurpreet Kaur Dhaliwal",
        area="Northgate, RV2",
        telephone="07700 900419",
        email="gurpreet.dhaliwal@demo.example",
        about=(
            "I alter wedding clothes from my front room and have opinions about zips. Happy to teach anyone who will "
            "thread their own needle."
        ),
        gives=("SEWING", "COOKING", "LESSONS"),
        needs=("COMPUTERS", "LIFTS"),
    ),
    DemoPerson(
        key="ioana",
        name="Ioana Drăgulescu",
        area="Mill End, RV1",
        telephone="07700 900866",
        email="ioana.dragulescu@demo.example",
        about=(
            "I grow salad under glass for a living, so I know when your tomatoes are thirsty. New to the town and "
            "keen to meet people over fifty who know where the footpaths go."
        ),
        gives=("GARDEN", "LANGUAGE", "SHOPPING"),
        needs=("COMPANY", "FORMS", "LESSONS"),
    ),
    DemoPerson(
        key="nasreen",
        name="Nasreen Akhtar",
        area="Castle Green, RV2",
        telephone="07700 900538",
        email="nasreen.akhtar@demo.example",
        about=(
            "Teaching assistant at the primary school and the person my whole street rings about letters from the "
            "council. Urdu, Punjabi and plain English."
        ),
        gives=("FORMS", "LANGUAGE", "COOKING"),
        needs=("GARDEN", "REPAIRS"),
    ),
    DemoPerson(
        key="lucy",
        name="Lucy Hargreaves",
        area="Weirside, RV1",
        telephone="07700 900690",
        email="lucy.hargreaves@demo.example",
        about=(
            "Vet's receptionist with one rescue greyhound and room on the lead for yours. I use a wheelchair, so "
            "level walks suit me best."
        ),
        gives=("PETS", "COMPANY", "COMPUTERS"),
        needs=("REPAIRS", "GARDEN", "LIFTS"),
    ),
    DemoPerson(
        key="abdi",
        name="Abdirahman Yusuf Warsame",
        area="Northgate, RV2",
        telephone="07700 900974",
        email="abdirahman.warsame@demo.example",
        about=(
            "Taxi driver, poet on quiet ranks. I'll drive you, wait for you and carry the bags up. Somali and Arabic "
            "if you need them."
        ),
        gives=("LIFTS", "LANGUAGE", "SHOPPING"),
        needs=("COMPUTERS", "FORMS"),
    ),
    DemoPerson(
        key="tom",
        name="Tom Ashdown",
        area="Lock Meadow, RV3",
        telephone="07700 900047",
        email="tom.ashdown@demo.example",
        about=(
            "I live on a narrowboat and mend other people's. Plumbing, sealing, stubborn taps. Paid work in the "
            "week, time bank at weekends."
        ),
        gives=("REPAIRS", "LIFTS"),
        needs=("SEWING", "COOKING", "FORMS"),
    ),
    DemoPerson(
        key="thanh",
        name="Thanh Hà Nguyễn",
        area="Mill End, RV1",
        telephone="07700 900322",
        email="thanh.nguyen@demo.example",
        about=(
            "I have a nail bar by the station and three hours free on Mondays. I grow herbs you cannot buy here and "
            "give away too many."
        ),
        gives=("COOKING", "GARDEN", "COMPANY"),
        needs=("LANGUAGE", "FORMS", "COMPUTERS"),
    ),
    DemoPerson(
        key="rhys",
        name="Rhys Cadwgan",
        area="Fernhill, RV3",
        telephone="07700 900413",
        email="rhys.cadwgan@demo.example",
        about=(
            "I teach maths at the college and mark on trains. GCSE panic is my speciality. I'd swap most things for "
            "somebody who can save my lawn."
        ),
        gives=("LESSONS", "COMPUTERS"),
        needs=("GARDEN", "COOKING"),
    ),
    DemoPerson(
        key="oliver",
        name="Oliver St John Featherstonehaugh",
        area="Priory, RV2",
        telephone="01632 960766",
        email="oliver.featherstonehaugh@demo.example",
        about=(
            "Say it 'Fanshaw' and we shall get on. I taught Latin, keep bees, and have a large car that ought to be "
            "full of other people."
        ),
        gives=("LIFTS", "LESSONS", "GARDEN"),
        needs=("COMPUTERS", "SEWING"),
    ),
    DemoPerson(
        key="marisol",
        name="Marisol Bautista",
        area="Town Quay, RV1",
        telephone="07700 900159",
        email="marisol.bautista@demo.example",
        about=(
            "Care worker from Iloilo. After work I want to use my hands for something that grows or something that "
            "sings. I know every song from before 1990."
        ),
        gives=("MUSIC", "COMPANY", "COOKING"),
        needs=("GARDEN", "LANGUAGE", "LIFTS"),
    ),
    DemoPerson(
        key="shabnam",
        name="Shabnam Begum Choudhury",
        area="Northgate, RV2",
        telephone="07700 900827",
        email="shabnam.choudhury@demo.example",
        about=(
            "I'm training to be a bookkeeper and I practise on anybody's shoe box of receipts. Sylheti, Bengali, "
            "English. I have two small children and one free evening."
        ),
        gives=("FORMS", "LANGUAGE", "COOKING"),
        needs=("LESSONS", "SEWING", "GARDEN"),
    ),
    DemoPerson(
        key="dafydd",
        name="Dafydd Siôn Ellis",
        area="Lock Meadow, RV3",
        telephone="07700 900036",
        email="dafydd.ellis@demo.example",
        about="Postman. I know every dog in RV3 by name and most of them like me. I walk fast, I can walk slow.",
        gives=("PETS", "SHOPPING", "COMPANY"),
        needs=("MUSIC", "LESSONS"),
    ),
    DemoPerson(
        key="mehmet",
        name="Mehmet Karaoğlu",
        area="Town Quay, RV1",
        telephone="07700 900448",
        email="mehmet.karaoglu@demo.example",
        about=(
            "Barber on the quay since 2009. I come to people who cannot come to me, and I bring my own sheet. I also "
            "play the saz, quietly."
        ),
        gives=("COMPANY", "MUSIC", "REPAIRS"),
        needs=("COMPUTERS", "FORMS"),
    ),
    DemoPerson(
        key="alice",
        name="Alice Wren",
        area="Fernhill, RV3",
        telephone="07700 900705",
        email="alice.wren@demo.example",
        about=(
            "I paint signs and the odd canal boat. My dad and I live together and take turns at being the sensible one."
        ),
        gives=("MUSIC", "LESSONS", "REPAIRS"),
        needs=("LIFTS", "COOKING"),
    ),
    DemoPerson(
        key="ruth",
        name="Ruth Silverstone",
        area="Priory, RV2",
        telephone="07700 900594",
        email="ruth.silverstone@demo.example",
        about=(
            "Librarian for as long as there has been a library. I read aloud, find things out and know who to ask. "
            "Poor at ladders."
        ),
        gives=("COMPANY", "LESSONS", "COMPUTERS"),
        needs=("REPAIRS", "GARDEN"),
    ),
    DemoPerson(
        key="senait",
        name="Senait Woldemariam Habte",
        area="Northgate, RV2",
        telephone="07700 900661",
        email="senait.habte@demo.example",
        about=(
            "I came from Asmara to study nursing and I'm in my last year. I make coffee the long way. I'd love to "
            "learn to swim, ride a bike and make a pie."
        ),
        gives=("COOKING", "LESSONS", "COMPANY"),
        needs=("LESSONS", "REPAIRS", "SEWING"),
    ),
    DemoPerson(
        key="chiara",
        name="Chiara Bertolini",
        area="Town Quay, RV1",
        telephone="07700 900283",
        email="chiara.bertolini@demo.example",
        about=(
            "Baker at the early end of the day, done by noon. My Italian is free to anyone who will tell me about "
            "the football."
        ),
        gives=("COOKING", "LANGUAGE", "PETS"),
        needs=("COMPUTERS", "GARDEN", "REPAIRS"),
    ),
    DemoPerson(
        key="jaydon",
        name="Jaydon Clarke-Obi",
        area="Castle Green, RV2",
        telephone="07700 900112",
        email="jaydon.clarke-obi@demo.example",
        about=(
            "Sound technology student, nineteen, wants to be a sound engineer. I set up speakers, phones and "
            "tellies, and I write down the steps so you can do it next time."
        ),
        gives=("COMPUTERS", "MUSIC"),
        needs=("LESSONS", "LIFTS"),
    ),
    DemoPerson(
        key="venkatesh",
        name="Venkatesh Subramaniam Iyer",
        area="Fernhill, RV3",
        telephone="07700 900937",
        email="venkatesh.iyer@demo.example",
        about=(
            "I test software all week, so I can promise that it was not your fault. Chess, cricket scores, and a "
            "spare room full of working old laptops."
        ),
        gives=("COMPUTERS", "LESSONS"),
        needs=("GARDEN", "REPAIRS", "MUSIC"),
    ),
    DemoPerson(
        key="hilary",
        name="Hilary Cottrell",
        area="Priory, RV2",
        telephone="01632 960027",
        email="hilary.cottrell@demo.example",
        about="Retired surveyor, keen walker, owner of a trailer. If it needs to go to the tip, I am on my way.",
        gives=("LIFTS", "GARDEN", "FORMS"),
        needs=("SEWING", "COMPUTERS"),
    ),
    DemoPerson(
        key="bilal",
        name="Bilal Nadeem Sheikh",
        area="Northgate, RV2",
        telephone="07700 900360",
        email="bilal.sheikh@demo.example",
        about=(
            "I stack shelves at night and coach the under-elevens on Saturdays. Strong back, big trolley, no car yet."
        ),
        gives=("SHOPPING", "GARDEN", "LESSONS"),
        needs=("LESSONS", "FORMS", "COOKING"),
    ),
    DemoPerson(
        key="oksana",
        name="Oksana Kovalchuk",
        area="Mill End, RV1",
        telephone="07700 900492",
        email="oksana.kovalchuk@demo.example",
        about=(
            "I came from Kharkiv with my mother and her sewing box. I was an accountant. My son helped me write this "
            "but next time I will do it myself."
        ),
        gives=("SEWING", "LANGUAGE", "FORMS"),
        needs=("LANGUAGE", "LIFTS", "COMPUTERS"),
    ),
    DemoPerson(
        key="hannah",
        name="Hannah Lindqvist-Moore",
        area="Castle Green, RV2",
        telephone="07700 900816",
        email="hannah.lindqvist-moore@demo.example",
        about=(
            "Physio, cyclist, owner of two chickens with good names. I can show you how to fall less often and get "
            "up more easily."
        ),
        gives=("LESSONS", "PETS", "REPAIRS"),
        needs=("MUSIC", "GARDEN", "SEWING", "PETS"),
    ),
    DemoPerson(
        key="tunde",
        name="Babatunde Ogunleye",
        area="Priory, RV2",
        telephone="07700 900578",
        email="babatunde.ogunleye@demo.example",
        about=(
            "Civil engineer on long leave with a new baby and a lot of energy at odd hours. I play keyboard at "
            "church and explain fractions to anybody."
        ),
        gives=("LESSONS", "MUSIC", "LIFTS"),
        needs=("COOKING", "SHOPPING", "GARDEN"),
    ),
)
