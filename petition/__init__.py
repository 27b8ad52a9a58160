"""A service that publishes appeals, collects signatures under them and renders the final signed letter.

The house has rooms, and the rooms lie on floors; who is above may know who is below, never the reverse, and rooms side
by side do not know each other:

    app > commands > desk > worker > letters | review > signatures > appeals > accounts > mail | audit
        > likeness | reading > core

A room holds its own models, rules, service, views, forms and messages. It is entered by its service (verbs), its models
(to join) and its pure files (values). The law is kept by tests/test_architecture.py.
"""
