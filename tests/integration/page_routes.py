"""The routes of the pages. Those of the interfaces for other programs have walkers of their own (api/, access/)."""

from app import app

INTERFACES = ("/api/v1", "/access/v1", "/.well-known", "/sante")

ROUTES = {route: methods for route, methods in app.routes.items() if not route.startswith(INTERFACES)}
