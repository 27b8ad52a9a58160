"""What a reply to a mail that asked nothing wants."""

from petition.interpret.after_signing import wanted
from petition.mail.inbound.incoming import read
from tests.inbox.cases import raw_message
from tests.interpret.kept import AFTER_SIGNING, OURS


def test_a_reply_wants_what_a_careful_reader_hears() -> None:
    def heard(text: str) -> str:
        return wanted(
            read(raw_message("aru@example.org", "Aru Bekova", "Re: Thank you", text, "x@example.org"), OURS)
        )

    assert [(heard(text), text) for _wants, text in AFTER_SIGNING] == AFTER_SIGNING
