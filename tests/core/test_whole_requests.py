"""When a request has arrived whole: at its last byte, however it comes, and never before."""

import pytest

from petition.core.whole_requests import BODY_BYTES, HEAD_BYTES, Arriving

HEAD = b"POST /a/well/sign HTTP/1.1\r\nHost: localhost\r\n"
CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        HEAD + b"\r\n",
        HEAD + b"Content-Length: 0\r\n\r\n",
        HEAD + b"content-length:13 \r\nX: Content-Length: 1\r\n\r\n\r\n\r\n0\r\n\r\nabcd",
        CHUNKS + b"0\r\n\r\n",
        CHUNKS + b"5\r\n0\r\n\r\n\r\n1;name=value\r\nx\r\n000\r\n\r\n",
        CHUNKS + b"A\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n",
        HEAD + b"Content-Length: 3\r\nTRANSFER-ENCODING: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ],
)
@pytest.mark.parametrize("step", [1, 2, 7])
def test_a_request_is_whole_at_its_last_byte(request_: bytes, step: int) -> None:
    arriving = Arriving(bytearray())
    for at in range(0, len(request_) - 1, step):
        arriving.data += request_[at : min(at + step, len(request_) - 1)]
        assert not arriving.is_whole()
    arriving.data += request_[-1:]
    assert arriving.is_whole()
    arriving.data += b"GET /next HTTP/1.1\r\n"
    assert arriving.is_whole()


def test_what_is_more_than_is_ever_read_is_waited_for_no_longer() -> None:
    assert Arriving(bytearray(b"x" * (HEAD_BYTES + 1))).is_whole()
    head = HEAD + b"Content-Length: 99999999\r\n\r\n"
    arriving = Arriving(bytearray(head + b"x" * (BODY_BYTES - 1)))
    assert not arriving.is_whole()
    arriving.data += b"x"
    assert arriving.is_whole()
    assert Arriving(bytearray(CHUNKS + b"5;" + b"x" * HEAD_BYTES)).is_whole()
    assert Arriving(bytearray(CHUNKS + b"0\r\n" + b"x" * (HEAD_BYTES + 9))).is_whole()
    assert not Arriving(bytearray(CHUNKS + b"fffff\r\n" + b"x" * HEAD_BYTES)).is_whole()
    assert Arriving(bytearray(CHUNKS + b"fffffff\r\n" + b"x" * BODY_BYTES)).is_whole()


@pytest.mark.parametrize("size", [b"-5", b"", b"zz", b"0x"])
def test_chunks_that_cannot_be_read_are_left_to_be_refused(size: bytes) -> None:
    assert Arriving(bytearray(CHUNKS + size + b"\r\n\r\n")).is_whole()
