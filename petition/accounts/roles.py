"""What each role of a team may do: the one table of it. Every page of the desk says which permission it asks for."""

from enum import StrEnum


class Role(StrEnum):
    """What an organiser is in a team."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    EXPORTER = "exporter"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a page of the desk asks for."""

    OWN_ACCOUNT = "own account"  # one's own language, sessions and the like: of whoever is signed in
    SEE = "see"  # figures, the preview, the activity log, who is in the team
    TEXT = "text"  # texts, settings, publishing, extending the deadline
    END = "end"  # close, stop in an emergency
    LEAD = "lead"  # what cannot be taken back, and with whom it is published: withdraw, delete, share, end an emergency
    SIGNATURES = "signatures"  # find, hold, take off, put back, decide, read messages
    LISTS = "lists"  # bring signatories
    EXPORT = "export"  # the letter with its names, before the public has it too
    TEAM = "team"  # who is in it, and as what


# Of a letter that several teams publish: only a role in the team that leads it allows these.
OF_LEADING_TEAM = frozenset({Permission.LEAD})

_P = Permission
_EVERYBODY = frozenset({_P.OWN_ACCOUNT, _P.SEE})
ALLOWED = {
    Role.OWNER: frozenset(Permission),
    Role.EDITOR: _EVERYBODY | {_P.TEXT},
    Role.MODERATOR: _EVERYBODY | {_P.SIGNATURES, _P.LISTS},
    Role.EXPORTER: _EVERYBODY | {_P.EXPORT, _P.LISTS},
    Role.VIEWER: _EVERYBODY,
}
