// The page that reads a log: what a person gives it goes to the worker, answers come back.
//
// The worker and the engine are fetched once, while the page loads. Then a second policy forbids
// every further request; the worker is made under it, from text that is already here.

const by = (id) => document.getElementById(id);
const page = {
  form: by('form'), log: by('log'), files: by('files'), read: by('read'), choose: by('choose'),
  example: by('example'), clear: by('clear'), zone: by('zone'), own: by('own'), name: by('name'),
  template: by('template'), rule: by('rule'), marks: by('marks'), faultsHead: by('faults-head'),
  faults: by('faults'), state: by('state'), running: by('running'), progress: by('progress'),
  stop: by('stop'), share: by('share'), link: by('link'), json: by('json'), said: by('said'),
  answer: by('answer'),
};

/// Text longer than this is kept as a file: a text field of that length makes a browser slow.
const LONGEST_TEXT = 1 << 20;
/// The longest fragment that goes through chats and mails unharmed.
const LONGEST_LINK = 16000;

const EXAMPLE = [
  '{"level":"info","version":"0.30.0","time":"2026-03-01T22:14:03Z","message":"cmd/pomerium"}',
  '{"level":"error","service":"envoy","name":"config","time":"2026-03-01T22:14:05Z","message":"cannot bind \'0.0.0.0:443\': Address already in use"}',
  ...['22:15:10', '22:31:42'].map((time) => `{"level":"info","service":"envoy","upstream-cluster":"route-9d7e44115c1f0b2a","method":"GET","authority":"wiki.example.com","path":"/login","duration":0.6,"size":167,"response-code":503,"response-code-details":"upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}","time":"2026-03-01T${time}Z","message":"http-request"}`),
  '{"level":"error","service":"proxy","time":"2026-03-01T22:40:12Z","message":"the flux capacitor of upstream 10.0.0.7 is empty"}',
  '',
].join('\n');

const EXAMPLE_RULE = `title    = "The flux capacitor is empty"
severity = "error"
see      = ["https://example.com/flux-capacitor"]

symptom = '''
message ~ /flux capacitor of upstream (?<upstream>[^ ]+) is empty/
'''

summary = '''
The upstream {{ upstream }} has nothing left to run on.
'''

[cause.not-refilled]
title  = "Nobody refilled it"
why    = '''
It runs for a week.
'''
remedy = '''
Refill it.

    refill {{ upstream }}
'''
verify = "\`refill --check {{ upstream }}\` says full."

[[sample]]
log   = '''
{"level":"error","message":"the flux capacitor of upstream 10.0.0.7 is empty"}
'''
finds = { line = 1, upstream = "10.0.0.7" }

[[sample]]
log   = '''
{"level":"info","message":"the flux capacitor of upstream 10.0.0.7 is full"}
'''
quiet = "it is full"
`;

// Where the knowledge lies when it is not looked at from here.
const SITE = 'https://pomkb.github.io/';

let worker;
/// Files to read, each with its name.
let files = [];
let json = '';
/// Counts what is asked of the worker, so that answers to what was asked before are left.
let asked = { check: 0, read: 0 };
let timer;

followTheme();
try {
  await start();
} catch (error) {
  say(`The engine could not be loaded: ${error.message}`, true);
}

async function start() {
  const fetched = async (path) => {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  };
  const [engine, text] = await Promise.all([
    fetched('reader/pomkb.wasm').then((response) => response.arrayBuffer()),
    fetched('reader/worker.js').then((response) => response.text()),
  ]);
  const module = await WebAssembly.compile(engine);

  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; img-src data:";
  document.head.append(policy);

  worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  worker.onmessage = (event) => heard[event.data.type](event.data);
  worker.onerror = () => say('The engine stopped. Load the page again.', true);
  worker.postMessage({ type: 'start', module });

  const minutes = -new Date().getTimezoneOffset();
  if (minutes !== 0) {
    const two = (number) => String(number).padStart(2, '0');
    const distance = `${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
    page.zone.add(new Option(`mine, ${minutes < 0 ? '−' : '+'}${distance}`, minutes * 60));
  }
  listen();
  page.read.disabled = false;
  say('Ready. Nothing is sent from here on.');
  document.documentElement.dataset.ready = '';
  await openLink();
}

const heard = {
  progress({ read, done, total }) {
    if (read !== asked.read) return;
    page.progress.value = total ? done / total : 0;
    say(`Reading: ${size(done)} of ${size(total)} …`);
  },
  answer(answer) {
    if (answer.read !== asked.read) return;
    json = answer.json;
    show(answer);
  },
  checked({ check, faults }) {
    if (check === asked.check) showFaults(faults);
  },
  around({ key, lines }) {
    const place = page.answer.querySelector(`[data-key="${key}"]`);
    if (place) showAround(place, lines);
  },
  failed({ message }) {
    page.running.hidden = true;
    page.read.disabled = false;
    say(message, true);
  },
};

function listen() {
  page.form.addEventListener('submit', (event) => {
    event.preventDefault();
    read();
  });
  page.log.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text');
    if (text.length > LONGEST_TEXT) {
      event.preventDefault();
      take([new File([text], 'pasted.log')]);
    } else if (text) {
      setTimeout(read);
    }
  });
  page.choose.addEventListener('change', () => {
    take([...page.choose.files]);
    page.choose.value = '';
  });
  page.example.addEventListener('click', () => {
    page.log.value = EXAMPLE;
    read();
  });
  page.clear.addEventListener('click', () => {
    files = [];
    page.log.value = '';
    showFiles();
    clear();
    say('Ready. Nothing is sent from here on.');
    page.log.focus();
  });
  page.stop.addEventListener('click', () => worker.postMessage({ type: 'stop' }));
  page.template.addEventListener('click', () => {
    page.rule.value = EXAMPLE_RULE;
    page.rule.scrollTop = 0;
    page.rule.dispatchEvent(new Event('input'));
  });
  for (const field of [page.rule, page.name]) {
    field.addEventListener('input', () => {
      showMarks([]);
      clearTimeout(timer);
      timer = setTimeout(tryRule, 300);
    });
  }
  page.rule.addEventListener('scroll', () => {
    page.marks.scrollTop = page.rule.scrollTop;
    page.marks.scrollLeft = page.rule.scrollLeft;
  });
  page.zone.addEventListener('change', () => hasLog() && read());
  page.link.addEventListener('click', copyLink);
  page.json.addEventListener('click', () => copy(json, page.said, 'The JSON is copied.'));
  page.answer.addEventListener('click', (event) => {
    const place = event.target.closest('button.place');
    if (place) around(place);
    const button = event.target.closest('button.copy');
    if (button) copy(button.nextElementSibling.textContent, button, 'Copied');
  });
  const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');
  for (const kind of ['dragenter', 'dragover']) {
    document.addEventListener(kind, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      document.body.classList.add('dropping');
    });
  }
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    document.body.classList.remove('dropping');
    if (!carriesFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  window.addEventListener('hashchange', openLink);
}

/// Adds files and reads all.
function take(added) {
  files.push(...added);
  showFiles();
  if (added.length) read();
}

function showFiles() {
  page.files.replaceChildren(...files.map((file) => {
    const item = document.createElement('li');
    const away = document.createElement('button');
    away.type = 'button';
    away.textContent = '×';
    away.setAttribute('aria-label', `Leave out ${file.name}`);
    away.addEventListener('click', () => {
      files = files.filter((other) => other !== file);
      showFiles();
      if (hasLog()) read();
      else clear();
    });
    item.append(`${visible(file.name)} `, small(size(file.size)), away);
    return item;
  }));
}

function hasLog() {
  return files.length > 0 || page.log.value !== '';
}

/// The rule of the editor; nothing if there is none.
function rule() {
  const text = page.rule.value;
  return text.trim() ? { name: page.name.value.trim() || 'own/my-rule.toml', text } : null;
}

function read() {
  if (!hasLog()) {
    clear();
    say('There is no log yet: paste one, or drop a file.');
    page.log.focus();
    return;
  }
  const sources = files.map((file) => ({ name: file.name, blob: file }));
  if (page.log.value) sources.push({ name: 'pasted', blob: new Blob([page.log.value]) });
  asked.read += 1;
  page.progress.removeAttribute('value');
  page.running.hidden = false;
  page.said.textContent = '';
  page.answer.setAttribute('aria-busy', 'true');
  say('Reading …');
  const east = Number(page.zone.value);
  worker.postMessage({ type: 'read', read: asked.read, sources, rule: rule(), east });
}

function clear() {
  asked.read += 1;
  page.running.hidden = true;
  page.share.hidden = true;
  page.answer.replaceChildren();
}

/// Looks at the rule, and tries it on the log.
function tryRule() {
  const own = rule();
  asked.check += 1;
  if (own) worker.postMessage({ type: 'check', check: asked.check, rule: own });
  else showFaults([]);
  if (hasLog()) read();
}

function show({ html, stopped, remarks, seconds, bytes }) {
  page.running.hidden = true;
  page.share.hidden = false;
  // All that came from a log was made inert where this was written, and the policy lets no script
  // and no request of it happen if it was not.
  page.answer.innerHTML = html;
  page.answer.removeAttribute('aria-busy');
  let key = 0;
  for (const place of page.answer.querySelectorAll('button.place')) {
    place.dataset.key = key += 1;
    place.title = 'Show the lines around';
    place.setAttribute('aria-expanded', 'false');
  }
  for (const code of page.answer.querySelectorAll('.cause pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    const frame = document.createElement('div');
    frame.className = 'commands';
    code.replaceWith(frame);
    frame.append(button, code);
    code.tabIndex = 0;
  }
  for (const link of page.answer.querySelectorAll('a[href^="http"]')) {
    const url = link.getAttribute('href');
    if (url.startsWith(SITE)) link.setAttribute('href', url.slice(SITE.length));
    else link.rel = 'noreferrer noopener';
  }
  for (const text of remarks) {
    const remark = document.createElement('p');
    remark.className = 'remark';
    remark.textContent = text;
    page.answer.prepend(remark);
  }
  const verdict = page.answer.querySelector('.verdict strong')?.textContent ?? 'Nothing was read';
  const how = `${size(bytes)} read in ${seconds < 0.1 ? 'no time' : `${seconds.toFixed(1)} s`}`;
  say(stopped ? `Stopped: only ${how}.` : `${how[0].toUpperCase()}${how.slice(1)}.`);
  // Who sees the page reads it below; who hears it is told here.
  const told = document.createElement('span');
  told.className = 'hidden';
  told.textContent = `${verdict}. `;
  page.state.prepend(told);
}

/// Shows the lines around a record, or takes them away again.
function around(place) {
  const figure = place.closest('figure, p');
  const open = figure.nextElementSibling;
  if (open?.classList.contains('around')) {
    open.remove();
    place.setAttribute('aria-expanded', 'false');
    return;
  }
  const { source, line, key } = place.dataset;
  worker.postMessage({ type: 'around', key, source, line: Number(line) });
}

function showAround(place, lines) {
  const frame = document.createElement('pre');
  frame.className = 'log around';
  frame.tabIndex = 0;
  frame.setAttribute('aria-label', 'The lines around');
  for (const { number, text } of lines) {
    const row = document.createElement(number === Number(place.dataset.line) ? 'strong' : 'span');
    row.textContent = `${String(number).padStart(6)}  ${visible(text)}\n`;
    frame.append(row);
  }
  place.setAttribute('aria-expanded', 'true');
  place.closest('figure, p').after(frame);
}

function showFaults(faults) {
  showMarks(faults);
  const errors = faults.filter((one) => one.gravity === 'error').length;
  const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const own = rule();
  page.faultsHead.textContent = !own ? ''
    : faults.length === 0 ? 'The rule is sound, and its samples do what they say.'
    : `${count(errors, 'error')}, ${count(faults.length - errors, 'warning')}`;
  page.faults.replaceChildren(...faults.map((fault) => {
    const item = document.createElement('li');
    item.className = fault.gravity;
    const place = document.createElement('button');
    place.type = 'button';
    place.className = 'spot';
    place.textContent = `${fault.line}:${fault.column}`;
    place.title = `Go to line ${fault.line}, column ${fault.column}`;
    place.addEventListener('click', () => {
      page.rule.focus();
      page.rule.setSelectionRange(fault.start, fault.end);
      const height = parseFloat(getComputedStyle(page.rule).lineHeight);
      page.rule.scrollTop = (fault.line - 4) * height;
    });
    const head = document.createElement('p');
    const word = document.createElement('strong');
    word.textContent = fault.gravity;
    head.append(place, ' ', word, ` ${fault.message} `, small(fault.code));
    const text = document.createElement('pre');
    text.tabIndex = 0;
    text.textContent = fault.text.split('\n').slice(1).join('\n').trimEnd();
    item.append(head, text);
    if (fault.fix) {
      const mend = document.createElement('button');
      mend.type = 'button';
      mend.textContent = 'Mend it so';
      mend.addEventListener('click', () => {
        const { start, end, replacement } = fault.fix;
        page.rule.setRangeText(replacement, start, end, 'end');
        page.rule.focus();
        page.rule.dispatchEvent(new Event('input'));
      });
      item.append(mend);
    }
    return item;
  }));
}

/// Underlines places in the editor: the same text lies behind it, with marks.
function showMarks(faults) {
  const text = page.rule.value;
  page.marks.replaceChildren();
  let at = 0;
  for (const { start, end, gravity } of [...faults].sort((one, other) => one.start - other.start)) {
    // What is wrong with the file as a whole has no place.
    if (start < at || (start === 0 && end === 0)) continue;
    const mark = document.createElement('mark');
    mark.className = gravity;
    mark.textContent = text.slice(start, Math.max(end, start + 1));
    page.marks.append(text.slice(at, start), mark);
    at = Math.max(end, start + 1);
  }
  // The last line of a text that ends in a line end has no height without a sign in it.
  page.marks.append(`${text.slice(at)} `);
  page.marks.scrollTop = page.rule.scrollTop;
  page.marks.scrollLeft = page.rule.scrollLeft;
}

async function copyLink() {
  const parts = [];
  if (page.log.value) parts.push(`log=${await packed(page.log.value)}`);
  const own = rule();
  if (own) parts.push(`rule=${await packed(`${own.name}\n${own.text}`)}`);
  const url = `${location.href.split('#')[0]}#${parts.join('&')}`;
  if (!parts.length) {
    page.said.textContent = 'Only pasted text fits into a link, not files.';
  } else if (url.length > LONGEST_LINK) {
    page.said.textContent = 'That is too much for a link: cut the log down to the lines that matter.';
  } else {
    await copy(url, page.said, 'The link is copied. The log and the rule are in it.');
  }
}

/// Reads what the address carries behind its `#`.
async function openLink() {
  const carried = new URLSearchParams(location.hash.slice(1));
  if (!carried.has('log') && !carried.has('rule')) return;
  try {
    const [log, own] = await Promise.all(['log', 'rule'].map((part) => unpacked(carried.get(part) ?? '')));
    page.log.value = log;
    const end = own.indexOf('\n');
    if (end >= 0) {
      page.name.value = own.slice(0, end);
      page.rule.value = own.slice(end + 1);
      page.own.open = true;
      tryRule();
    } else if (hasLog()) {
      read();
    }
  } catch {
    say('The link is damaged: what it carries cannot be read.', true);
  }
}

async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return letters.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function unpacked(letters) {
  if (!letters) return '';
  const bytes = Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    // A few bytes can stand for any amount.
    if (text.length > LONGEST_TEXT) throw new Error('too long');
  }
}

async function copy(text, where, told) {
  const before = where.textContent;
  try {
    await navigator.clipboard.writeText(text);
    where.textContent = told;
  } catch {
    where.textContent = 'The browser does not let the page copy.';
  }
  if (where.tagName === 'BUTTON') setTimeout(() => { where.textContent = before; }, 2000);
}

function say(text, isTrouble = false) {
  page.state.textContent = text;
  page.state.classList.toggle('trouble', isTrouble);
}

/// Characters that hide, or that turn the direction of writing, as the engine shows them too.
function visible(text) {
  const active = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
  return text.replace(active, (sign) => (sign === '\t' ? sign : `\\u{${sign.codePointAt(0).toString(16)}}`));
}

function small(text) {
  const element = document.createElement('small');
  element.textContent = text;
  return element;
}

function size(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/// Light or dark as the rest of the book was set to.
function followTheme() {
  let theme;
  try {
    theme = localStorage.getItem('mdbook-theme');
  } catch {
    // Without storage, the system decides.
  }
  if (theme) {
    document.documentElement.dataset.theme = ['coal', 'navy', 'ayu'].includes(theme) ? 'dark' : 'light';
  }
}
