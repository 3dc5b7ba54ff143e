"""« Mon lien de demande »: the personal link of a délégant, with its QR code, on a sheet to print."""

from chalice.app import Response

from chalicelib.acts.ask_link import OwnAskLink, close_ask_link, open_ask_link, show_ask_link
from chalicelib.acts.block import show_blocked, unblock
from chalicelib.acts.follow_ask_link import profession_of, town_of_practice
from chalicelib.http.urls import absolute
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import shown_again
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.render import page, redirect

PATH = "/delegations/lien-de-demande"

_DONE = {"ouvrir": "lien-ouvert", "renouveler": "lien-renouvele", "fermer": "lien-ferme"}
_NOT_CHOSEN = "Choisissez ce que vous voulez faire de votre lien."


def ask_link_page(visit: Visit) -> Response:
    """Show the link and its sheet, or how to open it."""
    shown = show_ask_link(visit.context, visit.session)
    own, address = shown.own, _address(shown)
    return page(
        visit,
        "delegations/lien-de-demande",
        own.person,
        form=visit.form,
        nonce=shown.nonce,
        asks=shown.asks,
        blocked=show_blocked(own.person.id),
        most=visit.context.settings.asks_per_link,
        address=address,
        qr_code=_qr_code(address) if address else "",
        name=own.person.head.account.name.full,
        profession=profession_of(own.practice),
        town=town_of_practice(own.practice),
        obstacle=obstacle_of(own.why_not_delegate(visit.context.settings)),
    )


def change_ask_link(visit: Visit) -> Response:
    """Open, renew or close the link, or unblock somebody.

    Where the link has changed since the page was shown, nothing is done.
    """
    form = visit.form
    if form.text("debloquer"):
        unblock(visit.context, visit.session, form.text("debloquer"))
        return redirect(visit, f"{PATH}?fait=debloquee")
    wanted, seen = form.text("geste"), form.text("vu")
    if wanted not in _DONE:
        return shown_again(visit, PATH, form.with_errors({"geste": _NOT_CHOSEN}))
    change = close_ask_link if wanted == "fermer" else open_ask_link
    is_done = change(visit.context, visit.session, seen)
    return redirect(visit, f"{PATH}?fait={_DONE[wanted] if is_done else 'lien-change'}")


def _address(shown: OwnAskLink) -> str:
    return absolute(f"/demande/{shown.token}") if shown.token else ""


def _qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, which stands in the page."""
    import segno  # noqa: PLC0415 - this page alone draws

    code = segno.make_qr(address, error="m")
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))
