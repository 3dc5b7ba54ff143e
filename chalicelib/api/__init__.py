"""`/api/v1`: JSON for a front end of the portal, by the same acts as the pages (docs/api.md).

These modules are imported at the first request of the API, so that the pages start without them.
"""
