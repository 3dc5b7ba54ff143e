"""Outages of what mails pass through: SES, SNS, the stream; and ten thousand mails at once."""
