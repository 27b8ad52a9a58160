"""Organisers, their teams, and how they come in: a one-time link by mail, over Flask-Security-Too."""
