"""The message on top of the page after an act. The URL carries its code, so nothing is stored."""

from collections.abc import Mapping

from chalicelib.http.frame import Flash

_SUCCESS = "success"

FLASHES: Mapping[str, Flash] = {
    "creee": Flash(_SUCCESS, "La délégation a bien été créée."),
    "deja-creee": Flash("info", "Ce formulaire a déjà été validé\u00a0: voici la délégation qu’il a créée."),
    "validee": Flash(_SUCCESS, "La délégation a bien été validée."),
    "supprimee": Flash(_SUCCESS, "La délégation a bien été supprimée."),
    "demande-refusee": Flash(_SUCCESS, "La demande a bien été refusée. La personne en est informée par e-mail."),
    "modifiee": Flash(_SUCCESS, "La délégation a bien été mise à jour."),
    "proposee": Flash(
        _SUCCESS,
        "Votre modification a bien été enregistrée. Ce qui élargit la délégation prendra effet une fois accepté par "
        "votre délégué.",
    ),
    "gardee": Flash(_SUCCESS, "L’accès est gardé."),
    "prolongation": Flash(
        _SUCCESS,
        "Votre demande de prolongation a bien été enregistrée. Elle prendra effet une fois acceptée par votre délégué.",
    ),
    "prolongation-demandee": Flash(_SUCCESS, "Votre demande de prolongation a bien été envoyée."),
    "prolongation-accordee": Flash(_SUCCESS, "La prolongation a bien été accordée."),
    "prolongation-refusee": Flash(_SUCCESS, "La prolongation a bien été refusée\u00a0: la délégation reste inchangée."),
    "corrigee": Flash(_SUCCESS, "L’adresse a bien été corrigée. Une nouvelle demande a été envoyée."),
    "renvoyee": Flash(_SUCCESS, "L’e-mail a bien été renvoyé. Les liens des e-mails précédents ne sont plus valables."),
    "acceptee": Flash(_SUCCESS, "La délégation a bien été acceptée."),
    "refusee": Flash(_SUCCESS, "La délégation a bien été refusée."),
    "modification-acceptee": Flash(_SUCCESS, "La modification a bien été acceptée."),
    "modification-refusee": Flash(_SUCCESS, "La modification a bien été refusée\u00a0: la délégation reste inchangée."),
    "inconnu": Flash(_SUCCESS, "Merci, votre demande a bien été prise en compte."),
    "renoncee": Flash(_SUCCESS, "Vous avez renoncé à la délégation. Elle n’ouvre plus aucun accès."),
    "demande-retiree": Flash(_SUCCESS, "Votre demande a bien été retirée."),
    "retiree": Flash(_SUCCESS, "Votre acceptation a bien été retirée\u00a0: la délégation est supprimée."),
    "mot-de-passe": Flash(_SUCCESS, "Votre mot de passe a bien été modifié."),
    "cle-ajoutee": Flash(_SUCCESS, "Votre clé d’accès a bien été ajoutée. Elle sert dès votre prochaine connexion."),
    "cle-retiree": Flash(
        _SUCCESS, "Votre clé d’accès a bien été supprimée. Vos sessions ouvertes ailleurs sont fermées."
    ),
    "comptes-reunis": Flash(
        _SUCCESS,
        "Vos comptes sont réunis. Les délégations de l’autre compte arrivent ici, en quelques minutes au plus.",
    ),
    "lien-ouvert": Flash(_SUCCESS, "Votre lien de demande est ouvert."),
    "lien-renouvele": Flash(_SUCCESS, "Votre lien de demande est renouvelé. L’ancien ne fonctionne plus."),
    "lien-ferme": Flash(_SUCCESS, "Votre lien de demande est fermé."),
    "debloquee": Flash(_SUCCESS, "Cette personne peut à nouveau vous adresser une demande."),
    "lien-change": Flash(
        "info", "Votre lien de demande a changé depuis l’affichage de cette page\u00a0: voici son état actuel."
    ),
    "preferences": Flash(_SUCCESS, "Vos préférences ont bien été enregistrées."),
    "demandee": Flash(_SUCCESS, "Votre demande a bien été envoyée. Un e-mail vous en donne copie."),
    "lues": Flash(_SUCCESS, "Les notifications sont marquées comme lues."),
    "session-fermee": Flash(_SUCCESS, "La session est fermée."),
    "autres-sessions-fermees": Flash(_SUCCESS, "Toutes vos autres sessions sont fermées."),
    "session-deja-fermee": Flash("info", "Cette session était déjà fermée."),
    "compte-ferme": Flash(
        _SUCCESS, "Le compte amelipro est fermé. Si une adresse e-mail lui était rattachée, un e-mail y est envoyé."
    ),
    "deconnexion": Flash(_SUCCESS, "Votre session est fermée."),
    "saisie": Flash("info", "Votre saisie a été conservée. Vérifiez-la, puis envoyez le formulaire à nouveau."),
    "recommencer": Flash("info", "Cette page était ouverte depuis trop longtemps\u00a0: recommencez."),
    "session-saisie": Flash(
        "info",
        "Votre session a pris fin. Votre saisie est conservée pendant une heure\u00a0: reconnectez-vous pour la "
        "retrouver.",
    ),
    "session": Flash("info", "Votre session a pris fin. Connectez-vous pour continuer."),
}


def flash_of(code: str) -> Flash | None:
    """Return the message of a code; None for any other text."""
    return FLASHES.get(code)
