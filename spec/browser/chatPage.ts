import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startServers, type Servers } from '../../examples/chat/server/startServers.js';
import { ownErrors, pageErrorsOf } from './pageErrors.js';

const folder = fileURLToPath(new URL('../../examples/chat/screenshots/', import.meta.url));

/** The chat page in one tab, as a person uses it. */
export class ChatPage {
  readonly page: Page;
  readonly pageErrors: readonly string[];

  constructor(page: Page) {
    this.page = page;
    this.pageErrors = pageErrorsOf(page);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async send(text: string): Promise<void> {
    await this.page.getByLabel('Your message').fill(text);
    await this.button('Send').click();
  }

  /** Resolves once the page shows that it is in a state, such as `streaming`. */
  async isAt(word: string | RegExp): Promise<void> {
    await this.page.locator('#live-word').filter({ hasText: word }).waitFor();
  }

  /** The last message of the model. */
  answer(): Locator {
    return this.page.locator('.turn[data-role=assistant]').last();
  }

  async showsAtLeast(length: number): Promise<void> {
    await this.page.waitForFunction((least) => {
      const turns = document.querySelectorAll('.turn[data-role=assistant]');
      return (turns[turns.length - 1]?.textContent ?? '').length >= least;
    }, length);
  }

  async choose({ fault, kind }: { readonly fault?: string; readonly kind?: string }): Promise<void> {
    if (fault !== undefined) await this.page.getByRole('radio', { name: fault }).check();
    if (kind !== undefined) await this.page.getByLabel('Kind').selectOption(kind);
  }

  /** Resolves once the conversation shows an error, with its sentence and its advice. */
  async failure(): Promise<readonly string[]> {
    const notice = this.page.locator('.failure');
    await notice.waitFor();
    return notice.locator('p').allTextContents();
  }

  async screenshot(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.screenshot({ path: `${folder}${name}-${colorScheme}.png`, fullPage: true });
    }
  }
}

/** The servers of the chat page and one tab, anew for each test. */
export const useChat = (using: {
  readonly context: BrowserContext;
}): { readonly servers: Servers; readonly chat: ChatPage; readonly open: () => Promise<ChatPage> } => {
  let servers: Servers | undefined;
  let chats: readonly ChatPage[] = [];

  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the servers are started before each test');
    return value;
  };
  const open = async (): Promise<ChatPage> => {
    const chat = new ChatPage(await using.context.newPage());
    chats = [...chats, chat];
    await chat.page.goto(started(servers).url);
    return chat;
  };

  beforeEach(async () => {
    servers = await startServers();
    const chat = await open();
    await chat.isAt('idle');
  });
  afterEach(async () => {
    const opened = chats;
    chats = [];
    for (const { page } of opened) await page.close();
    await servers?.close();
    expect(opened.flatMap(({ pageErrors }) => ownErrors(pageErrors))).to.deep.equal([]);
  });
  return {
    get servers() {
      return started(servers);
    },
    get chat() {
      return started(chats[0]);
    },
    open,
  };
};
