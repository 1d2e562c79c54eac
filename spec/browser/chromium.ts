import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a browser is; undefined where none is installed. */
export const CHROMIUM: string | undefined = PLACES.find((path) => path !== undefined && existsSync(path));

const QUIET = [
  '--no-sandbox', // root, as in containers, has none
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Declares tests that need a browser; where there is none, says so and declares nothing. */
export const describeInChromium = (
  title: string,
  tests: (using: { readonly context: BrowserContext }) => void,
): void => {
  if (CHROMIUM === undefined) {
    console.warn(`skipped, as no Chromium is installed (apt-get install chromium, or set CHROMIUM): ${title}`);
    return;
  }
  describe(title, () => {
    let context: BrowserContext | undefined;
    let forget: () => void = () => undefined;
    before(async () => {
      const profile = mkdtempSync(join(tmpdir(), 'codex-rx-chromium-'));
      forget = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      context = await chromium.launchPersistentContext(profile, {
        executablePath: CHROMIUM,
        headless: true,
        args: QUIET,
        viewport: { width: 1280, height: 900 },
      });
      process.once('exit', forget); // for when this is interrupted; playwright ends the browser in a listener before it
    });
    after(async () => {
      await context?.close();
      process.off('exit', forget); // one listener for each file would be a warning of a leak
      forget();
    });
    tests({
      get context() {
        if (context === undefined)
          throw new Error('the browser is started before the tests, not while they are declared');
        return context;
      },
    });
  });
};
