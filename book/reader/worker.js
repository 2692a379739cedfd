// Reads logs beside the page, so that it never waits: blobs in, answers and progress out.

/// Bytes that are read before the page is heard again.
const PIECE = 1 << 20;
/// Lines before and behind one that are shown around it, and how much of each.
const AROUND = 4;
const LONGEST_LINE = 2000;

let module;
/// An engine that has taken a rule, and the rule as text: a new rule gets a new engine.
let engine;
let sources = [];
let isStopped = false;
/// What is asked last; what was asked before ends when it sees this.
let current = 0;

const asked = {
  start(message) {
    module = message.module;
  },
  stop() {
    isStopped = true;
  },
  check({ check, rule }) {
    const engine = engineFor(rule);
    postMessage({ type: 'checked', check, faults: JSON.parse(engine.answer('check')) });
  },
  read,
  around,
};

onmessage = async ({ data }) => {
  try {
    await asked[data.type](data);
  } catch (error) {
    engine = undefined;
    const message = error instanceof WebAssembly.RuntimeError
      ? 'The engine stopped; that is a fault of ours. Please tell us what it was given.'
      : String(error?.message ?? error);
    postMessage({ type: 'failed', message });
  }
};

async function read(message) {
  current = message.read;
  isStopped = false;
  sources = message.sources;
  const started = performance.now();
  const engine = engineFor(message.rule);
  engine.exports.begin(Date.now(), message.east);
  const total = sources.reduce((sum, { blob }) => sum + blob.size, 0);
  const remarks = [];
  let [done, bytes] = [0, 0];
  for (const { name, blob } of sources) {
    if (isStopped) break;
    engine.write(name);
    engine.exports.source();
    try {
      const count = (length) => { done += length; };
      for await (const piece of pieces(blob, count)) {
        engine.write(piece);
        engine.exports.feed();
        bytes += piece.length;
        postMessage({ type: 'progress', read: message.read, done, total });
        await breath();
        if (current !== message.read) return;
        if (isStopped) break;
      }
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      remarks.push(`${name} could not be read to its end; what came before is in the answer.`);
    }
  }
  engine.exports.finish();
  const seconds = (performance.now() - started) / 1000;
  const [html, json] = [engine.answer('html'), engine.answer('json')];
  postMessage({ type: 'answer', read: message.read, html, json, remarks, seconds, bytes, stopped: isStopped });
}

/// The lines around one of a log that was read.
async function around({ key, source, line }) {
  const blob = sources.find(({ name }) => name === source)?.blob;
  const lines = [];
  let number = 1;
  let text = '';
  const keep = () => {
    if (Math.abs(number - line) <= AROUND) lines.push({ number, text: text.replace(/\r$/, '') });
    text = '';
  };
  const decoder = new TextDecoder();
  reading: for await (const piece of blob ? pieces(blob, () => {}) : []) {
    let at = 0;
    while (at < piece.length) {
      const end = piece.indexOf(10, at);
      const stop = end < 0 ? piece.length : end;
      if (Math.abs(number - line) <= AROUND && text.length < LONGEST_LINE) {
        const part = decoder.decode(piece.subarray(at, Math.min(stop, at + 4 * LONGEST_LINE)));
        text = (text + part).slice(0, LONGEST_LINE);
      }
      if (end < 0) break;
      keep();
      number += 1;
      at = end + 1;
      if (number > line + AROUND) break reading;
    }
  }
  if (text) keep();
  postMessage({ type: 'around', key, lines });
}

/// The bytes of a log in UTF-8, in pieces: unpacked if they are packed with gzip, turned into UTF-8
/// if a mark says that they are UTF-16. `count` is told how much of the blob was taken.
async function* pieces(blob, count) {
  let stream = blob.stream().pipeThrough(new TransformStream({
    transform(piece, out) {
      count(piece.length);
      out.enqueue(piece);
    },
  }));
  const head = await first(blob);
  if (head[0] === 0x1f && head[1] === 0x8b) stream = stream.pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  let { value = new Uint8Array(), done } = await reader.read();
  let decoder;
  if (value[0] === 0xff && value[1] === 0xfe) decoder = new TextDecoder('utf-16le');
  else if (value[0] === 0xfe && value[1] === 0xff) decoder = new TextDecoder('utf-16be');
  else if (value[0] === 0xef && value[1] === 0xbb && value[2] === 0xbf) value = value.subarray(3);
  const encoder = new TextEncoder();
  while (!done) {
    const bytes = decoder ? encoder.encode(decoder.decode(value, { stream: true })) : value;
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    ({ value, done } = await reader.read());
  }
}

async function first(blob) {
  return new Uint8Array(await blob.slice(0, 2).arrayBuffer());
}

/// Lets messages of the page in. Timers would wait some milliseconds each time.
function breath() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function engineFor(rule) {
  const text = rule ? `${rule.name}\n${rule.text}` : '';
  if (engine?.rule !== text) {
    engine = new Engine(module, text);
  }
  return engine;
}

class Engine {
  constructor(module, rule) {
    this.rule = rule;
    this.exports = new WebAssembly.Instance(module).exports;
    if (rule) {
      this.write(rule);
      this.exports.rule();
    }
  }

  /// Puts text or bytes where the engine looks for them.
  write(what) {
    const bytes = typeof what === 'string' ? new TextEncoder().encode(what) : what;
    const at = this.exports.room(bytes.length);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
  }

  /// Calls something that answers with text.
  answer(call) {
    const length = this.exports[call]();
    return new TextDecoder().decode(new Uint8Array(this.exports.memory.buffer, this.exports.answer(), length));
  }
}
