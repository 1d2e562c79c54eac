import type { ScriptedServer } from 'codex-rx/server';
import { bundlePage } from './bundlePage.js';
import { scriptedModel } from './ChatModel.js';
import { startProvider } from './startProvider.js';
import { startSite, type Site } from './startSite.js';

/** The page with its relay, and the scripted provider behind it. */
export interface Servers {
  readonly url: string;
  readonly provider: ScriptedServer;
  /** Ends the server of the page. The function that it returns starts it again at the same address, without its memory. */
  readonly killSite: () => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
}

/** Starts everything on this machine; `port` is that of the page, 0 a free one. */
export const startServers = async (port = 0): Promise<Servers> => {
  const { server: provider, view$ } = await startProvider();
  const files = await bundlePage(true);
  const start = (at: number): Promise<Site> =>
    startSite({ files, model: scriptedModel(provider.baseUrl), view$, port: at });
  let site = await start(port);
  const { url, port: taken } = site;
  return {
    url,
    provider,
    killSite: async () => {
      await site.close();
      return async () => {
        site = await start(taken);
      };
    },
    close: async () => {
      await site.close();
      await provider.close();
    },
  };
};
