"""An address without an account: the invitation, the account, the validation (user guide 2)."""

from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import CLAIRE, HUGO, INES, LUC, MAYA, assistant_medical, comptable, remplacant
from tests.end_to_end.people import NOT_YET, PASSWORD, World, decides, is_dead, opens_account, sign_in


def test_a_remplacant_is_invited_opens_an_account_is_validated_and_signs_in(world: World) -> None:
    claire = world.delegant(CLAIRE)
    asked = remplacant(CLAIRE, "zoe.remplacante@essai.example", world.platform.today(), rpps="99900007777")
    invitation = claire.invites(asked)
    assert "Catégorie et spécialité de rattachement : Médecin, Médecine générale" in invitation.text

    # Zoé corrects the RPPS that Claire typed.
    page = world.follow(invitation.link("Je crée un compte amelipro"))
    assert "99900007777" in page.body
    assert all(label in page.text for label in asked.structure_labels)
    assert CLAIRE.name in page.text
    opens_account(world, invitation, asked, rpps_adeli="99900008888")
    is_dead(world, invitation, 409, "Demande déjà traitée")

    # She tries to sign in too early.
    early = world.platform.browser()
    assert NOT_YET in sign_in(early, asked.address, PASSWORD).text
    wrong = sign_in(early, asked.address, "Jardin-Fane-27").text
    assert NOT_YET not in wrong
    assert "L’adresse e-mail, le numéro ou le mot de passe est incorrect." in wrong

    # Claire sees the correction, and validates.
    assert claire.status(asked) == "Valider À valider"
    assert "est à valider" in claire.events()
    looked_at = claire.validates(asked)
    assert "<mark>99900008888</mark>" in looked_at.body
    assert "vous aviez saisi 99900007777" in looked_at.text
    assert "Zoé" in looked_at.text
    assert "NOUVELLE" in looked_at.text

    # Zoé signs in, and finds the services that Claire opened to her.
    zoe = world.delegue(asked.address, PASSWORD)
    assert zoe.status(asked) == "Validée"
    services = zoe.open(asked).text.partition("Services ouverts pour le compte de Mme Claire EXEMPLE")[2]
    assert "Prescription de transport" in services
    assert "Tous mes paiements" not in services
    assert "a validé votre délégation (Remplaçant)" in zoe.events()


def test_an_invited_person_disowns_the_practitioner(world: World) -> None:
    claire = world.delegant(CLAIRE)
    asked = comptable(CLAIRE, "inconnu@essai.example", world.platform.today())
    invitation = claire.invites(asked)

    page = decides(world, invitation.link("cliquant ici"))
    assert "Merci, votre demande a bien été prise en compte." in page.text
    assert "Veuillez ne pas procéder à la création de compte." in page.text

    world.mailbox.read(Mail.ABANDON, asked)
    assert claire.status(asked).startswith("Non aboutie")
    is_dead(world, invitation, 409, "Demande déjà traitée")


def test_an_invited_person_has_an_account_under_another_address(world: World) -> None:
    hugo = world.delegant(HUGO)
    asked = comptable(HUGO, "autre.adresse@essai.example", world.platform.today())
    invitation = hugo.invites(asked)

    page = decides(world, invitation.link("J’ai déjà un compte amelipro"))
    assert "Vous possédez déjà un compte amelipro" in page.text
    assert "Veuillez confirmer l’adresse e-mail de votre compte auprès de votre délégant" in page.text

    world.mailbox.read(Mail.DEJA_UN_COMPTE, asked)
    world.mailbox.read(Mail.REJET, asked)
    assert hugo.status(asked).startswith("Non aboutie")
    is_dead(world, invitation, 409, "Demande déjà traitée")


def test_an_assistant_medical_accepts_then_withdraws(world: World) -> None:
    ines = world.delegant(INES)
    asked = assistant_medical(INES, "assistante@essai.example", world.platform.today(), "3440100125/0000000077")
    invitation = ines.invites(asked)
    confirmation = opens_account(world, invitation, asked)
    assert ines.status(asked) == "Valider À valider"

    page = decides(world, confirmation.link("Je retire mon acceptation"))
    assert "Votre retrait est enregistré" in page.text

    world.mailbox.read(Mail.RETRAIT_DELEGANT, asked)
    world.mailbox.read(Mail.RETRAIT_DELEGUE, asked)
    assert ines.rows(asked) == []
    is_dead(world, confirmation, 410, "Délégation retirée")
    is_dead(world, invitation, 410, "Délégation retirée")


def test_a_typed_number_goes_back_to_its_holder_at_the_first_sign_in_by_card(world: World) -> None:
    luc = world.delegant(LUC)
    asked = remplacant(LUC, "autre.remplacant@essai.example", world.platform.today(), rpps=MAYA.rpps)
    # Both see that the register knows another name under this number, and keep it.
    opens_account(world, luc.invites(asked), asked, rpps_adeli=MAYA.rpps, numero_vu=MAYA.rpps)
    assert "L’Annuaire Santé attribue ce numéro à Mme Maya STAGIAIRE" in luc.validates(asked).text
    assert MAYA.rpps in luc.open(asked, "détail de la délégation").text

    holder = world.delegant(MAYA)

    assert LUC.name not in holder.browser.get("/recues").text
    world.mailbox.read(Mail.NUMERO_REPRIS, asked)
    assert MAYA.rpps not in luc.open(asked, "détail de la délégation").text
