"""HTML and MarkdownV2, on the cases Telegram's own library tests itself with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview import entities, links, markdown, tags
from bot.preview.kinds import Json, utf16
from bot.preview.refusal import RefusedError


def marks(found: list[Json]) -> list[tuple[str, int, int]]:
    return sorted((one["type"], one["offset"], one["length"]) for one in found)


HTML_WRONG = [
    ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (
        "🏟 🏟&lt;<i>a</em   >",
        'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
    ),
    ("<", "Unclosed start tag at byte offset 0"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]


@pytest.mark.parametrize(("source", "message"), HTML_WRONG)
def test_html_refused(source: str, message: str) -> None:
    with pytest.raises(tags.MalformedError) as caught:
        tags.parse(source)
    assert str(caught.value) == message


HTML_RIGHT: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
    ("&#8211;&#x2013;", "––", []),
    ("➡️ ➡️<i>➡️ ➡️</i><b>➡️ ➡️</b>", "➡️ ➡️➡️ ➡️➡️ ➡️", [("bold", 10, 5), ("italic", 5, 5)]),
    ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
    (
        "🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>",
        "🏟 🏟🏟 ><🏟",
        [("bold", 9, 3), ("italic", 5, 7)],
    ),
    ("<i    aba  =  '&lt;&gt;&quot;'>a</>", "a", [("italic", 0, 1)]),
    ("<b></b>", "", []),
    ("<a href=telegram.org>\t</a>", "\t", [("text_link", 0, 1)]),
    ("<a>telegram.org</a>", "telegram.org", [("text_link", 0, 12)]),
    ("<a> </a>", " ", []),
    ("<a href='tg://user?id=5'>x</a>", "x", [("text_mention", 0, 1)]),
    ("<pre><code class='language-py'>x</code></pre>", "x", [("pre", 0, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
]


@pytest.mark.parametrize(("source", "text", "found"), HTML_RIGHT)
def test_html(source: str, text: str, found: list[tuple[str, int, int]]) -> None:
    plain, made = tags.parse(source)
    assert (plain, marks(made)) == (text, found)


MARKDOWN_WRONG = [
    ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
    ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
    ("🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21"),
    ("🏟 🏟`", "Can't find end of Code entity at byte offset 9"),
    ("🏟 🏟```", "Can't find end of Pre entity at byte offset 9"),
    ("🏟 🏟```a", "Can't find end of Pre entity at byte offset 9"),
    ("🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9"),
    ("🏟 🏟__🏟 🏟_", "Can't find end of Italic entity at byte offset 20"),
    ("🏟 🏟_🏟 🏟__", "Can't find end of Underline entity at byte offset 19"),
    ("🏟 🏟```🏟 🏟`", "Can't find end of Code entity at byte offset 21"),
    ("🏟 🏟```🏟 🏟_", "Can't find end of PreCode entity at byte offset 9"),
    ("[telegram\\.org](asd\\)", "Can't find end of a URL at byte offset 16"),
    ("[telegram\\.org](", "Can't find end of a URL at byte offset 16"),
    ("🏟 🏟__🏟 _🏟___", "Can't find end of Italic entity at byte offset 23"),
    ("🏟 🏟__", "Can't find end of Underline entity at byte offset 9"),
    ("![x]", "Custom emoji entity must contain a tg://emoji URL"),
]


@pytest.mark.parametrize(("source", "message"), MARKDOWN_WRONG)
def test_markdown_refused(source: str, message: str) -> None:
    with pytest.raises(tags.MalformedError) as caught:
        markdown.parse(source)
    assert str(caught.value) == message


MARKDOWN_RIGHT: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("", "", []),
    ("\\\\\\\\\\_\\*\\`", "\\\\_*`", []),
    ("🏟 🏟``", "🏟 🏟", []),
    ("🏟 🏟_abac \\* asd _", "🏟 🏟abac * asd ", [("italic", 5, 11)]),
    ("➡️ ➡️_➡️ ➡️_*➡️ ➡️*", "➡️ ➡️➡️ ➡️➡️ ➡️", [("bold", 10, 5), ("italic", 5, 5)]),
    ("🏟 🏟_🏟 __🏟___", "🏟 🏟🏟 🏟", [("italic", 5, 5), ("underline", 8, 2)]),
    ("🏟 🏟__🏟 _🏟_\\___", "🏟 🏟🏟 🏟_", [("italic", 8, 2), ("underline", 5, 6)]),
    ("🏟 🏟`🏟 🏟```", "🏟 🏟🏟 🏟", [("code", 5, 5)]),
    ("🏟 🏟```🏟 🏟```", "🏟 🏟 🏟", [("pre", 5, 3)]),
    ("🏟 🏟```🏟\n🏟```", "🏟 🏟🏟", [("pre", 5, 2)]),
    ("🏟 🏟```🏟\r\n🏟```", "🏟 🏟🏟", [("pre", 5, 2)]),
    ("🏟 🏟```🏟\n\n🏟```", "🏟 🏟\n🏟", [("pre", 5, 3)]),
    ("🏟 🏟``````", "🏟 🏟", []),
    ("`_* *_`__*` `*__", "_* *_ ", [("bold", 5, 1), ("code", 0, 5), ("code", 5, 1),
                                     ("underline", 5, 1)]),
    ("[](telegram.org)", "", []),
    ("[ ](telegram.org)", " ", [("text_link", 0, 1)]),
    ("[ ](as)", " ", []),
    ("[telegram\\.org]a", "telegram.orga", [("text_link", 0, 12)]),
    ("[t](tg:user?id=123456)", "t", [("text_mention", 0, 1)]),
    ("||x||", "x", [("spoiler", 0, 1)]),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
    (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
    ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "found"), MARKDOWN_RIGHT)
def test_markdown(source: str, text: str, found: list[tuple[str, int, int]]) -> None:
    plain, made = markdown.parse(source)
    assert (plain, marks(made)) == (text, found)


@pytest.mark.parametrize("character", [chr(code) for code in range(1, 126)])
def test_markdown_reserves(character: str) -> None:
    if character in "]()>#+-=|{}.!":
        with pytest.raises(tags.MalformedError, match="is reserved and must be escaped"):
            markdown.parse("a" + character)
        assert markdown.parse(f"\\{character}") == (character, [])
    elif character not in "_*[~`":
        assert markdown.parse(character) == (character, [])


@given(st.text(alphabet="<>/ab i='\"&lt;&#x3;_*`[]()|!\n\\é😀 ", max_size=60))
def test_no_parser_stumbles(source: str) -> None:
    for mode in ("HTML", "MarkdownV2", "Markdown"):
        try:
            text, found = entities.formatted(source, mode, None)
        except RefusedError:
            continue
        for one in found:
            assert 0 <= one["offset"] < one["offset"] + one["length"] <= utf16(text)


@given(st.text(max_size=80))
def test_escaped_markdown_is_the_text_itself(source: str) -> None:
    escaped = "".join(f"\\{one}" if 0 < ord(one) <= 126 else one for one in source)
    assert markdown.parse(escaped) == (source, [])


def test_cleaning_keeps_entities_in_place() -> None:
    given_one = {"type": "bold", "offset": 4, "length": 3}
    text, found = entities.formatted(" \u202ea\rbcd\0 ", None, [given_one])
    assert text == "abcd"
    assert marks(found) == [("bold", 1, 3)]


def test_what_is_found_by_itself() -> None:
    text = "😀 /start@me_bot #tag a.b@c.de https://x.org/y. @someone www.example.com 5/6"
    assert [(one["type"], one["offset"], one["length"]) for one in links.find(text)] == [
        ("bot_command", 3, 13),
        ("hashtag", 17, 4),
        ("email", 22, 8),
        ("url", 31, 15),
        ("mention", 48, 8),
        ("url", 57, 15),
    ]
    assert entities.formatted("<code>/start</code>", "HTML", None)[1] == [
        {"type": "code", "offset": 0, "length": 6}
    ]
