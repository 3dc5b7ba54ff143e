"""People read one word for one thing (docs/words.md): an e-mail is no message, an address no identifier."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "templates" / "pages"
TEXTS = (
    *(ROOT / "chalicelib" / "texts").glob("*.py"),
    *(ROOT / "chalicelib" / "web").glob("*.py"),
    ROOT / "chalicelib" / "domain" / "refusals.py",
)
_OF_THE_GUIDE = ("Adresse mail", "Un mail d’information sur votre refus")
_UNUSED = re.compile(r"(?<![\w-])(messages?|mails?|courriels?|mèls?|alertes?)\b", re.IGNORECASE)
_MARKUP = re.compile(r"{#.*?#}|{%.*?%}|<[^>]*>", re.DOTALL)
_CODE = re.compile(r"message\(|\.message\b|[\"'][\w /-]*\.html[\"']")


def _wrong(text: str) -> list[str]:
    for label in _OF_THE_GUIDE:
        text = text.replace(label, "…")
    return [text[max(0, found.start() - 40) : found.end() + 20] for found in _UNUSED.finditer(text)]


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: page.relative_to(PAGES).as_posix())
def test_pages_say_e_mail_and_nothing_else_for_what_is_sent(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    said = [*_MARKUP.split(source), *re.findall(r"{% (?:set|call)[^%]*%}", source)]
    assert not _wrong(" ".join(_CODE.sub("", part) for part in said))


@pytest.mark.parametrize("module", sorted(TEXTS), ids=lambda module: module.name)
def test_sentences_of_the_code_say_so_too(module: Path) -> None:
    assert not [wrong for sentence in _sentences(module) for wrong in _wrong(sentence)]


def _sentences(module: Path) -> Iterator[str]:
    """Yield the French sentences of a module: its texts of several words that are no docstring."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
                yield child.value if " " in child.value else ""
