"""An address is normalised in one way, and a mistyped provider is noticed."""

import unicodedata

import idna
import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from chalicelib.domain.mailboxes import decoded, in_letters
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise, suggestion


def message_of(text: str) -> str:
    with pytest.raises(Refused) as caught:
        normalise(text)
    assert caught.value.code is Code.FORM
    assert list(caught.value.fields) == ["adresse"]
    return caught.value.fields["adresse"]


@pytest.mark.parametrize(
    "text",
    [
        "claire.exemple@cabinet.example",
        "  Claire.Exemple@Cabinet.Example\t\n",
        "\u00a0CLAIRE.EXEMPLE@CABINET.EXAMPLE\u202f",
        "\u200bclaire.exemple@cabinet.example\ufeff",
        "claire.exemple@CABINET\u3002example",
        "claire.\u00adexemple@cab\u200binet.exam\u2060ple",
        "claire.ex\u200d\u200cemple@cabinet.example",
        "\u2068claire.exemple@cabinet\u200e.example\u2069",
        "<claire.exemple@cabinet.example>",
        "Claire Exemple <Claire.Exemple@cabinet.example>;",
        '"EXEMPLE, Claire (Dr)" <claire.exemple@cabinet.example>, ',
        "mailto:claire.exemple@cabinet.example?subject=Bonjour",
        "<mailto:claire%2Eexemple@cabinet.example>",
        "claire.exemple@cabinet.example.",
        "claire.exemple@cabinet.example ;",
    ],
)
def test_different_spellings_of_an_address_are_one_address(text: str) -> None:
    assert normalise(text) == "claire.exemple@cabinet.example"


@pytest.mark.parametrize(
    "domain", ["hôpital.example", "HÔPITAL.example", "ho\u0302pital.example", "xn--hpital-ixa.example"]
)
def test_an_international_domain_is_kept_in_its_ascii_form(domain: str) -> None:
    assert normalise(f"nora@{domain}") == "nora@xn--hpital-ixa.example"


def test_a_domain_with_a_joiner_that_its_script_needs_does_not_become_the_one_without() -> None:
    assert message_of("nora@نامه\u200cای.com").startswith("Cette adresse")
    assert decoded(normalise("nora@نامهای.com").partition("@")[2]) == "نامهای.com"


@pytest.mark.parametrize(
    ("domain", "written"),
    [
        ("straße.de", "xn--strae-oqa.de"),
        ("STRAẞE.de", "xn--strae-oqa.de"),
        ("strasse.de", "strasse.de"),
        ("οδος.gr", "xn--pxavbm.gr"),
        ("οδοσ.gr", "xn--pxavbq.gr"),
        ("ΟΔΟΣ.gr", "xn--pxavbq.gr"),
    ],
)
def test_letters_that_idna_2003_replaced_keep_their_own_domain(domain: str, written: str) -> None:
    assert normalise(f"nora@{domain}") == f"nora@{written}"


@pytest.mark.parametrize("address", ["a@b.test", "a@b.example", "a@example.com", "a+b@gmail.com", "o'neil@b.example"])
def test_sample_and_unusual_addresses_are_accepted(address: str) -> None:
    assert normalise(address) == address


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", "Saisissez"),
        (" \u200b ", "Saisissez"),
        ("claire", "L’adresse e-mail doit comporter un «\u00a0@\u00a0»"),
        ("hélène@cabinet.example", "La partie de l’adresse e-mail située avant"),
        ("claire@", "Cette adresse"),
        ("@cabinet.example", "Cette adresse"),
        ("claire@test", "Cette adresse"),
        ("claire@localhost", "Cette adresse"),
        ("claire@cabinet", "Cette adresse"),
        ("claire@@cabinet.example", "Cette adresse"),
        ("claire@[127.0.0.1]", "Cette adresse"),
        ('"claire exemple"@cabinet.example', "Cette adresse"),
        ("paul@cabinet.example <claire@cabinet.example>", "Cette adresse"),
        ("Claire <claire@cabinet.example> et Paul", "Cette adresse"),
        ("<claire@cabinet.example> <paul@cabinet.example>", "Cette adresse"),
        ("claire@cabinet.example; paul@cabinet.example", "Cette adresse"),
        ("claire@cab\u202einet.example", "Cette adresse"),
        ("mailto:", "Saisissez"),
        ("<>", "Saisissez"),
        ("claire@cabinet.example\r\nBcc: x@y.example", "Cette adresse"),
        ("claire@cabinet.example, paul@cabinet.example", "Cette adresse"),
        ("claire@caf\ud800.example", "Cette adresse"),
        ("claire@exa\u0000mple.fr", "Cette adresse"),
    ],
)
def test_a_malformed_address_is_refused_with_its_reason(text: str, beginning: str) -> None:
    assert message_of(text).startswith(beginning)


def address_of_length(length: int) -> str:
    labels = f"{'b' * 60}.{'c' * 60}.{'d' * 57}.example"
    local = "a" * (length - len(labels) - 1)
    return f"{local}@{labels}"


def test_an_address_has_at_most_254_characters() -> None:
    longest = address_of_length(250)
    assert normalise(longest) == longest
    assert "254" in message_of("a" * 243 + "@domaine.fr" + "x")
    assert "254" in message_of("a" * 100_000 + "@domaine.fr")


def test_the_length_of_an_address_is_limited_at_254_exactly() -> None:
    at_limit = "a" * 64 + "@" + ".".join(["b" * 61, "c" * 61, "d" * 61, "fr"])
    assert len(at_limit) == 253
    at_limit = at_limit.replace(".fr", ".fra")
    assert len(at_limit) == 254
    assert normalise(at_limit) == at_limit
    assert "254" in message_of(at_limit.replace(".fra", ".fran"))


_PASTED = st.tuples(
    st.sampled_from(["", "<", "Claire <", "mailto:", " \u200b", "\ufeff", "<mailto:"]),
    st.emails(),
    st.sampled_from(["", ">", ">;", ".", ",", " ; ", "\u00ad", "?subject=x"]),
).map("".join)


@seed(16)
@given(st.text(max_size=60) | st.emails() | _PASTED)
def test_normalising_any_text_is_idempotent_or_refused(text: str) -> None:
    try:
        address = normalise(text)
    except Refused:
        return
    assert address.isascii()
    assert normalise(address) == address


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("nora@SOCIÉTÉ.fr", "nora@société.fr"),
        ("nora@cœur-hôpital.example", "nora@cœur-hôpital.example"),
        ("nora@cabinet.example", "nora@cabinet.example"),
        ("nora@pаypal.com", "nora@xn--pypal-4ve.com"),
        ("nora@аррӏе.com", "nora@xn--80ak6aa92e.com"),
        ("nora@paypaı.com", "nora@xn--paypa-r4a.com"),
        ("nora@gmaíl.com", "nora@xn--gmal-xpa.com"),
    ],
)
def test_a_domain_is_shown_in_letters_unless_they_may_deceive(typed: str, shown: str) -> None:
    """Cyrillic letters, a dotless i, and an accent on a provider's name are shown as they are stored."""
    assert in_letters(normalise(typed)) == shown


@pytest.mark.parametrize("text", ["", "Mme Claire EXEMPLE", "xn--socit-esab.fr", "nora@xn--.fr", "nora@xn--0.fr"])
def test_any_other_text_is_shown_as_it_is(text: str) -> None:
    assert in_letters(text) == text


@seed(16)
@given(st.text(st.sampled_from("abcéèœßıа-."), min_size=1, max_size=10))
def test_what_is_shown_in_letters_is_the_same_mailbox(domain: str) -> None:
    try:
        address = normalise(f"nora@{domain}.fr")
    except Refused:
        return
    assert normalise(in_letters(address)) == address


_LETTERS = st.sampled_from("abcsfßıiςσéèœæøñşșłđþ漢字жщёאבابกのー0123456789-")
_LABELS = st.text(_LETTERS, min_size=1, max_size=12)
_DOMAINS = st.lists(_LABELS, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "example"]))


def _is_a_domain(domain: str) -> bool:
    """Whether IDNA 2008 accepts the domain as it is, without any mapping."""
    try:
        idna.encode(domain)
    except idna.IDNAError:
        return False
    return domain == unicodedata.normalize("NFC", domain)


def _normalise_domain(domain: str) -> str | None:
    try:
        return normalise(f"nora@{domain}")
    except Refused:
        return None


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(_DOMAINS.filter(_is_a_domain))
@example("straße.de")
@example("οδος.gr")
def test_no_two_domains_of_idna_2008_become_one(domain: str) -> None:
    """The normalised form decodes to the typed domain, so two domains never become one."""
    written = _normalise_domain(domain)
    if written is not None:
        assert idna.decode(written.partition("@")[2]) == domain
        assert normalise(written) == written


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("claire@gmial.com", "claire@gmail.com"),
        ("claire@gmail.con", "claire@gmail.com"),
        ("claire@gmai.co", "claire@gmail.com"),
        ("claire@ornage.fr", "claire@orange.fr"),
        ("claire@orange.f", "claire@orange.fr"),
        ("claire@wandoo.fr", "claire@wanadoo.fr"),
        ("claire@hotmial.fr", "claire@hotmail.fr"),
        ("claire@outlok.fr", "claire@outlook.fr"),
        ("claire@laposte.fr", None),
        ("claire@fre.fr", "claire@free.fr"),
        ("claire@hotmail.co", "claire@hotmail.com"),
        ("claire@xn--gmal-xpa.com", "claire@gmail.com"),
    ],
)
def test_a_mistyped_provider_is_suggested(typed: str, meant: str | None) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "cabinet.example",
        "hotmail.be",
        "mail.com",
        "ymail.com",
        "yahoo.de",
        "clinique.fr",
        "chu-lyon.fr",
        "tfi.fr",
        "hotmail.it",
        "yahoo.ch",
        "yahoo.co.uk",
        "live.nl",
        "outlook.de",
    ],
)
def test_an_unknown_domain_gets_no_suggestion(domain: str) -> None:
    assert suggestion(f"claire@{domain}") is None
