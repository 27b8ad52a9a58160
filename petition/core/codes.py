"""Short codes that are typed from an email in place of following its link. Pure."""

# Without the letters and digits that are read for one another (Crockford's base 32).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_LOOK_ALIKE = str.maketrans(
    "АВЕЁКМНОРСТУХЗІ", "ABEEKMH0PCTYX31"
)  # Cyrillic, as a keyboard of here may have it


def code_from(fingerprint: bytes) -> str:
    """The first forty bits of a keyed hash as eight signs that can be typed: "K7QF-3MXD"."""
    number = int.from_bytes(fingerprint[:5], "big")
    signs = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"


def plain(code: str) -> str:
    """A code as it stands in an address: "k7qf3mxd"."""
    return code.replace("-", "").lower()


def read_code(typed: str) -> str:
    """A code as somebody typed it, in the form that `code_from` gives; '' if it cannot be one."""
    signs = "".join(
        each for each in typed.upper().translate(_LOOK_ALIKE).translate(_READ_AS) if each in _ALPHABET
    )
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 else ""
