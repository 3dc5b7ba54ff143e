"""Names and addresses in capitals are shown as people write them."""

import pytest

from chalicelib.domain.folding import folded
from chalicelib.identity import accents
from chalicelib.identity.postal import city_of, place_name, readable, street_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CABINET DU DR EXEMPLE", "Cabinet du Dr Exemple"),
        ("LES VOLCANS", "Les Volcans"),
        ("MAISON DE SANTE DES BORDS DE L'EAU", "Maison de Sante des Bords de l'Eau"),
        ("SELARL DU DR EXEMPLE", "SELARL du Dr Exemple"),
        ("CABINET DE L’ÉTOILE", "Cabinet de l’Étoile"),
        ("JEAN-PIERRE", "Jean-Pierre"),
        ("CABINET A", "Cabinet A"),
        ("CABINET B ET C", "Cabinet B et C"),
        ("CABINET L ET M", "Cabinet L et M"),
        ("GROUPE D", "Groupe D"),
        ("DR M DUPONT", "Dr M Dupont"),
        ("DR L HERMITE", "Dr L Hermite"),
        ("J.P. MARTIN", "J.P. Martin"),
        ("J-P MARTIN", "J-P Martin"),
        ("S.A.R.L. DES LILAS", "S.A.R.L. des Lilas"),
        ("DR O'CONNOR", "Dr O'Connor"),
        ("JEANNE D'ARC", "Jeanne d'Arc"),
        ("D'AGOSTINO", "D'Agostino"),
        ("VILLENEUVE D ASCQ", "Villeneuve d Ascq"),
        ("PONT-A-MOUSSON", "Pont-a-Mousson"),
        ("PONT-À-MOUSSON", "Pont-à-Mousson"),
        ("RUE DE L EGLISE", "Rue de l Eglise"),
        ("12 RUE DE L'ÉGLISE", "12 Rue de l'Église"),
        ("12 rue de l'Église", "12 rue de l'Église"),
        ("LOUIS XVI", "Louis XVI"),
        ("HENRI IV ET VATICAN II", "Henri IV et Vatican II"),
        ("CENTRE DE VIE CIVIL DIX", "Centre de Vie Civil Dix"),
        ("PARIS 2EME", "Paris 2e"),
        ("1ER ETAGE 3E", "1er Etage 3e"),
        ("BATIMENT 2A", "Batiment 2A"),
        ("Maison de santé des Dômes", "Maison de santé des Dômes"),
        ("", ""),
    ],
)
def test_capitals_become_a_title(text: str, shown: str) -> None:
    assert readable(text) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"numeroVoie": "12", "codeTypeDeVoie": "R", "libelleVoie": "DES LILAS"}, "12 rue des Lilas"),
        (
            {"numeroVoie": "3", "indiceRepetitionVoie": "B", "codeTypeDeVoie": "AV", "libelleVoie": "DE LA REPUBLIQUE"},
            "3 bis avenue de la République",
        ),
        ({"codeTypeDeVoie": "XYZ", "libelleVoie": "HAUT"}, "Xyz Haut"),
        ({"numeroVoie": "12", "codeTypeDeVoie": "R", "libelleVoie": "DE L'ÉGLISE"}, "12 rue de l'Église"),
        ({"numeroVoie": "1", "codeTypeDeVoie": "PL", "libelleVoie": "LOUIS XVI"}, "1 place Louis XVI"),
        ({"libelleVoie": "LES GRANGES"}, "Les Granges"),
        ({}, ""),
    ],
)
def test_a_street_is_written_out(fields: dict[str, str], shown: str) -> None:
    assert street_of(fields) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"bureauCedex": "63000 CLERMONT-FERRAND", "codePostal": "63000"}, "63000 Clermont-Ferrand"),
        ({"bureauCedex": "63031 CLERMONT FERRAND CEDEX 9", "codePostal": "63000"}, "63031 Clermont Ferrand Cedex 9"),
        ({"bureauCedex": "SAINT-JEAN-DE-LUZ", "codePostal": "64500"}, "64500 Saint-Jean-de-Luz"),
        ({"codePostal": "75001"}, "75001"),
        ({"bureauCedex": "78230 LE PECQ", "codePostal": "78230"}, "78230 Le Pecq"),
        ({"bureauCedex": "LA ROCHELLE", "codePostal": "17000"}, "17000 La Rochelle"),
        ({"bureauCedex": "PARIS"}, "Paris"),
        ({}, ""),
    ],
)
def test_a_town_comes_with_its_post_code(fields: dict[str, str], shown: str) -> None:
    assert city_of(fields) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CABINET MEDICAL DE L'EGLISE", "Cabinet Médical de l'Église"),
        ("MAISON DE SANTE PLURIDISCIPLINAIRE", "Maison de Santé Pluridisciplinaire"),
        ("CENTRE HOSPITALIER REGIONAL UNIVERSITAIRE", "Centre Hospitalier Régional Universitaire"),
        ("HOPITAL DU SACRE COEUR", "Hôpital du Sacre Cœur"),
        ("CABINET DU MARCHE", "Cabinet du Marche"),
        ("CABINET DU DR CHENE", "Cabinet du Dr Chene"),
        ("CABINET MEDICAL DU DR LIBERAL", "Cabinet Médical du Dr Liberal"),
        ("CABINET MEDICAL DES DRS EGLISE ET LIBERTE", "Cabinet Médical des Drs Eglise et Liberté"),
        ("Cabinet Medical", "Cabinet Medical"),
    ],
)
def test_a_name_of_a_place_gets_the_accents_that_are_certain(text: str, shown: str) -> None:
    assert place_name(text) == shown


def test_a_town_gets_its_accents_and_a_first_name_none() -> None:
    assert city_of({"bureauCedex": "30000 NIMES"}) == "30000 Nîmes"
    assert city_of({"codePostal": "42000", "bureauCedex": "SAINT-ETIENNE"}) == "42000 Saint-Etienne"
    assert readable("SANTE") == "Sante"


def test_no_word_has_its_accents_twice() -> None:
    for words in (accents._WORDS, accents._TOWNS):
        assert all(not word.isascii() for word in words.split())
        assert len({folded(word) for word in words.split()}) == len(words.split())
