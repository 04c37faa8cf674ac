"""The first wording of terms and code of conduct: every new bank is given it, and may write its own."""

from members.models import TermsVersion

FIRST_TERMS = """Welcome. This is what we promise one another when you join.

Time
An hour is an hour, whoever gives it and whatever it is for. Hours have no price and cannot be bought, sold or paid \
out. You may ask for help before you have given any.

What you agree to
You say honestly what you can do and when you have time.
You do what you have agreed to, or say early that you cannot.
You write down the time within a few weeks, and both of you check it.
You may say no to anything, without a reason.

Costs
You agree beforehand who pays for what is used up, such as fuel or flour. Nobody pays for the time.

Trust
You only take on what you are able to do safely. The time bank brings people together; it does not employ them, and it \
does not check everybody's skill. Some kinds of help ask for a check first; we tell you when.

What you tell us
We keep what you tell us so that members can find each other and coordinators can help. Members see only what you \
choose to show. You can read, take with you or have erased what we hold on you.

Leaving
You may leave on any day. What you gave and received stays in the books; your name need not. Nobody asks you for hours \
you owe.

When something goes wrong
Tell a coordinator. They listen to both sides. Who breaks these promises may be asked to take a rest from the time \
bank, or to leave; they are told why first."""

FIRST_CONDUCT = """How we treat one another.

We are kind. People come with different lives, faiths, bodies and ages, and all are welcome.
We ask before we touch, lift, move or throw away anything.
We keep to ourselves what we see and hear in other people's homes.
We do not borrow money, sell things, or press our opinions on the people we help.
We do not take gifts of value, and we are nobody's bank card or keyholder.
We do not come under the influence of drink or drugs.
We look after children and vulnerable adults: if something worries you about somebody's safety, tell us the same day. \
In danger, ring the emergency number first.
We say when something goes wrong. Nobody is blamed for saying so."""

FIRST_WORDINGS = {TermsVersion.Kind.TERMS: FIRST_TERMS, TermsVersion.Kind.CONDUCT: FIRST_CONDUCT}
