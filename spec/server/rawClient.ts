import { request, type IncomingMessage } from 'node:http';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { ScriptedServer, type ScriptedServerOptions } from '../../lib/server/index.js';

/** Starts servers and closes each of them when the test is over. */
export const useServers = (): ((options?: ScriptedServerOptions) => Promise<ScriptedServer>) => {
  const servers: ScriptedServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  return (options) => {
    const server = new ScriptedServer({ script: {}, ...options });
    servers.push(server);
    return server.listen();
  };
};

/** What a client without any kindness saw. */
export interface Seen {
  readonly status?: number;
  readonly headers: IncomingMessage['headers'];
  /** The body as its chunks came. */
  readonly chunks: readonly string[];
  readonly text: string;
  /** The code of the error that ended it; undefined where it ended cleanly. */
  readonly error?: string;
}

export interface Asked {
  /** Resolves when the body, as far as it has come, holds `marker`. */
  readonly until: (marker: string) => Promise<string>;
  /** Resolves when the head has come. */
  readonly head: Promise<IncomingMessage>;
  /** Resolves when it is over. Never rejects. */
  readonly seen: Promise<Seen>;
  readonly hangUp: () => void;
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);

/** Where and how to ask; by default a POST to `/responses`. */
export interface Asking {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks on a connection of its own. A body of bytes is sent as it is, all else as JSON; a GET has none. */
export const ask = (
  server: { readonly baseUrl: string },
  body: unknown = { stream: true },
  { path = '/responses', method = 'POST', headers = {} }: Asking = {},
): Asked => {
  const post = request(`${server.baseUrl}${path}`, { method, headers, agent: false });
  const chunks: string[] = [];
  const watchers = new Set<() => void>();
  const text = () => chunks.join('');
  const head = new Promise<IncomingMessage>((resolve) => post.once('response', resolve));
  const seen = new Promise<Seen>((resolve) => {
    let answered: Pick<Seen, 'status' | 'headers'> = { headers: {} };
    const close = (error?: Error) =>
      resolve({ ...answered, chunks, text: text(), ...(error ? { error: codeOf(error) } : {}) });
    post.on('error', close);
    post.on('response', (response) => {
      const { headers, statusCode = 0 } = response;
      answered = { status: statusCode, headers };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        chunks.push(chunk);
        watchers.forEach((check) => check());
      });
      response.on('error', close);
      response.on('end', () => close());
    });
  });
  if (method === 'GET') post.end();
  else post.end(body instanceof Uint8Array ? body : JSON.stringify(body));
  return {
    head,
    seen,
    until: (marker) =>
      new Promise((resolve) => {
        const check = () => {
          if (text().includes(marker)) resolve(text());
        };
        watchers.add(check);
        check();
      }),
    hangUp: () => post.destroy(),
  };
};

/** The data of each whole event, be it named (as in Responses) or not (as in Chat). */
export const dataOf = (sse: string): readonly string[] =>
  sse
    .split('\n\n')
    .slice(0, -1)
    .map((block) => /^(?:event: \S+\n)?data: (.*)$/.exec(block)?.[1] ?? `not an event: ${block}`);

/** The types of the events in a stream, in order; `not json` for what is none. */
export const typesOf = (sse: string): readonly unknown[] =>
  dataOf(sse).map((data) => {
    try {
      const frame: unknown = JSON.parse(data);
      return isJsonObject(frame) ? frame['type'] : 'no frame';
    } catch {
      return 'not json';
    }
  });
