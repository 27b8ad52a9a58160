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

    OWN_ACCOUNT = "own account"
    SEE = "see"
    TEXT = "text"
    END = "end"
    LEAD = "lead"
    SIGNATURES = "signatures"
    LISTS = "lists"
    EXPORT = "export"
    TEAM = "team"


MEANS = {
    Permission.OWN_ACCOUNT: "one's own language, sessions, passkeys and second factor",
    Permission.SEE: "figures, the preview, the activity log, who is in the team",
    Permission.TEXT: "texts, settings, publishing, updates, extending the deadline",
    Permission.END: "close the letter, stop it in an emergency",
    Permission.LEAD: "withdraw, delete, end an emergency stop, choose with whom it is published",
    Permission.SIGNATURES: "find, hold, take off, put back, decide who is one person, read messages, count what is on paper",
    Permission.LISTS: "add signatories from lists",
    Permission.EXPORT: "the letter with its names, delivery and answer, email addresses where two agree",
    Permission.TEAM: "invite, give roles, remove, require a second factor",
}


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
