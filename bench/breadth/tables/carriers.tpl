== plain/bundle.js
lib/client.js
"use strict";
const cache = new Map();
const {NAME} = "{VALUE}";
module.exports = () => fetch(base, { headers: { authorization: {NAME} } });
== plain/minified
dist/app.min.js
!function(){"use strict";var e={n:1,{camel}:"{VALUE}",r:[3,5]};function t(n){return n&&n.r?t(n.r):e}t(e)}();
== plain/python
client.py
"""Client."""
import os

{NAME} = "{VALUE}"


def session():
    return {"auth": {NAME}, "retry": 3}
== plain/json
config/settings.json
{
  "retries": 3,
  "{camel}": "{VALUE}",
  "verbose": false
}
== plain/yaml
deploy/values.yaml
replicas: 2
environment:
  - name: {NAME}
    value: {VALUE}
  - name: LOG_LEVEL
    value: info
== plain/toml
conf/app.toml
[service]
workers = 4
{lower} = "{VALUE}"
== plain/ini
etc/service.cfg
[service]
workers = 4
{lower} = {VALUE}
== plain/shell
bin/deploy.sh
#!/bin/sh
set -e
export {NAME}="{VALUE}"
exec ./run "$@"
== plain/xml
res/values.xml
<?xml version="1.0"?>
<resources>
  <string name="{lower}">{VALUE}</string>
</resources>
== plain/html
public/index.html
<!doctype html>
<title>Board</title>
<script>window.settings = { {camel}: "{VALUE}" };</script>
== plain/notebook
notebooks/report.ipynb < notebook
import os
os.environ["{NAME}"] = "{VALUE}"
run()
== plain/output
notebooks/run.ipynb < notebook:output
loaded settings
{NAME}={VALUE}
done in 2.1 s
== plain/utf16
config/local.txt < utf16
mode=full
{NAME}={VALUE}
== plain/compose
docker-compose.yml
services:
  api:
    image: api:3
    environment:
      {NAME}: "{VALUE}"
== plain/dockerfile
Dockerfile
FROM alpine:3.20
ENV {NAME}={VALUE}
CMD ["/run"]
== plain/typescript
lib/options.ts
export const options = {
  {camel}: "{VALUE}",
  retries: 3,
} as const;
== packed/lock
npm-shrinkwrap.json
{
  "name": "demo",
  "lockfileVersion": 3,
  "packages": {
    "node_modules/kit": { "version": "1.0.0", "resolved": "git+https://{VALUE}@git.example.net/kit.git" }
  }
}
== packed/compiled
_core.so < strip < elf
{VALUE}
== packed/pyc
__pycache__/settings.cpython-312.pyc < pyc
{NAME} = "{VALUE}"
== packed/riff
notes.txt
RIFF notes on the release
{NAME}={VALUE}
== packed/gzip
data/cache.bin < gzip
{NAME}={VALUE}
== packed/zip
data/bundle.dat < zip:conf/settings.ini
[api]
{lower} = {VALUE}
== packed/png
img/badge.png < strip < png
{VALUE}
== packed/sqlite
data/state.bin < sqlite
{VALUE}
== packed/wasm
core.wasm < strip < wasm
{VALUE}
== packed/gif
lib/manual.txt
GIF89 is what this text begins with
{NAME}={VALUE}
