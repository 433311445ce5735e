"""Values that only a name makes a secret: the provider's name before a key, or a name that says so itself."""

from __future__ import annotations

import hashlib

import pytest

from fixtures.build import build
from fixtures.fakes import fake
from fixtures.grammar import sample
from fixtures.lint import lint
from pkglint.detect.secrets.noise import made_up
from pkglint.detect.secrets.scan import search
from pkglint.detect.secrets.token import rows, spelled
from pkglint.model import Kind, Level


def kinds_in(data: bytes) -> list[str]:
    return [hit.kind for hit in search(data).hits]


def _near_value(form: str) -> str:
    return next(
        text for number in range(100)
        if any(map(str.isdigit, text := sample(spelled(form), f"{form}{number}"))) and not made_up(text.encode())
    )  # fmt: skip


@pytest.mark.parametrize("row", list(rows("near.tsv")), ids=lambda row: row[0])
def test_keys_by_the_name_before_them(row: tuple[str, ...]) -> None:
    kind, _, words, forms, source = row
    assert source
    for word in words.split():
        for form in forms.split():
            value = _near_value(form)
            forms_of_name = (
                f"{word.upper()}_API_KEY = '{value}'",
                f'"{word}ApiKey": "{value}"',
                f"{word}_secret: {value}",
                f"{word} = {{\n  auth_token: '{value}'",
            )
            for text in forms_of_name:
                found = kinds_in(f"x = 1\n{text}\n".encode())
                assert len(found) == 1, text
            assert any(kinds_in(f"{text}\n".encode()) == [kind] for text in forms_of_name)
            for text in (
                f"{word} = '{value}'",
                f"{word}_checksum_key = '{value}'",
                f"{word} says {value}",
                f"the {word} key {value}",
                f"{word}/{value}/key",
            ):
                assert [k for k in kinds_in(f"{text}\n".encode()) if k == kind] == [], text


def test_names_before_digests_are_nothing() -> None:
    digest = hashlib.md5(b"demo").hexdigest()
    for text in (
        f'"twilio.min.js": "{digest}"', f"datadog-agent-7.50.deb md5={digest}", f'integrity: "{digest}"',
        f'"key": "{digest}"', f'etag_algolia_key: "{digest}"', f"commit {digest} fix token of mailjet",
    ):  # fmt: skip
        assert not kinds_in(f"{text}\n".encode()), text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("PAYMENT_API_KEY = '{drawn}'", ["named-secret"]),
        ("export ACME_TOKEN={drawn}", ["named-secret"]),
        ("ENV ACME_TOKEN {drawn}", ["named-secret"]),
        ("- name: ACME_TOKEN\n  value: '{drawn}'", ["named-secret"]),
        ('<add key="acmeClientSecret" value="{drawn}"/>', ["named-secret"]),
        ("acmeToken: \"{drawn}\",", ["named-secret"]),
        ("DEPLOYER_PRIVATE_KEY = '0x{hex}'", ["wallet-key"]),
        ("csrfToken = '{drawn}'", []),
        ("EXAMPLE_API_KEY = '{drawn}'", []),
        ("storageKey = '{drawn}'", []),
        ("publicKeyToken = '{drawn}'", []),
        ("cacheKey: '{hex}'", []),
        ("API_KEY_CHECKSUM = '{hex}'", []),
        ("ACME_TOKEN = 'some-readable-name-of-a-token'", []),
        ("private_key: PKCS7PrivateKeyTypes,", []),
        ("curve_secret_key_len = crypto_sign_curve25519_BYTES", []),
        ("![ci](https://ci.internal/a.svg?style=shield&circle-token={hex})", []),
        ("ACME_TOKEN = 'myApplicationTokenProvider2'", []),
    ],
)  # fmt: skip
def test_values_that_their_name_calls_secret(text: str, kinds: list[str]) -> None:
    filled = text.format(drawn=sample("[0-9A-Za-z]{32}", "named"), hex=sample("[0-9a-f]{64}", "hex"))
    assert kinds_in(f"\n{filled}\n".encode()) == kinds


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("demo/a.js", Level.WARNING),
        ("demo/latest/a.js", Level.WARNING),
        ("demo/test.js", Level.INFO),
        ("demo/oauthtest.py", Level.INFO),
        ("demo/docs_src/tutorial.py", Level.INFO),
        ("demo/tutorials/a.py", Level.INFO),
    ],
)
def test_what_only_a_name_tells_is_a_sample_among_tests(path: str, level: Level) -> None:
    drawn = [sample("[0-9A-Za-z]{32}", f"named {n}") for n in range(2)]
    text = "".join(f'ACME_TOKEN = "{one}"\n' for one in drawn)
    (found,) = lint(*build(Kind.NPM, {path: text})).results
    (item,) = [one for one in found.active if one.finding.rule == "secret"]
    assert item.level is level
    assert item.finding.message == "holds 2 values with the name of a secret"


def test_a_token_with_a_checksum_is_none_of_the_samples() -> None:
    (found,) = lint(*build(Kind.NPM, {"demo/test.js": f'A = "{fake("github")}"\n'})).results
    assert [one.level for one in found.active if one.finding.rule == "secret"] == [Level.ERROR]
