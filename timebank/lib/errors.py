"""The one refusal that rules raise and that pages, jobs and programs show."""


class RuleBroken(Exception):
    """A rule of the time bank refused what was asked.

    `code` is the machine's word for it (CONTRACT.md section 5); the sentence is for the person who asked.
    Subclasses stand beside the action that raises them.
    """

    code = "invalid"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class NotAllowed(RuleBroken):
    """The person may see this but not do it."""

    code = "forbidden"


class WrongState(RuleBroken):
    """It is no longer, or not yet, the turn for this step."""

    code = "wrong_state"
