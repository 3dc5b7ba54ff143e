"""The sentence of each notification, for the délégant and for the délégué. Nobody is notified of his own acts."""

from collections.abc import Mapping

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.mailboxes import in_letters
from chalicelib.store.notices import ShownNotice

TO_DELEGANT: Mapping[str, str] = {
    "demande_recue": "{about} vous demande une délégation ({profil})\u00a0: elle est à compléter et à valider.",
    "acceptation_a_valider": "{about} a accepté votre demande ({profil})\u00a0: la délégation est à valider.",
    "acceptation_validee": "{about} a accepté votre demande ({profil})\u00a0: la délégation est validée.",
    "refus": "{about} a refusé votre demande ({profil}).",
    "abandon": "{about} indique ne pas travailler avec vous ({profil})\u00a0: votre demande n’aboutira pas.",
    "rejet": "La personne invitée à l’adresse {about} possède déjà un compte sous une autre adresse ({profil}).",
    "retrait_delegant": "{about} a retiré son acceptation ou sa demande ({profil})\u00a0: la délégation est supprimée.",
    "renonciation_delegant": "{about} a renoncé à la délégation ({profil}).",
    "proposition_acceptee": "{about} a accepté la modification de sa délégation ({profil}).",
    "proposition_refusee": "{about} a refusé la modification de sa délégation ({profil}).",
    "rappel_delegant": "La délégation de {about} ({profil}) attend toujours votre validation.",
    "purge_delegant": "La délégation de {about} ({profil}) est restée sans suite\u00a0: elle a été supprimée.",
    "terminee": "La délégation de {about} ({profil}) est terminée.",
    "adresse_introuvable": "Adresse introuvable\u00a0: nos e-mails n’arrivent pas à {about} ({profil}). Corrigez-la "
    "pour que votre demande parvienne à votre délégué.",
    "non_remis": "Votre demande n’a pas pu être remise à {about} ({profil})\u00a0: renvoyez-la, ou corrigez l’adresse "
    "si elle est inexacte.",
    "structures_perdues": "Des structures ne sont plus les vôtres\u00a0: la délégation de {about} ({profil}) ne les "
    "ouvre plus.",
    "non_exclusif": "{about} exerce une activité libérale\u00a0: sa délégation ({profil}) n’ouvre plus rien.",
    "structures_rendues": "Des structures sont de nouveau les vôtres\u00a0: la délégation de {about} ({profil}) "
    "porte de nouveau sur elles.",
    "de_nouveau_exclusif": "L’activité libérale de {about} n’est plus signalée\u00a0: sa délégation ({profil}) "
    "reprend.",
    "demande_prolongation": "{about} demande à prolonger sa délégation ({profil})\u00a0: votre réponse est attendue.",
    "proposition_expiree": "La modification proposée à {about} ({profil}) est restée sans réponse.",
    "fin_proche": "La délégation de {about} ({profil}) se termine bientôt\u00a0: vous pouvez la prolonger.",
    "numero_repris": "Le numéro indiqué pour {about} ({profil}) est celui d’un compte ouvert avec la carte de son "
    "titulaire\u00a0: il est retiré de la délégation. S’il s’agit de votre délégué, il peut réunir ses deux "
    "comptes\u00a0; sinon, supprimez la délégation.",
    "comptes_reunis": "{about} a réuni ses comptes amelipro\u00a0: l’identifiant de sa délégation ({profil}) est "
    "désormais celui du compte de sa carte.",
    "numero_de_la_carte": "{about} a réuni ses comptes amelipro\u00a0: le numéro de sa délégation ({profil}) est "
    "désormais celui de sa carte.",
    "doublon": "{about} a réuni ses comptes amelipro\u00a0: une autre de ses délégations ({profil}) couvre la même "
    "période, celle-ci prend fin.",
    "soi_meme": "Le compte auquel vous aviez délégué ({profil}) est désormais le vôtre\u00a0: la délégation prend fin.",
    "nouvel_identifiant": "{about} a changé d’adresse e-mail\u00a0: l’identifiant de sa délégation ({profil}) est "
    "désormais sa nouvelle adresse.",
}

TO_DELEGUE: Mapping[str, str] = {
    "invitation": "{about} souhaite vous attribuer une délégation ({profil}).",
    "demande": "{about} souhaite vous attribuer une délégation ({profil}).",
    "demande_refusee": "{about} n’a pas retenu votre demande de délégation ({profil}).",
    "acces_ouvert": "{about} a validé votre délégation ({profil}).",
    "suppression_delegue": "{about} a supprimé votre délégation ({profil}).",
    "mise_a_jour_delegue": "{about} a modifié votre délégation ({profil}).",
    "proposition_delegue": "{about} propose une modification de votre délégation ({profil}).",
    "rappel_invitation": "La demande de {about} ({profil}) attend toujours votre réponse.",
    "rappel_demande": "La demande de {about} ({profil}) attend toujours votre réponse.",
    "purge_delegue": "La délégation de {about} ({profil}) n’a pas été validée à temps\u00a0: elle a été supprimée.",
    "terminee": "Votre délégation auprès de {about} ({profil}) est terminée.",
    "structures_perdues": "Des structures ne sont plus celles de {about}\u00a0: votre délégation ({profil}) ne les "
    "ouvre plus.",
    "non_exclusif": "Vous exercez une activité libérale\u00a0: la délégation de {about} ({profil}) n’ouvre plus rien.",
    "structures_rendues": "Des structures sont de nouveau celles de {about}\u00a0: votre délégation ({profil}) "
    "porte de nouveau sur elles.",
    "de_nouveau_exclusif": "Votre activité libérale n’est plus signalée\u00a0: la délégation de {about} ({profil}) "
    "reprend.",
    "proposition_expiree": "La modification proposée par {about} ({profil}) est restée sans réponse.",
    "fin_proche": "Votre délégation auprès de {about} ({profil}) se termine bientôt\u00a0: vous pouvez demander à la "
    "prolonger.",
    "prolongation_accordee": "{about} a prolongé votre délégation ({profil}), comme vous l’aviez demandé.",
    "prolongation_refusee": "{about} ne prolonge pas votre délégation ({profil}).",
    "numero_de_la_carte": "Vos comptes amelipro sont réunis\u00a0: le numéro de la délégation de {about} ({profil}) "
    "est désormais celui de votre carte.",
    "doublon": "Vos comptes amelipro sont réunis\u00a0: une autre délégation de {about} ({profil}) couvre la même "
    "période, celle-ci prend fin.",
    "numero_repris": "Le numéro indiqué dans la délégation de {about} ({profil}) est celui d’un compte ouvert avec la "
    "carte de son titulaire\u00a0: il en est retiré. Si ce compte est le vôtre, réunissez vos deux comptes depuis "
    "«\u00a0Connexion et sécurité\u00a0».",
}


def sentence(notice: ShownNotice) -> str:
    """Return the sentence of a notification, in French; a plain one for a kind or a profil of another version."""
    templates = TO_DELEGANT if notice.to_delegant else TO_DELEGUE
    known = {profil.value: PROFILS[profil].label for profil in ProfilId}
    template = templates.get(notice.kind, _CHANGED)
    return template.format(about=in_letters(notice.about), profil=known.get(notice.profil, notice.profil))


_CHANGED = "Une délégation avec {about} ({profil}) a changé."
