"""How an organiser is named at the desk: to their own teams by their address, to another team of a letter by their team."""

from flask_babel import gettext
from flask_security import current_user

from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.vault import Unreadable


def name_of(organiser_id: int | None, appeal: Appeal) -> str:
    """Who did something with a letter, for whoever is signed in; '' for none, so for the service itself."""
    organiser = db.session.get(Organiser, organiser_id) if organiser_id else None
    if organiser is None:
        return str(gettext("an organiser who has left")) if organiser_id else ""
    if not set(organiser.team_ids) & set(current_user.team_ids):
        team = next((each for each in appeal.teams if organiser.role_in(each.id)), None)
        left = gettext("an organiser who has left")
        return str(gettext("an organiser of %(team)s", team=team.name) if team else left)
    try:
        return organiser.mailbox
    except Unreadable:
        return str(gettext("an organiser"))
