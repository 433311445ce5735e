"""Whether an address names a repository that everybody can open. Only host names are ever answered."""

from __future__ import annotations

import re

from pkglint.model.lazy import lazy

_HOST_NAMES = """
    github.com gitlab.com codeberg.org bitbucket.org sr.ht git.sr.ht hg.sr.ht sourceforge.net launchpad.net gitee.com
    notabug.org framagit.org salsa.debian.org invent.kde.org foss.heptapod.net opendev.org pagure.io disroot.org
    gitlab.gnome.org gitlab.freedesktop.org git.savannah.gnu.org git.kernel.org android.googlesource.com
    chromium.googlesource.com huggingface.co gitflic.ru tangled.sh radicle.xyz
"""
_HOSTS = frozenset(_HOST_NAMES.split())
_PREFIXES = ("gitlab.", "gitea.", "forgejo.", "git.", "code.", "hg.", "svn.")
_PRIVATE_ENDINGS = (
    *(".internal", ".local", ".localdomain", ".corp", ".lan", ".intra", ".intranet", ".home", ".private"),
    *(".test", ".invalid", ".example"),
)
_NOT_REPOSITORIES = frozenset({"sponsors", "settings", "features", "marketplace", "about", "topics", "login"})
_URL = lazy(r"(?:git\+)?(?:https?|git|ssh|svn|hg)://(?:[^/@\s]*@)?([^/:\s?#]+)(?::\d+)?/?([^\s?#]*)", re.IGNORECASE)
_SCP = lazy(r"(?:[\w.-]+@)([\w.-]+):(?!/)([^\s?#]+)")
_SHORT = lazy(r"(github|gitlab|bitbucket|gist):[^\s/:]+(?:/[^\s/]+)*")
_PAIR = lazy(r"[\w-][\w.-]*/[\w.-]+(?:#\S*)?")


def public_forge(address: str) -> str:
    """The host of a public forge when ``address`` names a repository on it, else empty."""
    address = address.strip()
    match = _URL.match(address) or _SCP.match(address)
    if not match:
        # "github.com/owner/name" without a scheme is common in hand-written metadata.
        bare = re.match(r"(?:www\.)?([\w.-]+\.[a-z]+)/(\S+/\S+)", address)
        return _host(bare[1], bare[2]) if bare and bare[1].lower() in _HOSTS else ""
    return _host(match[1], match[2])


def npm_shorthand(address: str) -> str:
    """The host behind npm's short forms, ``owner/name`` and ``github:owner/name``, else empty."""
    address = address.strip()
    if match := _SHORT.fullmatch(address):
        return {"bitbucket": "bitbucket.org", "gitlab": "gitlab.com"}.get(match[1], "github.com")
    return "github.com" if _PAIR.fullmatch(address) else ""


def _host(host: str, path: str) -> str:
    host = host.lower().removeprefix("www.").rstrip(".")
    parts = [part for part in path.split("/") if part]
    if host in _HOSTS:
        enough = len(parts) >= (1 if host == "launchpad.net" else 2)
        return host if enough and parts[0].lower() not in _NOT_REPOSITORIES else ""
    if not host.startswith(_PREFIXES) or len(parts) < 2:
        return ""
    private = host.endswith(_PRIVATE_ENDINGS) or host.count(".") < 2 or not re.fullmatch(r"[a-z0-9.-]+", host)
    return "" if private or "internal" in host or "corp" in host else host
