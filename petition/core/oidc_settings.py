"""The settings of an organisation's own sign-in: all of them, or none."""

from petition.core.environment import Environment
from petition.core.hosts import is_loopback

_NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


def oidc(env: Environment) -> dict[str, object]:
    """The values of Config by its names; what is wrong is added to the problems."""
    told = {name: env.get(name, "") for name in _NEEDED}
    issuer = told["OIDC_ISSUER"]
    if any(told.values()):
        env.problems += [
            f"{name}: must be set where the others of OIDC_ are" for name in _NEEDED if not told[name]
        ]
    if issuer and (
        not (issuer.startswith("https://") or is_loopback(issuer)) or "?" in issuer or "#" in issuer
    ):
        env.problems.append(
            "OIDC_ISSUER: must be like https://sign-in.example.org, as the provider names itself"
        )
    return {name.lower(): value for name, value in told.items()}
