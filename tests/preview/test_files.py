"""Pictures, animations and documents: sent, sent again by id, fetched, refused."""

import struct
from typing import Any

import httpx
import pytest

from bot.preview import pictures
from bot.preview.samples import png
from bot.preview.world import Account
from tests.preview.kit import Json, Peer

GIF = b"GIF89a" + struct.pack("<HH", 120, 90) + bytes(20)


async def upload(
    bot: Peer, method: str, part: str, content: bytes, name: str = "file.bin", **params: Any
) -> Json:
    answer = await bot.http.post(
        f"/bot{bot.world.token}/{method}",
        data={key: str(value) for key, value in params.items()},
        files={part: (name, content)},
    )
    body: Json = answer.json()
    return body


async def test_an_animation_is_uploaded_once_and_sent_again(bot: Peer, ada: Account) -> None:
    first = await upload(
        bot, "sendAnimation", "animation", GIF, "breath.gif", chat_id=ada.id, duration=12
    )
    animation = first["result"]["animation"]
    assert (animation["width"], animation["height"], animation["duration"]) == (120, 90, 12)
    again = await bot.ok("sendAnimation", chat_id=ada.id, animation=animation["file_id"])
    assert again["animation"] == animation
    assert bot.world.files.uploads == 1
    assert bot.last.files == {}
    shown = bot.world.preview(bot.world.chats[ada.id].messages[again["message_id"]])
    assert shown["media"] == {
        "kind": "animation",
        "url": f"/preview/file/{animation['file_id']}",
        "width": 120,
        "height": 90,
    }
    picture = await bot.http.get(shown["media"]["url"])
    assert (picture.content, picture.headers["content-type"]) == (GIF, "image/gif")


async def test_a_file_is_fetched(bot: Peer, ada: Account) -> None:
    sent = await upload(bot, "sendPhoto", "photo", png(), "a.png", chat_id=ada.id, caption="<b>")
    photo = sent["result"]["photo"][-1]
    assert sent["result"]["caption"] == "<b>"
    file = await bot.ok("getFile", file_id=photo["file_id"])
    got = await bot.http.get(f"/file/bot{bot.world.token}/{file['file_path']}")
    assert got.content == png()
    assert (await bot.http.get(f"/file/bot{bot.world.token}/no/such")).status_code == 404
    assert (await bot.http.get(f"/file/bot1:x/{file['file_path']}")).status_code == 401


async def test_refused(bot: Peer, ada: Account) -> None:
    async def said(method: str, part: str, content: bytes) -> Any:
        answer = await upload(bot, method, part, content, chat_id=ada.id)
        return answer["error_code"], answer["description"]

    big = png() + bytes(10 * 1024 * 1024)
    assert await said("sendPhoto", "photo", big) == (
        400,
        f"Bad Request: file of size {len(big)} bytes is too big for a photo",
    )
    too_big = bytes(50 * 1024 * 1024 + 1)
    assert await said("sendDocument", "document", too_big) == (413, "Request Entity Too Large")
    assert await said("sendPhoto", "photo", b"no picture") == (
        400,
        "Bad Request: IMAGE_PROCESS_FAILED",
    )
    assert await said("sendPhoto", "photo", png(2100, 100)) == (
        400,
        "Bad Request: PHOTO_INVALID_DIMENSIONS",
    )
    assert await said("sendPhoto", "photo", b"") == (400, "Bad Request: file must be non-empty")
    chat = {"chat_id": ada.id}
    assert await bot.no("sendPhoto", **chat) == "Bad Request: there is no photo in the request"
    assert await bot.no("sendPhoto", **chat, photo="attach://x") == (
        'Bad Request: can\'t find the file "attach://x" among the parts of the request'
    )
    assert await bot.no("sendPhoto", **chat, photo="https://example.com/x.png") == (
        "Bad Request: failed to get HTTP URL content"
    )
    assert "wrong remote file identifier" in await bot.no("sendPhoto", **chat, photo="AgAC")
    assert await bot.no("sendPhoto", **chat, photo="x", caption="y" * 1025) == (
        "Bad Request: message caption is too long"
    )
    gif = (await upload(bot, "sendAnimation", "animation", GIF, chat_id=ada.id))["result"][
        "animation"
    ]
    assert await bot.no("sendPhoto", **chat, photo=gif["file_id"]) == (
        "Bad Request: can't use file of type Animation as Photo"
    )


@pytest.mark.parametrize("kind", ["document", "video", "sticker", "voice", "audio", "video_note"])
async def test_each_kind(bot: Peer, ada: Account, kind: str) -> None:
    method = "send" + "".join(part.capitalize() for part in kind.split("_"))
    sent = await upload(bot, method, kind, png(), "a.png", chat_id=ada.id)
    await bot.ok(method, chat_id=ada.id, **{kind: sent["result"][kind]["file_id"]})


async def test_an_album(bot: Peer, ada: Account) -> None:
    media = '[{"type":"photo","media":"attach://a"},{"type":"photo","media":"attach://a"}]'
    sent = await upload(bot, "sendMediaGroup", "a", png(), "a.png", chat_id=ada.id, media=media)
    assert len({one["media_group_id"] for one in sent["result"]}) == 1
    assert len(sent["result"]) == 2


async def test_a_text_becomes_an_animation(bot: Peer, ada: Account) -> None:
    gif = await upload(bot, "sendAnimation", "animation", GIF, chat_id=ada.id)
    media = {"type": "animation", "media": gif["result"]["animation"]["file_id"], "caption": "in"}
    text = await bot.ok("sendMessage", chat_id=ada.id, text="wait")
    number = {"chat_id": ada.id, "message_id": text["message_id"]}
    edited = await bot.ok("editMessageMedia", **number, media=media)
    assert "text" not in edited
    assert edited["caption"] == "in"
    assert "not modified" in await bot.no("editMessageMedia", **number, media=media)
    assert (await bot.ok("editMessageCaption", **number, caption="out"))["caption"] == "out"
    assert "caption" not in await bot.ok("editMessageCaption", **number)
    assert await bot.no("editMessageText", **number, text="x") == (
        "Bad Request: there is no text in the message to edit"
    )
    copied = await bot.ok("copyMessage", chat_id=ada.id, from_chat_id=ada.id, message_id=1)
    assert list(copied) == ["message_id"]
    forwarded = await bot.ok("forwardMessage", chat_id=ada.id, from_chat_id=ada.id, message_id=1)
    assert forwarded["forward_origin"]["sender_user"]["id"] == ada.id


async def test_a_broken_form(bot: Peer) -> None:
    path = f"/bot{bot.world.token}/sendPhoto"
    for content_type, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nno header\r\n"),
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b'{"chat_id": "\\ud800"}'),
        ("application/json", b"[" * 100_000),
        ("text/plain", b"x"),
        ("application/x-www-form-urlencoded", b"text=%ff"),
        ("application/x-www-form-urlencoded", b"text=\xff"),
    ):
        headers = {"content-type": content_type}
        answer: httpx.Response = await bot.http.post(path, content=body, headers=headers)
        assert answer.status_code == 400, (content_type, body[:20], answer.text)
        assert answer.json()["description"].startswith("Bad Request: ")


def test_what_bytes_show() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 7, 9) + bytes(9)
    mp4 = b"\0\0\0\x0cftypmp42" + struct.pack(">I", 28) + b"tkhd" + bytes(12)
    mp4 += struct.pack(">II", 64 << 16, 48 << 16)
    webp = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x0f\0\0\x07\0\0"
    assert pictures.look(png(3, 4)) == ("image/png", 3, 4)
    assert pictures.look(GIF) == ("image/gif", 120, 90)
    assert pictures.look(jpeg) == ("image/jpeg", 9, 7)
    assert pictures.look(mp4) == ("video/mp4", 64, 48)
    assert pictures.look(webp) == ("image/webp", 16, 8)
    assert pictures.look(b"").mime == "application/octet-stream"
