"""The settings of the application that is running, as the one value that config.py made of the environment."""

from typing import TYPE_CHECKING

from flask import Flask, current_app

if TYPE_CHECKING:
    from config import Config  # which knows petition.core


def init_app(app: Flask, config: "Config") -> None:
    """Hand the settings on, whole, to code and templates."""
    app.extensions["settings"] = config
    app.jinja_env.globals["settings"] = settings


def settings() -> "Config":
    """The settings of the present application."""
    found: Config = current_app.extensions["settings"]
    return found
