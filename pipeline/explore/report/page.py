"""Templates to HTML: everything escaped, scripts and styles allowed by their hashes alone, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# What would reorder or hide the text around it: bidi controls (UAX #9), zero-width and other control characters.
INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def render(template: str, **values: Any) -> str:
    """A page. ``values["data"]``, where there is one, is embedded as JSON for the page's script."""
    style, script = asset("report.css"), asset("report.js")
    if "data" in values:
        values["data"] = embedded_json(values["data"])
    return environment().get_template(template).render(style=style, script=script, csp=policy(style, script), **values)


def visible(value: Any) -> Any:
    """Text with its invisible characters named, ``⟨U+202E⟩``; what is no text, and markup of our own, as it is.

    >>> visible("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    if isinstance(value, str) and not isinstance(value, Markup):
        return INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", value)
    return value


def embedded_json(data: Any) -> Markup:
    """JSON that can stand in a script element: nothing in it ends the element or opens a comment.

    >>> str(embedded_json("</script>"))
    '"\\\\u003c/script>"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = re.sub(r"[<&\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]", lambda m: f"\\u{ord(m[0]):04x}", text)
    return Markup(escaped)


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of our own."""
    return Markup(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def policy(style: str, script: str) -> str:
    """The content security policy of a page with this style and this script (W3C CSP level 3)."""
    return (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def source_hash(text: str) -> str:
    """The hash of an inline script or style, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def environment() -> Environment:
    """Templates with autoescape; a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=term, spoken=spoken, words_of=words_of, days=days, has_term=has_term)
    return made


# --- words in two languages -------------------------------------------------------------------------------------------


@cache
def labels() -> dict[str, list[str]]:
    """The words of the pages: key to English and 中文."""
    words: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))
    return words


def term(key: str) -> Markup:
    """A word in both languages, of which the page shows one; a word that is not in the list stands as it is."""
    if not has_term(key):
        return Markup.escape(visible(key))
    en, zh = labels()[key]
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-Hant">{}</span>').format(en, zh)


def has_term(key: str) -> bool:
    """Whether the list has the word."""
    return key in labels()


def spoken(attribute: str, key: str, more: str = "") -> Markup:
    """An attribute in 中文, and in both languages for the page's script, which keeps the one that the page shows.

    >>> str(spoken("title", "rule", " 3"))
    'title="規則 3" data-title="rule 3|規則 3"'
    """
    en, zh = (word + more for word in labels()[key])
    return Markup('{}="{}" data-{}="{}|{}"').format(attribute, zh, attribute, en, zh)


def words_of(key: str, more: str = "") -> Markup:
    """The text of an element that can hold no other element, as ``spoken`` has it: ``<title{{ words_of(…) }}</title>``."""
    en, zh = (word + more for word in labels()[key])
    return Markup(' data-text="{}|{}">{}').format(en, zh, zh)


def days(period: str) -> Markup:
    """A period whose days are not broken at their hyphens where a line is short."""
    return Markup(" ").join(
        Markup('<span class="day">{}</span>').format(visible(day)) for day in re.split("(?<= –) ", period)
    )
