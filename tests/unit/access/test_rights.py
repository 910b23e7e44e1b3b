"""The table of rights: every kind is placed, every desk can do its main job, the page says what the code says."""

from pathlib import Path

import pytest

from lianfang import vocabulary
from lianfang.access import rights, rights_document, roles
from lianfang.access.models import Account

HOUSE = {"plan", "account", "api_token", "opening", "entry_code", "audit", "node", "node_file"}
# What the desks do first of all, as kinds to record and kinds to read.
MAIN_JOBS = {
    "commander": ("task assignment shift declaration", "case_status duty sign_off contact count signal"),
    "fever_clinic": ("person case symptom specimen admission transfer", "duty person_status test_result"),
    "cdc": ("person case decision exposure notice attempt letter_answer merge assignment", "contact case_status duty"),
    "laboratory": ("specimen test_result person", "duty person_status"),
    "checkpoint": ("journey person health_check transfer", "duty person_status"),
    "isolation_site": ("observation health_check transfer specimen", "contact duty person_status"),
    "grid_worker": ("health_check attempt notice journey observation", "duty person_status contact"),
    "town": ("sign_off assignment journey transfer", "count duty sign_off"),
    "prefecture": ("sign_off reported_count acceptance declaration", "count case_status sign_off"),
    "province": ("sign_off reported_count acceptance declaration", "count case_status sign_off"),
    "auditor": ("", "audit"),
    "administrator": ("account api_token", "account"),
    "data_protection_officer": ("appeal", "audit person appeal"),
}


def test_every_kind_and_table_of_the_vocabulary_is_placed_once() -> None:
    placed = list(rights.kinds())
    assert len(placed) == len(set(placed))
    declared = {kind.name for kind in vocabulary.kinds()} | {table.name for table in vocabulary.derived_tables()}
    assert set(placed) - HOUSE == declared


def test_every_role_has_rights_and_every_right_names_what_exists() -> None:
    assert set(rights.RIGHTS) == set(roles.NAMES) == set(MAIN_JOBS)
    for role, lines in rights.RIGHTS.items():
        for line in lines:
            assert line.groups and line.actions and line.relations, role
            assert set(line.groups) <= set(rights.GROUPS), (role, line.groups)
            assert set(line.relations) <= set(rights.RELATIONS), (role, line.relations)


@pytest.mark.parametrize("role", roles.NAMES)
def test_every_desk_can_do_its_main_job(role: str) -> None:
    record, read = MAIN_JOBS[role]
    account = Account(role=role)
    assert [kind for kind in record.split() if not rights.may(account, "record", kind)] == []
    assert [kind for kind in read.split() if not rights.may(account, "read", kind)] == []


def test_a_group_names_first_what_can_be_recorded() -> None:
    """The page shows a group by its first kind."""
    for group, kinds in rights.GROUPS.items():
        by_hand = [kind not in rights.NEVER_BY_HAND for kind in kinds]
        assert by_hand == sorted(by_hand, reverse=True), group


def test_nobody_records_what_is_derived() -> None:
    derived = {table.name for table in vocabulary.derived_tables()}
    # Nobody sets a duty, a contact or a status by hand; the group of a derived table must not let it slip in.
    writable = {
        (role, action, kind)
        for role in roles.NAMES
        for action in ("record", "correct")
        for kind in derived
        if rights.may(Account(role=role), action, kind)
    }
    assert writable == set()


def test_the_machine_room_and_the_audit_see_no_person() -> None:
    about_people = [kind.name for kind in vocabulary.kinds() if kind.about_a_person]
    assert len(about_people) > 15
    for role in ("administrator", "auditor"):
        assert not rights.sees_people(role)
        assert [kind for kind in about_people if rights.relations(role, "read", kind)] == []
    assert all(rights.sees_people(role) for role in set(roles.NAMES) - {"administrator", "auditor"})


def test_relations_are_told_apart() -> None:
    site = Account(role="isolation_site")
    assert rights.may(site, "record", "health_check", "whereabouts")
    assert rights.may(site, "record", "health_check", "assigned")
    assert not rights.may(site, "record", "health_check", "responsible")
    assert not rights.may(site, "export", "case_status")


def test_a_town_reports_no_case_to_the_national_system() -> None:
    tellers = {role for role in roles.NAMES if rights.may(Account(role=role), "record", "action")}
    assert tellers == {role for role in roles.NAMES if rights.may(Account(role=role), "record", "case")}
    assert tellers == {"fever_clinic", "cdc"}


def test_figures_are_seen_by_those_who_may_read_them() -> None:
    assert rights.sees_figures("auditor") and not rights.sees_people("auditor")
    assert not rights.sees_figures("administrator") and not rights.sees_figures("grid_worker")


def test_a_misspelt_kind_or_action_is_an_error_and_an_unknown_role_has_no_rights() -> None:
    with pytest.raises(KeyError, match="place it in GROUPS"):
        rights.may(Account(role="cdc"), "read", "persn")
    with pytest.raises(KeyError):
        rights.may(Account(role="cdc"), "delete", "person")  # type: ignore[arg-type]
    assert not rights.may(Account(role="superuser"), "read", "person")


def test_the_page_says_what_the_code_says() -> None:
    page = Path(__file__).resolve().parents[3] / "docs/security.md"
    text = page.read_text(encoding="utf-8")
    assert text == rights_document.written_into(text), (
        "docs/security.md is behind lianfang/access/rights.py: run python -m lianfang.access.rights_document"
    )


def test_a_page_without_its_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        rights_document.written_into("# Security\n")
