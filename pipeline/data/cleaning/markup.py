"""HTML, links and emoji in texts: how they are found, and what is left without them.

Every pattern is bounded, so that a hostile text costs no more than a long one.
"""

import html
import re
from html.entities import html5

_ELEMENTS = (
    "a abbr address article aside audio b big blockquote body br button canvas caption center cite code col dd del "
    "details div dl dt em embed fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hr "
    "html i iframe img input ins kbd label legend li link main map mark meta nav noscript object ol optgroup option p "
    "param picture pre q s samp section select small source span strike strong style sub summary sup svg table tbody "
    "td textarea tfoot th thead time title tr tt u ul var video wbr"
)
_BLOCKS = re.compile(r"</?(?:br|p|div|li|tr|h[1-6]|hr|table|ul|ol|blockquote|dd|dt|section|article)\b", re.IGNORECASE)
_NAMES = "|".join(sorted(_ELEMENTS.split(), key=len, reverse=True))
# Only names of HTML: <LOC>, <user> and <3 are what somebody wrote.
TAG = re.compile(rf"</?(?:{_NAMES})(?:[\s/][^<>]{{0,2000}})?>|<!(?:doctype|--)[^<>]{{0,2000}}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,2000}>[^<]{0,20000}</\1\s{0,9}>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKED = re.compile("[<&]")

_STOPS = r"\s<>\"'`|\\^{}\x00-\x20\x7f-\U0010ffff"  # a link is ASCII: Chinese goes on after it without a space
LINK = re.compile(
    rf"(?:(?:https?|ftp)://|(?<![A-Za-z0-9@._-])www\.(?=[A-Za-z0-9]))[^{_STOPS}]{{1,2000}}"
    rf"|(?<![A-Za-z0-9@._/-])[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}})?\.(?:com|cn|net|org|io|ly|co)/[^{_STOPS}]{{0,2000}}",
    re.IGNORECASE,
)
_LINKED = re.compile(r"://|www\.|\.(?:com|cn|net|org|io|ly|co)/", re.IGNORECASE)

_PICTURE = (
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u2712\u2714\u2716\u2719-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u3030\u303d\u3297\u3299\U000e0020-\U000e007f]"
)
_EMOJI = re.compile(f"(?:{_PICTURE}[\ufe0e\ufe0f\u200d\u20e3]*)+|[\ufe0e\ufe0f]?\u20e3")  # ★ and ✓ are letters to many


def drop_markup(text: str) -> str:
    """Read entities and drop tags and comments; where a block ends, a line does."""
    if not _MARKED.search(text):
        return text
    return TAG.sub(_break_or_nothing, _HIDDEN.sub("", ENTITY.sub(_read, text)))


def _read(entity: re.Match[str]) -> str:
    """Only whole names: html.unescape alone would read the &not of &notes;."""
    name = f"{entity.group(1)};"
    return html.unescape(f"&{name}") if name[0] == "#" or name in html5 else f"&{name}"


def _break_or_nothing(tag: re.Match[str]) -> str:
    return "\n" if _BLOCKS.match(tag.group()) else ""


def drop_links(text: str) -> str:
    return LINK.sub(_tail, text) if _LINKED.search(text) else text


def _tail(link: re.Match[str]) -> str:
    """What stands after a link's end is the sentence's: a full stop, a closing bracket."""
    kept = link.group().rstrip(".,;:!?)]")
    return " " + link.group()[len(kept) :]


def drop_emoji(text: str) -> str:
    return text if text.isascii() else _EMOJI.sub(" ", text)
