/** Pictures, animations and the other things a message can carry. Space is kept before they load. */

import { el, icon } from "../part/dom.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {any} message
 * @returns {HTMLElement|null} null for a message of words only
 */
export function mediaOf(message) {
  const media = message.media ?? {};
  const kind = media.kind ?? ["location", "contact", "sticker", "voice"].find((one) => message[one]);
  if (!kind) return null;
  if (kind === "photo" && media.url) return picture(media, message);
  if (kind === "animation" && media.url) return animation(media, message);
  if (kind === "document" && media.url) return file(media, message);
  return plain(kind, message);
}

function frame(media, ...children) {
  const box = el("div", { class: "media", data: { url: media.url } }, ...children);
  const width = media.width || 320;
  const height = media.height || 320;
  box.style.setProperty("--ratio", String(width / height));
  box.style.setProperty("--wide", `${width}px`);
  return box;
}

function picture(media, message) {
  const image = el("img", { src: media.url, alt: message.caption ? "Picture" : "Picture without a caption", decoding: "async" });
  const open = el("a", { class: "picture", href: media.url, target: "_blank", rel: "noopener", "aria-label": "Open the picture" }, image);
  return frame(media, open);
}

/** A moving picture stops by a tap, and does not start by itself for those who asked for calm. */
function animation(media, message) {
  const type = media.mime_type ?? message.animation?.mime_type ?? "";
  const moving = /^image\//.test(type) || /\.gif$/i.test(media.url) ? gif(media) : film(media);
  const button = el("button", { type: "button", class: "motion" }, moving.node, el("span", { class: "badge" }, icon("play"), "GIF"));
  function show(playing) {
    button.classList.toggle("paused", !playing);
    button.setAttribute("aria-label", playing ? "Animation: pause" : "Animation: play");
    button.setAttribute("aria-pressed", String(playing));
    if (playing) moving.play();
    else moving.pause();
  }
  button.addEventListener("click", () => show(button.classList.contains("paused")));
  show(!calm.matches);
  return frame(media, button);
}

function film(media) {
  const node = el("video", { src: media.url, loop: true, playsinline: true, preload: "auto" });
  node.muted = true;
  return { node, play: () => void node.play().catch(() => {}), pause: () => node.pause() };
}

/** An <img> cannot be paused: its first picture is kept on a canvas in its place. */
function gif(media) {
  const image = el("img", { alt: "", decoding: "async" });
  const still = el("canvas", { hidden: true });
  let paused = false;
  function freeze() {
    if (!paused || !image.naturalWidth) return;
    still.width = image.naturalWidth;
    still.height = image.naturalHeight;
    still.getContext("2d").drawImage(image, 0, 0);
    still.hidden = false;
    image.hidden = true;
  }
  image.addEventListener("load", freeze);
  image.src = media.url;
  return {
    node: el("span", { class: "gif" }, image, still),
    play() {
      paused = false;
      image.hidden = false;
      still.hidden = true;
    },
    pause() {
      paused = true;
      freeze();
    },
  };
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function card(name, title, note) {
  return el("div", { class: "card" }, el("span", { class: "card-icon" }, icon(name)),
    el("span", { class: "card-words" }, el("span", { class: "card-title", dir: "auto", text: title }), note && el("span", { class: "card-note", text: note })));
}

function file(media, message) {
  const name = message.document?.file_name ?? "Document";
  const box = card("file", name, size(message.document?.file_size));
  return el("a", { class: "file", href: media.url, download: name, data: { url: media.url } }, box);
}

function plain(kind, message) {
  if (kind === "sticker") return el("div", { class: "sticker", role: "img", "aria-label": "Sticker", text: message.sticker?.emoji ?? "🙂" });
  if (kind === "voice") return card("voice", "Voice message", `${message.voice?.duration ?? 1} s`);
  if (kind === "video_note") return card("play", "Video message", `${message.video_note?.duration ?? 1} s`);
  if (kind === "photo") return card("photo", "Photo", "");
  if (kind === "animation") return card("play", "Animation", "");
  if (kind === "document") return card("file", message.document?.file_name ?? "Document", size(message.document?.file_size));
  if (kind === "contact") return card("person", message.contact?.first_name ?? "Contact", message.contact?.phone_number ?? "");
  if (kind === "location") {
    const { latitude = 0, longitude = 0 } = message.location ?? {};
    return card("pin", "Location", `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`);
  }
  return card("file", kind, "");
}
