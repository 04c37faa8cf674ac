"""Every write of the outbox: who can be told, telling them, delivering it, and what has been read or passed on."""

from notices.actions.delivering import deliver
from notices.actions.erasing import erase_body, erase_words_about, forget_mail_copies, forget_old, replace_in_notices
from notices.actions.reading import (
    AlreadyPassedOn,
    mark_all_read,
    mark_answered,
    mark_read,
    mark_told,
    treat_as_told,
)
from notices.actions.recipients import (
    Reached,
    end_silence,
    forget_recipient,
    keep_recipient,
    keep_recipients,
    silence_recipient,
)
from notices.actions.telling import Message, tell, tell_many, withdraw

__all__ = [
    "AlreadyPassedOn",
    "Message",
    "Reached",
    "deliver",
    "end_silence",
    "erase_body",
    "erase_words_about",
    "forget_mail_copies",
    "forget_old",
    "forget_recipient",
    "keep_recipient",
    "keep_recipients",
    "mark_all_read",
    "mark_answered",
    "mark_read",
    "mark_told",
    "replace_in_notices",
    "silence_recipient",
    "tell",
    "tell_many",
    "treat_as_told",
    "withdraw",
]
