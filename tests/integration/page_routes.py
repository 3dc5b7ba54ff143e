"""The routes of the pages; those of the APIs have their own tests (api/, access/)."""

from app import app

INTERFACES = ("/api/v1", "/access/v1", "/.well-known", "/sante")

ROUTES = {route: methods for route, methods in app.routes.items() if not route.startswith(INTERFACES)}
