"""`/delegations`: the acts of a délégant on his delegations."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.decisions import Denial
from chalicelib.domain.statuses import Status
from chalicelib.identity.sessions import Mode
from chalicelib.store.denials import DeniedAccess, count
from tests.integration.api.client import Api, Reply
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.test_story import link_of


def terms(scenes: Scenes, days: int = 30, structures: tuple[str, ...] = ("cabinet-1",)) -> dict[str, Any]:
    """Return terms: a period from today, and structures."""
    today = scenes.today
    return {
        "debut": today.isoformat(),
        "fin": (today + timedelta(days=days)).isoformat(),
        "structures": list(structures),
    }


def proof_of_look_up(api: Api, address: str) -> str:
    """Look up an address and return the proof of the look-up."""
    found = api.post("/account-lookups", {"adresse": address})
    assert found.status == 200
    return str(found.json["verification"])


def creation_of(api: Api, scenes: Scenes, address: str = "paul@exemple.fr", **given: Any) -> dict[str, Any]:
    """Return the content of a creation, for a comptable by default."""
    return {"verification": proof_of_look_up(api, address), "profil": "comptable", **terms(scenes), **given}


def create(api: Api, scenes: Scenes, address: str = "paul@exemple.fr", key: str = "une-cle", **given: Any) -> Reply:
    """Look up and create."""
    return api.post("/delegations", creation_of(api, scenes, address, **given), Idempotency_Key=key)


# Creation


def test_a_delegation_is_created_listed_read_and_announced_by_mail(claire: Api, scenes: Scenes) -> None:
    created = create(claire, scenes, "zoe.nouvelle@exemple.fr")
    assert created.status == 201
    found = created.json["id"]
    assert created.headers["location"] == f"/api/api/v1/delegations/{found}"

    listed = claire.get("/delegations").json
    assert [line["id"] for line in listed["delegations"]] == [found]
    assert listed["trouvees"] == 1
    assert listed["suivant"] is None

    read = claire.get(f"/delegations/{found}").json
    assert read["adresse"] == "zoe.nouvelle@exemple.fr"
    assert read["statut"] == {"code": "en_cours", "libelle": "En cours"}
    assert read["actions"] == ["modifier", "renvoyer", "supprimer"]
    assert [structure["id"] for structure in read["structures"]] == ["cabinet-1"]
    assert link_of(scenes.world.mail("zoe.nouvelle@exemple.fr"), "creer-un-compte")


def test_the_same_key_and_the_same_content_create_once_and_answer_the_same(claire: Api, scenes: Scenes) -> None:
    body = creation_of(claire, scenes)
    first = claire.post("/delegations", body, Idempotency_Key="une-cle")
    again = claire.post("/delegations", body, Idempotency_Key="une-cle")
    assert (again.status, again.json, again.headers["location"]) == (201, first.json, first.headers["location"])
    assert len(scenes.world.of_kind("delegation")) == 1


def test_every_error_of_the_rules_has_its_pointer(claire: Api, scenes: Scenes) -> None:
    refused = create(claire, scenes, profil="remplacant", fin="2020-01-01", rpps_adeli="1")
    assert (refused.status, refused.code) == (422, "formulaire")
    assert refused.pointers == {"#/rpps_adeli", "#/categorie", "#/fin", "#/toutes_structures"}


def test_every_error_of_shape_has_its_pointer(claire: Api, scenes: Scenes) -> None:
    refused = create(claire, scenes, profil="patron", debut="02/03/2026", structures=["cabinet-1", 7], surprise=True)
    assert refused.status == 422
    assert refused.pointers == {"#/profil", "#/debut", "#/structures/1", "#/surprise"}


def test_a_second_delegation_over_the_same_days_is_refused(claire: Api, scenes: Scenes) -> None:
    create(claire, scenes)
    refused = create(claire, scenes, key="autre-cle")
    assert (refused.status, refused.code, refused.pointers) == (409, "chevauchement", {"#/debut"})


def test_the_proof_of_a_look_up_serves_its_author_only_and_expires(claire: Api, scenes: Scenes) -> None:
    body = creation_of(claire, scenes)
    other = Api(scenes.world, HELENE).post("/delegations", body, Idempotency_Key="k")
    altered = claire.post("/delegations", {**body, "verification": body["verification"][:-1]}, Idempotency_Key="k")
    scenes.world.now += timedelta(hours=4, seconds=1)
    late = Api(scenes.world, CLAIRE).post("/delegations", body, Idempotency_Key="k")
    for refused in (other, altered, late):
        assert (refused.status, refused.pointers) == (422, {"#/verification"})


def test_an_account_that_appeared_after_the_look_up_is_shown_first(claire: Api, scenes: Scenes) -> None:
    body = creation_of(claire, scenes, "zoe.nouvelle@exemple.fr")
    scenes.world.person("zoe", "zoe.nouvelle@exemple.fr", scenes.delegation(scenes.demand()).delegue.name)
    refused = claire.post("/delegations", body, Idempotency_Key="k")
    assert (refused.status, refused.code) == (409, "compte-apparu")


def test_without_a_card_nothing_can_be_created(claire: Api, scenes: Scenes) -> None:
    body = creation_of(claire, scenes)
    found = scenes.demand()
    reader = Api(scenes.world, CLAIRE, Mode.MOBILE)
    assert reader.get(f"/delegations/{found}").status == 200
    refused = reader.post("/delegations", body, Idempotency_Key="k")
    assert (refused.status, refused.code) == (403, "carte-requise")


def test_the_limit_of_creations_says_when_to_come_back(claire: Api, scenes: Scenes) -> None:
    proof = proof_of_look_up(claire, "paul@exemple.fr")
    statuses = []
    for number in range(51):
        day = (scenes.today + timedelta(days=number)).isoformat()
        body = {"verification": proof, "profil": "comptable", "structures": ["cabinet-1"], "debut": day, "fin": day}
        reply = claire.post("/delegations", body, Idempotency_Key=f"k{number}")
        statuses.append(reply.status)
    assert statuses == [201] * 50 + [429]
    assert 0 < int(reply.headers["retry-after"]) <= 86400


# One delegation


def test_a_change_needs_the_etag_of_the_last_reading(claire: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    path = f"/delegations/{found}"
    etag = claire.get(path).etag
    assert (claire.ask("PATCH", path, terms(scenes)).status, claire.ask("PATCH", path, terms(scenes)).code) == (
        428,
        "condition-requise",
    )
    assert claire.ask("PATCH", path, terms(scenes), If_Match="*").status == 428
    for other in ('"autre"', 'W/"autre"', etag.replace('"', ""), '"WzFd"', '"bnVsbA"'):
        assert claire.ask("PATCH", path, terms(scenes), If_Match=other).status == 412
    changed = claire.ask("PATCH", path, terms(scenes, structures=("cabinet-2",)), If_Match=etag)
    assert (changed.status, changed.json["statut"]["code"]) == (200, "en_cours")
    stale = claire.ask("PATCH", path, terms(scenes, days=3), If_Match=etag)
    assert (stale.status, stale.code) == (412, "version-perimee")
    assert changed.etag == claire.get(path).etag
    assert [structure["id"] for structure in claire.get(path).json["structures"]] == ["cabinet-2"]


def test_any_write_in_between_makes_the_etag_stale(claire: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    etag = claire.get(f"/delegations/{found}").etag
    assert claire.post(f"/delegations/{found}/resend").status == 204
    assert claire.ask("PATCH", f"/delegations/{found}", terms(scenes), If_Match=etag).status == 412


def test_wider_terms_wait_for_the_delegue(claire: Api, scenes: Scenes) -> None:
    found = scenes.validated()
    etag = claire.get(f"/delegations/{found}").etag
    changed = claire.ask("PATCH", f"/delegations/{found}", terms(scenes, days=90), If_Match=etag)
    assert changed.json["modification_en_attente"]
    read = claire.get(f"/delegations/{found}").json
    assert read["modification"]["fin"] == (scenes.today + timedelta(days=90)).isoformat()
    assert read["fin"] < read["modification"]["fin"]


def test_an_etag_weakened_by_a_proxy_allows_changes_and_deletions(scenes: Scenes, claire: Api) -> None:
    found = scenes.demand()
    weak = f"W/{claire.get(f'/delegations/{found}').etag}"
    assert claire.ask("PATCH", f"/delegations/{found}", terms(scenes, days=90), If_Match=weak).status == 200
    assert claire.ask("DELETE", f"/delegations/{found}", If_Match=weak).status == 412
    weak = f"W/{claire.get(f'/delegations/{found}').etag}"
    assert claire.ask("DELETE", f"/delegations/{found}", If_Match=weak).status == 204


def test_a_change_that_changes_nothing_is_refused(claire: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    read = claire.get(f"/delegations/{found}")
    same = {"debut": read.json["debut"], "fin": read.json["fin"], "structures": ["cabinet-1"]}
    assert claire.ask("PATCH", f"/delegations/{found}", same, If_Match=read.etag).status == 422


def test_a_deleted_delegation_is_gone(claire: Api, scenes: Scenes) -> None:
    found = scenes.validated()
    assert claire.ask("DELETE", f"/delegations/{found}").status == 204
    for gone in (claire.get(f"/delegations/{found}"), claire.ask("DELETE", f"/delegations/{found}")):
        assert (gone.status, gone.code) == (410, "disparue")


def test_a_deletion_may_require_the_state_that_was_read(claire: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    etag = claire.get(f"/delegations/{found}").etag
    claire.post(f"/delegations/{found}/resend")
    assert claire.ask("DELETE", f"/delegations/{found}", If_Match=etag).status == 412
    etag = claire.get(f"/delegations/{found}").etag
    assert claire.ask("DELETE", f"/delegations/{found}", If_Match=etag).status == 204


def test_an_acceptance_is_validated_once(claire: Api, scenes: Scenes) -> None:
    found = scenes.to_validate()
    etag = claire.get(f"/delegations/{found}").etag
    validated = claire.post(f"/delegations/{found}/validate", If_Match=etag)
    assert (validated.status, validated.json["statut"]["code"]) == (200, Status.VALIDEE.value)
    assert claire.post(f"/delegations/{found}/validate", If_Match=etag).status == 412
    again = claire.post(f"/delegations/{found}/validate", If_Match=validated.etag)
    assert (again.status, again.code) == (409, "statut")


def test_resending_is_limited(claire: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    replies = [claire.post(f"/delegations/{found}/resend") for _ in range(4)]
    assert [reply.status for reply in replies] == [204, 204, 204, 429]
    assert replies[-1].headers["retry-after"] == str(14 * 3600), "until midnight in Paris"
    assert "renvoyer" not in claire.get(f"/delegations/{found}").json["actions"]


def test_an_address_that_does_not_exist_is_corrected(claire: Api, scenes: Scenes) -> None:
    found = scenes.undeliverable()
    read = claire.get(f"/delegations/{found}")
    assert read.json["adresse_introuvable"]
    assert "corriger" in read.json["actions"]
    proof = {"verification": proof_of_look_up(claire, "juste@exemple.fr")}
    corrected = claire.post(f"/delegations/{found}/correct", proof, If_Match=read.etag)
    assert corrected.status == 200
    assert claire.get(f"/delegations/{found}").json["adresse"] == "juste@exemple.fr"
    fine = claire.post(f"/delegations/{found}/correct", proof, If_Match=corrected.etag)
    assert (fine.status, fine.code) == (409, "adresse-valable")


def test_the_history_and_the_mails_of_a_delegation_are_listed(claire: Api, scenes: Scenes) -> None:
    found = scenes.validated()
    scenes.world.deliver()
    events = claire.get(f"/delegations/{found}/events").json
    assert [event["acte"] for event in events["evenements"]] == ["creation", "acceptation"]
    assert events["evenements"][0] == {
        "le": "2026-03-02T09:00:00Z",
        "acte": "creation",
        "libelle": "Création de la délégation",
        "par": "Mme Claire EXEMPLE",
        "mode": "carte",
    }
    assert [mail["a"] for mail in events["mails"]] == ["delegant", "delegue", "delegant"]
    assert events["mails"][0]["etat"] == "Envoyé"
    assert events["refus"] == []


def test_the_denials_of_the_delegue_are_listed_with_the_history(claire: Api, scenes: Scenes) -> None:
    found = scenes.validated()
    refusal = DeniedAccess(CLAIRE, PAUL, "paiements", Denial.STRUCTURE)
    count({refusal: 2}, scenes.world.now, timedelta(days=365))
    (told,) = claire.get(f"/delegations/{found}/events").json["refus"]
    assert (told["le"], told["motif"], told["nombre"]) == ("2026-03-02", "structure-non-deleguee", 2)


def test_every_situation_agrees_with_the_document(claire: Api, scenes: Scenes) -> None:
    for name, found in scenes.every().items():
        gone = name in {"deleted", "given_up", "overdue"}
        assert claire.get(f"/delegations/{found}").status == (410 if gone else 200), name
        assert claire.get(f"/delegations/{found}/events").status == (410 if gone else 200), name
