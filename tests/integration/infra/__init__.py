"""Deployment and operation of the service: templates, policies, package, commands."""
