"""Help and legal pages: the same for everybody, but for the header, which names the person signed in."""

from chalice.app import Response

from chalicelib.acts.people import read_person
from chalicelib.http.visit import Visit
from chalicelib.web.render import page


def help_page(visit: Visit) -> Response:
    """Show the page of this path. The route table lists these paths; none has a parameter. No read for a stranger."""
    days = visit.context.settings.purge_after_days
    return page(visit, f"help{visit.path}", read_person(visit.session), purge_after_days=days)


def about(visit: Visit) -> Response:
    """Show « À propos », with the day of the directory's data. One read of it, where the stage has a directory."""
    from chalicelib.acts.directory import day_or_none  # noqa: PLC0415 - for this page only

    day = day_or_none(visit.context.settings)
    return page(visit, "help/a-propos", read_person(visit.session), directory_day=day)
