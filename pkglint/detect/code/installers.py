"""Hosts from which scripts install well-known tools: what comes from there, everybody runs who follows a manual.

Sources: the commands for installation in the documentation of each tool, and hosts of code and releases, whose content
is public. Names of a host stand for those below it.
"""

from __future__ import annotations

import re

from pkglint.model.lazy import lazy

_HOSTS = """
github.com githubusercontent.com githubassets.com gitlab.com gitlab.io bitbucket.org codeberg.org sourceforge.net
gist.github.com git.io github.io jsdelivr.net unpkg.com esm.sh npmjs.org npmjs.com yarnpkg.com pnpm.io nodejs.org
nodesource.com fnm.vercel.app volta.sh bun.sh bun.com deno.land deno.com vercel.com netlify.com
rustup.rs rust-lang.org crates.io dprint.dev just.systems astral.sh pypa.io python.org python-poetry.org
pdm-project.org pdm.fming.dev rye-up.com rye.astral.sh hatch.pypa.io anaconda.com anaconda.org continuum.io
micro.mamba.pm mamba.pm pixi.sh prefix.dev conda-forge.org pyenv.run mise.run mise.jdx.dev asdf-vm.com devbox.sh
jetify.com nixos.org determinate.systems brew.sh chocolatey.org scoop.sh winget.run microsoft.com aka.ms windows.net
visualstudio.com powershellgallery.com dot.net golang.org go.dev goreleaser.com taskfile.dev golangci-lint.run
docker.com get.docker.com k3s.io helm.sh k8s.io kubernetes.io istio.io linkerd.io rancher.com tilt.dev buf.build
fluxcd.io argoproj.io hashicorp.com terraform.io pulumi.com spacelift.io cloud.google.com googleapis.com google.com
gstatic.com dl.google.com amazonaws.com aws.amazon.com azureedge.net azure.com digitalocean.com fly.io railway.app
railway.com render.com heroku.com supabase.com planetscale.com neon.tech turso.tech cockroachlabs.com mongodb.org
mongodb.com fastdl.mongodb.org clickhouse.com elastic.co influxdata.com grafana.com prometheus.io datadoghq.com
newrelic.com sentry.io codecov.io coveralls.io codeclimate.com sonarsource.com sonarcloud.io snyk.io semgrep.dev
deepsource.io fossa.com anchore.io aquasecurity.github.io trivy.dev gitpod.io circleci.com travis-ci.org travis-ci.com
appveyor.com buildkite.com bazel.build gradle.org sdkman.io maven.org apache.org jitpack.io java.com adoptium.net
foojay.io jabba.dev get-coursier.io scala-sbt.org rubygems.org ruby-lang.org rvm.io php.net getcomposer.org
packagist.org laravel.com symfony.com cpanmin.us metacpan.org perl.org haskell.org get-ghcup.haskell.org
haskellstack.org opam.ocaml.org ocaml.org julialang.org r-project.org elixir-lang.org hex.pm erlang.org
crystal-lang.org nim-lang.org ziglang.org swift.org swiftlang.org dart.dev flutter.dev llvm.org gnu.org kernel.org
debian.org ubuntu.com launchpad.net fedoraproject.org archlinux.org alpinelinux.org opensuse.org cmake.org
ninja-build.org kitware.com emscripten.org wasmtime.dev wasmer.io rustwasm.github.io wasmedge.org starship.rs
ohmyz.sh zsh.sh fishshell.com tailscale.com cloudflare.com ngrok.com ollama.com ollama.ai openai.com claude.ai
anthropic.com cursor.com cursor.sh huggingface.co modal.com replicate.com nvidia.com intel.com amd.com apple.com
selenium.dev chromium.org mozilla.org mozilla.net playwright.dev puppeteer.dev cypress.io browserstack.com
saucelabs.com yarn.pm lerna.io moonrepo.dev encore.dev sst.dev expo.dev ionic.io foundry.paradigm.xyz solana.com
anza.xyz avm.so soliditylang.org starkup.sh dojoengine.org fuel.network aptos.dev sui.io near.org
"""
_KNOWN = frozenset(_HOSTS.split())
_URL = lazy(r"\b(?:https?|ftp)://(?:[^\s/@\"'`<>]{0,80}@)?(\[?[0-9A-Za-z.:_-]{1,253})")
_CONTINUOUS = lazy(
    r"""
    (?:^|/)(?:\.?ci | \.?ci[_-]\w{1,20} | \w{1,20}[_-]ci | \.circleci | \.github | \.gitlab | \.travis | \.evergreen
      | \.?azure(?:-pipelines)? | \.buildkite | \.?appveyor | \.devcontainer | \.binder | docker | jenkins)/
    | (?:^|/)(?:ci|install[_-]ci|travis|appveyor)(?:[_.-][\w.-]{0,40})?\.(?:sh|ps1|bat|cmd)$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_unknown(command: str) -> bool:
    """Whether a command names another machine in plain words, and one from which nothing well known is installed."""
    hosts = [match[1].lower().rpartition(":")[0] or match[1].lower() for match in _URL.finditer(command)]
    return bool(hosts) and not any(_is_known(host) for host in hosts)


def _is_known(host: str) -> bool:
    if host in ("localhost", "127.0.0.1", "0.0.0.0") or "." not in host:  # noqa: S104
        return True
    parts = host.strip(".").split(".")
    return any(".".join(parts[at:]) in _KNOWN for at in range(len(parts)))


def is_continuous(path: str) -> bool:
    """Whether a member belongs to continuous integration by its directory or name: its machines are thrown away."""
    return _CONTINUOUS.search(path) is not None
