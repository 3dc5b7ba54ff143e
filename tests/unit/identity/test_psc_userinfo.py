"""What Pro Santé Connect says of the person is taken from a whole answer about that person only."""

import pytest

from chalicelib.identity.psc import PscFault, PscUnavailable
from chalicelib.identity.psc.transport import Response
from tests.unit.identity.provider_stub import (
    CLIENT,
    ENDPOINTS,
    ISSUER,
    SUB,
    USERINFO,
    Psc,
    fault_of,
    json_answer,
    rsa_key,
    unsigned_token,
)


def test_the_userinfo_of_somebody_else_is_refused() -> None:
    assert fault_of(Psc(userinfo={**USERINFO, "sub": "un autre"}).sign_in) is PscFault.USERINFO
    assert fault_of(Psc(userinfo={"SubjectNameID": "899900001019"}).sign_in) is PscFault.USERINFO


@pytest.mark.parametrize(
    "answer", [Response(401), Response(403), json_answer([]), Response(200, "text/html", b"<html>")]
)
def test_without_a_userinfo_nobody_is_signed_in(answer: Response) -> None:
    assert fault_of(Psc(answers={ENDPOINTS["userinfo_endpoint"]: answer}).sign_in) is PscFault.USERINFO


@pytest.mark.parametrize("status", [429, 500, 502])
def test_an_unreachable_userinfo_is_an_outage(status: int) -> None:
    with pytest.raises(PscUnavailable):
        Psc(answers={ENDPOINTS["userinfo_endpoint"]: Response(status)}).sign_in()


def signed_userinfo(psc: Psc, token: str) -> Psc:
    psc.answers[ENDPOINTS["userinfo_endpoint"]] = Response(200, "application/jwt", token.encode())
    return psc


@pytest.mark.parametrize("extra", [{}, {"iss": ISSUER, "aud": CLIENT}, {"aud": ["autre", CLIENT]}])
def test_a_userinfo_may_come_as_a_signed_token(extra: dict[str, object]) -> None:
    psc = Psc()
    assert signed_userinfo(psc, psc.sign({**USERINFO, **extra})).sign_in().userinfo["sub"] == SUB


@pytest.mark.parametrize("extra", [{"iss": "https://autre.test"}, {"aud": "autre"}, {"sub": "un autre"}, {"exp": 1}])
def test_a_signed_userinfo_that_is_not_for_us_is_refused(extra: dict[str, object]) -> None:
    psc = Psc()
    assert fault_of(signed_userinfo(psc, psc.sign({**USERINFO, **extra})).sign_in) is PscFault.USERINFO


def test_a_userinfo_with_a_bad_signature_is_refused() -> None:
    assert fault_of(signed_userinfo(Psc(), unsigned_token(dict(USERINFO))).sign_in) is PscFault.USERINFO
    by_another = Psc(key=rsa_key("autre")).sign(dict(USERINFO))
    assert fault_of(signed_userinfo(Psc(), by_another).sign_in) is PscFault.USERINFO
    assert fault_of(signed_userinfo(Psc(), "é").sign_in) is PscFault.USERINFO
