"""The people who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.keys import recipient_key


class PersonManager(BaseUserManager["Person"]):
    """Finds and makes people by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by e-mail, whatever the capitals."""
        return self.get(email__iexact=username)

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "Person":
        """Make a person; without a password nobody can sign in as them until they set one."""
        person = self.model(email=email.strip().lower() if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who may sign in. May belong to several banks, or have no e-mail and never sign in."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=150)
    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)  # names them in the list of erasures
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name

    def recipient_keys(self) -> list[str]:
        """Name the notice lists of all this person's memberships."""
        return [recipient_key(pk) for pk in self.memberships.values_list("pk", flat=True)]

    def may_be_recovered(self) -> bool:
        """Whether one bank's coordinator may answer for who they are: no role anywhere, and no other bank."""
        theirs = list(self.memberships.values_list("roles", flat=True)[:2])
        return len(theirs) == 1 and not theirs[0]
