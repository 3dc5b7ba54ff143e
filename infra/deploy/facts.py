"""What only AWS knows of a stage: account, region, and what the stacks gave."""

from collections.abc import Mapping
from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True)
class Facts:
    """`ANY` stands for what is not known yet: the committed policies, before the first deployment."""

    region: str = ANY
    account: str = ANY
    stream_arn: str = ""
    token_key_arn: str = ""
    public_base_url: str = ""

    @property
    def token_key(self) -> str:
        """The ARN of the key that signs tokens; the policy's condition on its alias holds in any case."""
        return self.token_key_arn or f"arn:aws:kms:{self.region}:{self.account}:key/*"


def facts_of(region: str, account: str, outputs: Mapping[str, str], public_base_url: str = "") -> Facts:
    """Return the facts that the stacks' outputs tell."""
    return Facts(region, account, outputs.get("StreamArn", ""), outputs.get("TokenKeyArn", ""), public_base_url)
