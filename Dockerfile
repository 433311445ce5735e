# syntax=docker/dockerfile:1
# pkglint in a container: no shell is needed, nothing is installed at run time, and it does not run as root.
# The base is named by version: renew it, and add the digest of what your registry gives you (docker/hadolint DL3006).
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY action/requirements.txt action/requirements.txt
RUN python -m venv --without-pip /opt/pkglint \
    && pip --python /opt/pkglint/bin/python install --no-cache-dir --require-hashes --only-binary=:all: --no-deps \
        -r action/requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY pkglint pkglint
# Its own files are copied: nothing is built, so no build back end has to be fetched.
RUN cp -r pkglint "$(/opt/pkglint/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/"

FROM python:3.13-slim-bookworm
COPY --from=build /opt/pkglint /opt/pkglint
RUN useradd --system --no-create-home --shell /usr/sbin/nologin --uid 10001 pkglint
USER 10001
WORKDIR /work
ENTRYPOINT ["/opt/pkglint/bin/python", "-I", "-m", "pkglint"]
CMD ["check"]
