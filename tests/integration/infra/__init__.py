"""What deploys and runs the service: templates, policies, package, commands."""
