"""Colours: what is printed is always light, and a page that cannot be read in the dark is noticed."""

from tests.end_to_end.browser.inspection import Watch
from tests.end_to_end.browser.stage import Stage

_COLOURS = """() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  return [backgroundColor, color, getComputedStyle(document.querySelector("main .links a")).color];
}"""


def test_a_page_is_printed_in_light_colours_from_a_dark_screen(stage: Stage) -> None:
    context = stage.context()
    stage.enter(context, stage.signed_in["claire"])
    page = context.new_page()
    page.goto(f"{stage.url}/compte")
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate(_COLOURS)[0] == "rgb(18, 24, 26)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(_COLOURS) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 116, 156)"]
    context.close()


def test_dark_text_on_the_dark_page_is_a_fault(stage: Stage) -> None:
    watch = Watch(stage.still_tab())
    watch.page.set_content(
        "<html lang=fr><title>Essai</title><style>:root { color-scheme: light dark }"
        "input, a:focus-visible { border: 1px solid #123; outline: 2px solid #123 }"
        "p { color: #123; } @media (prefers-color-scheme: dark) { body { background: #111 } }</style>"
        "<main><h1>Essai</h1><p>Illisible <a href='#x'>ou presque</a> <input aria-label=Nom></main>"
    )
    dark = [trouble for trouble in watch.troubles(in_full=True) if trouble.startswith("in the dark")]
    assert {trouble.split()[3] for trouble in dark} >= {"color-contrast:", "ring", "border"}
    watch.page.context.close()
