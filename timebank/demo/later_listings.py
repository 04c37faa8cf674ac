"""What those who came later offer and ask for."""

from typing import Literal

from timebank.demo.categories import CategoryCode
from timebank.demo.listings import DemoListing

# Whose | category | in a few words | more about it.
OFFERED = """
adaeze | COOKING | Bread for the freezer, six loaves at a time | I bake after the night shift. Bring your bags.
aleksandra | SEWING | Zips, hems and lost buttons | Evenings, at my table or at yours.
alun | LIFTS | A van for a morning | One sofa or twenty boxes. I can lift, but not alone.
amina | COOKING | Sambusa lessons for two | You fold, I fry. We eat together.
angus | MUSIC | Music at your garden party | An hour of accordion. Quieter if it rains.
archie | COMPUTERS | Phones, tablets and stubborn printers | I don't use long words for things.
asha | FORMS | Your tax letter, explained | I know what they mean when they write that.
bethan | PETS | Nails clipped, tablets swallowed | Cats, rabbits and small dogs.
brendan | REPAIRS | Small jobs with wood and paint | Gates, shelves, boats.
charity | COMPANY | Somebody to sit with you after the hospital | Two hours, tea, and quiet if you like quiet.
clement | GARDEN | Hedges on Saturday afternoons | I have the ladder and somebody to hold it.
daniyal | LESSONS | Maths for grown-ups who hated it | One hour, no tests, real life only.
delphine | MUSIC | First notes on the clarinet | I lend the instrument for a month.
dimitri | GARDEN | Vines, figs and anything in a pot | Balconies are gardens too.
efua | LESSONS | Reading your child's report with you | And what to ask the teacher.
emrys | MUSIC | Harp for a birthday or a farewell | It goes in the lift. I measured.
esmeralda | LANGUAGE | Portuguese and Spanish letters | Read, answered, and explained.
florence | LIFTS | Sunday lifts to any church, or to none | Seven seats, low step.
gethin | REPAIRS | Lamps, kettles, radios looked at | I say honestly when something is dead.
ghazal | LESSONS | Physics and maths for exams | I am patient, and I like questions.
hamish | PETS | Long walks for fast dogs | Mine are greyhounds, so yours may come along.
henrietta | FORMS | Letters to people in offices | Polite, short, and with the date on.
ibrahim | REPAIRS | A room painted, if you help | You choose the colour, we do it in a day.
imelda | COMPANY | Going along to a meeting you dread | I have sat through all of them.
ines | MUSIC | Singing without notes | For people who were told they can't.
jamal | COOKING | Flat bread and three dips | In your kitchen, for up to six.
janusz | REPAIRS | Dripping taps and slow drains | Small leaks only, big ones need a firm.
kwabena | LIFTS | Airport and station, day or night | Ask a week before, please.
leila | SEWING | A sewing morning for beginners | Three machines, so three people.
llinos | LANGUAGE | Welsh songs and games with children | Half an hour is plenty.
malcolm | FORMS | Pension statements in plain words | Bring all the letters, opened or not.
pavel | COMPUTERS | Slow computers made quick | I clean them, inside and outside.
sunita | COOKING | Momos for your party | You and I make a hundred in an hour.
"""
ASKED = """
adaeze | COMPUTERS | Help to move my photographs to a new phone | There are four thousand and I want them all.
aleksandra | LESSONS | English for the sewing course | I understand it all and can say half.
alun | COOKING | Teach me two dinners without a tin | My daughter says it is time.
angus | COMPUTERS | My e-mail has stopped | It says the box is full. I have thrown nothing away.
archie | COOKING | First dinners in my own flat | I can do toast.
asha | GARDEN | A hedge that has won | Two metres, and it leans on the neighbours.
bethan | REPAIRS | A kitchen door that drags | It has made a groove in the floor.
brendan | FORMS | My pension letter in plain words | I have read it four times.
charity | COMPUTERS | An online course I can't get into | They want a code and send it to my old number.
clement | SEWING | A uniform jacket with no lining left | I would sit and learn.
daniyal | COOKING | How to make my mother's dal | I have the recipe, but not the hands.
delphine | GARDEN | Somebody to mow while my foot heals | Six weeks, a small lawn.
dimitri | LANGUAGE | A letter to the council, checked | My English is good, my council English is not.
efua | LIFTS | A lift to the parents' evening | It is dark and there is no bus back.
florence | GARDEN | Two beds dug before spring | The soil is clay. I will make soup.
gethin | MUSIC | Three chords on the guitar | I have had it for nine years.
ghazal | LIFTS | To the driving test centre | I would rather not arrive by bus and shaking.
hamish | FORMS | A form about a bus pass | Thirteen pages for one card.
ibrahim | LESSONS | Preparing for an interview | In English, with the hard questions.
jamal | FORMS | Opening a bakery: which papers? | I have a kitchen and a dream.
kasia | COMPUTERS | My computer speaks too fast for me | Help me set it up slowly.
sebastian | GARDEN | Tomatoes on a windy balcony | What am I doing wrong?
tamsin | REPAIRS | A bicycle that jumps out of gear | On the hill, always on the hill.
"""


def _listing(kind: Literal["OFFER", "REQUEST"], told: str) -> DemoListing:
    by, code, title, words = (part.strip() for part in told.split("|"))
    category: CategoryCode = code  # type: ignore[assignment]  # a test compares them with the categories
    return DemoListing(by=by, kind=kind, category=category, title=title, words=words)


LATER_LISTINGS: tuple[DemoListing, ...] = (
    *(_listing("OFFER", told) for told in OFFERED.strip().splitlines()),
    *(_listing("REQUEST", told) for told in ASKED.strip().splitlines()),
)
