"""Rows written past the ORM are the rows that the ORM would have written, on either database."""

import pytest
from django.db import IntegrityError, connection, transaction

from tawthiq.desk import models as m
from tawthiq.desk.models.rows import MOST_VALUES, are_known, insert_rows, lock_row, update_row

pytestmark = pytest.mark.usefixtures("register")


def sources(*names: str) -> list[m.Source]:
    return [m.Source(pseudonym=name, kind="own_reporter") for name in names]


def test_rows_get_their_keys_in_their_order() -> None:
    made = insert_rows(sources("Reporter 3", "Reporter 1", "Reporter 2"))
    assert [m.Source.objects.get(pk=one.pk).pseudonym for one in made] == ["Reporter 3", "Reporter 1", "Reporter 2"]
    assert not any(one._state.adding for one in made)


def test_more_rows_than_one_statement_takes() -> None:
    names = [f"Reporter {number}" for number in range(MOST_VALUES)]
    made = insert_rows(sources(*names))
    assert len({one.pk for one in made}) == MOST_VALUES
    assert m.Source.objects.filter(pseudonym__in=names[:3]).count() == 3


def test_a_row_with_its_own_key_and_json_is_as_the_orm_writes_it() -> None:
    (disposed,) = insert_rows([m.SearchRow(ref="RP-000001", record="report", state="inbox", folded="بغداد")])
    assert m.SearchRow.objects.get(ref="RP-000001").folded == disposed.folded


def test_nothing_is_written_for_no_rows() -> None:
    assert insert_rows([]) == []


def test_what_the_database_refuses_is_refused() -> None:
    insert_rows(sources("Reporter 1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(sources("Reporter 1"))


def test_known_values_are_known_and_others_are_not() -> None:
    insert_rows(sources("Reporter 1"))
    strangers = {f"nobody {number}" for number in range(MOST_VALUES + 1)}
    assert are_known(m.Source, "pseudonym", strangers | {"Reporter 1"})
    assert not are_known(m.Source, "pseudonym", strangers)
    assert not are_known(m.Source, "pseudonym", set())


def test_a_row_is_locked_and_changed() -> None:
    (made,) = insert_rows(sources("Reporter 1"))
    with transaction.atomic():
        locked = lock_row(m.Source, made.pk)
        assert locked == made
        locked.reliability = "B"
        update_row(locked)
        assert lock_row(m.Source, made.pk + 1) is None
    assert m.Source.objects.get(pk=made.pk).reliability == "B"


def test_a_lock_is_asked_where_the_database_has_one(django_assert_num_queries) -> None:
    (made,) = insert_rows(sources("Reporter 1"))
    with transaction.atomic(), django_assert_num_queries(1) as asked:
        lock_row(m.Source, made.pk)
    assert ("FOR UPDATE" in asked[0]["sql"]) is connection.features.has_select_for_update
