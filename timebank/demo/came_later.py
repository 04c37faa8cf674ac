"""Made-up members of the demo bank who came later, each in a line: half of a lively bank is people one hardly knows."""

from timebank.demo.categories import CategoryCode
from timebank.demo.people import DemoPerson

FIRST_NUMBER = 378


def _codes(words: str) -> tuple[CategoryCode, ...]:
    return tuple(words.split())  # type: ignore[arg-type]  # a test reads every code


def _person(number: int, told: str) -> DemoPerson:
    name, area, reached, gives, needs, about = (part.strip() for part in told.split("|"))
    key = reached or f"later-{number}"
    return DemoPerson(
        key=key,
        name=name,
        area=area,
        telephone=f"01632 960{FIRST_NUMBER + number}",
        email=f"{reached}@demo.example" if reached else "",
        about=about,
        gives=_codes(gives),
        needs=_codes(needs),
    )


# Name | area | what stands before the @ (nothing for who never signs in) | gives | needs | about.
TOLD = """
Adaeze Umeh | Mill End, RV1 | adaeze | COOKING COMPANY | COMPUTERS FORMS | Night porter, day baker.
Albert Fenwick | Castle Green, RV2 |  | GARDEN REPAIRS | LIFTS SHOPPING | Dahlias, and stories of dahlias.
Aleksandra Dudek | Northgate, RV2 | aleksandra | LANGUAGE SEWING | LESSONS PETS | I sew while I learn verbs.
Alun Pritchard | Fernhill, RV3 | alun | LIFTS REPAIRS | COOKING MUSIC | I have a van and a flask.
Amina Warfaa | Northgate, RV2 | amina | COOKING LANGUAGE | LESSONS FORMS | Four children, one big pot.
Angus Dalgleish | Lock Meadow, RV3 | angus | MUSIC GARDEN | SEWING COMPUTERS | Accordion, outdoors if asked.
Anneliese Brandt | Priory, RV2 |  | COMPANY SEWING | LIFTS GARDEN | I came for a year in 1971.
Archie Bellweather | Weirside, RV1 | archie | COMPUTERS PETS | COOKING LIFTS | Eighteen and good with cables.
Asha Devlukia | Town Quay, RV1 | asha | FORMS LESSONS | GARDEN REPAIRS | I used to work for the tax office.
Aurelio Conti | Town Quay, RV1 |  | COOKING REPAIRS | FORMS COMPUTERS | Forty years of ice cream.
Bethan Rosser | Fernhill, RV3 | bethan | PETS LESSONS | REPAIRS LIFTS | Vet's nurse, on my days off too.
Brendan Mulqueen | Lock Meadow, RV3 | brendan | REPAIRS LIFTS | COOKING FORMS | Lock keeper, retired.
Cecily Thorncroft | Priory, RV2 |  | COMPANY LESSONS | SHOPPING LIFTS | Ninety, and I play bridge for matches.
Charity Mutasa | Castle Green, RV2 | charity | COMPANY COOKING | COMPUTERS LESSONS | Care worker who also sings.
Clement Asante | Mill End, RV1 | clement | GARDEN SHOPPING | SEWING FORMS | Postman. I know every gate.
Constance Whitlow | Castle Green, RV2 |  | SEWING COMPANY | GARDEN LIFTS | Quilts, and company for quilting.
Daniyal Mirza | Northgate, RV2 | daniyal | COMPUTERS LESSONS | COOKING SEWING | I teach maths without shouting.
Delphine Okoro | Town Quay, RV1 | delphine | MUSIC FORMS | GARDEN PETS | Clarinet, and tax returns.
Derek Hollingbery | Weirside, RV1 |  | REPAIRS COMPANY | COMPUTERS COOKING | Clocks and barometers.
Dilys Meredith | Fernhill, RV3 |  | COOKING LANGUAGE | LIFTS REPAIRS | Bara brith on Fridays.
Dimitri Vassilakis | Castle Green, RV2 | dimitri | GARDEN COOKING | FORMS LANGUAGE | Vines on a balcony.
Edith Pomfrey | Mill End, RV1 |  | COMPANY SHOPPING | LIFTS COMPUTERS | I ring people who live alone.
Efua Sarpong | Priory, RV2 | efua | LESSONS FORMS | LIFTS GARDEN | School governor, tired but cheerful.
Emrys Vaughan | Lock Meadow, RV3 | emrys | MUSIC COMPANY | COOKING REPAIRS | Harp. It fits in the lift.
Esmeralda Pinto | Town Quay, RV1 | esmeralda | SEWING LANGUAGE | FORMS COMPUTERS | Portuguese, spoken and stitched.
Florence Adeleke | Northgate, RV2 | florence | COOKING LIFTS | GARDEN LESSONS | I drive the church minibus.
Francis Tolliver | Castle Green, RV2 |  | GARDEN COMPANY | SHOPPING SEWING | Allotment 27, mostly beans.
Gethin Bowyer | Fernhill, RV3 | gethin | REPAIRS COMPUTERS | PETS MUSIC | If it has a plug I will try.
Ghazal Nouri | Northgate, RV2 | ghazal | LESSONS LANGUAGE | COMPANY LIFTS | Physics teacher, new in town.
Gwendoline Archer | Weirside, RV1 |  | COMPANY SEWING | LIFTS SHOPPING | I read aloud and do the voices.
Hamish Orr | Mill End, RV1 | hamish | LIFTS PETS | SEWING FORMS | Two greyhounds, plenty of walking.
Henrietta Lisle | Priory, RV2 | henrietta | FORMS GARDEN | COMPUTERS REPAIRS | Wills and window boxes.
Hyacinth Morrison | Castle Green, RV2 |  | COOKING COMPANY | GARDEN LIFTS | Sunday dinners that stretch.
Ibrahim Sesay | Mill End, RV1 | ibrahim | REPAIRS GARDEN | LESSONS FORMS | Painter and decorator between jobs.
Idris Penhale | Fernhill, RV3 |  | REPAIRS PETS | COMPUTERS SHOPPING | Hens, hinges, and hedges.
Imelda Quigley | Lock Meadow, RV3 | imelda | COMPANY FORMS | GARDEN REPAIRS | I sat on the council for nine years.
Ines Carvalho | Town Quay, RV1 | ines | MUSIC LANGUAGE | LESSONS SEWING | I sing fado when nobody is listening.
Isolde Grantham | Priory, RV2 | isolde | LESSONS MUSIC | LIFTS COOKING | Watercolours, and patience for beginners.
Jamal Haddad | Northgate, RV2 | jamal | COOKING COMPUTERS | FORMS LANGUAGE | Baker from Aleppo, learning spreadsheets.
Janusz Wrona | Mill End, RV1 | janusz | REPAIRS LIFTS | LANGUAGE FORMS | Plumber. Small leaks are my hobby.
Jocelyn Fairbrass | Weirside, RV1 |  | COMPANY LESSONS | SHOPPING REPAIRS | Crosswords at two o'clock sharp.
Kasia Lewandowska | Mill End, RV1 | kasia | PETS SHOPPING | COMPUTERS LESSONS | I cycle everywhere, in all weathers.
Kenneth Stobbart | Castle Green, RV2 |  | GARDEN REPAIRS | COOKING COMPANY | Widower, learning to cook at 77.
Kwabena Ofori | Town Quay, RV1 | kwabena | LIFTS LESSONS | SEWING GARDEN | Taxi driver with an open university degree.
Lavinia Sturt | Priory, RV2 | lavinia | GARDEN FORMS | PETS COMPUTERS | Hedges, committees, and cake.
Leila Benhaddou | Northgate, RV2 | leila | SEWING COOKING | FORMS LESSONS | Three sewing machines, one table.
Lionel Prewett | Lock Meadow, RV3 |  | MUSIC COMPANY | LIFTS GARDEN | Trombone in the town band since 1963.
Llinos Hopkin | Fernhill, RV3 | llinos | LANGUAGE LESSONS | REPAIRS COOKING | Welsh for families, with songs.
Magdalena Sroka | Northgate, RV2 | magdalena | COMPANY COOKING | COMPUTERS LIFTS | Carer for my mum, free on Wednesdays.
Malcolm Treadgold | Castle Green, RV2 | malcolm | COMPUTERS FORMS | SEWING COOKING | I explain pensions to people.
Mavis Underhay | Weirside, RV1 |  | SEWING COMPANY | LIFTS REPAIRS | I knit for every new baby.
Milosz Kaczmarek | Mill End, RV1 | milosz | REPAIRS SHOPPING | LANGUAGE LESSONS | Warehouse nights, helpful days.
Nadia Petrova | Town Quay, RV1 | nadia | MUSIC LESSONS | FORMS PETS | Piano for small hands.
Nigel Ashburner | Priory, RV2 | nigel | LIFTS GARDEN | COMPUTERS SEWING | Big car, small garden.
Norah Tighe | Lock Meadow, RV3 |  | COOKING SEWING | SHOPPING LIFTS | Soda bread and straight seams.
Obadiah Grant | Mill End, RV1 |  | REPAIRS MUSIC | COMPUTERS FORMS | Double bass, and a lathe.
Olwen Parfitt | Fernhill, RV3 | olwen | PETS GARDEN | LIFTS COMPUTERS | Goats. Ask me about goats.
Pavel Horak | Town Quay, RV1 | pavel | COMPUTERS REPAIRS | COOKING LESSONS | Night-shift nurse who likes circuits.
Philomena Sykes | Castle Green, RV2 |  | COMPANY FORMS | GARDEN SHOPPING | Registrar for thirty years: I know forms.
Rafael Dominguez | Northgate, RV2 | rafael | LESSONS COOKING | FORMS LIFTS | Swimming teacher, rice cook.
Rhiannon Tudor | Fernhill, RV3 | rhiannon | LIFTS COMPANY | REPAIRS GARDEN | Farm, tractor, car, kettle.
Rosalind Achebe | Priory, RV2 | rosalind | LESSONS FORMS | SEWING MUSIC | Librarian: I find things out.
Rupert Colley | Weirside, RV1 | rupert | GARDEN PETS | COOKING COMPUTERS | Tree surgeon with a gentle dog.
Saoirse Kinsella | Lock Meadow, RV3 | saoirse | MUSIC PETS | LESSONS LIFTS | Tin whistle, and a very loud parrot.
Sebastian Moyle | Town Quay, RV1 | sebastian | COMPUTERS MUSIC | GARDEN COOKING | Sound engineer, early riser.
Shirin Mahdavi | Northgate, RV2 | shirin | LANGUAGE COMPANY | LIFTS FORMS | Poetry in two languages.
Sunita Bhattarai | Castle Green, RV2 | sunita | COOKING SEWING | COMPUTERS LIFTS | Momos by the hundred.
Tamsin Rowe | Mill End, RV1 | tamsin | SHOPPING PETS | REPAIRS MUSIC | Student nurse on a bicycle.
Ursula Hefferon | Priory, RV2 |  | COMPANY MUSIC | SHOPPING LIFTS | I accompany singers, and worriers.
Vernon Applegarth | Weirside, RV1 |  | REPAIRS GARDEN | COOKING SEWING | Sheds: mended, tidied, admired.
Yemisi Balogun | Northgate, RV2 | yemisi | FORMS SEWING | GARDEN LIFTS | Housing officer who hates jargon.
Zdenka Marek | Town Quay, RV1 |  | COOKING LANGUAGE | LIFTS FORMS | Dumplings, Czech, and quiet company.
"""

CAME_LATER: tuple[DemoPerson, ...] = tuple(
    _person(number, told) for number, told in enumerate(TOLD.strip().splitlines())
)
