"""Outages of SES, SNS and the stream; and ten thousand mails at once."""
