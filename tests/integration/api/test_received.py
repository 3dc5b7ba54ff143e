"""`/received-delegations`: the view and the answers of the délégué."""

from tests.integration.api.client import Api
from tests.integration.scenes import Scenes


def test_received_delegations_are_listed_with_the_usable_then_the_waiting_ones_first(paul: Api, scenes: Scenes) -> None:
    usable, waiting = scenes.validated(), scenes.demand()
    listed = paul.get("/received-delegations").json
    assert listed["trouvees"] == 2
    assert [line["id"] for line in listed["delegations"]] == [usable, waiting]
    assert listed["delegations"][1]["reponse_attendue"]
    assert listed["delegations"][0]["delegant"]["nom"] == "Exemple"
    first = paul.get("/received-delegations", limite=1).json
    second = paul.get("/received-delegations", limite=1, curseur=first["suivant"]).json
    assert [line["id"] for line in first["delegations"] + second["delegations"]] == [
        line["id"] for line in listed["delegations"]
    ]


def test_accepting_requires_the_ticked_box(paul: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    path = f"/received-delegations/{found}"
    read = paul.get(path).json
    assert read["actions"] == ["accepter", "refuser", "ne_pas_connaitre"]
    assert read["structures"][0]["services"] == []
    for without in ({"version": 1}, {"version": 1, "compris": False}):
        assert paul.post(f"{path}/accept", without).pointers == {"#/compris"}
    accepted = paul.post(f"{path}/accept", {"version": read["version"], "compris": True})
    assert accepted.json["statut"]["code"] == "validee"
    opened = paul.get(path).json
    assert [service["id"] for service in opened["structures"][0]["services"]] == ["paiements", "rosp"]
    assert opened["actions"] == ["renoncer", "demander_prolongation"]


def test_nobody_answers_terms_that_he_was_not_shown(claire: Api, paul: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    etag = claire.get(f"/delegations/{found}").etag
    day = scenes.today.isoformat()
    claire.ask("PATCH", f"/delegations/{found}", {"debut": day, "fin": day, "structures": ["cabinet-2"]}, If_Match=etag)
    refused = paul.post(f"/received-delegations/{found}/accept", {"version": 1, "compris": True})
    assert (refused.status, refused.code) == (409, "conditions-modifiees")


def test_a_demand_is_refused_once(paul: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    assert paul.post(f"/received-delegations/{found}/refuse", {"version": 1}).json["statut"]["code"] == "refusee"
    again = paul.post(f"/received-delegations/{found}/refuse", {"version": 1})
    assert (again.status, again.code) == (409, "statut")


def test_wider_terms_are_accepted_or_refused(paul: Api, scenes: Scenes) -> None:
    for answer, body in (("accept", {"compris": True}), ("refuse", {})):
        found = scenes.proposal()
        read = paul.get(f"/received-delegations/{found}").json
        assert read["modification"]["fin"] > read["fin"]
        done = paul.post(f"/received-delegations/{found}/{answer}", {"version": read["version"], **body})
        assert (done.json["statut"]["code"], done.json["modification_en_attente"]) == ("validee", False)


def test_a_delegue_may_disown_a_demand_or_give_up_a_delegation(paul: Api, scenes: Scenes) -> None:
    unknown, held = scenes.demand(), scenes.validated()
    assert paul.post(f"/received-delegations/{unknown}/disown", {"version": 1}).status == 204
    assert paul.get(f"/received-delegations/{unknown}").json["statut"]["code"] == "non_aboutie"
    assert paul.post(f"/received-delegations/{held}/give-up").status == 204
    assert paul.get(f"/received-delegations/{held}").status == 410


def test_every_situation_agrees_with_the_document(paul: Api, scenes: Scenes) -> None:
    for name, found in scenes.every().items():
        assert paul.get(f"/received-delegations/{found}").status in {200, 404, 410}, name
