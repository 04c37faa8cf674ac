"""What the people of the demo bank did for each other, and what was said afterwards."""

from dataclasses import dataclass

from timebank.demo.categories import CategoryCode


@dataclass(frozen=True, kw_only=True)
class DemoDeed:
    """One exchange's story. `giver` and `receiver` are keys where only they fit, else '': anybody of that category."""

    category: CategoryCode
    minutes: int
    what: str
    thanks: str = ""
    giver: str = ""
    receiver: str = ""


def _deed(
    category: CategoryCode, minutes: int, what: str, thanks: str = "", *, giver: str = "", receiver: str = ""
) -> DemoDeed:
    return DemoDeed(category=category, minutes=minutes, what=what, thanks=thanks, giver=giver, receiver=receiver)


NEIGHBOURS_DEEDS: tuple[DemoDeed, ...] = (
    _deed(
        "LIFTS",
        120,
        "Lift to the eye clinic, wait and home again",
        "I could not have faced the bus after the drops.",
        giver="fatima",
        receiver="margaret",
    ),
    _deed(
        "LIFTS",
        45,
        "Early lift to the station with two suitcases",
        "On the platform with time to spare. Thank you.",
        giver="abdi",
    ),
    _deed("LIFTS", 90, "Trailer run to the tip with hedge cuttings", giver="hilary"),
    _deed("LIFTS", 60, "To the hearing aid clinic and back", "I can hear the blackbird again."),
    _deed(
        "LIFTS", 180, "Afternoon at the garden centre, with a stop for tea", "I had not been out of town since Easter."
    ),
    _deed("LIFTS", 75, "Collected a second-hand armchair and carried it in"),
    _deed("LIFTS", 30, "Lift home from the evening meeting in the rain"),
    _deed("LIFTS", 150, "Drive to visit a sister in hospital", "She was so glad to see a face. So was I."),
    _deed("SHOPPING", 60, "Weekly shop, carried up two flights"),
    _deed(
        "SHOPPING",
        30,
        "Prescription collected and posted through the door",
        "Ten past nine, as promised.",
        giver="keith",
    ),
    _deed("SHOPPING", 45, "Library books changed", "You chose better ones than I do.", receiver="patrick"),
    _deed(
        "SHOPPING",
        90,
        "Went round the market together and carried the bags",
        "I chose my own apples. It matters.",
        receiver="eluned",
    ),
    _deed("SHOPPING", 45, "Fetched a parcel from the depot"),
    _deed("SHOPPING", 60, "Cat litter, potatoes and four pints, put away in the cupboard", receiver="eluned"),
    _deed("COMPANY", 90, "Cards, tea and a long talk about the old mill", "The best afternoon of my week."),
    _deed("COMPANY", 60, "Walked to the shops and back, two rests", "Further than last week!", receiver="pauline"),
    _deed("COMPANY", 30, "Weekly telephone call", giver="beryl"),
    _deed(
        "COMPANY",
        120,
        "Sat in so that a carer could have an afternoon off",
        "I slept. I actually slept.",
        giver="joyce",
        receiver="gordon",
    ),
    _deed(
        "COMPANY", 60, "Read the paper aloud and did half the crossword", "We were beaten by nine down.", giver="ruth"
    ),
    _deed("COMPANY", 75, "Haircut at home and the news of the quay", "I feel like myself again.", giver="mehmet"),
    _deed("COMPANY", 90, "Bench by the river with a flask, looking for the kingfisher", giver="george"),
    _deed(
        "COMPANY",
        45,
        "First coffee with somebody new to the town",
        "I know one person in Riverside now. It is a start.",
        receiver="ioana",
    ),
    _deed("COMPANY", 105, "Looked through the photograph albums and wrote names on the backs"),
    _deed(
        "GARDEN",
        120,
        "Pruned six roses and tied in the climber",
        "They look as they did when Jack was alive.",
        giver="fatima",
        receiver="margaret",
    ),
    _deed("GARDEN", 90, "Front hedge cut and the path swept"),
    _deed("GARDEN", 60, "Weeded the vegetable bed", "I can see the carrots at last."),
    _deed("GARDEN", 180, "Dug over the long border and planted bulbs", "We will think of you in April."),
    _deed("GARDEN", 45, "Watered the greenhouse while they were away"),
    _deed("GARDEN", 75, "Lawn mowed, edges trimmed", "You found the sundial!", receiver="rhys"),
    _deed("GARDEN", 150, "Rhubarb lifted, split and shared out", receiver="amara"),
    _deed(
        "GARDEN",
        60,
        "Planted up balcony tubs with herbs and sweet peas",
        "Every breakfast smells of basil.",
        receiver="chiara",
    ),
    _deed("GARDEN", 240, "Cleared the brambles from the back fence", "There was a gate. We had a gate!"),
    _deed("REPAIRS", 45, "New washer in the kitchen tap", "The quiet is wonderful.", giver="tom"),
    _deed("REPAIRS", 60, "Rehung the wardrobe door", receiver="sylvia"),
    _deed(
        "REPAIRS",
        90,
        "Put up a shelf for music books",
        "It has not fallen down, and I have jumped beside it.",
        receiver="meilin",
    ),
    _deed("REPAIRS", 30, "Changed the batteries in the smoke alarms and tested them"),
    _deed("REPAIRS", 120, "Fitted a second handrail on the stairs", "I go to bed without worrying now."),
    _deed("REPAIRS", 60, "Planed a back door that stuck", giver="winston"),
    _deed("REPAIRS", 75, "Bicycle: new cables, brakes and a bell", "It rings like my first one did.", giver="terence"),
    _deed(
        "REPAIRS", 45, "Mended a mantel clock", "It strikes again, and I do not mind being woken.", giver="stanislaw"
    ),
    _deed("REPAIRS", 105, "Draught strip round three sash windows"),
    _deed(
        "COMPUTERS",
        60,
        "Set up a new phone and moved the photographs",
        "My husband's pictures are safe. Bless you.",
        giver="callum",
        receiver="joyce",
    ),
    _deed(
        "COMPUTERS",
        45,
        "Video call with a grandson in Australia, practised twice",
        "He showed me his tooth.",
        giver="fatima",
        receiver="margaret",
    ),
    _deed("COMPUTERS", 90, "Cleaned up a slow laptop", giver="venkatesh"),
    _deed("COMPUTERS", 60, "Booked a driving test on the website", "Booked! And then I passed.", receiver="zofia"),
    _deed("COMPUTERS", 30, "Tuned the television and made the letters bigger"),
    _deed("COMPUTERS", 75, "How to spot a false e-mail, with examples", "I have deleted eleven."),
    _deed("COMPUTERS", 60, "Repeat prescriptions on the phone, step by step on a card"),
    _deed(
        "COOKING", 150, "A week of dinners for the freezer", "The kitchen smelled like my mother's.", giver="maureen"
    ),
    _deed("COOKING", 120, "Baked a birthday cake together", "The children think I made it alone.", giver="zofia"),
    _deed("COOKING", 60, "Taught three dinners that need one hand", "No more toast.", receiver="tunde"),
    _deed("COOKING", 90, "Made marmalade, eleven jars"),
    _deed("COOKING", 75, "Pie lesson: pastry, crimping, patience", "Mine looks like a hat, but it tasted right."),
    _deed("COOKING", 45, "Brought soup and stayed for a bowl"),
    _deed("COOKING", 180, "Cooked for the street lunch"),
    _deed(
        "SEWING",
        60,
        "Three pairs of work trousers taken up",
        "I walk taller, or at least tidier.",
        giver="margaret",
        receiver="fatima",
    ),
    _deed("SEWING", 90, "New zip in a winter coat", "Ten more winters in it.", giver="gurpreet"),
    _deed("SEWING", 45, "Name tapes sewn into a school uniform"),
    _deed("SEWING", 120, "Patched the knees of a whole football team", receiver="bartholomew"),
    _deed("SEWING", 75, "Curtains shortened for the new flat", "It looks like home now."),
    _deed("SEWING", 60, "Taught threading, tacking and a French seam"),
    _deed("LANGUAGE", 60, "English conversation over tea", "I rang the dentist alone on Monday!", receiver="oksana"),
    _deed("LANGUAGE", 45, "Read and answered a letter in Polish", giver="zofia"),
    _deed(
        "LANGUAGE",
        60,
        "Interpreted at a school meeting",
        "For once I understood it all, and so did they.",
        giver="nasreen",
    ),
    _deed("LANGUAGE", 30, "First words of Arabic, with coffee", giver="qais"),
    _deed("LESSONS", 90, "Practised for a nursing interview", "I got the place.", receiver="senait"),
    _deed("PETS", 45, "Walked the dog along the level path", giver="lucy"),
    _deed("PETS", 60, "Took a nervous cat to the vet", "He is not speaking to either of us."),
    _deed("PETS", 30, "Fed the chickens and shut them in at dusk", receiver="hannah"),
    _deed("PETS", 75, "Long walk with a young dog who needed one", "He slept for six hours and so did I."),
    _deed(
        "LESSONS",
        60,
        "Fractions, at the kitchen table",
        "He got seven out of ten and put it on the fridge.",
        giver="tunde",
    ),
    _deed(
        "LESSONS",
        90,
        "Learned to ride a bicycle in the empty car park",
        "I rode! Twenty metres, but I rode.",
        receiver="senait",
    ),
    _deed("LESSONS", 45, "Balance exercises by the worktop", giver="hannah"),
    _deed("LESSONS", 60, "Chess, from the beginning", "I lost slower this time."),
    _deed("LESSONS", 75, "How to read a map, tried out along the river"),
    _deed("LESSONS", 60, "Listened to reading", "She read the whole page by herself.", giver="margaret"),
    _deed("MUSIC", 45, "Fiddle lesson", "The cat stayed in the room.", giver="siobhan"),
    _deed("MUSIC", 60, "Piano lesson, both hands at last", giver="meilin"),
    _deed(
        "MUSIC", 90, "Painted a name board for the front gate", "The post comes to the right house now.", giver="alice"
    ),
    _deed(
        "MUSIC",
        60,
        "Songs from the old shows round Jean's chair",
        "She knew every word. I had forgotten that she would.",
        giver="sylvia",
        receiver="gordon",
    ),
    _deed("FORMS", 90, "Blue badge form filled in together", "Sixteen pages and you still smiled.", receiver="eleni"),
    _deed("FORMS", 60, "Went through a drawer of unopened letters", "The drawer shuts. I can breathe."),
    _deed("FORMS", 45, "Wrote to the council about the street light"),
    _deed("FORMS", 75, "Receipts sorted for the year", giver="shabnam"),
    _deed("FORMS", 60, "Checked a job application and a cover letter", "I have an interview on Tuesday."),
)

ORGANISATIONS_DEEDS: tuple[DemoDeed, ...] = (
    DemoDeed(
        category="REPAIRS",
        minutes=60,
        what="A toaster and a lamp mended at the repair table",
        thanks="I held the screwdriver myself.",
        giver="repair-cafe",
    ),
    DemoDeed(
        category="SEWING",
        minutes=45,
        what="A teddy bear's arm sewn back on at the repair table",
        thanks="Bear and owner are both recovering.",
        giver="repair-cafe",
    ),
    DemoDeed(
        category="COOKING",
        minutes=120,
        what="Baked and poured at the repair morning",
        thanks="Nobody minds waiting for glue when there is lemon cake.",
        receiver="repair-cafe",
    ),
    DemoDeed(
        category="COMPANY",
        minutes=60,
        what="Met at the door and walked along for a first walk",
        thanks="I would not have come alone. I will come again.",
        giver="walkers",
    ),
    DemoDeed(
        category="LIFTS",
        minutes=60,
        what="Drove the tea urn and two walkers to the lock",
        receiver="walkers",
    ),
    DemoDeed(
        category="MUSIC",
        minutes=60,
        what="Sang for a ninetieth birthday",
        thanks="There was not a dry eye or a full teapot.",
        giver="choir",
    ),
    DemoDeed(
        category="LIFTS",
        minutes=60,
        what="Brought two singers to rehearsal and took them home",
        thanks="We have our altos back.",
        receiver="choir",
    ),
    DemoDeed(
        category="SEWING",
        minutes=180,
        what="Made twelve scarves for the summer concert",
        thanks="We look like a choir at last.",
        receiver="choir",
    ),
    DemoDeed(
        category="GARDEN",
        minutes=90,
        what="Shown how to sow beans at the raised beds",
        thanks="Every one of them came up.",
        giver="allotments",
    ),
    DemoDeed(
        category="FORMS",
        minutes=120,
        what="Untangled the water bill of forty-two plots",
        thanks="It was the meter. It was always the meter.",
        receiver="allotments",
    ),
    DemoDeed(
        category="LESSONS",
        minutes=90,
        what="A place in the Tuesday English class, with one-to-one help",
        giver="community-centre",
    ),
    DemoDeed(
        category="REPAIRS",
        minutes=240,
        what="Glued and clamped twelve chairs",
        thanks="Lunch club no longer sways.",
        receiver="community-centre",
    ),
    DemoDeed(
        category="COOKING",
        minutes=150,
        what="Cooked for the lunch club",
        receiver="community-centre",
    ),
    DemoDeed(
        category="LIFTS",
        minutes=120,
        what="Collected crates from two farm shops before ten",
        thanks="Strawberries in every bag today.",
        receiver="pantry",
    ),
    DemoDeed(
        category="COMPUTERS",
        minutes=180,
        what="Made a stock list that all of us can use",
        thanks="The notebook has been thanked and retired.",
        receiver="pantry",
    ),
    DemoDeed(
        category="COOKING",
        minutes=90,
        what="Soup lesson with whatever was in the crate",
        thanks="I did not know what a celeriac was. Now I do.",
        giver="pantry",
    ),
    DemoDeed(
        category="SHOPPING",
        minutes=60,
        what="Brought a box of groceries to the door and put it away",
        giver="pantry",
    ),
)

DEEDS: tuple[DemoDeed, ...] = (*NEIGHBOURS_DEEDS, *ORGANISATIONS_DEEDS)
