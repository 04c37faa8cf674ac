"""What took the people of the demo bank a whole morning, an afternoon or a day."""

from timebank.demo.categories import CategoryCode
from timebank.demo.deeds import DemoDeed

# Minutes | category | what was done | what was said afterwards, if anything.
TOLD = """
180 | LIFTS | Drove to the eye hospital, waited, and drove home | You never once looked at your watch.
240 | LIFTS | A day at the seaside with two wheelchairs and a picnic | I put my feet in the sea. In the sea!
195 | LIFTS | Moved a whole flat in eleven trips of the van | Every box is where I can find it.
210 | LIFTS | To the reunion in the next county and back | I danced. Ask anybody.
165 | SHOPPING | Winter clothes for three children, in every shop of the arcade
180 | SHOPPING | Bought and carried everything for a new kitchen shelf and its jars
195 | SHOPPING | Chose a hearing-friendly telephone together, and tried out four | I answered it myself.
210 | COMPANY | Sat through the night before an operation | It was a long night and you were there for all of it.
240 | COMPANY | A day with somebody whose wife is in hospital
180 | COMPANY | Looked after twins so that their mother could sleep | Four hours. Without a break. I feel human.
300 | COMPANY | Went along to the tribunal and stayed to the end | I would have walked out without you.
165 | COMPANY | Wrote down eighty years of memories, chapter one | My grandchildren have asked for chapter two.
225 | GARDEN | Turned a front yard of slabs into two beds | There are bees. Already.
240 | GARDEN | Built a raised bed at a height for a wheelchair | I planted every lettuce from my chair.
180 | GARDEN | Pruned an orchard of nine old apple trees
300 | GARDEN | Cleared a garden that nobody had entered for six years | The children found a swing in there.
195 | GARDEN | Put up a greenhouse, with all its panes
240 | REPAIRS | Painted a bedroom, two coats, in the blue that was chosen | I wake up in the sky.
360 | REPAIRS | Insulated and boarded a loft | The bedroom was warm all January.
180 | REPAIRS | Laid a new floor in the hall
210 | REPAIRS | Took a sash window apart and put it together again | It opens with one finger.
225 | REPAIRS | Built a ramp to the back door | I went out by myself, just because I could.
180 | COMPUTERS | Saved twenty years of photographs from a dying computer | Every single one. I counted.
165 | COMPUTERS | Set up a library computer so that it speaks
210 | COMPUTERS | A website for the lunch club, with its menus | Nine new people came on Tuesday.
240 | COOKING | Cooked for a wake of sixty | He would have gone back for seconds, as they all did.
180 | COOKING | Jam from forty kilos of plums, labelled and shared
300 | COOKING | Catered for the street party from one small kitchen | Not a crumb went home.
195 | COOKING | A month of soft meals, portioned and frozen
240 | SEWING | Altered a wedding dress, and let in a panel of lace | I cried, and then I danced in it.
210 | SEWING | Costumes for the school play: nine sheep and a star | The third sheep was ours. She was wonderful.
180 | SEWING | Loose covers for two armchairs
180 | LANGUAGE | Interpreted on a long day at the hospital | They spoke to me and not about me.
195 | LANGUAGE | Translated the papers for a citizenship application | I have the letter. I am from here now.
165 | LANGUAGE | Conversation club for six, with cake and corrections
240 | PETS | Looked after three dogs while their owner was away
180 | PETS | Built a hen house that no fox has opened yet | Six hens, six eggs.
180 | LESSONS | Prepared somebody for the theory test | Passed, with two points to spare!
225 | LESSONS | A first-aid morning for a group of parents
195 | LESSONS | Taught bicycle mending to four young people | Mine stops now. It did not stop before.
180 | MUSIC | Played for the carol evening at the care home | They sang the descant. All of them.
240 | MUSIC | Painted the scenery for the pantomime
165 | MUSIC | Tuned an old piano, and stayed to play it
195 | FORMS | Went through an appeal, page by page, and sent it | We won. I am still reading the letter.
180 | FORMS | Put ten years of papers in order and into files | I found my own birth certificate.
165 | FORMS | Helped a family find and fill in everything for a school place
"""


def _deed(told: str) -> DemoDeed:
    minutes, code, what, *thanks = (part.strip() for part in told.split("|"))
    category: CategoryCode = code  # type: ignore[assignment]  # a test compares them with the categories
    return DemoDeed(category=category, minutes=int(minutes), what=what, thanks="".join(thanks))


LONG_DEEDS: tuple[DemoDeed, ...] = tuple(_deed(told) for told in TOLD.strip().splitlines())
