// The site as a whole: its search, its links, and whether everybody can read it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LinkChecker } from 'linkinator';
import { FOLDER, open } from './site.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site;
before(async () => { site = await open(); });
after(() => site.close());

/// All pages of rules: path and text.
const RULES = readdirSync(join(FOLDER, 'rules')).sort().map((name) => ({
  path: `rules/${name}`,
  text: readFileSync(join(FOLDER, 'rules', name), 'utf8'),
}));

/// The first page of a rule with something in it.
function ruleWith(piece) {
  const found = RULES.find(({ text }) => text.includes(piece));
  assert.ok(found, `no page of a rule has ${piece}`);
  return found.path;
}

/// What matched in the samples of a page, as plain words, longest first.
function messages(text) {
  const marked = [...text.matchAll(/<mark>([^<]*)<\/mark>/g)].map((found) => found[1]);
  const words = marked.map((mark) => mark.split(/\s+/).filter((word) => /^[A-Za-z]{3,}$/.test(word)));
  return words.sort((one, other) => other.length - one.length);
}

test('the search finds a rule by its message', async () => {
  const { path, text } = RULES.find(({ text }) => messages(text)[0]?.length >= 4);
  const words = messages(text)[0].slice(0, 6).join(' ');
  const { page, faults } = await site.visit('index.html');
  await page.keyboard.press('s');
  await page.locator('#mdbook-searchbar').fill(words);
  const result = page.locator(`#mdbook-searchresults a[href*="${path}"]`).first();
  await result.waitFor();
  await result.click();
  await page.waitForURL(`**/${path}*`);
  // What was searched for is marked on the page.
  await page.locator('main mark[data-markjs]').first().waitFor();
  assert.deepEqual(faults, []);
});

test('every link of the site leads somewhere', async () => {
  const result = await new LinkChecker().check({
    path: [site.root, `${site.root}messages.html`],
    recurse: true,
    checkFragments: true,
    // Other sites are not ours to test.
    linksToSkip: ['^https://'],
    concurrency: 50,
  });
  const dead = result.links.filter((link) => link.state === 'BROKEN');
  console.log(`# ${result.links.filter((link) => link.state === 'OK').length} links`);
  assert.deepEqual(dead.map((link) => `${link.parent}: ${link.url} (${link.status})`), []);
  assert.ok(result.links.length > RULES.length, 'the pages of all rules were looked at');
});

/// What each kind of page is called, and what is done there before it is looked at.
const KINDS = {
  'the start': { path: 'index.html' },
  'the messages': { path: 'messages.html' },
  'the severities': { path: 'severities.html' },
  'what has no log': { path: 'unlogged.html' },
  'a chapter': { path: 'symptom.html' },
  'the commands': { path: 'commands.html' },
  'an area': { path: () => `areas/${readdirSync(join(FOLDER, 'areas')).sort()[0]}` },
  'a rule with a log': { path: () => ruleWith('<mark>') },
  'a rule with YAML': { path: () => ruleWith('language-yaml') },
  'a rule with commands': { path: () => ruleWith('language-sh') },
  'the reader, empty': { path: 'read.html', act: (page) => page.waitForSelector('[data-ready]') },
  'the reader with an answer and a broken rule': { path: 'read.html', act: answerAndFault },
};

async function answerAndFault(page) {
  await page.waitForSelector('[data-ready]');
  await page.click('#example');
  await page.click('#own summary');
  await page.click('#template');
  await page.locator('#finding-my-rule').waitFor();
  await page.locator('button.place').first().click();
  await page.locator('.around').waitFor();
  await page.fill('#rule', (await page.inputValue('#rule')).replace('message ~', 'message =~'));
  await page.locator('#faults li').first().waitFor();
  await page.locator('#answer:not([aria-busy])').waitFor();
}

for (const [name, { path, act }] of Object.entries(KINDS)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${name}, ${colorScheme}, is fit for everybody`, async () => {
      // The checker is a script that the page's policy would refuse.
      const settings = { colorScheme, bypassCSP: true };
      const { page } = await site.visit(typeof path === 'string' ? path : path(), settings);
      await act?.(page);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const grave = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
      assert.deepEqual(grave.map((one) => `${one.id}: ${one.nodes.length}× ${one.nodes[0].html.slice(0, 150)} ${one.nodes[0].failureSummary}`), []);
      await page.context().close();
    });
  }
}

for (const width of [320, 390, 1280]) {
  test(`nothing sticks out of a window of ${width} pixels`, async () => {
    for (const { path, act } of [{ path: 'read.html', act: answerAndFault }, { path: ruleWith('<mark>') }, { path: 'index.html' }, { path: 'messages.html' }]) {
      const { page } = await site.visit(path, { viewport: { width, height: 800 } });
      await act?.(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${path} is ${wide} wide`);
      await page.context().close();
    }
  });
}
