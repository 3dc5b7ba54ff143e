"""The environment variables of the application (chalicelib/settings.py), for one's own machine."""

from collections.abc import Mapping

from chalicelib.domain.catalogue import SERVICES
from infra.local import aws
from infra.local.children import HOST
from infra.local.psc.config import Config

TABLE_NAME = "delegation-local"
DIRECTORY_TABLE = "delegation-local-directory"
DUE_QUEUE = "delegation-local-due.fifo"
MAIL_FROM = "ne-pas-repondre@delegation.example"
SECRETS_PARAMETER = "/delegation/local/secrets"


def environment(aws_url: str, psc: Config, services_port: int) -> dict[str, str]:
    """Return what the application reads, and what its AWS clients read."""
    return {
        **aws.environment(aws_url),
        "STAGE": "local",
        "TABLE_NAME": TABLE_NAME,
        "PUBLIC_BASE_URL": psc.public_base_url,
        "DUE_QUEUE": DUE_QUEUE,
        "MAIL_FROM": MAIL_FROM,
        "SECRETS_PARAMETER": SECRETS_PARAMETER,
        "DIRECTORY_TABLE": DIRECTORY_TABLE,
        "SERVICE_ADDRESSES": " ".join(f"{one.id}=http://{HOST}:{services_port}/{one.id}" for one in SERVICES),
        "PSC_ISSUER": psc.issuer,
        "PSC_DISCOVERY_URL": psc.discovery_url,
        "PSC_CLIENT_ID": psc.client_id,
    }


def another_provider(given: Mapping[str, str]) -> dict[str, str]:
    """Return what points the application at another OpenID provider, `LOCAL_PSC_ISSUER`, if there is one.

    Its secret is `LOCAL_PSC_CLIENT_SECRET`; its discovery document stands where Pro Santé Connect has it.
    """
    issuer = given.get("LOCAL_PSC_ISSUER", "")
    return {"PSC_ISSUER": issuer, "PSC_DISCOVERY_URL": ""} if issuer else {}
