"""Mails: from the facts an act wrote to the message that leaves."""
