"""The kinds of tokens that are known by their form: where one may begin, what it looks like, what proves it.

A token is looked for in two steps. One of its ``literals`` must occur (see ``_scan`` for how that is made cheap), then
``grammar`` must match around that place, then ``check`` has its say. No kind needs a look-around: what may stand before
and after a token is tested byte by byte. Formats are those that the makers document, or that public scanners agree on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pkglint.detect.secrets import checks
from pkglint.detect.secrets.checks import Check, Verdict
from pkglint.model.lazy import lazy

ALNUM = rb"[0-9A-Za-z]"
WORD = rb"[0-9A-Za-z_-]"
HEX = rb"[0-9a-f]"


@dataclass(frozen=True, slots=True)
class Token:
    """A kind of token. ``title`` completes "holds a ...", with ``plural`` when it does not just take an s.

    ``lead`` is how many bytes a token may begin before its literal. ``glued`` tokens prove themselves, so anything may
    stand around them; others need a boundary: ``more`` are the bytes that must not follow. ``long`` says that the
    literal is followed by at least 20 bytes of a token's alphabet or stands inside such a run, which is where most of a
    text needs no look at all; the few others are searched in the whole text. ``then`` must follow the run of a token's
    alphabet in which the literal stands.
    """

    kind: str
    title: str
    literals: tuple[bytes, ...]
    grammar: bytes
    check: Check
    lead: int = 0
    glued: bool = False
    more: bytes = WORD
    long: bool = True
    then: bytes = b""
    compiled: re.Pattern[bytes] = field(init=False, repr=False, compare=False)
    follow: re.Pattern[bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", lazy(self.grammar))
        object.__setattr__(self, "follow", lazy(self.more))


def _prefixed(kind: str, title: str, prefix: bytes, body: bytes, *others: bytes) -> Token:
    """A kind that is a fixed prefix and a random body; ``others`` are further prefixes of the same kind."""
    prefixes = (prefix, *others)
    grammar = b"(?:" + b"|".join(map(re.escape, prefixes)) + b")" + body
    size = min(map(len, prefixes))
    return Token(kind, title, prefixes, grammar, checks.drawn(size), more=body[: body.index(b"]") + 1])


_JWT = rb"eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{2,}\.[0-9A-Za-z_-]{20,}"

_SUMMED = (
    Token(
        "github",
        "GitHub token",
        (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"),
        rb"gh[pousr]_[0-9A-Za-z]{36}",
        checks.base62_crc,
        glued=True,
    ),
    Token(
        "github-app",
        "GitHub App token",
        (b"ghs_",),
        rb"ghs_[0-9]{1,12}_" + _JWT,
        checks.github_app,
        glued=True,
        then=b".eyJ",
    ),
    Token("npm", "npm token", (b"npm_",), rb"npm_[0-9A-Za-z]{36}", checks.base62_crc, glued=True),
    Token("pypi", "PyPI token", (b"pypi-AgE",), rb"pypi-AgE[0-9A-Za-z_-]{60,1000}", checks.pypi, glued=True),
    Token(
        "grafana",
        "Grafana service account token",
        (b"glsa_",),
        rb"glsa_[0-9A-Za-z]{32}_[0-9a-f]{8}",
        checks.grafana_crc,
        glued=True,
    ),
    Token(
        "sentry",
        "Sentry token",
        (b"sntrys_",),
        rb"sntrys_eyJ[0-9A-Za-z+/=]{20,2000}_[0-9A-Za-z+/]{43}",
        checks.sentry,
        glued=True,
    ),
    Token(
        "openai",
        "OpenAI key",
        (b"T3BlbkFJ",),
        rb"sk-(?:(?:proj|svcacct|admin|None)-[0-9A-Za-z_-]{40,100}T3BlbkFJ[0-9A-Za-z_-]{40,100}"
        rb"|[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20})",
        checks.openai,
        lead=120,
        glued=True,
    ),
)

_PREFIXED = (
    Token(
        "github-fine-grained",
        "GitHub fine-grained token",
        (b"github_pat_",),
        rb"github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}",
        checks.drawn(11),
    ),
    _prefixed("gitlab", "GitLab token", b"glpat-", WORD + b"{20}", b"glsoat-", b"glffct-", b"glft-"),
    Token(
        "gitlab",
        "GitLab token",
        (b"glpat-", b"gldt-", b"glrt-", b"glcbt-", b"glptt-"),
        rb"gl(?:pat|dt|rt|cbt|ptt)-[0-9A-Za-z_-]{27,300}\.[0-9a-z]{2}\.?[0-9a-z]{7,9}",
        checks.drawn(6),
    ),
    _prefixed("gitlab", "GitLab token", b"gldt-", WORD + b"{20}"),
    Token(
        "gitlab",
        "GitLab runner token",
        (b"glrt-", b"glrtr-", b"GR1348941"),
        rb"(?:glrtr?-(?:t\d_)?|GR1348941)[0-9A-Za-z_-]{20}",
        checks.drawn(9),
    ),
    Token("gitlab", "GitLab job token", (b"glcbt-",), rb"glcbt-[0-9a-zA-Z]{1,5}_[0-9A-Za-z_-]{20}", checks.drawn(8)),
    _prefixed("gitlab", "GitLab trigger token", b"glptt-", HEX + b"{40}"),
    _prefixed("gitlab", "GitLab application secret", b"gloas-", HEX + b"{64}"),
    _prefixed("gitlab", "GitLab agent token", b"glagent-", WORD + b"{50,1024}"),
    _prefixed("gitlab", "GitLab mail token", b"glimt-", WORD + b"{25}"),
    Token(
        "slack",
        "Slack token",
        (b"xoxa-", b"xoxb-", b"xoxo-", b"xoxp-", b"xoxr-", b"xoxs-"),
        rb"xox[abeoprs]-(?:\d{1,16}-){1,4}[0-9A-Za-z]{20,150}",
        checks.drawn(b"-"),
    ),
    Token(
        "slack",
        "Slack refresh token",
        (b"xoxe-", b"xoxe."),
        rb"xoxe(?:\.xox[bp])?-\d-[0-9A-Za-z]{140,180}",
        checks.drawn(b"-"),
    ),
    Token(
        "slack-app",
        "Slack app token",
        (b"xapp-",),
        rb"xapp-\d-[0-9A-Z]{8,14}-\d{8,16}-[0-9a-f]{64}",
        checks.drawn(b"-"),
    ),
    _prefixed("stripe", "Stripe live key", b"sk_live_", ALNUM + b"{24,247}", b"rk_live_"),
    _prefixed("stripe-webhook", "Stripe webhook secret", b"whsec_", rb"[0-9A-Za-z+/]{32,64}"),
    _prefixed("google-oauth", "Google OAuth client secret", b"GOCSPX-", WORD + b"{28}"),
    Token(
        "anthropic",
        "Anthropic key",
        (b"sk-ant-",),
        rb"sk-ant-(?:api|admin|oat|ort)\d\d-[0-9A-Za-z_-]{93}AA",
        checks.drawn(13),
    ),
    _prefixed("huggingface", "Hugging Face token", b"hf_", ALNUM + b"{34}"),
    _prefixed("groq", "Groq key", b"gsk_", ALNUM + b"{52}"),
    _prefixed("xai", "xAI key", b"xai-", ALNUM + b"{80}"),
    _prefixed("openrouter", "OpenRouter key", b"sk-or-v1-", HEX + b"{64}"),
    _prefixed("replicate", "Replicate token", b"r8_", ALNUM + b"{37}"),
    Token("sendgrid", "SendGrid key", (b"SG.",), rb"SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}", checks.drawn(3)),
    _prefixed("docker", "Docker Hub token", b"dckr_pat_", WORD + b"{27}"),
    _prefixed("docker", "Docker Hub organisation token", b"dckr_oat_", WORD + b"{32}"),
    _prefixed("vault", "Vault token", b"hvs.", WORD + b"{90,200}", b"hvb.", b"hvr."),
    _prefixed("linear", "Linear key", b"lin_api_", ALNUM + b"{40}"),
    _prefixed("notion", "Notion token", b"ntn_", ALNUM + b"{43,50}"),
    _prefixed("rubygems", "RubyGems key", b"rubygems_", HEX + b"{48}"),
    _prefixed("pulumi", "Pulumi token", b"pul-", HEX + b"{40}"),
    _prefixed("shopify", "Shopify token", b"shpat_", rb"[0-9a-fA-F]{32}", b"shpss_", b"shpca_", b"shppa_"),
    _prefixed("sentry", "Sentry user token", b"sntryu_", HEX + b"{64}"),
    _prefixed("databricks", "Databricks token", b"dapi", HEX + rb"{32}(?:-\d)?"),
    _prefixed("digitalocean", "DigitalOcean token", b"dop_v1_", HEX + b"{64}", b"doo_v1_", b"dor_v1_"),
    Token(
        "telegram", "Telegram bot token", (b":AA",), rb"[0-9]{8,10}:AA[0-9A-Za-z_-]{33}", checks.drawn(b":"), lead=10
    ),
    Token(
        "slack-webhook",
        "Slack webhook",
        (b"hooks.slack.com/",),
        rb"hooks\.slack\.com/(?:services/T[0-9A-Z]{7,12}/B[0-9A-Z]{7,12}"
        rb"|(?:workflows|triggers)/[A-Z][0-9A-Z]{7,12}/[0-9A-Z]{8,20}(?:/[0-9]{10,20})?)/[0-9A-Za-z]{24,}",
        checks.drawn(b"/"),
        glued=True,
        long=False,
    ),
    Token(
        "discord-webhook",
        "Discord webhook",
        (b"/api/webhooks/",),
        rb"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,80}",
        checks.drawn(b"/"),
        lead=14,
        glued=True,
        long=False,
    ),
    Token(
        "azure-storage",
        "Azure storage key",
        (b"AccountKey=",),
        rb"AccountKey=[0-9A-Za-z+/]{86}==",
        checks.azure_key,
        glued=True,
        long=False,
    ),
)

_LOOSE = (
    Token("google-api-key", "Google API key", (b"AIza",), rb"AIza[0-9A-Za-z_-]{35}", checks.drawn(4, Verdict.LOOSE)),
    Token("jwt", "JSON web token", (b"eyJ",), _JWT, checks.jwt, then=b".eyJ"),
    Token(
        "aws-id",
        "AWS access key id",
        (b"AKIA", b"ASIA"),
        rb"A[KS]IA[2-7A-Z]{16}",
        checks.aws_id,
        more=rb"[0-9A-Za-z+/]",
    ),
)

TOKENS = (*_SUMMED, *_PREFIXED, *_LOOSE)


@cache
def by_literal() -> dict[bytes, tuple[Token, ...]]:
    """The kinds to try where a literal stands, in the order of the table."""
    found: dict[bytes, tuple[Token, ...]] = {}
    for token in TOKENS:
        for literal in token.literals:
            found[literal] = (*found.get(literal, ()), token)
    return found


@cache
def literals(*, long: bool) -> tuple[bytes, ...]:
    """The literals that stand in a long run of a token's alphabet, or those that may stand anywhere."""
    return tuple(x for x, tokens in by_literal().items() if tokens[0].long is long)


@cache
def beginnings() -> tuple[bytes, ...]:
    """The literals that tokens begin with: where one token ends, another may."""
    return tuple({literal for token in TOKENS if not token.lead for literal in token.literals})
