"""JSON for a front end of the portal: `/api/v1`, over the same acts as the pages (docs/api.md).

Only `routing` is imported with the application; the rest when a request comes, so that the pages start without it.
"""
