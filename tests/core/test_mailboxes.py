"""When two addresses are one mailbox: only where mail to both is sent to one and the same address."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.core import providers, text
from petition.likeness import mailboxes
from petition.mail.inbound import authenticity

SAME_OWNER = [
    (
        "anna@press.example",
        "ANNA@Press.Example",
        "anna@press.example.",
        "ａｎｎａ＠ｐｒｅｓｓ．ｅｘａｍｐｌｅ",
        " anna@press.example ",
    ),
    (
        "aru@пошта.example",
        "aru@ПОШТА.example",
        "aru@xn--80a1acn3a.example",
        "Aru@XN--80A1ACN3A.example",
        "aru@пошта。example",
    ),
    ("anna@faß.de", "Anna@FAß.de", "anna@xn--fa-hia.de", "anna＠faß.de"),
    ("айгүл@example.org", "АЙГҮЛ@EXAMPLE.ORG"),
    ("jos\u00e9@example.org", "jose\u0301@example.org", "JOS\u00c9@example.org"),
]
OTHER_OWNER = [
    ("anna@preß.example", "anna@press.example"),
    ("anna@xn--pre-7ka.example", "anna@press.example"),
    ("anna@faß.de", "anna@fass.de"),
    ("groß@example.org", "gross@example.org"),
    ("ανας@example.org", "ανασ@example.org"),
    ("anna@βόλος.example", "anna@βόλοσ.example"),
    ("ſimon@example.org", "simon@example.org"),
    ("ﬁlip@example.org", "filip@example.org"),
    ("ırmak@example.org", "irmak@example.org"),
]


@pytest.mark.parametrize("addresses", SAME_OWNER)
def test_width_case_a_dot_at_the_end_and_the_spelling_of_the_domain_make_no_other_owner(
    addresses: tuple[str, ...],
) -> None:
    kept = {text.mailbox(each) for each in addresses}
    assert len({text.same_mailbox(each) for each in (*addresses, *kept)}) == 1
    assert len({text.canonical_mailbox(each) for each in kept}) == 1


@pytest.mark.parametrize(("one", "other"), OTHER_OWNER)
def test_what_another_may_own_is_another_mailbox_for_every_key(one: str, other: str) -> None:
    for form in (text.same_mailbox, text.canonical_mailbox, text.mailbox, mailboxes.canonical):
        assert form(one) != form(other)
    assert not text.is_same_mailbox(one, other)


@pytest.mark.parametrize(("one", "other"), [pair for pair in OTHER_OWNER if pair[0][-9:] != "ample.org"])
def test_what_another_may_own_is_another_domain(one: str, other: str) -> None:
    assert providers.of(one) != providers.of(other)
    assert not authenticity.aligned(one.rpartition("@")[2], other.rpartition("@")[2])


@pytest.mark.parametrize(
    "address",
    [
        "a@b\u200dc.example",
        "a@\u0915\u094d\u200d\u0937.example",
        "a\u200db@example.org",
        "a@\u2603.example",
        "a@xn--a.example",
        "a@-b.example",
    ],
)
def test_what_cannot_be_written_to_is_refused_when_it_is_typed(address: str) -> None:
    with pytest.raises(text.Refused):
        text.mailbox(address)


LETTERS = (
    "aAzß\u1e9esSſςσΣİıiI\u0307kK\u212a\u00e5\u212bÅﬁＡ．＠@.-+\u200d\u0130\u1f80\u1f88\u0345\u01f0\u0149"
)


@given(
    st.text(st.sampled_from(LETTERS) | st.characters(codec="utf-8"), max_size=12),
    st.text(LETTERS, max_size=9),
)
def test_the_form_of_a_form_is_itself_and_what_is_kept_has_it(local: str, label: str) -> None:
    typed = f"{local}@{label}.example"
    try:
        form = text.same_mailbox(typed)
    except text.Refused:
        with pytest.raises(text.Refused):
            text.mailbox(typed)
        return
    assert text.same_mailbox(form) == form
    try:
        kept = text.mailbox(typed)
    except text.Refused:
        return
    assert text.mailbox(kept) == kept
    assert text.same_mailbox(kept) == form
    assert form.rpartition("@")[2].isascii()
    assert unicodedata.is_normalized("NFC", form)
