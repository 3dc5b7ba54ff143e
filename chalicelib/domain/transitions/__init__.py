"""The acts on a delegation, as pure functions: from a delegation to the `Transition` to write and the mails to send."""
