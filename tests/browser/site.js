// What all tests share: the site on a server of its own, a browser, pages that tell of faults.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

/// The folder of the site, made with `pomkb docs --build … --reader …`.
export const FOLDER = required('SITE');
/// The program.
export const PROGRAM = required('POMKB');
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2',
};

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}: \`tests/browser/run\` does`);
  return value;
}

/// Serves the site and starts a browser.
export async function open() {
  const heard = [];
  const server = createServer(async (request, response) => {
    heard.push(request.url);
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    try {
      const bytes = await readFile(join(FOLDER, path.endsWith('/') ? `${path}index.html` : path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html; charset=utf-8' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
  const root = `http://127.0.0.1:${server.address().port}/`;
  return {
    root,
    browser,
    /// What the server was asked for, in order.
    heard,
    /// A page of the site. `faults` fills with what its console and its scripts complain about.
    async visit(path, settings = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
      context.setDefaultTimeout(15000);
      const page = await context.newPage();
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.goto(root + path);
      return { page, faults };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
