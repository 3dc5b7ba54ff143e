"""The facts of a stage that only AWS knows: account, region, and the outputs of stacks."""

from collections.abc import Mapping
from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True)
class Facts:
    """The facts. `ANY` stands for one that is unknown, as in the committed policies before the first deployment."""

    region: str = ANY
    account: str = ANY
    stream_arn: str = ""
    token_key_arn: str = ""
    next_token_key_arn: str = ""
    public_base_url: str = ""
    access_log_arn: str = ""
    firewall_arn: str = ""
    """Empty for a stage without a firewall."""

    @property
    def token_keys(self) -> tuple[str, str]:
        """The ARNs of the present and next keys that sign tokens; the policy also has a condition on their aliases."""
        any_key = f"arn:aws:kms:{self.region}:{self.account}:key/*"
        return self.token_key_arn or any_key, self.next_token_key_arn or any_key


def facts_of(region: str, account: str, outputs: Mapping[str, str], public_base_url: str = "") -> Facts:
    """Return the facts, from the outputs of the stacks."""
    return Facts(
        region,
        account,
        stream_arn=outputs.get("StreamArn", ""),
        token_key_arn=outputs.get("TokenKeyArn", ""),
        next_token_key_arn=outputs.get("NextTokenKeyArn", ""),
        public_base_url=public_base_url,
        access_log_arn=outputs.get("AccessLogArn", ""),
        firewall_arn=outputs.get("FirewallArn", ""),
    )
