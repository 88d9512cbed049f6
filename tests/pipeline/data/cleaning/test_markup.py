"""Markup, links and emoji."""

import pytest

from pipeline.data.cleaning.markup import drop_emoji, drop_links, drop_markup


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("one<br />two", "one\ntwo"),
        ("<p class='x'>A <b>bold</b> word</p>", "\nA bold word\n"),
        ("R&amp;D &lt;3 caf&eacute;&#33;", "R&D <3 café!"),
        ("&amp;amp;lt;", "<"),
        ("a<script>var x = 1;</script>b<!-- note -->c", "abc"),
        ("I <3 you, <user> at <LOC>, a < b > c", "I <3 you, <user> at <LOC>, a < b > c"),
        ("&notes; AT&T; x&copy=1", "&notes; AT&T; x&copy=1"),  # html.unescape would read &not and &copy
        ("<开心>好", "<开心>好"),
    ],
)
def test_only_what_is_html_goes(raw: str, left: str) -> None:
    assert drop_markup(raw) == left


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("see https://example.com/a?b=c.", "see  ."),
        ("看http://t.example/abc上海", "看 上海"),
        ("(www.example.com)", "( )"),
        ("at bit.ly/x now", "at   now"),
        ("mail a.b@example.com", "mail a.b@example.com"),
        ("It ended.Come on", "It ended.Come on"),
    ],
)
def test_links_go_and_the_sentence_stays(raw: str, left: str) -> None:
    assert drop_links(raw) == left


@pytest.mark.parametrize(
    ("raw", "left"),
    [("good😀😀!", "good !"), ("👩\u200d🔬❤️", " "), ("1️⃣", "1 "), ("★★☆ ✓ №", "★★☆ ✓ №"), ("好👍🏽吃", "好 吃")],
)
def test_emoji_go_and_stars_stay(raw: str, left: str) -> None:
    assert drop_emoji(raw) == left
