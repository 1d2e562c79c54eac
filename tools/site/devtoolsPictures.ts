// Draws docs/public/devtools/*.png: the devtools page, which watches an application in another page while it runs.
import { chromium, type Page } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { serveDevtools } from './serveDevtools.js';

declare global {
  interface Window {
    readonly SCENES: Readonly<Record<string, () => Promise<void>>>;
  }
}

const FOLDER = fileURLToPath(new URL('../../docs/public/devtools/', import.meta.url));
const SCENES = ['retry', 'idle', 'demand', 'hedge'] as const;

const watch = async (app: Page, devtools: Page, scene: string): Promise<void> => {
  await app.evaluate((name) => window.SCENES[name]?.(), scene);
  await devtools.locator('svg .end').first().waitFor({ state: 'attached' });
  await devtools.waitForFunction(() => document.querySelector('svg .end.running') === null);
};

const server = await serveDevtools();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const context = await browser.newContext({ viewport: { width: 960, height: 330 }, colorScheme: 'light' });
  for (const scene of SCENES) {
    const app = await context.newPage();
    await app.goto(server.app);
    await app.waitForFunction(() => 'SCENES' in window);
    const devtools = await context.newPage();
    await devtools.goto(server.page);
    await watch(app, devtools, scene);
    await devtools.locator('.call button').first().click();
    await devtools.screenshot({ path: `${FOLDER}${scene}.png`, fullPage: true });
    await devtools.close();
    await app.close();
    console.log(`docs/public/devtools/${scene}.png`);
  }
} finally {
  await browser.close();
  await server.close();
}
