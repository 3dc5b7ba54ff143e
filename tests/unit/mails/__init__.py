"""Every mail, composed whole."""
