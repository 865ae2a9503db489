// inkjs as a peer of the bench: compiles the story once, then answers one JSON request a line
// on stdin with one line on stdout. It measures itself, so that the pipe costs nothing.
//
//   {"do": "hello", "scripts": […], "seconds": 1}         which idiom is faster; warms the JIT
//   {"do": "round", "idiom": "reused", "seconds": 0.05}   {"conversations": n, "seconds": s}
//   {"do": "talk", "idiom": "reused", "script": […]}      every turn's messages

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";
import { Compiler, Story } from "inkjs/full";

const SOURCE = readFileSync(new URL("six-replies.ink", import.meta.url), "utf8");
const COMPILED = new Compiler(SOURCE).Compile().ToJson();
const PARSED = JSON.parse(COMPILED);

const SCALE = Array.from({ length: 11 }, (_, n) => String(n));
const HINT = "0 = not at all · 10 = very strong";
const STALE = "That button was from an earlier message, so nothing has changed.";
const BAD_SCALE = "That did not match the scale. You could tap or send a number from 0 to 10.";
const BAD_NUMBER = "That did not work as a number. You could send just the digits, like 7.";
const BAD_CHOICE =
  "That did not match one of the answers. You could tap the button that fits best.";
const EMPTY = "That came through empty. A word or two is enough.";
const TOO_LONG =
  "That is a bit more than fits here. You could send the part that matters most, " +
  "up to 800 characters.";
const NONE = [];

class Refused extends Error {}

function scale(reply) {
  if (reply.kind === "tap") {
    if (!SCALE.includes(reply.value)) throw new Refused(STALE);
    return Number(reply.value);
  }
  const value = Number.parseFloat(reply.value);
  if (Number.isNaN(value)) throw new Refused(BAD_NUMBER);
  if (value < 0 || value > 10) throw new Refused(BAD_SCALE);
  return Math.trunc(value);
}

function words(reply) {
  const text = reply.value.trim();
  if (text === "") throw new Refused(EMPTY);
  if (text.length > 800) throw new Refused(TOO_LONG);
  return text;
}

// What the host asks for itself, by the name of the variable.
const INPUTS = new Map([
  ["urge", { read: scale, hint: HINT, buttons: SCALE }],
  ["need", { read: words, hint: "", buttons: NONE }],
  ["urge_after", { read: scale, hint: HINT, buttons: SCALE }],
]);

// A new Story for each reply, from the parsed JSON.
const fresh = {
  begin: () => new Story(PARSED),
  restore(saved) {
    const story = new Story(PARSED);
    story.state.LoadJson(saved);
    return story;
  },
};

// One Story for everybody; its state is replaced for each reply.
const shared = new Story(PARSED);
const reused = {
  begin() {
    shared.ResetState();
    return shared;
  },
  restore(saved) {
    shared.state.LoadJson(saved);
    return shared;
  },
};

const IDIOMS = { fresh, reused };
let idiom = reused;

function show(story) {
  const lines = story.ContinueMaximally().trim().split("\n");
  const out = lines.map((text) => ({ text, hint: "", buttons: NONE }));
  const choices = story.currentChoices;
  if (choices.length > 0) {
    const input = INPUTS.get(choices[0].text);
    const last = out[out.length - 1];
    last.hint = input ? input.hint : "";
    last.buttons = input ? input.buttons : choices.map((choice) => choice.text);
  }
  return out;
}

function begin() {
  const story = idiom.begin();
  const out = show(story);
  return [story.state.toJson(), out];
}

function take(story, reply) {
  const choices = story.currentChoices;
  const input = INPUTS.get(choices[0].text);
  if (input) {
    const value = input.read(reply);
    story.variablesState.$(choices[0].text, value);
    story.ChooseChoiceIndex(0);
    return;
  }
  const index = choices.findIndex((choice) => choice.text === reply.label);
  if (index < 0) throw new Refused(reply.kind === "tap" ? STALE : BAD_CHOICE);
  story.ChooseChoiceIndex(index);
}

function answer(saved, reply) {
  const story = idiom.restore(saved);
  let out;
  try {
    take(story, reply);
    out = show(story);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    out = [{ text: error.message, hint: "", buttons: NONE }];
  }
  return [story.state.toJson(), out];
}

function converse(script) {
  let [saved] = begin();
  for (const reply of script) [saved] = answer(saved, reply);
}

let scripts = [];

function round({ idiom: name, seconds }) {
  idiom = IDIOMS[name];
  const start = performance.now();
  const end = start + seconds * 1000;
  let conversations = 0;
  let now = start;
  while (now < end) {
    for (const script of scripts) converse(script);
    conversations += scripts.length;
    now = performance.now();
  }
  return { conversations, seconds: (now - start) / 1000 };
}

function rate(name, seconds) {
  const { conversations, seconds: took } = round({ idiom: name, seconds });
  return conversations / took;
}

function hello(request) {
  scripts = request.scripts;
  for (const name in IDIOMS) rate(name, request.seconds); // warms the JIT
  const rates = Object.keys(IDIOMS).map((name) => [rate(name, request.seconds), name]);
  rates.sort(([a], [b]) => b - a);
  return { faster: rates[0][1], node: process.version };
}

function talk(request) {
  idiom = IDIOMS[request.idiom];
  let [saved, out] = begin();
  const turns = [out];
  for (const reply of request.script) {
    [saved, out] = answer(saved, reply);
    turns.push(out);
  }
  return turns;
}

const DO = { hello, round, talk };

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(DO[request.do](request))}\n`);
}
