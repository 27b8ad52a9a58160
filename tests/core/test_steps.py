"""Work of several goes on side by side; what all of them ask PostgreSQL goes in one message."""

import pytest

from petition.core.steps import Steps, done, side_by_side


def work(name: str, told: list[str], error: Exception | None = None) -> Steps[str]:
    def answer() -> str:
        told.append(f"{name} waits")
        return f"rows of {name}"

    told.append(f"{name} asks")
    rows = yield answer
    told.append(f"{name} has {rows}")
    if error:
        raise error
    return name


def test_each_goes_on_until_it_waits_and_is_given_what_it_asked_for() -> None:
    told: list[str] = []
    assert side_by_side([work("a", told), work("b", told)]) == ["a", "b"]
    begun, waited, ended = told[:2], told[2:4], told[4:]
    assert begun == ["a asks", "b asks"]
    assert waited == ["a waits", "b waits"]
    assert ended == ["a has rows of a", "b has rows of b"]


def test_what_one_raises_ends_all() -> None:
    told: list[str] = []
    error = ValueError()
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        side_by_side([work("a", told, error), work("b", told)])
    assert refused.value is error
    assert "b has rows of b" not in told
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        done(work("c", told, error))
    assert refused.value is error
