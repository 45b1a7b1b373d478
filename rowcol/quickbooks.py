"""The addresses and limits of QuickBooks Online, by environment (API_FACTS 1.1, 5.1, 6.1)."""

from dataclasses import dataclass

from rowcol.environment import BadSetting


@dataclass(frozen=True)
class Addresses:
    """Where one QuickBooks environment is reached."""

    api: str
    authorize: str
    token: str
    revoke: str
    userinfo: str


INTUIT_AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
INTUIT_TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
INTUIT_REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"


def addresses(environment: str, local: str) -> Addresses:
    """The addresses of an environment; `local` is where the own sandbox listens. Raises BadSetting."""
    known = {
        "sandbox-local": Addresses(
            api=local,
            authorize=f"{local}/connect/oauth2",
            token=f"{local}/oauth2/v1/tokens/bearer",
            revoke=f"{local}/v2/oauth2/tokens/revoke",
            userinfo=f"{local}/v1/openid_connect/userinfo",
        ),
        "sandbox": Addresses(
            api="https://sandbox-quickbooks.api.intuit.com",
            authorize=INTUIT_AUTHORIZE,
            token=INTUIT_TOKEN,
            revoke=INTUIT_REVOKE,
            userinfo="https://sandbox-accounts.platform.intuit.com/v1/openid_connect/userinfo",
        ),
        "production": Addresses(
            api="https://quickbooks.api.intuit.com",
            authorize=INTUIT_AUTHORIZE,
            token=INTUIT_TOKEN,
            revoke=INTUIT_REVOKE,
            userinfo="https://accounts.platform.intuit.com/v1/openid_connect/userinfo",
        ),
    }
    if environment not in known:
        raise BadSetting(f"QBO_ENVIRONMENT is {environment!r}; it must be one of {', '.join(known)}.")
    return known[environment]
