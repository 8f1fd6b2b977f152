"""Charts as SVG within the page, drawn by pygal, without its scripts and styles: ours are in numbers.css.

So they follow the page's light and dark colours, and the page may forbid everything written into
it. A screen reader hears the title and what the chart shows; the figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

_WIDTH, _HEIGHT = 760, 260
_ROW = 34
_LABELS = 10  # of days, at most
_LEFT_OUT = ("script", "style", "defs", "title", "desc")
_SVG = "{http://www.w3.org/2000/svg}"

Series = Mapping[str, Sequence[float | None]]


def columns(name: str, title: str, about: str, labels: Sequence[str], series: Series) -> Markup:
    """Stacked columns, one for each day."""
    import pygal  # 6 MB: loaded when somebody looks at the page

    every = -(-len(labels) // _LABELS) if labels else 1
    chart = pygal.StackedBar(
        **_look(_HEIGHT), x_labels_major_every=every, show_minor_x_labels=False, show_legend=len(series) > 1
    )
    return _drawn(chart, name, title, about, labels, series)


def rows(name: str, title: str, about: str, labels: Sequence[str], series: Series) -> Markup:
    """Stacked bars, one for each thing, the first on top."""
    import pygal

    height = 90 + _ROW * len(labels)
    look = _look(height) | {"margin_bottom": 34, "legend_at_bottom_columns": len(series)}
    chart = pygal.HorizontalStackedBar(**look, show_legend=len(series) > 1)
    turned = {label: list(reversed(values)) for label, values in series.items()}
    return _drawn(chart, name, title, about, list(reversed(labels)), turned)


def _look(height: int) -> dict[str, Any]:
    from pygal.style import Style

    size = 12  # as in numbers.css: the room for words is worked out with it
    whole: Callable[[float], str] = lambda value: f"{value:g}"  # noqa: E731
    return {
        "width": _WIDTH,
        "height": height,
        "js": [],
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 4,
        "value_formatter": whole,
        "formatter": whole,
        "min_scale": 2,
        "max_scale": 6,
        "margin": 6,
        "truncate_label": 34,
        "style": Style(label_font_size=size, major_label_font_size=size, legend_font_size=size),
        "truncate_legend": -1,
        "disable_xml_declaration": True,
    }


def _drawn(chart: Any, name: str, title: str, about: str, labels: Sequence[str], series: Series) -> Markup:
    chart.x_labels = list(labels)
    for label, values in series.items():
        chart.add(label, list(values))
    chart.add_xml_filter(lambda root: _cleaned(root, name, title, about))
    return Markup(chart.render(is_unicode=True))  # noqa: S704  # pygal escapes what it is given


def _cleaned(root: Any, name: str, title: str, about: str) -> Any:
    """Only shapes and words stay; a bar's value becomes what is shown when one points at it."""
    for parent in list(root.iter()):
        for child in list(parent):
            tag = str(child.tag).removeprefix(_SVG)
            if tag == "desc" and child.get("class") == "value":
                child.tag = child.tag.replace("desc", "title")
            elif tag in _LEFT_OUT or not isinstance(child.tag, str):  # a comment's is a function
                parent.remove(child)
        parent.attrib.pop("style", None)
    root.attrib.update({"id": f"chart-{name}", "role": "img", "aria-labelledby": f"{name}-title {name}-about"})
    for position, (tag, text) in enumerate((("title", title), ("desc", about))):
        element = root.makeelement(tag, {"id": f"{name}-{'about' if position else 'title'}"})
        element.text = text
        root.insert(position, element)
    return root
