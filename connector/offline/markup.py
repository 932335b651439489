"""HTML as values: whatever a text holds, it is shown as that text and never acts as markup."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta", "br", "line", "rect", "circle", "path"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | None
Attribute = str | float | None


def element(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """One element. Children that are no Html are escaped, None is left out; `class_` stands for `class`,
    `stroke_width` for `stroke-width`."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID and not children:
        return Html(f"<{name}{given}>" if name in ("meta", "br") else f"<{name}{given}/>")
    return Html(f"<{name}{given}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Children one after the other, those that are no Html escaped."""
    return Html("".join(c if isinstance(c, Html) else _text(c) for c in children if c is not None))


def _text(text: str) -> str:
    return escape("".join([sign if sign >= " " or sign in "\n\t" else "\ufffd" for sign in text]))


def _plain(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def document(title: str, style: str, *body: Child) -> str:
    """A whole page that needs nothing from anywhere else, and may not ask for it."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(style)),
    )
    page = element("html", head, element("body", element("main", *body)), lang="en")
    return f"<!doctype html>\n{page}\n".encode("utf-8", "replace").decode()
