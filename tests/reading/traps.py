"""Texts that were made to be slow to read, and letters with long lists. Nobody here exists."""
# ruff: noqa: E501 - what people type stands here as they type it

LETTER = "Уважаемый министр!\n\nМы просим вас обратить внимание на реку, которая мелеет и губит рыбу в нашем краю.\n\nПодписи:\n\n"
ROW = "Илана Ручьёва{}, учитель истории школы № 5, г. Алматы"
UNITS = ["a", "word ", "Word ", "a, ", '"', '" ', "(", "(a)", "**a ", "_a ", "[a](", "[", " ", "19 december ", "> ", "#", "- ", "a.", "A.", "To the ", "Dear ",
     "sign until ", "a\u00a0", "x — ", "http://", "\\", "a\t", "The ", "Director of the ", "<p ", "a-", "a.kz ", "*a", "1", "«", "газеты ", "`", "|", "a@"]  # fmt: skip
AROUND = ["{}", LETTER + "Ilana Brook, a{}b\n"]
MARKUP = ["<!---->", "<!--", "<!-- -->x", "<?xml ", "<p>", "<b>", "<li>", "<td>", "&amp;"]


def letter(lines: int) -> str:
    """A letter with so many signatories."""
    return LETTER + "\n\n".join(ROW.format("а" * (number % 9)) for number in range(lines))
