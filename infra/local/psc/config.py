"""The configuration of the stand-in, and the URLs that follow from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from infra.local.children import HOST

_PREFIX = "PSC_STAND_IN_"


@dataclass(frozen=True)
class Config:
    """Its port, the one client it knows (the application at `public_base_url`), and the platform's clock."""

    port: int
    client_id: str
    client_secret: str
    public_base_url: str
    clock_file: Path

    @property
    def origin(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def issuer(self) -> str:
        """Its name, with the path of the real one."""
        return f"{self.origin}/auth/realms/esante-wallet"

    @property
    def discovery_url(self) -> str:
        """Where its metadata is; the real one does not use the standard name."""
        return f"{self.issuer}/.well-known/wallet-openid-configuration"

    @property
    def redirect_uri(self) -> str:
        """The only address to which it sends codes."""
        return f"{self.public_base_url}/connexion/retour"

    @property
    def post_logout_redirect_uri(self) -> str:
        """The only address to which it sends people back after a logout."""
        return f"{self.public_base_url}/connexion"

    @property
    def client_origin(self) -> str:
        """The application's origin."""
        url = urlsplit(self.public_base_url)
        return f"{url.scheme}://{url.netloc}"

    def to_environment(self) -> dict[str, str]:
        """Return the environment variables from which a child process reads this back."""
        return {f"{_PREFIX}{name.upper()}": str(value) for name, value in asdict(self).items()}


def from_environment(environment: Mapping[str, str]) -> Config:
    """Return what `to_environment` wrote; raises KeyError when something is missing."""
    return Config(
        port=int(environment[f"{_PREFIX}PORT"]),
        client_id=environment[f"{_PREFIX}CLIENT_ID"],
        client_secret=environment[f"{_PREFIX}CLIENT_SECRET"],
        public_base_url=environment[f"{_PREFIX}PUBLIC_BASE_URL"],
        clock_file=Path(environment[f"{_PREFIX}CLOCK_FILE"]),
    )
