"""`/received-delegations`: what the délégué sees and answers."""

from tests.integration.api.client import Api
from tests.integration.scenes import Scenes


def test_what_was_received_is_listed_what_waits_first(paul: Api, scenes: Scenes) -> None:
    scenes.validated()
    waiting = scenes.demand()
    listed = paul.get("/received-delegations").json
    assert listed["trouvees"] == 2
    assert listed["delegations"][0]["id"] == waiting
    assert listed["delegations"][0]["reponse_attendue"]
    assert listed["delegations"][0]["delegant"]["nom"] == "Exemple"
    first = paul.get("/received-delegations", limite=1).json
    second = paul.get("/received-delegations", limite=1, curseur=first["suivant"]).json
    assert [line["id"] for line in first["delegations"] + second["delegations"]] == [
        line["id"] for line in listed["delegations"]
    ]


def test_accepting_says_what_one_has_understood(paul: Api, scenes: Scenes) -> None:
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
    assert opened["actions"] == ["renoncer"]


def test_nobody_answers_to_terms_he_was_not_shown(claire: Api, paul: Api, scenes: Scenes) -> None:
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


def test_one_may_not_know_the_delegant_or_give_up(paul: Api, scenes: Scenes) -> None:
    unknown, held = scenes.demand(), scenes.validated()
    assert paul.post(f"/received-delegations/{unknown}/disown", {"version": 1}).status == 204
    assert paul.get(f"/received-delegations/{unknown}").json["statut"]["code"] == "non_aboutie"
    assert paul.post(f"/received-delegations/{held}/give-up").status == 204
    assert paul.get(f"/received-delegations/{held}").status == 410


def test_every_situation_reads_as_the_document_says(paul: Api, scenes: Scenes) -> None:
    for name, found in scenes.every().items():
        assert paul.get(f"/received-delegations/{found}").status in {200, 404, 410}, name
