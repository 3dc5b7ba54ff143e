"""The texts of the user guide on the pages of the délégué and in the mails; see guide_labels.py."""

from tests.integration.guide_labels import (
    BUTTON,
    FIELD,
    GIVES_REMPLACANT,
    OF_DELEGANT,
    SENTENCE,
    SUBJECT,
    TITLE,
    Label,
    on,
)

NOT_YET = (
    "La connexion au portail sera possible lorsque le professionnel de santé ayant initié la délégation aura procédé "
    "à sa validation."
)

_OPENING = (
    *on(
        "création de compte",
        (BUTTON, "Aide ?", 504),
        (TITLE, "Créer votre compte amelipro en tant que délégué(e)", 506),
        (TITLE, "Votre identité", 508),
        (SENTENCE, "Bonjour,", 510),
        (
            SENTENCE,
            "Vous êtes sur le point de créer un compte personnel d’accès à amelipro en tant que délégué(e).",
            511,
        ),
        (FIELD, "Civilité", 513),
        (FIELD, "M.", 514),
        (FIELD, "Nom", 516),
        (FIELD, "Prénom", 518),
        (FIELD, "N° RPPS/ADELI", 520),
        (
            SENTENCE,
            "Merci de bien vouloir vérifier attentivement les informations saisies par votre délégant, pour votre "
            "numéro de carte et/ou votre numéro RPPS/ADELI.",
            522,
        ),
        (FIELD, "Délégant", 524),
        (TITLE, "Informations sur la délégation", 526),
        (FIELD, "Profil", 528),
        (SENTENCE, "Remplaçant", 528),
        (FIELD, "Ce profil donne accès", 530),
        (SENTENCE, GIVES_REMPLACANT, 532),
        (FIELD, "Catégorie du praticien", 534),
        (FIELD, "Spécialité", 536),
        (FIELD, "Structure(s) sélectionnée(s)", 538),
        (TITLE, "Vos identifiants d’accès à amelipro", 542),
        (
            SENTENCE,
            "Ces identifiants doivent être uniques, ils vous permettront un accès sécurisé à certains services de "
            "votre espace amelipro où que vous soyez.",
            544,
        ),
        (FIELD, "E-mail", 546),
        (FIELD, "Mot de passe", 548),
        (FIELD, "Confirmer mot de passe", 550),
        (SENTENCE, "Votre mot de passe doit avoir :", 552),
        (SENTENCE, "Au moins 8 caractères", 554),
        (SENTENCE, "Des majuscules et des minuscules", 555),
        (SENTENCE, "Au moins un chiffre", 556),
        (SENTENCE, "Au moins un caractère spécial (dollar, dièse, …)", 557),
        (
            FIELD,
            "J’autorise l’Assurance Maladie à utiliser mon adresse e-mail pour communiquer avec moi. Cette adresse "
            "n’est pas utilisée pour l’envoi d’informations générales.",
            559,
        ),
        (BUTTON, "Créer un compte amelipro", 561),
    ),
    *on(
        "compte créé",
        (TITLE, "Vous connecter à amelipro", 581),
        (TITLE, "Confirmation de création de compte", 583),
        (SENTENCE, "Votre compte a bien été créé.", 587),
        (SENTENCE, NOT_YET, 589),
        (BUTTON, "Accéder à amelipro", 591),
    ),
)

_ANSWERS = (
    *on(
        "déjà un compte",
        (TITLE, "Délégation", 757),
        (TITLE, "Vous possédez déjà un compte amelipro", 759),
        (
            SENTENCE,
            "Chaque compte amelipro est individuel et rattaché à une adresse e-mail unique et personnelle. Or, vous "
            "indiquez que vous possédez déjà un compte amelipro.",
            761,
        ),
        (SENTENCE, "Veuillez confirmer l’adresse e-mail de votre compte auprès de votre délégant afin qu’il", 763),
        (SENTENCE, "procéder à une nouvelle demande de délégation.", 763),
        (BUTTON, "Accéder à amelipro", 765),
    ),
    *on(
        "praticien inconnu, sans compte",
        (BUTTON, "Aide ?", 851),
        (TITLE, "Délégation", 853),
        (TITLE, "Confirmation de rejet de délégation", 855),
        (SENTENCE, "Merci, votre demande a bien été prise en compte.", 857),
        (SENTENCE, "Veuillez ne pas procéder à la création de compte.", 858),
        (BUTTON, "Accéder à amelipro", 860),
    ),
    *on(
        "acceptée",
        (TITLE, "Délégation", 960),
        (TITLE, "Confirmation d’acceptation de délégation", 962),
        (SENTENCE, "La délégation a bien été acceptée.", 964),
        (SENTENCE, "Vous la retrouverez dans votre tableau de bord à votre prochaine connexion.", 965),
        (
            SENTENCE,
            "Dès maintenant, vous pouvez accéder aux services d’amelipro pour le compte de votre délégant.",
            966,
        ),
        (BUTTON, "Accéder à amelipro", 968),
    ),
    *on(
        "refusée",
        (TITLE, "Délégation", 1080),
        (TITLE, "Confirmation de refus de délégation", 1082),
        (SENTENCE, "La délégation a bien été refusée.", 1084),
        (SENTENCE, "Un mail d’information sur votre refus a été envoyé à votre délégant.", 1086),
        (BUTTON, "Accéder à amelipro", 1088),
    ),
    *on(
        "praticien inconnu, avec compte",
        (TITLE, "Délégation", 1184),
        (TITLE, "Confirmation de rejet de délégation", 1186),
        (SENTENCE, "Merci, votre demande a bien été prise en compte.", 1190),
        (BUTTON, "Accéder à amelipro", 1193),
    ),
    *on(
        "services du comptable",
        (SENTENCE, "Tous mes paiements", 89),
        (SENTENCE, "Convention - ROSP", 91),
    ),
)

_MAILS = (
    *on(
        "mail au délégant : création",
        (SUBJECT, "Création d’une délégation", 436),
        (SENTENCE, "Bonjour,", 438),
        (SENTENCE, "en votre nom et pour votre compte", 440),
        (SENTENCE, "Avec toute notre attention,", 454),
        (SENTENCE, "L’équipe amelipro", 456),
    ),
    *on(
        "mail d’invitation",
        (SUBJECT, "Création d’une délégation", 468),
        (SENTENCE, "souhaite vous attribuer une délégation d’accès aux services amelipro", 472),
        (BUTTON, "cliquant ici", 482),
        (BUTTON, "J’ai déjà un compte amelipro", 490),
        (BUTTON, "Je crée un compte amelipro", 492),
        (SENTENCE, "au nom et pour le compte de", 496),
    ),
    *on("mail au délégant : compte créé", (SUBJECT, "Acceptation d’une délégation", 601)),
    *on("mail à qui a déjà un compte", (SUBJECT, "Création d’une délégation", 775)),
    *on("mail de rejet", (SUBJECT, "Rejet d’une délégation", 793)),
    *on("mail d’abandon", (SUBJECT, "Abandon d’une délégation", 870)),
    *on(
        "mail de demande",
        (SUBJECT, "Création d’une délégation", 926),
        (BUTTON, "cliquant ici", 932),
        (BUTTON, "Je refuse la délégation", 946),
        (BUTTON, "J’accepte la délégation", 948),
    ),
    *on("mail de refus", (SUBJECT, "Refus d’une délégation", 1100)),
    *on(
        "mail au délégant : suppression",
        (SUBJECT, "Suppression d’une délégation", 1306),
        (SENTENCE, "Vous avez supprimé la délégation amelipro", 1310),
    ),
    *on(
        "mail au délégué : suppression",
        (SUBJECT, "Suppression d’une délégation", 1326),
        (SENTENCE, "a supprimé la délégation amelipro", 1330),
    ),
)

LABELS: tuple[Label, ...] = (*OF_DELEGANT, *_OPENING, *_ANSWERS, *_MAILS)
"""The one table."""
