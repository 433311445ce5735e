"""Whose the sources of a map are, recognised by the map's own content: libraries that packages copy along.

A file name proves nothing: a closed program's own bundle may be called ``react.js``. What proves is a text that states
an open licence in its first comment, the namespace that a library's build gives to webpack, and the paths of modules
that only one library has (read in the maps that the libraries publish on npm).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from pkglint.model.lazy import lazy

HEAD = 2_000  # characters in which a licence is looked for
ENOUGH = 3  # landmarks that prove a library; one does beside a text with an open licence

UNNAMED = "?"
# Libraries as their banners call them.
_BANNERS = (
    "AlpineJS|Angular|Backbone|Bootstrap|Bulma|CKEditor|CodeMirror|D3|DataTables|Day\\.js|Apache ECharts|flatpickr"
    "|Font Awesome|FullCalendar|GraphiQL|Handlebars|Highcharts|htmx|jQuery|JSZip|KaTeX|Knockout|Leaflet|Lodash"
    "|Materialize|MathJax|Mermaid|Moment\\.js|Mustache|normalize\\.css|OpenLayers|pako|pdf\\.js|plotly|Popper|Preact|Prism"
    "|React|Redoc|RequireJS|RxJS|Select2|Sizzle|SweetAlert2|Swagger[ -]?UI|Tabulator|TinyMCE|Tom Select|typeahead"
    "|Underscore|Vue|Vuex|xterm\\.js|Zepto|html5-boilerplate"
)
_NAMED = lazy(rf"\b({_BANNERS})\b", re.IGNORECASE)

# Namespaces in ``webpack://namespace/``, in lower case.
_LIBRARY_NAMES = (
    "swagger-ui swagger-ui-dist swagger-ui-react swaggeruibundle swaggeruicore swaggeruistandalonepreset"
    " swaggereditor redoc xterm xterm.js graphiql pdfjs-dist tinymce ckeditor5 codemirror monaco-editor"
    " select2 fullcalendar flatpickr jspdf highcharts echarts video.js filepond sweetalert"
)
_NAMESPACES = frozenset(_LIBRARY_NAMES.split())
_NAMESPACE = lazy(r"webpack(?:-internal)?:///?(@xterm/[^/]+|[^/@.][^/]*)/", re.IGNORECASE)

# Modules that no other project has at these places. The first directory is the one that the library fills alone.
_LANDMARKS = """
bootstrap scss/_reboot.scss scss/_root.scss scss/mixins/_hover.scss scss/mixins/_breakpoints.scss
bootstrap scss/mixins/_grid-framework.scss scss/mixins/_border-radius.scss scss/mixins/_color-mode.scss
bootstrap scss/mixins/_container.scss scss/mixins/_table-row.scss scss/mixins/_utilities.scss scss/_containers.scss
bootstrap less/scaffolding.less less/mixins/vendor-prefixes.less less/mixins/gradients.less less/jumbotron.less
bootstrap less/mixins/reset-filter.less less/mixins/tab-focus.less less/glyphicons.less less/responsive-utilities.less
bulma sass/utilities/initial-variables.sass sass/utilities/derived-variables.sass sass/elements/box.sass
bulma sass/base/minireset.sass sass/components/navbar.sass sass/grid/tiles.sass sass/utilities/mixins.sass
chart.js src/core/core.animator.js src/core/core.datasetController.js src/controllers/controller.bar.js
chart.js src/helpers/helpers.core.ts src/helpers/helpers.core.js src/core/core.registry.js src/plugins/plugin.legend.js
dompurify src/tags.ts src/attrs.ts src/regexp.ts src/purify.ts src/purify.js src/tags.js src/regexp.js
hls.js src/demux/audio/adts.ts src/loader/fragment.ts src/utils/ewma.ts src/controller/abr-controller.ts
hls.js src/remux/mp4-remuxer.ts src/demux/tsdemuxer.ts
intro.js src/i18n/en_US.ts src/i18n/fa_IR.ts src/packages/tour/tour.ts src/i18n/language.ts
leaflet src/geo/LatLngBounds.js src/layer/vector/Polyline.js src/dom/DomUtil.js src/geometry/Bounds.js
leaflet src/layer/tile/TileLayer.js src/map/handler/Map.Drag.js src/core/Handler.js
marked src/Tokenizer.ts src/Lexer.ts src/TextRenderer.ts src/rules.ts src/Tokenizer.js src/Lexer.js src/TextRenderer.js
mermaid src/diagram-api/diagramAPI.ts src/mermaidAPI.ts src/diagrams/flowchart/flowDb.ts src/mermaid.ts
mermaid src/diagrams/git/gitGraphAst.ts src/diagrams/sequence/sequenceDb.ts src/diagram-api/requiredConfig.ts
openlayers ol/CollectionEventType.js ol/Disposable.js ol/ObjectEventType.js ol/PluggableMap.js ol/coordinate.js
photoswipe src/js/core/eventable.js src/js/slide/pan-bounds.js src/js/slide/zoom-level.js src/js/slide/placeholder.js
popper src/utils/getScrollParent.js src/utils/getReferenceNode.js src/utils/isIE.js src/modifiers/applyStyle.js
popper src/dom-utils/getBoundingClientRect.js src/dom-utils/instanceOf.js src/utils/mergeByName.js
popper src/dom-utils/isLayoutViewport.js src/modifiers/applyStyles.js src/utils/getStyleComputedProperty.js
preact src/diff/children.js src/create-element.js src/clone-element.js src/diff/catch-error.js src/create-context.js
preact src/PureComponent.js src/forwardRef.js src/suspense.js src/check-props.js src/component-stack.js
redoc src/services/SpecStore.ts src/services/RedocNormalizedOptions.ts src/services/MarkdownRenderer.ts
redoc src/components/ApiInfo/ApiInfo.tsx src/services/OpenAPIParser.ts src/services/SearchWorker.worker.ts
rxjs internal/util/hostReportError.js internal/Observer.js internal/util/UnsubscriptionError.js internal/Subscriber.js
tabulator js/core/CoreFeature.js js/core/column/ColumnComponent.js js/core/row/RowComponent.js
tabulator js/core/defaults/options.js js/core/rendering/Renderer.js
tom-select src/contrib/microevent.js src/contrib/microplugin.js src/contrib/highlight.js src/vanilla.js
tom-select src/contrib/microevent.ts src/contrib/microplugin.ts src/contrib/highlight.ts src/vanilla.ts
underscore modules/_setup.js modules/_baseIteratee.js modules/restArguments.js modules/_tagTester.js
video.js src/js/tracks/text-track-list.js src/js/control-bar/control-bar.js src/js/big-play-button.js
vue src/core/observer/dep.js src/core/vdom/create-element.js src/core/instance/lifecycle.js
"""

# What style sheets and old scripts have in front of their first comment; the mixin is that of a banner.
_IN_FRONT = lazy(r'\ufeff?\s*(?:@charset "[^"]{1,20}";\s*|.use strict.;?\s*|@mixin [^{\n]{1,80}\{\s*)?')
# Read with one space between the words. Sources: the identifiers of SPDX, the notices of the licences themselves.
_OPEN_LICENCE = lazy(
    r"""
    SPDX-License-Identifier:\ \(?(?:MIT|Apache|BSD|ISC|MPL|[AL]?GPL|0BSD|CC0|Unlicense)
    | @licen[cs]e\ \(?(?:MIT|Apache|BSD|ISC|MPL|[AL]?GPL|React)
    | \b(?:MIT|Apache|BSD|ISC|Mozilla\ Public|General\ Public)(?:[ -]style)?,?\ Licen[cs]e
    | (?:licen[cs]ed|distributed|released|available)\ under\ (?:the\ |an?\ )?(?:terms\ of\ the\ )?(?:Modified\ )?
      (?:MIT|Apache|BSD|ISC|MPL|Mozilla|[AL]?GPL|GNU|CC0)\b
    | Licensed\ to\ the\ Apache\ Software\ Foundation
    | (?:jquery\.org|getbootstrap\.com|opensource\.org|apache\.org)/licen[cs]es?\b
    | \bBootstrap\ (?:\S{1,40}\ )?v\d\S{1,20}\ \(https?://getbootstrap\.com
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANKS = lazy(r"\s*")
_DECORATION = frozenset({"*", "//", "/*", "/**", "/*!", "#", "*/"})
_NOT_ALL_OF_IT = lazy(
    r"proprietary|confidential|internal use|trade secret|unlicensed"
    r"|portions? of|parts? of|based (?:up)?on|adapted from|derived from|inspired by|borrowed from|uses ",
    re.IGNORECASE,
)


def published(text: str) -> str:
    """Of which library a text is, if its first comment says that all of it is published under an open licence.

    ``UNNAMED`` when the comment names none that is known, empty when it states no open licence.
    """
    said = " ".join(word for word in _first_comment(text[:HEAD]).split() if word not in _DECORATION)
    if not said or not _OPEN_LICENCE.search(said) or _NOT_ALL_OF_IT.search(said):
        return ""
    named = _NAMED.search(said)
    return named[1].lower() if named else UNNAMED


def is_of(library: str, package: str) -> bool:
    """Whether a package is, by its name, the library itself or made of it."""
    return library == UNNAMED or library.partition(".")[0] in package.lower()


def _first_comment(head: str) -> str:
    """The comments that a text begins with, whatever their form; cut where ``head`` ends."""
    found = _IN_FRONT.match(head)
    start = at = found.end() if found else 0
    while at < len(head):
        if head[at] == "#" or head.startswith("//", at):
            end = head.find("\n", at)
            at = len(head) if end < 0 else end + 1
        elif head.startswith("/*", at):
            end = head.find("*/", at + 2)
            at = len(head) if end < 0 else end + 2
        else:
            blanks = _BLANKS.match(head, at)
            if blanks is None or blanks.end() == at:
                break
            at = blanks.end()
    return head[start:at]


def library_namespace(source: str) -> str:
    """The library whose own build gives this namespace to webpack, or empty."""
    found = _NAMESPACE.match(source)
    name = found[1].lower() if found else ""
    return name.rpartition("/")[2] if name in _NAMESPACES or name.startswith("@xterm/") else ""


def library_directories(names: Iterable[str], licensed: Collection[str]) -> dict[str, str]:
    """The directories, as prefixes of sources, that hold a library, and which.

    ``licensed`` are the sources whose texts state an open licence: beside one of them, one landmark is enough.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    table = _landmarks()
    for name in names:
        for library, path in table.get(name.rpartition("/")[2], ()):
            root = name[: len(name) - len(path)]
            if name.endswith(path) and root[-1:] in {"", "/"}:
                found[library, root + path[: path.index("/") + 1]].add(path)
    proven = {key for key, paths in found.items() if len(paths) >= ENOUGH or _beside(key[1], licensed)}
    return {place: library for library, place in sorted(proven)}


def _beside(place: str, licensed: Collection[str]) -> bool:
    return any(name.startswith(place) for name in licensed)


def _landmarks() -> dict[str, list[tuple[str, str]]]:
    if not _TABLE:
        for line in _LANDMARKS.split("\n"):
            library, *paths = line.split() or [""]
            for path in paths:
                _TABLE.setdefault(path.rpartition("/")[2], []).append((library, path))
    return _TABLE


_TABLE: dict[str, list[tuple[str, str]]] = {}
