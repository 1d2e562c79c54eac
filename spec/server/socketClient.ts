import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { isJsonObject, parseJsonText, type JsonObject } from '../../lib/protocol/codec/json.js';

/** What a handshake was answered with. */
export interface Answered {
  /** Undefined where the connection was lost before there was an answer. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body of a refusal. */
  readonly text: string;
}

export interface Dialled {
  readonly socket: WebSocket;
  readonly answered: Promise<Answered>;
  /** Resolves with the next message: a frame, or `not json`, or `binary`. Never resolves where none comes. */
  readonly next: () => Promise<JsonObject | string>;
  /** Sends a `response.create` with these members. */
  readonly create: (members?: JsonObject) => void;
  /** Resolves with the messages up to and including the one of this type. */
  readonly until: (type: string) => Promise<readonly (JsonObject | string)[]>;
  /** Resolves with the close code and the reason. */
  readonly closed: Promise<readonly [code: number, reason: string]>;
}

interface WithUrl {
  readonly baseUrl: string;
}

/** Opens a WebSocket, and keeps what comes until it is asked for. */
export const dial = (
  { baseUrl }: WithUrl,
  { path = '/responses', headers = {} }: { readonly path?: string; readonly headers?: Record<string, string> } = {},
): Dialled => {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}${path}`, { headers });
  const kept: (JsonObject | string)[] = [];
  const waiting: ((message: JsonObject | string) => void)[] = [];
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer, isBinary) => {
    const frame = parseJsonText(data.toString());
    const message = isBinary ? 'binary' : isJsonObject(frame) ? frame : 'not json';
    const waiter = waiting.shift();
    if (waiter) waiter(message);
    else kept.push(message);
  });
  const next = (): Promise<JsonObject | string> =>
    new Promise((resolve) => {
      const message = kept.shift();
      if (message === undefined) waiting.push(resolve);
      else resolve(message);
    });
  const closed = new Promise<readonly [number, string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, reason.toString()])),
  );
  const answered = new Promise<Answered>((resolve) => {
    socket.once('upgrade', ({ statusCode, headers }) => resolve({ status: statusCode, headers, text: '' }));
    socket.once('unexpected-response', (request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('close', () => {
        request.destroy();
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
    });
    socket.once('error', () => resolve({ status: undefined, headers: {}, text: '' }));
  });
  return {
    socket,
    answered,
    next,
    create: (members) => socket.send(JSON.stringify({ type: 'response.create', ...members })),
    until: async (type) => {
      const messages: (JsonObject | string)[] = [];
      for (;;) {
        const message = await next();
        messages.push(message);
        if (typeof message !== 'string' && message['type'] === type) return messages;
      }
    },
    closed,
  };
};

/** The same, once it is open. */
export const dialOpen = async (...args: Parameters<typeof dial>): Promise<Dialled> => {
  const dialled = dial(...args);
  await once(dialled.socket, 'open');
  return dialled;
};

/** What each message is: the type of a frame, or `not json`, or `binary`. */
export const kindsOf = (messages: readonly (JsonObject | string)[]): readonly unknown[] =>
  messages.map((message) => (typeof message === 'string' ? message : message['type']));

/** A connection without a WebSocket's manners. */
export interface RawSocket {
  readonly socket: Socket;
  /** Resolves when what has come, as latin1, holds `marker`. */
  readonly until: (marker: string) => Promise<string>;
  /** Resolves when the connection ends: with `end` for a clean end, else with the error's code; and with what came. */
  readonly ended: Promise<readonly [how: string, text: string]>;
}

const KEY = 'AAAAAAAAAAAAAAAAAAAAAA==';

/** Sends a handshake by hand, with other headers where they are given. */
export const rawDial = (
  { baseUrl }: WithUrl,
  headers: Readonly<Record<string, string>> = {},
  requestLine = 'GET /v1/responses HTTP/1.1',
): RawSocket => {
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  let text = '';
  const watchers = new Set<() => void>();
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    watchers.forEach((check) => check());
  });
  const ended = new Promise<readonly [string, string]>((resolve) => {
    socket.once('end', () => resolve(['end', text]));
    socket.once('error', (error) => resolve(['code' in error ? String(error.code) : error.message, text]));
  });
  const all = {
    host: 'localhost',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': KEY,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write([requestLine, ...lines, '', ''].join('\r\n'));
  return {
    socket,
    ended,
    until: (marker) =>
      new Promise((resolve) => {
        const check = () => {
          if (text.includes(marker)) resolve(text);
        };
        watchers.add(check);
        check();
      }),
  };
};

/** A short text (below 126 bytes) as a client's frame; the mask of zeros leaves it readable. */
export const clientFrame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
