"""What the people of the demo bank offer and ask for, in their own words."""

from dataclasses import dataclass
from typing import Literal

from timebank.demo.categories import CategoryCode


@dataclass(frozen=True, kw_only=True)
class DemoListing:
    """An offer or a request; `by` is the key of a person or an organisation."""

    by: str
    kind: Literal["OFFER", "REQUEST"]
    category: CategoryCode
    title: str
    words: str


def _offer(by: str, category: CategoryCode, title: str, words: str) -> DemoListing:
    return DemoListing(by=by, kind="OFFER", category=category, title=title, words=words)


def _request(by: str, category: CategoryCode, title: str, words: str) -> DemoListing:
    return DemoListing(by=by, kind="REQUEST", category=category, title=title, words=words)


OFFERS: tuple[DemoListing, ...] = (
    _offer(
        "fatima",
        "LIFTS",
        "Lifts to the eye clinic or the hospital",
        "I'm free after two most days and on Thursdays all day. I'll wait with you and drive you home. The car is low, "
        "but I have a cushion.",
    ),
    _offer(
        "fatima",
        "GARDEN",
        "Roses pruned, beds weeded",
        "An hour here and there, any afternoon. I bring my own gloves and I'll ask before I cut.",
    ),
    _offer(
        "fatima",
        "COMPUTERS",
        "Video calls to your family",
        "I set it up, we try it together, and I write the steps on a card to keep by the phone.",
    ),
    _offer(
        "margaret",
        "LESSONS",
        "Reading with a child, gently",
        "Thirty-one years of it. Twenty minutes of reading, then a biscuit. Best for ages five to nine, with a parent "
        "in the next room.",
    ),
    _offer(
        "margaret",
        "SEWING",
        "Name tapes, buttons and hems",
        "School uniform is my favourite. Bring the thread if the colour matters.",
    ),
    _offer(
        "winston",
        "REPAIRS",
        "Sticking doors and wobbly chairs",
        "I plane, glue and tighten. If it needs a ladder, it needs somebody younger.",
    ),
    _offer(
        "zofia",
        "COOKING",
        "Birthday cakes, and I show you how",
        "Poppy seed, cheesecake or plain sponge with your name on it. You bring the eggs and butter, and we bake at "
        "mine.",
    ),
    _offer(
        "siobhan",
        "MUSIC",
        "Fiddle for beginners",
        "I have a spare fiddle in two sizes. Half an hour a week gets you a tune by Christmas.",
    ),
    _offer(
        "qais",
        "LANGUAGE",
        "Arabic, spoken or written",
        "For your children, for your travels or just to greet your neighbour well. I have patience and good coffee.",
    ),
    _offer(
        "callum",
        "COMPUTERS",
        "New phone set up, old photos saved",
        "I'll move everything across and show you the three things you will use most. Evenings after six.",
    ),
    _offer(
        "gurpreet",
        "SEWING",
        "Zips replaced, coats relined",
        "Come to mine so that I can use the big machine. I need a week for a lining.",
    ),
    _offer(
        "terence",
        "REPAIRS",
        "Bicycles and mowers brought back to life",
        "Ring before you wheel it over. I keep brake blocks and cables; bigger parts you would have to find.",
    ),
    _offer(
        "nasreen",
        "FORMS",
        "Letters from the council, explained",
        "Bring the whole envelope. We read it together and answer it the same day. Urdu and Punjabi too.",
    ),
    _offer(
        "lucy",
        "PETS",
        "Dog walks along the level path",
        "My greyhound likes company her own speed. Small or steady dogs, up to an hour, mornings.",
    ),
    _offer(
        "abdi",
        "LIFTS",
        "Early lifts to the station or the airport coach",
        "I'm awake anyway. I help with the bags and I don't talk before six unless you do.",
    ),
    _offer(
        "beryl",
        "COMPANY",
        "A telephone call at the same time each week",
        "I'm a good listener and I don't go anywhere. Say a day and a time and I will ring you.",
    ),
    _offer(
        "tom",
        "REPAIRS",
        "Dripping taps and running cisterns",
        "Weekends. Most taps are a washer and a swear word; I bring the washer.",
    ),
    _offer(
        "rhys",
        "LESSONS",
        "GCSE maths without tears",
        "One hour, one topic, your own questions. Grown-ups who were put off at school are very welcome.",
    ),
    _offer(
        "joyce",
        "COMPANY",
        "Sitting with somebody so that you can go out",
        "I was a ward sister, so I'm not easily worried. Two or three hours in an afternoon. I bring my crochet.",
    ),
    _offer(
        "oliver",
        "LIFTS",
        "A large car and a slow driver",
        "Room for a wheelchair in the back. Garden centre, sister in the next town, the sea if you ask nicely.",
    ),
    _offer(
        "keith",
        "SHOPPING",
        "Prescriptions and papers fetched",
        "Every weekday morning. I pass the chemist at ten past nine and I'm never late.",
    ),
    _offer(
        "stanislaw",
        "REPAIRS",
        "Clocks, watches and spectacles",
        "A new battery, a loose screw, a strap too long. I work at my own table by the window.",
    ),
    _offer(
        "ruth",
        "COMPANY",
        "Reading aloud",
        "Novels, letters, the paper, poetry if pressed. Good for tired eyes. I do the voices.",
    ),
    _offer(
        "maureen",
        "COOKING",
        "A week of dinners for your freezer",
        "You buy, I cook, in your kitchen. Plain food with gravy, or tell me what you miss.",
    ),
    _offer(
        "venkatesh",
        "COMPUTERS",
        "A slow laptop made quick",
        "I clean it up while you make the tea. I also have old laptops to lend to anyone who is learning.",
    ),
    _offer(
        "hilary",
        "LIFTS",
        "Trailer runs to the tip",
        "Hedge cuttings, broken shelves, one sofa at a time. Please have it by the gate.",
    ),
    _offer(
        "mehmet",
        "COMPANY",
        "Haircuts at home for people who can't get out",
        "Wednesdays. I bring everything and sweep up after. News of the quay included.",
    ),
    _offer(
        "hannah",
        "LESSONS",
        "Steadier on your feet",
        "Ten easy moves to do by the kitchen worktop. I come twice and leave you a sheet with big pictures.",
    ),
    _offer(
        "shabnam",
        "FORMS",
        "Your shoe box of receipts put in order",
        "Good for small traders and tidy minds. Thursday evenings. I need the practice and you need the drawer.",
    ),
    _offer(
        "repair-cafe",
        "REPAIRS",
        "A seat at the repair table",
        "Second Saturday, ten till one. We mend it with you, not for you, and there is cake while the glue dries.",
    ),
    _offer(
        "walkers",
        "COMPANY",
        "A walking partner for your first walk",
        "If you are shy of coming alone, one of us will meet you at your door and walk you there.",
    ),
    _offer(
        "choir",
        "MUSIC",
        "We come and sing for you",
        "Birthdays, care homes, street parties. Twelve of us or so, half an hour, no microphones.",
    ),
    _offer(
        "allotments",
        "GARDEN",
        "Show me how to grow something",
        "A Sunday morning at the raised beds. You go home with seedlings and muddy knees, if you have the knees.",
    ),
)

REQUESTS: tuple[DemoListing, ...] = (
    _request(
        "margaret",
        "LIFTS",
        "A lift to the eye clinic once a month",
        "It is the county hospital, usually on a Thursday afternoon. They put drops in and I can't see to come home.",
    ),
    _request(
        "margaret",
        "GARDEN",
        "My roses need a firm hand",
        "Six of them along the front wall. I can hold the bucket and tell you their names.",
    ),
    _request(
        "margaret",
        "COMPUTERS",
        "Seeing my grandson in Perth on the tablet",
        "He rings, I press something and he goes away. I should like to be shown slowly, twice.",
    ),
    _request(
        "fatima",
        "SEWING",
        "Work trousers taken up",
        "Three pairs, two inches each. I can cook you dinner while you measure.",
    ),
    _request(
        "eluned",
        "SHOPPING",
        "Heavy shopping on a Friday",
        "Potatoes, milk and cat litter. I do the light things myself and I like to choose my own apples.",
    ),
    _request(
        "doreen",
        "GARDEN",
        "Gutter cleared and hedge cut",
        "The hedge is privet and the gutter is full of it. I have the ladder and every tool you could want.",
    ),
    _request(
        "harold",
        "LIFTS",
        "To the draughts club and back",
        "Tuesdays at two, the back room of the community centre. I'm ready on the step by half past one.",
    ),
    _request(
        "zofia",
        "COMPUTERS",
        "Help to book my driving test on the website",
        "It logs me out each time. I have my papers ready and I can come to you.",
    ),
    _request(
        "bartholomew",
        "SEWING",
        "Football kits: three boys, many holes",
        "Knees, mostly. I can wash everything first, I promise.",
    ),
    _request(
        "gordon",
        "COMPANY",
        "Somebody to sit with Jean while I go to the barber",
        "She likes songs from musicals and looking at the river. An hour and a half would be a holiday.",
    ),
    _request(
        "amara",
        "GARDEN",
        "Rhubarb to lift and split",
        "It has taken over. You may take half of it home, please do.",
    ),
    _request(
        "senait",
        "LESSONS",
        "Learn to ride a bicycle, at thirty",
        "I have a bicycle and a helmet and nobody to run behind me. Early mornings before the park is busy.",
    ),
    _request(
        "meilin",
        "REPAIRS",
        "A shelf for heavy music books",
        "I have the wood and the brackets. The wall is old and I'm afraid of it.",
    ),
    _request(
        "tunde",
        "COOKING",
        "Three easy dinners to learn",
        "We have a new baby and we're eating toast. Show me what can be made with one hand.",
    ),
    _request(
        "patrick",
        "SHOPPING",
        "Library books brought and taken back",
        "Westerns and anything about bridges. Large print.",
    ),
    _request(
        "oksana",
        "LANGUAGE",
        "English conversation, one hour a week",
        "I can read it well. I want to speak without fear on the telephone. In return I do your accounts.",
    ),
    _request(
        "joyce",
        "COMPUTERS",
        "Photographs from my old telephone",
        "My husband's pictures are on it and the screen is cracked. I don't want to lose them.",
    ),
    _request(
        "hannah",
        "MUSIC",
        "Ukulele company",
        "I know four chords and I want a friend who knows five.",
    ),
    _request(
        "pauline",
        "COMPANY",
        "Walk to the shops with me",
        "New hip, short steps, twice a week until I trust it. I buy the scones.",
    ),
    _request(
        "eleni",
        "FORMS",
        "Blue badge form",
        "It's sixteen pages. I have my glasses, my letters and my patience, but not enough of any.",
    ),
    _request(
        "rhys",
        "GARDEN",
        "A lawn that has become a meadow",
        "I do own a mower. I would like somebody to tell me where to begin and then begin with me.",
    ),
    _request(
        "sylvia",
        "REPAIRS",
        "Wardrobe door hangs by one hinge",
        "It holds fifty years of costumes, so please come with a friend or strong arms.",
    ),
    _request(
        "chiara",
        "GARDEN",
        "Balcony tubs planted before summer",
        "Herbs and something that climbs. The balcony faces the river and the wind knows it.",
    ),
    _request(
        "pantry",
        "LIFTS",
        "A van or big car on Friday mornings",
        "Crates from the two farm shops to our door, eight till ten. One strong person is enough.",
    ),
    _request(
        "choir",
        "LIFTS",
        "Lifts for two singers who don't drive at night",
        "From Fernhill to rehearsal and home again, Thursdays. They will sing in the car unless stopped.",
    ),
    _request(
        "community-centre",
        "REPAIRS",
        "Twelve chairs that rock",
        "They came from the old school. Glue, clamps and an afternoon. Lunch is on us.",
    ),
    _request(
        "allotments",
        "FORMS",
        "Our water bill makes no sense",
        "Forty-two plots, one meter, nine letters. Somebody calm with figures, please.",
    ),
    _request(
        "pantry",
        "COMPUTERS",
        "A simple stock list we can all use",
        "We have an old laptop and a good notebook. We would like the laptop to be as good as the notebook.",
    ),
)

LISTINGS: tuple[DemoListing, ...] = (*OFFERS, *REQUESTS)
