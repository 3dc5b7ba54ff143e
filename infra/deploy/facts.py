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
    next_token_key_arn: str = ""
    public_base_url: str = ""

    @property
    def token_keys(self) -> tuple[str, str]:
        """The ARNs of the keys that sign tokens, now and next; the policy's condition on their aliases holds anyway."""
        any_key = f"arn:aws:kms:{self.region}:{self.account}:key/*"
        return self.token_key_arn or any_key, self.next_token_key_arn or any_key


def facts_of(region: str, account: str, outputs: Mapping[str, str], public_base_url: str = "") -> Facts:
    """Return the facts that the stacks' outputs tell."""
    return Facts(
        region,
        account,
        stream_arn=outputs.get("StreamArn", ""),
        token_key_arn=outputs.get("TokenKeyArn", ""),
        next_token_key_arn=outputs.get("NextTokenKeyArn", ""),
        public_base_url=public_base_url,
    )
