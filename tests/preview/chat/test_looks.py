"""Right-to-left, light and dark, small and large windows."""

import json

import pytest
from playwright.async_api import expect

from bot.preview.server import PreviewServer
from bot.preview.world import Account
from tests.preview.chat.kit import DESK, Open, TinyBot, in_a_browser

pytestmark = in_a_browser
ARABIC = "ما مدى قوة الشعور الآن، من 0 إلى 10؟"
HEBREW = "שלום, זו הודעה בעברית"
SCALE = [str(number) for number in range(11)]

# Every visible piece of text against the first opaque colour under it.
CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const light = (c) => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (node) => {
    const stack = [];
    for (let one = node; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      stack.push(colour); if (colour[3] === 1) break;
    }
    return stack.reduceRight((under, top) => [...over(top, under), 1], [255, 255, 255, 1]);
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim()) continue;
    if (!node.checkVisibility({visibilityProperty: true})) continue;
    if (node.closest('.unseen, .veiled, noscript, :disabled')) continue;
    const under = ground(node);
    const ink = over(rgba(getComputedStyle(node).color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) found.push([walk.currentNode.data, node.className, ratio.toFixed(2)]);
  }
  return found;
}"""


async def fill(tiny: TinyBot, chat: int) -> None:
    await tiny.say(chat, ARABIC, SCALE[:6], SCALE[6:], ["0 = not at all", "10 = very strong"])
    await tiny.say(chat, HEBREW)
    await tiny.say(
        chat,
        "<b>Bold</b>, <a href='https://example.org'>a link</a>, /help, <code>code</code>"
        "<blockquote>A quote</blockquote><pre>a = 1</pre>",
        ["Another round"],
        ["Use my senses instead, because watching the breath is not for me today"],
        parse_mode="HTML",
    )
    long = "A-very-long-word-without-any-space-" * 8
    await tiny.say(chat, long, ["Help", "Stop"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_words_can_be_read(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account, scheme: str
) -> None:
    board = {"keyboard": [["Breathe", "Not now"]], "resize_keyboard": True, "is_persistent": True}
    await fill(tiny, met.id)
    await tiny.say(met.id, "Which?", reply_markup=board)
    server.app.show_findings(
        [
            {
                "file": "a.yaml",
                "line": 3,
                "code": "x",
                "message": "Bad",
                "mend": "Do",
                "severity": "error",
            }
        ]
    )
    chat = await window(DESK, color_scheme=scheme)
    await chat.write("Hello, /help")
    await tiny.text()
    await chat.key("Menu of this chat").click()
    assert await chat.page.evaluate(CONTRASTS) == []
    await chat.page.keyboard.press("Escape")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = await chat.page.evaluate(ground)
    for _ in range(3):
        await chat.page.locator(".theme").click()
    assert await chat.page.evaluate(ground) == before
    await chat.page.locator(".theme").click()
    if scheme == "light":
        await chat.page.locator(".theme").click()
    assert await chat.page.evaluate(ground) != before
    assert await chat.page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (768, 1024), (1280, 800), (2560, 1440)])
async def test_nothing_sticks_out(
    window: Open, tiny: TinyBot, met: Account, size: tuple[int, int]
) -> None:
    await fill(tiny, met.id)
    chat = await window(size)
    await expect(chat.key("Help")).to_be_visible()
    out = """[document.documentElement, ...document.querySelectorAll('.log, .bar, .dock, .bubble')]
        .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"""
    assert await chat.page.evaluate(out) == []
    cut = """[...document.querySelectorAll('.key')]
        .filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.textContent)"""
    assert await chat.page.evaluate(cut) == []
    await expect(chat.key("Help")).to_be_in_viewport()


async def test_each_text_has_its_own_direction(window: Open, tiny: TinyBot, met: Account) -> None:
    await fill(tiny, met.id)
    chat = await window()
    direction = "one => getComputedStyle(one).direction"
    arabic = chat.bubble(ARABIC).locator(".text")
    assert await arabic.evaluate(direction) == "rtl"
    assert await chat.bubble(HEBREW).locator(".text").evaluate(direction) == "rtl"
    assert await chat.bubble("A-very").locator(".text").evaluate(direction) == "ltr"
    time = await arabic.locator(".meta").bounding_box()
    box = await arabic.bounding_box()
    assert time is not None
    assert box is not None
    assert time["x"] - box["x"] < 2, "the time is where the line ends: at the left"
    await chat.input.fill(HEBREW)
    assert await chat.input.evaluate(direction) == "rtl"
    await chat.input.fill("a")
    assert await chat.input.evaluate(direction) == "ltr"


async def test_the_composer_grows_and_counts(window: Open, tiny: TinyBot, met: Account) -> None:
    await tiny.say(met.id, "Hello.")
    chat = await window()
    flat = await chat.input.bounding_box()
    await chat.input.fill("one\ntwo\nthree")
    tall = await chat.input.bounding_box()
    assert flat is not None
    assert tall is not None
    assert tall["height"] > flat["height"] + 40
    await expect(chat.page.locator(".counter")).not_to_be_visible()
    await chat.input.fill("x" * 4000)
    await expect(chat.page.locator(".counter")).to_have_text("96")
    await chat.input.fill("x" * 5000)
    await expect(chat.page.locator(".counter")).to_have_text("2 messages")
    await chat.input.press("Enter")
    assert [len(await tiny.text()) for _ in range(2)] == [4096, 904]
    await expect(chat.page.locator(".row.out")).to_have_count(2)


async def test_a_thousand_messages(
    window: Open, server: PreviewServer, tiny: TinyBot, met: Account
) -> None:
    place = server.world.chats[met.id]
    for number in range(1000):
        content = {"text": f"Message {number}: " + "some words " * (number % 9)}
        server.world.post(place, content, None if number % 3 else met)
    chat = await window()
    await expect(chat.page.locator(".row")).to_have_count(1000)
    await expect(chat.bubble("Message 999:")).to_be_in_viewport()
    took = await chat.page.evaluate(
        """async () => {
          const box = document.querySelector('.log'), times = [];
          let before = performance.now();
          for (let step = 0; step < 60; step++) {
            box.scrollTop -= 400;
            await new Promise(requestAnimationFrame);
            times.push(performance.now() - before);
            before = performance.now();
          }
          return times.sort((a, b) => a - b)[30];
        }"""
    )
    assert took < 50, "half of the frames come within 50 ms even without a graphics card"
    shift = "document.querySelector('.log').scrollTop"
    before = await chat.number(shift)
    await tiny.say(met.id, "The newest", ["Yes"])
    await expect(chat.key("To the newest message, 1 unread")).to_be_visible()
    assert await chat.number(shift) == before
    picture = json.dumps("The newest")
    assert await chat.page.evaluate(f"document.body.textContent.includes({picture})")
