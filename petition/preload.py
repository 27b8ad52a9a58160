"""What the web imports before it forks, though no command needs it at once: so no request waits for an import.

In the code these are imported where they are used (see banned-module-level-imports in pyproject.toml). The fork shares them.
"""

from importlib import import_module

from petition.core import i18n, providers
from petition.letters.render import FORMATS

_USED_LATE = (
    "pypandoc",
    "python_calamine",
    "charset_normalizer",
    "PIL.Image",
    "segno",
    "petition.letters.render.as_sheet",
    "petition.letters.render.as_covering",
)


def load() -> None:
    """Import what any page may use."""
    for name in (*_USED_LATE, *(f"petition.letters.render.{form.module}" for form in FORMATS.values())):
        import_module(name)
    for lang in i18n.SPOKEN:
        i18n.own_name(lang)  # Babel reads a language when it is first spoken
    providers.service("example.org")  # the list of public suffixes is read when it is first asked
