// The engine of the page and the program: the same answer, byte for byte, to every sample of the
// rules and to every healthy log.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse } from 'smol-toml';
import { FOLDER, PROGRAM } from './site.js';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;
const BYTES = readFileSync(join(FOLDER, 'reader/pomkb.wasm'));

/// The engine as `reader/worker.js` uses it.
class Engine {
  constructor() {
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(BYTES)).exports;
  }

  write(bytes) {
    const at = this.exports.room(bytes.length);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
  }

  /// The answer to one log that comes in pieces.
  json(name, bytes, piece) {
    this.exports.begin(Date.now(), 0);
    this.write(Buffer.from(name));
    this.exports.source();
    for (let at = 0; at < bytes.length; at += piece) {
      this.write(bytes.subarray(at, at + piece));
      this.exports.feed();
    }
    this.exports.finish();
    const length = this.exports.json();
    return Buffer.from(this.exports.memory.buffer, this.exports.answer(), length).toString();
  }
}

function files(folder, ending) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending));
  return found.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/// Every log, and what it is called.
function logs() {
  const healthy = files(join(ROOT, 'tests/corpus/healthy'), '');
  const all = healthy.map((path) => ({ about: path.slice(ROOT.length), bytes: readFileSync(path) }));
  for (const path of files(join(ROOT, 'rules'), '.toml')) {
    const { sample = [] } = parse(readFileSync(path, 'utf8'));
    sample.forEach(({ log }, at) => {
      all.push({ about: `${path.slice(ROOT.length)}, sample ${at + 1}`, bytes: Buffer.from(log) });
    });
  }
  return all;
}

test('the engine is small enough to be fetched', () => {
  const packed = gzipSync(BYTES, { level: 9 }).length;
  console.log(`# ${BYTES.length} bytes, ${packed} packed`);
  assert.ok(packed <= 1.5e6, `${packed} bytes`);
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(BYTES)), [], 'it asks for nothing');
});

test('the engine answers as the program does', async () => {
  const engine = new Engine();
  const folder = mkdtempSync(join(tmpdir(), 'pomkb-'));
  const all = logs();
  const different = [];
  let found = 0;
  let next = 0;
  const one = async () => {
    while (next < all.length) {
      const number = next++;
      const { about, bytes } = all[number];
      const name = `${number}.log`;
      writeFileSync(join(folder, name), bytes);
      const program = run(PROGRAM, ['match', '--output', 'json', name], { cwd: folder, maxBuffer: 1 << 26 });
      const json = engine.json(name, bytes, 1 << 20);
      const { stdout } = await program;
      if (stdout !== json) different.push(about);
      found += JSON.parse(json).findings.length;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
  console.log(`# ${all.length} logs, ${found} findings`);
  assert.ok(all.length > 200 && found > 100, 'there is something to compare');
  assert.deepEqual(different, []);
});

test('how the bytes come in does not matter', () => {
  const engine = new Engine();
  for (const { about, bytes } of logs().slice(0, 12)) {
    const whole = engine.json('log', bytes, 1 << 20);
    assert.equal(engine.json('log', bytes, 777), whole, about);
  }
});
