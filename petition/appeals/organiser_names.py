"""How an organiser is named at the desk: to their own teams by their address, to another team of a letter by their team.

Who has left is a number: it tells them apart where their address is erased.
"""

from flask_babel import gettext
from flask_security import current_user

from petition.accounts.models import Organiser
from petition.appeals.models import Appeal
from petition.core.db import db
from petition.core.vault import Unreadable


def name_of(organiser_id: int | None, appeal: Appeal) -> str:
    """Who did something with a letter, for whoever is signed in; '' for none, so for the service itself."""
    organiser = db.session.get(Organiser, organiser_id) if organiser_id else None
    if organiser and set(organiser.team_ids) & set(current_user.team_ids):
        try:
            return organiser.mailbox
        except Unreadable:
            return str(gettext("organiser no. %(number)s", number=organiser_id))
    if team := next((each for each in appeal.teams if organiser and organiser.role_in(each.id)), None):
        return str(gettext("an organiser of %(team)s", team=team.name))
    return str(gettext("former organiser no. %(number)s", number=organiser_id)) if organiser_id else ""
