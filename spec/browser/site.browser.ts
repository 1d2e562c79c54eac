import axe from 'axe-core';
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { describeInChromium } from './chromium.js';
import { pageErrorsOf } from './pageErrors.js';
import { fileOf, serveFolder, type FolderServer } from './serveFolder.js';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

const SITE = fileURLToPath(new URL('../../site', import.meta.url));
const SCREENS = [
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

/** Pages that show nothing without JavaScript but what they are for. */
const APPLICATIONS = ['/devtools/'];

/** The pages that are written by hand or made from docstrings. The API reference is made by TypeDoc and has its own look. */
const pagesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && !file.startsWith('api/') && file !== '404.html')
    .map((file) => `/${file.replace(/(index)?\.html$/, '')}`)
    .sort();

const htmlOf = (page: string): string => readFileSync(fileOf(SITE, page) ?? SITE, 'utf8');

/** The addresses on this site that a page links to. */
const linksOf = (page: string): readonly string[] =>
  [...htmlOf(page).matchAll(/href="([^"#?]*)(?:[#?][^"]*)?"/g)]
    .map(([, href = '']) => new URL(href, `http://site.test${page}`))
    .filter(({ host }) => host === 'site.test')
    .map(({ pathname }) => pathname);

const tests = (using: { readonly context: BrowserContext }): void => {
  const pages = pagesOf(SITE);
  let server: FolderServer;
  let page: Page;
  let errors: readonly string[];

  before(async () => {
    server = await serveFolder(SITE);
  });
  after(() => server.close());
  beforeEach(async () => {
    page = await using.context.newPage();
    errors = pageErrorsOf(page);
  });
  afterEach(() => page.close());

  it('has its pages', () => {
    expect(pages).to.include.members(['/', '/start', '/recipes', '/playground', '/operators/http']);
  });

  for (const path of pages) {
    it(`${path} has no error, nothing that axe finds inaccessible, and fits into ${SCREENS.map(({ width }) => width).join(' and ')} px`, async () => {
      const found: unknown[] = [];
      for (const { colorScheme, ...size } of SCREENS) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(server.url + path);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run());
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        for (const { id, nodes } of violations)
          found.push([size.width, colorScheme, id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
        if (overflow > 0) found.push([size.width, colorScheme, 'wider than the screen by', overflow]);
      }
      expect(found).to.deep.equal([]);
      expect(errors).to.deep.equal([]);
    });

    it(`${path} can be read without JavaScript, and its links lead somewhere`, () => {
      const text = htmlOf(path)
        .replace(/<(script|style)\b.*?<\/\1>/gs, '')
        .replace(/<[^>]*>/g, ' ');
      if (!APPLICATIONS.includes(path)) expect(text.split(/\s+/)).to.have.length.above(150);
      expect(linksOf(path).filter((link) => fileOf(SITE, link) === undefined)).to.deep.equal([]);
    });
  }
};

if (existsSync(SITE)) describeInChromium('the site of the documentation', tests);
else console.warn('skipped, as the site is not built (npm run docs): the site of the documentation');
