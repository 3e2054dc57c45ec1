"""The table of who may do what."""

import pytest

from knowledge.staff.permissions import ALLOWED, Permission, may, roles_with
from knowledge.staff.roles import StaffRole


def test_every_role_stands_in_the_table_and_every_permission_is_given_to_somebody() -> None:
    assert set(ALLOWED) == set(StaffRole)
    assert [permission for permission in Permission if not roles_with(permission)] == []


def test_everybody_sees_the_console_and_only_it_while_only_looking() -> None:
    assert roles_with(Permission.SEE_CONSOLE) == tuple(StaffRole)
    assert ALLOWED[StaffRole.VIEWER] == {Permission.SEE_CONSOLE}


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.REVIEW_ENTRIES, {StaffRole.REVIEWER}),
        (Permission.MANAGE_STAFF, {StaffRole.ADMINISTRATOR}),
        (Permission.SIGN_REPORTS, {StaffRole.OFFICE}),
        (Permission.SEE_RESTRICTED, {StaffRole.OFFICE}),
        (Permission.READ_AUDIT, {StaffRole.OFFICE, StaffRole.ADMINISTRATOR}),
    ],
)
def test_what_must_not_be_in_one_hand_is_not(permission: Permission, roles: set[StaffRole]) -> None:
    assert set(roles_with(permission)) == roles
    assert not may(StaffRole.VIEWER, permission)


def test_who_keeps_the_accounts_neither_writes_nor_publishes() -> None:
    assert not may(StaffRole.ADMINISTRATOR, Permission.EDIT_ENTRIES)
    assert not may(StaffRole.ADMINISTRATOR, Permission.REVIEW_ENTRIES)
