"""Who can be reached, and how."""

from django.db import models
from django.db.models.functions import Now


class Recipient(models.Model):
    """Somebody who can be told something, known only by a key such as 'member:12'."""

    key = models.CharField(max_length=80, unique=True)
    address = models.EmailField(blank=True)  # '' for people without e-mail
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)
    is_forgotten = models.BooleanField(default=False)
    is_silenced = models.BooleanField(default=False)  # nothing is sent or passed on any more; what they were told stays
    is_on_site_only = models.BooleanField(default=False)  # they read it when they come: no e-mail, no call
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.key
