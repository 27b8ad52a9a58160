"""Why a letter cannot be written in a format; apart from the formats, so that who catches these need not import them."""

from collections.abc import Sequence


class MissingGlyphs(Exception):
    """No font at hand draws these signs of the text; `where` is the first line that has one."""

    def __init__(self, signs: Sequence[str], where: str) -> None:
        self.signs, self.where = tuple(signs), where
        named = ", ".join(
            f"{sign} ({' '.join(f'U+{ord(part):04X}' for part in sign)})" for sign in self.signs
        )
        super().__init__(f"no font draws {named}, first in: {where}")


class TooLarge(ValueError):
    """More than a spreadsheet can hold."""
