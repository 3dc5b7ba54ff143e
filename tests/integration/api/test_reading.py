"""The API beside delegations: session, catalogue, structures, notifications, look-ups."""

from datetime import timedelta

from chalicelib.directory.persons import Person
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.small_directory import Failing, OnePerson, port


def test_the_session_gives_the_token_that_acts_need(claire: Api, paul: Api) -> None:
    session = claire.get("/session").json
    assert session["jeton_csrf"] == claire.csrf != paul.get("/session").json["jeton_csrf"]
    assert session["personne"] == {"civilite": "MME", "prenom": "Claire", "nom": "Exemple"}
    assert session["par_carte"]
    assert session["peut_deleguer"]
    assert not paul.get("/session").json["peut_deleguer"]


def test_a_session_in_use_is_extended(scenes: Scenes) -> None:
    claire = Api(scenes.world, CLAIRE)
    assert "set-cookie" not in claire.get("/session").headers
    scenes.world.pass_time(minutes=2)
    assert claire.get("/session").headers["set-cookie"].startswith("__Host-session=")


def test_each_profil_says_who_may_grant_it(claire: Api, paul: Api) -> None:
    profils = {profil["code"]: profil for profil in claire.get("/profils").json["profils"]}
    assert [code for code, profil in profils.items() if profil["attribuable"]] == [
        "remplacant",
        "comptable",
        "assistant_medical",
    ]
    assert profils["secretaire"]["motif"] == "Ce profil n’est pas encore ouvert."
    assert not any(profil["attribuable"] for profil in paul.get("/profils").json["profils"])


def test_structures_are_those_of_the_delegant(claire: Api, paul: Api) -> None:
    assert [structure["id"] for structure in claire.get("/structures").json["structures"]] == ["cabinet-1", "cabinet-2"]
    assert paul.get("/structures").json == {"structures": []}


def test_services_are_listed(claire: Api) -> None:
    services = claire.get("/services").json["services"]
    assert [service["id"] for service in services if service["paiement"]] == ["paiements", "rosp"]


def test_notifications_that_are_read_are_no_longer_counted(paul: Api, scenes: Scenes) -> None:
    found = scenes.demand()
    notices = paul.get("/notifications").json
    assert notices["non_lues"] == 1
    assert notices["notifications"][0] == {
        "le": "2026-03-02T09:00:00Z",
        "phrase": "Mme Claire EXEMPLE souhaite vous attribuer une délégation (Comptable).",
        "lue": False,
        "delegation_id": found,
        "en_tant_que": "delegue",
    }
    assert paul.post("/notifications/read").status == 204
    read = paul.get("/notifications").json
    assert (read["non_lues"], read["notifications"][0]["lue"]) == (0, True)


def test_older_notifications_follow_from_the_last_one_shown(claire: Api, scenes: Scenes) -> None:
    for build in (scenes.refused, scenes.disowned, scenes.refused) * 8:
        build()
    first = claire.get("/notifications").json
    older = claire.get("/notifications", avant=first["suivant"]).json
    assert (len(first["notifications"]), len(older["notifications"]), older["suivant"]) == (20, 4, "")


def test_a_look_up_names_the_account_and_is_refused_to_a_person_who_may_not_delegate(claire: Api, paul: Api) -> None:
    known = claire.post("/account-lookups", {"adresse": " PAUL@exemple.fr "}).json
    assert (known["adresse"], known["connue"], known["personne"]["nom"]) == ("paul@exemple.fr", True, "Modèle")
    unknown = claire.post("/account-lookups", {"adresse": "zoe@gmial.com"}).json
    assert (unknown["connue"], unknown["personne"], unknown["suggestion"]) == (False, None, "zoe@gmail.com")
    assert claire.post("/account-lookups", {"adresse": "claire@cabinet.example"}).code == "soi-meme"
    assert claire.post("/account-lookups", {"adresse": "zoe"}).pointers == {"#/adresse"}
    assert paul.post("/account-lookups", {"adresse": "zoe@exemple.fr"}).code == "delegant-non-eligible"


def test_look_ups_are_limited_and_the_refusal_says_when_to_come_back(claire: Api, scenes: Scenes) -> None:
    statuses = [claire.post("/account-lookups", {"adresse": "zoe@exemple.fr"}).status for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    limited = claire.post("/account-lookups", {"adresse": "zoe@exemple.fr"})
    assert limited.code == "limite"
    assert limited.headers["retry-after"] == "3600"
    scenes.world.now = scenes.world.now.replace(hour=scenes.world.now.hour + 1)
    assert Api(scenes.world, CLAIRE).post("/account-lookups", {"adresse": "zoe@exemple.fr"}).status == 200


def test_a_delegue_never_sees_the_address_of_the_delegant(scenes: Scenes) -> None:
    found = scenes.demand()
    paul = Api(scenes.world, PAUL)
    for path in ("/received-delegations", f"/received-delegations/{found}", "/notifications"):
        assert "cabinet.example" not in str(paul.get(path).json), path


def test_a_number_look_up_says_whom_the_directory_names(claire: Api, paul: Api) -> None:
    locum = Person("MME", "HÉLÈNE", "DURAND", exercices=("10:SM54",), is_locum=True)
    with port(lambda: OnePerson("99900001076", locum)):
        found = claire.post("/number-lookups", {"rpps": "99900001076"}).json
        unknown = claire.post("/number-lookups", {"rpps": "99900001068"}).json
    assert found == {
        "connue": True,
        "personne": {"civilite": "MME", "prenom": "Hélène", "nom": "DURAND"},
        "profession": "Médecine générale",
        "remplacante": True,
        "exclusive": True,
    }
    assert (unknown["connue"], unknown["personne"], unknown["profession"]) == (False, None, "")
    with port(lambda: OnePerson("99900001076", locum._replace(is_liberal=True))):
        assert not claire.post("/number-lookups", {"rpps": "99900001076"}).json["exclusive"]
    assert claire.post("/number-lookups", {"rpps": "9990000107"}).pointers == {"#/rpps"}
    assert paul.post("/number-lookups", {"rpps": "99900001076"}).code == "delegant-non-eligible"


def test_number_look_ups_are_limited_and_recorded_with_those_of_addresses(claire: Api, scenes: Scenes) -> None:
    statuses = []
    for number in range(31):
        path = "/number-lookups" if number % 2 else "/account-lookups"
        body = {"rpps": "99900001076"} if number % 2 else {"adresse": "zoe@exemple.fr"}
        scenes.world.now += timedelta(seconds=1)  # the moment is a part of an entry's key
        statuses.append(claire.post(path, body).status)
    assert statuses == [200] * 30 + [429]
    assert len(scenes.world.of_kind("lookup")) == 30


def test_a_number_look_up_while_the_directory_fails_is_to_be_repeated(claire: Api) -> None:
    with port(Failing):
        refused = claire.post("/number-lookups", {"rpps": "99900001076"})
    assert (refused.status, refused.code) == (503, "indisponible")
    assert refused.headers["retry-after"] == "5"
