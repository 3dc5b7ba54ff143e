"""The titles, buttons, fields, columns, statuses, confirmations and subjects of the user guide (specification §9).

One line each: its page or mail, its kind, its text, and the line of the user guide where it first appears. The texts
are corrected: capitals, accents, slips of the scan, « délégant » where it was wrong, « PS » in full, « e-mail »,
typographic apostrophes. Signing in by number of the Assurance Maladie or FINESS is left out.
"""

from typing import NamedTuple


class Label(NamedTuple):
    """One text of the user guide and its place."""

    page: str
    kind: str
    text: str
    line: int


TITLE, BUTTON, FIELD, COLUMN, STATUS, SENTENCE, SUBJECT = (
    "title", "button", "field", "column", "status", "sentence", "subject",
)  # fmt: skip

GIVES_REMPLACANT = (
    "à l’ensemble du bouquet de services du professionnel de santé remplacé, à l’exception des services en lien avec "
    "les paiements et remboursements de l’Assurance Maladie"
)
GIVES_ASSISTANT = (
    "à l’ensemble du bouquet de services du professionnel de santé assisté, à l’exception des services en lien avec "
    "les paiements et remboursements de l’Assurance Maladie"
)


def on(page: str, *texts: tuple[str, str, int]) -> tuple[Label, ...]:
    return tuple(Label(page, kind, text, line) for kind, text, line in texts)


_SIGN_IN = on(
    "connexion",
    (TITLE, "Professionnels de santé", 53),
    (TITLE, "Identification", 55),
    (FIELD, "E-mail, N° d’Assurance Maladie ou N° FINESS", 57),
    (FIELD, "Mot de passe", 59),
    (BUTTON, "Vous connecter", 61),
    (TITLE, "Identification par carte CPS", 63),
    (BUTTON, "Vous connecter par carte CPS", 65),
    (SENTENCE, "Vous pouvez également créer un compte en vous connectant ici. En savoir plus", 697),
    (TITLE, "Vous n’avez pas de compte ?", 69),
    (BUTTON, "Créer un compte", 71),
    (SENTENCE, "Assistance technique", 73),
    (BUTTON, "Mot de passe oublié", 687),
    (SENTENCE, "Connectez-vous avec vos identifiants où que vous soyez.", 691),
)

_ACCOUNT = on(
    "compte",
    (TITLE, "Gestion de compte", 123),
    (TITLE, "Mon compte", 127),
    (TITLE, "Informations professionnelles", 129),
    (BUTTON, "Mes informations administratives", 130),
    (BUTTON, "Mes coordonnées", 131),
    (BUTTON, "Mes informations de CPAM", 132),
    (BUTTON, "Mes lieux d’exercice", 133),
    (TITLE, "Connexion et sécurité", 134),
    (BUTTON, "Modifier mon e-mail", 135),
    (BUTTON, "Modifier mon mot de passe", 136),
    (BUTTON, "Consulter mes derniers événements", 137),
    (TITLE, "Paramètres de compte", 138),
    (BUTTON, "Configuration d’amelipro", 139),
    (TITLE, "Délégations", 140),
    (BUTTON, "Créer une nouvelle délégation", 141),
    (BUTTON, "Mise à jour d’une délégation", 142),
    (BUTTON, "Mon tableau de bord", 143),
    (SENTENCE, "Assistance technique 3608 Service gratuit + prix appel", 147),
    (BUTTON, "À propos", 149),
    (BUTTON, "Configuration", 149),
    (BUTTON, "Mentions légales", 149),
    (BUTTON, "CGU", 149),
)

_DASHBOARD = on(
    "tableau",
    (TITLE, "Délégations", 151),
    (TITLE, "Tableau de bord", 153),
    (BUTTON, "Créer une nouvelle délégation", 153),
    (TITLE, "Recherche", 155),
    (FIELD, "Par nom", 157),
    (FIELD, "Par statut", 159),
    (FIELD, "Par profil", 161),
    (FIELD, "Sélectionnez un profil", 161),
    (FIELD, "En cours", 163),
    (FIELD, "À valider", 163),
    (FIELD, "Validée", 163),
    (BUTTON, "Réinitialiser", 163),
    (BUTTON, "Rechercher", 163),
    (SENTENCE, "délégations", 165),
    (FIELD, "Nb lignes/page", 165),
    (COLUMN, "Nom", 168),
    (COLUMN, "Prénom", 168),
    (COLUMN, "Identifiant", 168),
    (COLUMN, "Profil", 168),
    (COLUMN, "Validité", 168),
    (COLUMN, "Nb structures", 168),
    (COLUMN, "Statut", 168),
    (BUTTON, "Retour", 173),
    (STATUS, "Validée", 170),
    (STATUS, "En cours", 300),
    (BUTTON, "Première page", 304),
    (BUTTON, "Page précédente", 304),
    (BUTTON, "Page suivante", 304),
    (BUTTON, "Dernière page", 304),
    (BUTTON, "Valider", 641),
    (STATUS, "Non aboutie", 908),
    (STATUS, "Refusée", 1136),
)

_STEP_1 = (
    *on(
        "nouvelle",
        (TITLE, "Nouvelle délégation", 334),
        (
            SENTENCE,
            "La délégation est un dispositif par lequel un professionnel de santé libéral ou un directeur "
            "d’établissement (le délégant) donne accès aux services amelipro à un de ses confrères ou salariés "
            "(le délégué).",
            336,
        ),
        (SENTENCE, "Le délégué agira dans amelipro au nom et pour le compte du délégant.", 337),
        (
            SENTENCE,
            "Le délégué doit au préalable avoir un compte amelipro. Dans le cas contraire, il devra en créer un afin "
            "d’accepter votre délégation.",
            339,
        ),
        (TITLE, "Informations du délégué", 324),
        (
            SENTENCE,
            "Attention à la bonne orthographe de l’adresse e-mail de votre délégué. Une erreur de saisie entraînerait "
            "l’envoi à tort, de l’accès à votre compte à un tiers.",
            324,
        ),
        (BUTTON, "Abandonner", 324),
        (BUTTON, "Continuer", 324),
    ),
    *on(
        "vérification",
        (TITLE, "Vérification de compte", 314),
        (
            SENTENCE,
            "L’adresse e-mail que vous venez de saisir correspond au compte amelipro de l’utilisateur suivant :",
            316,
        ),
        (FIELD, "Prénom", 317),
        (FIELD, "Nom", 318),
        (FIELD, "Adresse mail", 319),
        (SENTENCE, "Cet utilisateur correspond-il à votre délégué ?", 320),
        (BUTTON, "Non, je vérifie la saisie", 322),
        (BUTTON, "Oui", 322),
    ),
)

_STEP_2 = (
    *on(
        "profil comptable",
        (TITLE, "Profil : Comptable", 194),
        (SENTENCE, "Ce profil donne accès :", 197),
        (SENTENCE, "aux services liés aux paiements et remboursements de l’Assurance Maladie", 198),
        (TITLE, "La délégation sera valable sur la période suivante", 200),
        (FIELD, "Date de début", 201),
        (FIELD, "Date de fin", 201),
        (SENTENCE, "jj/mm/aaaa", 201),
        (
            SENTENCE,
            "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité de la structure.",
            203,
        ),
        (TITLE, "Structures", 205),
        (
            TITLE,
            "Veuillez sélectionner la ou les structure(s) pour lesquelles vous attribuez cette délégation.",
            206,
        ),
        (SENTENCE, "AM/FINESS : 631000001", 213),
        (SENTENCE, "Médecin", 214),
        (SENTENCE, "Médecine générale", 215),
        (BUTTON, "Abandonner", 217),
        (BUTTON, "Valider", 217),
    ),
    *on(
        "profil assistant",
        (TITLE, "Profil : Assistant médical", 231),
        (SENTENCE, GIVES_ASSISTANT, 234),
        (SENTENCE, "votre délégué sera rattaché à la catégorie et spécialité de votre cabinet", 240),
        (TITLE, "Informations du délégué", 242),
        (FIELD, "Identifiant de carte CPE", 244),
        (FIELD, "Je donne accès à mon assistant médical à l’ensemble de mes cabinets libéraux et salariés", 249),
        (BUTTON, "Valider", 259),
    ),
    *on(
        "profil remplaçant",
        (TITLE, "Profil : Remplaçant", 352),
        (SENTENCE, GIVES_REMPLACANT, 356),
        (SENTENCE, "Pour l’utilisation d’amelipro, votre délégué sera rattaché à la catégorie et spécialité", 362),
        (
            FIELD,
            "Je donne accès à mon remplaçant à l’ensemble de mes cabinets libéraux et salariés, le cas échéant.",
            368,
        ),
        (BUTTON, "Abandonner", 378),
        (BUTTON, "Valider", 379),
    ),
)

_DELETION = (
    *on(
        "suppression",
        (TITLE, "Suppression de délégation - Confirmation", 1262),
        (SENTENCE, "Vous êtes sur le point de supprimer la délégation attribuée à", 1264),
        (SENTENCE, "M. Paul MODÈLE | Comptable", 1264),
        (SENTENCE, "En confirmant cette suppression, votre collaborateur(trice)", 1266),
        (SENTENCE, "n’accèdera plus à votre espace amelipro.", 1266),
        (SENTENCE, "Il/Elle sera notifié(e) par e-mail de cette suppression.", 1268),
        (SENTENCE, "Êtes-vous certain de vouloir poursuivre ?", 1270),
        (BUTTON, "Annuler", 1272),
        (BUTTON, "Confirmer", 1272),
    ),
    *on(
        "après suppression",
        (TITLE, "Délégations", 1276),
        (SENTENCE, "La délégation a bien été supprimée.", 1278),
        (SENTENCE, "Aucune délégation", 1288),
    ),
)

OF_DELEGANT = (*_SIGN_IN, *_ACCOUNT, *_DASHBOARD, *_STEP_1, *_STEP_2, *_DELETION)
