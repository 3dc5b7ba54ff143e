"""Mails: from the row that an act wrote to the message that SES sends."""
