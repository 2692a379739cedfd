// The page that reads a log, as a person uses it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { open, PROGRAM } from './site.js';

let site;
before(async () => { site = await open(); });
after(() => site.close());

/// A rule of the tests' own, so that they hold whatever the built-in rules know.
const RULE = readFileSync(new URL('rule.toml', import.meta.url), 'utf8');
const LINE = '{"level":"error","time":"2026-03-01T10:00:00Z","message":"the zorble <10.0.0.7> is gone"}\n';
const LATER = LINE.replace('10:00', '11:30').replace('10.0.0.7', '10.0.0.8');
const QUIET = '{"level":"info","message":"all is well"}\n';

async function reader(settings) {
  const visit = await site.visit('read.html', settings);
  await visit.page.waitForSelector('[data-ready]');
  return visit;
}

/// Puts a rule into the editor and waits until it is looked at.
async function write(page, rule) {
  await page.locator('#own').evaluate((own) => { own.open = true; });
  await page.fill('#name', 'own/zorble-gone.toml');
  await page.locator('#faults-head').evaluate((head) => { head.textContent = ''; });
  await page.fill('#rule', rule);
  await page.waitForFunction(() => document.getElementById('faults-head').textContent !== '');
}

async function paste(page, text) {
  await page.locator('#log').evaluate((log, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    if (log.dispatchEvent(event)) log.value += text;
  }, text);
}

async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, bytes } of files) {
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    }
    return data;
  }, files.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes).toString('base64') })));
  await page.dispatchEvent('main', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
}

test('a log that is pasted is answered', async () => {
  const { page, faults } = await reader();
  await write(page, RULE);
  assert.equal(await page.textContent('#faults-head'), 'The rule is sound, and its samples do what they say.');
  await paste(page, QUIET + LINE + LATER);
  const finding = page.locator('#finding-zorble-gone');
  await finding.waitFor();
  assert.match(await page.textContent('#state'), /^1 known problem\./);
  assert.match(await finding.locator('h3').textContent(), /The zorble is gone/);
  assert.match(await finding.locator('.about').first().textContent(), /2 times · 2026-03-01T10:00:00Z to 2026-03-01T11:30:00Z/);
  assert.equal(await finding.locator('.evidence mark').first().textContent(), 'the zorble <10.0.0.7> is gone');
  assert.equal(await finding.locator('.remedy pre').textContent(), 'bring back 10.0.0.7');
  assert.equal(await page.locator('.timeline li .bar').getAttribute('width'), '1000');
  assert.deepEqual(faults, []);
});

test('the lines around a finding can be seen', async () => {
  const { page, faults } = await reader();
  await write(page, RULE);
  await drop(page, [{ name: 'long.log', bytes: QUIET.repeat(700000) + LINE + QUIET.repeat(9) }]);
  const place = page.locator('#finding-zorble-gone button.place').first();
  await place.waitFor({ timeout: 30000 });
  assert.equal(await place.textContent(), 'long.log:700001');
  await place.click();
  const around = page.locator('.around');
  await around.waitFor();
  const lines = (await around.textContent()).trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => line.trim().split('  ')[0]), ['699997', '699998', '699999', '700000', '700001', '700002', '700003', '700004', '700005']);
  assert.match(await around.locator('strong').textContent(), /700001 {2}\{"level":"error"/);
  assert.equal(await place.getAttribute('aria-expanded'), 'true');
  await place.click();
  assert.equal(await around.count(), 0);
  assert.deepEqual(faults, []);
});

test('files that are dropped are read, packed ones as well', async () => {
  const { page, faults } = await reader();
  await write(page, RULE);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LATER, 'utf16le')]);
  await drop(page, [
    { name: 'pomerium.log.gz', bytes: gzipSync(QUIET.repeat(3) + LINE) },
    { name: 'from-windows.log', bytes: utf16 },
  ]);
  const finding = page.locator('#finding-zorble-gone');
  await finding.waitFor();
  const places = await finding.locator('.evidence button.place').allTextContents();
  assert.deepEqual(places, ['pomerium.log.gz:4', 'from-windows.log:1']);
  // A file can be taken away again.
  await page.getByLabel('Leave out pomerium.log.gz').click();
  await page.waitForFunction(() => document.querySelectorAll('#finding-zorble-gone .evidence').length === 1);
  // What is broken in the middle is read as far as it goes, and that is said.
  await drop(page, [{ name: 'broken.gz', bytes: gzipSync(LINE.repeat(20000)).subarray(0, 600) }]);
  await page.locator('.remark', { hasText: 'broken.gz could not be read to its end' }).waitFor();
  assert.deepEqual(faults, []);
});

test('what is wrong with a rule is said at its place', async () => {
  const { page, faults } = await reader();
  const broken = `# äöü 😀\n${RULE.replace('message ~', 'message =~')}`;
  await write(page, broken);
  assert.equal(await page.textContent('#faults-head'), '1 error, 0 warnings');
  const fault = page.locator('#faults li');
  assert.match(await fault.textContent(), /`=~` is not an operator/);
  const line = broken.split('\n').findIndex((line) => line.includes('=~')) + 1;
  assert.equal(await fault.locator('.spot').textContent(), `${line}:9`);
  // The place is underlined, where the text is.
  assert.equal(await page.textContent('#marks mark'), '=~');
  const marked = await page.evaluate(() => {
    const [mark, marks, rule] = ['#marks mark', '#marks', '#rule'].map((one) => document.querySelector(one));
    const [of, over] = [getComputedStyle(marks), getComputedStyle(rule)];
    const alike = ['fontFamily', 'fontSize', 'lineHeight', 'paddingLeft', 'paddingTop', 'borderTopWidth', 'letterSpacing', 'tabSize'];
    return { rows: (mark.offsetTop - parseFloat(of.paddingTop)) / parseFloat(of.lineHeight), different: alike.filter((name) => of[name] !== over[name]) };
  });
  assert.deepEqual(marked.different, []);
  assert.equal(Math.round(marked.rows), line - 1);
  await fault.locator('.spot').click();
  const selected = await page.locator('#rule').evaluate((rule) => rule.value.slice(rule.selectionStart, rule.selectionEnd));
  assert.equal(selected, '=~');
  await fault.getByText('Mend it so').click();
  await page.waitForFunction(() => document.getElementById('faults-head').textContent.startsWith('The rule is sound'));
  assert.equal(await page.inputValue('#rule'), broken.replace('=~', '~'));
  assert.deepEqual(faults, []);
});

test('a sample that does not do what it says is a fault, too', async () => {
  const { page } = await reader();
  await write(page, RULE.replace('is gone"}\n\'\'\'\nfinds', 'is there"}\n\'\'\'\nfinds'));
  assert.match(await page.textContent('#faults'), /sample-fails/);
});

test('the examples of the page are sound', async () => {
  const { page, faults } = await reader();
  await page.click('#example');
  await page.locator('.verdict').waitFor();
  assert.ok(await page.locator('.finding').count() >= 1, 'something is found');
  assert.ok(await page.locator('.timeline li').count() >= 2, 'at different times');
  assert.equal(await page.locator('.kind').count(), 1);
  await page.click('#own summary');
  await page.click('#template');
  await page.locator('#finding-my-rule').waitFor();
  assert.match(await page.textContent('#faults-head'), /^The rule is sound/);
  assert.equal(await page.locator('.kind').count(), 0);
  assert.deepEqual(faults, []);
});

test('what a log carries does nothing', async () => {
  const { page, faults } = await reader();
  await write(page, RULE);
  const hostile = [
    '\u202egnp.exe\u001b[31m',
    '<img src=x onerror=globalThis.acted=1>', '</code></pre><script>globalThis.acted=1</script>',
    '"><svg onload=globalThis.acted=1>', '{{ 7*7 }}{% for x in y %}', '[x](javascript:acted=1)', '$(touch /tmp/x)',
  ];
  const log = hostile.map((text, at) => `{"level":"error","time":"2026-03-01T10:0${at}:00Z","message":${JSON.stringify(`the zorble <${text}> is gone`)}}`);
  const unknown = hostile.map((text) => `{"level":"error","message":${JSON.stringify(`nobody knows ${text}`)}}`);
  await drop(page, [{ name: '<img src=x onerror=acted=1>.log', bytes: [...log, ...unknown].join('\n') }]);
  const finding = page.locator('#finding-zorble-gone');
  await finding.waitFor();
  await finding.locator('button.place').first().click();
  await page.locator('.around').waitFor();
  assert.equal(await page.evaluate(() => globalThis.acted), undefined);
  const foreign = 'script, img, iframe, object, [onerror], [onload], [href^="javascript"], [style]';
  assert.equal(await page.locator('#answer').locator(foreign).count(), 0);
  const text = await page.textContent('#answer');
  assert.ok(text.includes('<img src=x onerror=globalThis.acted=1>'), 'it is shown as it stands');
  assert.ok(!text.includes('\u202e') && !text.includes('\u001b') && text.includes('\\u{202e}'), 'what hides is shown');
  // A command carries no value that a shell would act on.
  assert.equal(await finding.locator('.remedy pre').textContent(), 'bring back <name>');
  assert.match(await finding.textContent(), /A shell would act on the log’s value of name/);
  // The browser has nothing to complain about: nothing even tried.
  assert.deepEqual(faults, []);
});

test('a hostile rule does nothing', async () => {
  const { page, faults } = await reader();
  await write(page, RULE.replace('The zorble is gone', '<img src=x onerror=globalThis.acted=1>').replace('The zorble {{', '<img src=x onerror=globalThis.acted=1> {{'));
  await paste(page, LINE);
  await page.locator('.verdict').waitFor();
  assert.equal(await page.evaluate(() => globalThis.acted), undefined);
  assert.equal(await page.locator('#answer img, #faults img').count(), 0);
  assert.deepEqual(faults, []);
});

test('nothing is sent once the page is loaded', async () => {
  const { page } = await reader();
  const requests = [];
  page.context().on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request.url());
  });
  await write(page, RULE);
  await paste(page, LINE);
  await page.locator('#finding-zorble-gone').waitFor();
  await drop(page, [{ name: 'a.log.gz', bytes: gzipSync(LINE) }]);
  await page.waitForFunction(() => document.querySelectorAll('.evidence').length > 1);
  await page.locator('button.place').first().click();
  await page.locator('.around').waitFor();
  assert.deepEqual(requests, []);
  // It could not if it wanted to, on the page or in a worker: nothing comes to the server.
  const heard = site.heard.length;
  const tried = await page.evaluate(async () => {
    const outcomes = {};
    const refused = (promise) => promise.then(() => 'sent', () => 'refused');
    outcomes.fetch = await refused(fetch('index.html'));
    outcomes.image = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('sent');
      image.onerror = () => resolve('refused');
      image.src = 'favicon.png';
    });
    const text = 'fetch(location.origin.replace("null","") + "/index.html").then(() => postMessage("sent"), () => postMessage("refused"))';
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    outcomes.worker = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    outcomes.script = await new Promise((resolve) => {
      const script = document.createElement('script');
      script.onload = () => resolve('sent');
      script.onerror = () => resolve('refused');
      script.src = 'reader/worker.js';
      document.head.append(script);
    });
    return outcomes;
  });
  assert.deepEqual(tried, { fetch: 'refused', image: 'refused', worker: 'refused', script: 'refused' });
  assert.deepEqual(site.heard.slice(heard), []);
});

test('a link carries a rule and a log', async () => {
  const { page } = await reader();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await write(page, RULE);
  await paste(page, LINE);
  await page.locator('#finding-zorble-gone').waitFor();
  await page.click('#link');
  await page.locator('#said', { hasText: 'The link is copied' }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.length < 2000, `${link.length} characters`);
  const other = await site.visit(link.slice(site.root.length));
  await other.page.locator('#finding-zorble-gone').waitFor();
  assert.equal(await other.page.inputValue('#log'), LINE);
  assert.equal(await other.page.inputValue('#rule'), RULE);
  assert.deepEqual(other.faults, []);
  const damaged = await site.visit('read.html#log=%%%');
  await damaged.page.locator('#state', { hasText: 'The link is damaged' }).waitFor();
});

test('the answer as JSON is that of the program', async () => {
  const { page } = await reader();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.click('#example');
  await page.locator('.verdict').waitFor();
  await page.click('#json');
  await page.locator('#said', { hasText: 'copied' }).waitFor();
  const folder = mkdtempSync(join(tmpdir(), 'pomkb-'));
  writeFileSync(join(folder, 'pasted'), await page.inputValue('#log'));
  const json = execFileSync(PROGRAM, ['match', '--output', 'json', 'pasted'], { cwd: folder, encoding: 'utf8' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), json);
});

test('a long log is read fast, without the page standing still, and can be stopped', async () => {
  const { page, faults } = await reader();
  const healthy = readFileSync(new URL('../corpus/healthy/zerolog-json.log', import.meta.url));
  await page.evaluate((text) => { globalThis.text = text; }, healthy.toString());
  const give = (bytes) => page.evaluate((bytes) => {
    document.getElementById('clear').click();
    const text = globalThis.text.repeat(Math.ceil(bytes / globalThis.text.length)).slice(0, bytes);
    const data = new DataTransfer();
    data.items.add(new File([text], 'long.log'));
    document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, bytes);
  // The engine is warm then, as it is for whoever looks at a second log.
  await give(1e5);
  await page.waitForFunction(() => /read in/.test(document.getElementById('state').textContent));

  const started = Date.now();
  await give(1e7);
  await page.waitForFunction(() => /10\.0 MB read in/.test(document.getElementById('state').textContent));
  const took = Date.now() - started;
  console.log(`# 10 MB answered in ${took} ms: ${await page.textContent('#state')}`);
  assert.ok(took < 2000 * (Number(process.env.SLOW) || 1), `${took} ms`);

  // While 50 MB are read, the page draws.
  const longest = await page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const tick = (now) => {
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }).then(async () => {
    await give(5e7);
    await page.evaluate(() => { globalThis.longest = 0; });
    await page.waitForFunction(() => /50\.0 MB read in/.test(document.getElementById('state').textContent), null, { timeout: 30000 });
    return page.evaluate(() => globalThis.longest);
  });
  console.log(`# 50 MB: the longest time without a picture is ${Math.round(longest)} ms: ${await page.textContent('#state')}`);
  assert.ok(longest < 500, `${longest} ms`);

  await give(5e7);
  await page.waitForFunction(() => /Reading: /.test(document.getElementById('state').textContent));
  await page.click('#stop');
  await page.locator('#state', { hasText: 'Stopped: only' }).waitFor();
  await page.locator('.verdict').waitFor();
  assert.deepEqual(faults, []);
});

test('it works by keyboard alone', async () => {
  const { page } = await reader();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  for (let at = 0; at < 12 && await page.evaluate(() => document.activeElement.id) !== 'example'; at += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.locator('.verdict').waitFor();
  const place = page.locator('button.place').first();
  await place.focus();
  await page.keyboard.press('Enter');
  await page.locator('.around').waitFor();
});
