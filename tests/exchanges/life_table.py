"""What is allowed in an exchange's life, by hand: DESIGN.md section 4 as a table, and who is meant by each word of it.

A line says: in this state, this move of this person leads there. What stands on no line is refused and changes nothing.
`same` is an answer given again: it is no refusal and changes nothing either.
"""

from dataclasses import dataclass, field

TABLE = """
PROPOSED   accept    asked      AGREED
PROPOSED   decline   asked      DECLINED
PROPOSED   cancel    proposer   CANCELLED
AGREED     accept    asked      same
AGREED     cancel    side       CANCELLED
AGREED     log       side       LOGGED
DECLINED   decline   asked      same
CANCELLED  cancel    side       same
LOGGED     log       agreed     same
LOGGED     confirm   missing    CONFIRMED
LOGGED     confirm   first      LOGGED
LOGGED     confirm   agreed     same
LOGGED     restate   side       LOGGED
LOGGED     cancel    logger     CANCELLED
LOGGED     dispute   side       DISPUTED
LOGGED     thank     receiver   same
CONFIRMED  confirm   side       same
CONFIRMED  dispute   side       DISPUTED
CONFIRMED  thank     receiver   same
CONFIRMED  approve   approver   POSTED
CONFIRMED  return    approver   LOGGED
POSTED     confirm   side       same
POSTED     thank     receiver   same
POSTED     approve   approver   same
POSTED     dispute   in_time    DISPUTED
POSTED     reverse   runner     REVERSED
DISPUTED   dispute   side       same
DISPUTED   resolve   runner     LOGGED
DISPUTED   undo      runner     CANCELLED
REVERSED   reverse   runner     same
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]
MOVES = sorted({move for _state, move, _who, _to in LINES})
AFTER_POSTING = {"LOGGED": "POSTED", "CANCELLED": "REVERSED"}  # how a dispute ends once the hours have moved
NEXT = {(state, to) for state, _move, _who, to in LINES if to != "same"} | {
    ("", "PROPOSED"),
    ("", "LOGGED"),
    ("CONFIRMED", "POSTED"),
    ("DISPUTED", "POSTED"),
    ("DISPUTED", "REVERSED"),
}

SIDES = ("giver", "receiver")
COORDINATORS = ("priya", "rosa")
SUPPORTER_OF = {"mary": "receiver"}
OF_THIS_BANK = {*SIDES, *COORDINATORS, "mary", "stranger", "admin", "auditor"}
TOLD, BY_MANDATE = "PHONE", "SUPPORTER"


@dataclass(frozen=True)
class Voice:
    """Who moves, and in whose name."""

    by: str
    of: str = ""
    channel: str = ""

    @property
    def speaker(self):
        return self.of or self.by


VOICES = [
    *(Voice(who) for who in (*SIDES, *COORDINATORS, "mary", "stranger", "admin", "auditor", "foreigner")),
    *(Voice(who, side, TOLD) for who in (*COORDINATORS, "admin", "stranger", "foreigner") for side in SIDES),
    *(Voice("mary", side, BY_MANDATE) for side in SIDES),
    *(Voice("mary", side, TOLD) for side in SIDES),
    Voice("giver", "receiver", TOLD),
    Voice("giver", "receiver", BY_MANDATE),
    Voice("priya", "receiver", BY_MANDATE),
    Voice("priya", "stranger", TOLD),
]

LIKELY_VOICES = [
    *(Voice(who) for who in (*SIDES, *COORDINATORS, "admin")),
    Voice("priya", "giver", TOLD),
    Voice("rosa", "receiver", TOLD),
    Voice("mary", "receiver", BY_MANDATE),
    Voice("mary", "giver", BY_MANDATE),
]


@dataclass
class Life:
    """One exchange as the table sees it."""

    proposer: str
    state: str = "PROPOSED"
    minutes: int = 60
    asks_approval: bool = False
    agreed: dict[str, str] = field(default_factory=dict)  # by side: who gave its word
    begun_by: set[str] = field(default_factory=set)  # sides that said it has happened
    spoke: list[tuple[str, str]] = field(default_factory=list)  # who wrote down or said what for which side
    steps: list[tuple[str, str]] = field(default_factory=list)
    has_moved: bool = False  # whether its hours stand in the ledger
    days_since_posted: int = 0

    def outcome(self, voice, move):
        """Say where a move leads: a state, `same`, or None where it is refused."""
        for state, known, who, to in LINES:
            if (state, known) == (self.state, move) and getattr(self, f"is_{who}")(voice):
                return AFTER_POSTING.get(to, to) if state == "DISPUTED" and to != "same" and self.has_moved else to
        return None

    def take(self, voice, move, to, minutes):
        """Change as the table says."""
        if to == "same":
            return
        self.count_words(voice, move, minutes)
        if move == "resolve":
            self.minutes = minutes
        if voice.of:
            self.spoke.append((voice.by, voice.of))
        self.go(to)
        if to == "CONFIRMED" and not (self.asks_approval or self.neither_spoke()):
            self.go("POSTED")
        if self.state == "POSTED" and move in ("confirm", "approve"):
            self.has_moved, self.days_since_posted = True, 0

    def count_words(self, voice, move, minutes):
        side = voice.speaker if voice.speaker in SIDES else ""
        if move in ("log", "restate"):
            self.agreed, self.minutes = {side: voice.by}, minutes
            self.begun_by |= {side} if move == "log" else set()
        elif move == "confirm":
            self.agreed[side] = voice.by
        elif move == "return" or (move == "resolve" and not self.has_moved):
            self.agreed = {}

    def go(self, to):
        self.steps.append((self.state, to))
        self.state = to

    def neither_spoke(self):
        return all(self.agreed[side] != side for side in SIDES)

    def is_side(self, voice):
        """One of the two, or who may speak for one: nobody who took part, or stands with the other."""
        if voice.speaker not in SIDES or voice.by not in OF_THIS_BANK:
            return False
        if not voice.of:
            return True
        if voice.by in SIDES:
            return False
        if voice.channel == TOLD:
            return voice.by in COORDINATORS
        return SUPPORTER_OF.get(voice.by) == voice.of

    def is_proposer(self, voice):
        return self.is_side(voice) and voice.speaker == self.proposer

    def is_asked(self, voice):
        return self.is_side(voice) and voice.speaker != self.proposer

    def is_receiver(self, voice):
        return self.is_side(voice) and voice.speaker == "receiver"

    def is_agreed(self, voice):
        return self.is_side(voice) and voice.speaker in self.agreed

    def is_missing(self, voice):
        """Whose word alone is missing."""
        return self.is_side(voice) and {*self.agreed, voice.speaker} == set(SIDES) and len(self.agreed) == 1

    def is_first(self, voice):
        """Who gives the first word of two, after a return or a dispute."""
        return self.is_side(voice) and not self.agreed

    def is_logger(self, voice):
        return self.is_side(voice) and set(self.agreed) == {voice.speaker} and voice.speaker in self.begun_by

    def is_in_time(self, voice):
        return self.is_side(voice) and self.days_since_posted <= 30

    def is_runner(self, voice):
        """A coordinator, in their own name."""
        return voice.by in COORDINATORS and not voice.of

    def is_approver(self, voice):
        """Four eyes: a coordinator who spoke for nobody here; an admin only where no coordinator is left."""
        if voice.of:
            return False
        spoke = {by for by, _of in self.spoke}
        left = [each for each in COORDINATORS if each not in spoke]
        if voice.by in COORDINATORS:
            return voice.by in left
        return voice.by == "admin" and not left
