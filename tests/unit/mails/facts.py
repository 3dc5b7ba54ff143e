"""The facts of every mail, for the tests that compose one."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.weeks import Happening

FACTS: Mapping[str, Any] = {
    "delegant": "Mme Claire EXEMPLE",
    "qualite": "médecin, Clermont-Ferrand",
    "delegue": "M. Alexandre MODÈLE",
    "adresse": "alexandre.modele@exemple.fr",
    "titulaire": "M. Alexandre MODÈLE",
    "compte": "alexandre@cabinet.exemple.fr",
    "nouvelle_adresse": "alexandre@ailleurs.example",
    "ferme_le": "2027-03-01",
    "connexion_le": "2026-10-09T12:04:00+00:00",
    "mode": "par mot de passe",
    "navigateur": "Firefox sous Windows",
    "fins": [
        {
            "qui": "Mme Zoé NOUVELLE",
            "profil": "Comptable",
            "fin": "2026-10-24",
            "en_attente": True,
            "lien": "https://portail.exemple.fr/delegations/une/prolonger",
        },
    ],
    "prolongations": [
        {
            "qui": "Mme Zoé NOUVELLE",
            "profil": "Comptable",
            "fin": "2026-10-24",
            "jusqu": "2027-01-24",
            "acceptee": True,
        },
    ],
    "acces_ouverts": [
        {"qui": "Mme Zoé NOUVELLE", "profil": "Comptable", "fin": "2026-10-24", "utilisee": None},
        {"qui": "M. Paul MODÈLE", "profil": "Remplaçant", "fin": "2027-10-24", "utilisee": "2026-10-01"},
    ],
    "groupes": [
        {
            "nom": name,
            "lignes": [
                {
                    "qui": "Mme Zoé NOUVELLE",
                    "profil": "Comptable",
                    "avant": "2026-10-11",
                    "fin": "2026-10-24",
                    "jours": 12,
                    "souhaitee": False,
                    "proposee": False,
                    "prolonger": name == "acces",
                    "lien": f"https://portail.exemple.fr/{name}/une",
                },
            ],
            "autres": 2,
            "toutes": f"https://portail.exemple.fr/{name}",
        }
        for name in ("a_valider", "prolongations", "a_corriger", "vides", "a_repondre", "acces", "espaces")
    ],
    "nombres": [[one.value, number] for number, one in enumerate(Happening, 1)],
    "semaine": ["2026-09-28", "2026-10-04"],
    "notifications": "https://portail.exemple.fr/notifications",
    "autres": 2,
    "donnees": 1,
    "recues": 2,
    "reglages": "https://portail.exemple.fr/compte/configuration",
    "cle": "Ordinateur du cabinet",
    "profil": "Remplaçant",
    "acces": "à l’ensemble du bouquet de services du professionnel de santé remplacé",
    "rattachement": "Médecin, Cardiologie",
    "date_limite": "2026-11-08",
    "nouveau_limite": "2026-11-06",
    "envoye_le": "2026-10-09",
    "debut": "2026-10-12",
    "fin": "2027-04-03",
    "structures": ["Cabinet, 12 rue des Lilas 63031 Clermont-Ferrand", "Clinique, 3 place de Jaude 63000 Clermont"],
    "connu": True,
    "renvoi": False,
    "compte_ouvert": False,
    "reponse_attendue": False,
    "a_valider": False,
    "delegue_prevenu": True,
    "acces_retire": True,
    "par_lien": False,
    "a_completer": False,
    "compte_actif": False,
    "fin_demandee": "2027-06-30",
    "terminee": False,
}
PROPOSAL: Mapping[str, Any] = {
    "nouveau_debut": "2026-10-15",
    "nouveau_fin": "2027-06-30",
    "nouveau_structures": ["Maison de santé, 1 allée du Parc 63170 Aubière"],
}
