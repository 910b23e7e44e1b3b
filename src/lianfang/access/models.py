"""Accounts, invitations, tokens of the API, and the audit. Accounts are given, never made by their holder."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language

from lianfang.access import roles

# Path of an area: codes from the root down, each between slashes.
PATH = r"^/([0-9A-Za-z_.-]+/)*$"


class Accounts(BaseUserManager["Account"]):
    """The accounts; `given` makes one."""

    def given(self, username: str, password: str | None, role: str, **fields: Any) -> "Account":
        """A new account of `role` with `area`, `area_path`, `unit`, `name`; without a password it cannot sign in."""
        account = self.model(username=username, role=role, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who works with the system: a desk's role, the unit acted for, the area whose people are seen.

    `area` is a code of places, `area_path` that area's path ("/" is the whole world); `unit` a code of places or empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=30, choices=[(role.name, role.en) for role in roles.ROLES])
    unit = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=40, blank=True)
    area_path = models.TextField(db_collation="C")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["role", "area_path"]

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=roles.NAMES), name="account_has_a_desk_role"),
            models.CheckConstraint(condition=models.Q(area_path__regex=PATH), name="account_path_is_a_path"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def role_name(self) -> str:
        """The role's name in the language of the page."""
        role = roles.role(self.role)
        return role.zh if (get_language() or "zh").startswith("zh") else role.en


class ApiToken(models.Model):
    """A key with which a program acts as an account; only its digest is kept, its first signs are shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8)
    digest = models.BinaryField(unique=True, max_length=32)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.label} {self.prefix}…"


class Invitation(models.Model):
    """A code by which the holder of an account chooses its password, once; only the code's digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.BinaryField(unique=True, max_length=32)
    given_by = models.CharField(max_length=60)
    given_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.expires_at:%F %T}"


class Opening(models.Model):
    """A person's file opened outside the reader's area, for a few hours and a reason. Rows are only ever added.

    ``person_path`` is the area that was responsible for the person at that moment, whose command is told.
    """

    account = models.UUIDField()
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    area_path = models.TextField(db_collation="C")
    person = models.UUIDField()
    person_path = models.TextField(db_collation="C")
    reason = models.CharField(max_length=20)
    told = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["account", "until"], name="opening_by_account")]

    def __str__(self) -> str:
        return f"{self.opened_at:%F %T} {self.name} {self.person}"


class Node(models.Model):
    """An installation that signs files: what it is called, the area it speaks for, its Ed25519 key, who took it in.

    Its own row stands here too, known by its key. A key taken back stays, with who took it back and why.
    """

    name = models.CharField(max_length=60)
    area = models.CharField(max_length=40)
    key = models.BinaryField(max_length=32)
    taken_in_by = models.CharField(max_length=60)
    taken_in_at = models.DateTimeField(db_default=Now(), editable=False)
    taken_back_by = models.CharField(max_length=60, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["area", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[column], name=f"one_standing_node_a_{column}", condition=models.Q(taken_back_at=None)
            )
            for column in ("name", "key")
        ]

    def __str__(self) -> str:
        return self.name


class NodeFile(models.Model):
    """A file to or from another node: its number in that row, what it tells, its digest, who wrote or loaded it.

    ``facts`` are those of an outgoing file by their ids, ``content`` is the file, encrypted with its month's key: of an
    outgoing one, and of one that came with an anchor. ``handed_at`` is when an outgoing one was handed over.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="files")
    outgoing = models.BooleanField()
    number = models.PositiveIntegerField()
    tells = models.CharField(max_length=20)
    moment = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    facts = ArrayField(models.UUIDField(), default=list)
    content = models.BinaryField(null=True)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    handed_at = models.DateTimeField(null=True, blank=True)
    area_path = models.TextField(db_collation="C")

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["node", "outgoing", "number"], name="one_file_a_number")]
        indexes = [
            models.Index(fields=["area_path"], name="node_file_area_path"),
            GinIndex(fields=["facts"], name="node_file_by_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.number}"


class AuditLine(models.Model):
    """Who did what to which persons' records, when, why and from where. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    moment = models.DateTimeField(db_index=True)
    account = models.UUIDField(null=True, db_index=True)
    name = models.TextField()
    role = models.TextField()
    area_path = models.TextField(db_collation="C")
    action = models.TextField()
    persons = ArrayField(models.UUIDField())
    reason = models.TextField()
    place = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["persons"], name="audit_by_person")]

    def __str__(self) -> str:
        return f"{self.moment:%F %T} {self.name} {self.action}"


class AuditLink(models.Model):
    """The chain over the lines: a link each, written by the database when the line's transaction commits."""

    number = models.BigIntegerField(primary_key=True)
    line = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number}: {self.line}"
