import { request } from 'node:http';
import type { Setting, Wire } from '../job.js';
import type { Contender, Open } from './Contender.js';
import { requestOf } from './request.js';

/** The one place of each wire that holds text. */
interface Frame {
  readonly type?: string;
  readonly delta?: string;
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[];
}

const isFrame = (json: unknown): json is Frame => typeof json === 'object' && json !== null;

const DATA = 'data: ';
const DONE = 'data: [DONE]';

const TEXT_OF: Readonly<Record<Wire, (frame: Frame) => string | undefined>> = {
  responses: ({ type, delta }) => (type === 'response.output_text.delta' ? delta : undefined),
  chat: ({ choices }) => choices?.[0]?.delta.content,
};

/**
 * The least that reading an answer takes in plain JavaScript: decode, split, parse, look. It checks nothing, retries
 * nothing, and knows one line end. Every ratio of the benchmark is to this.
 */
const splitter = (wire: Wire, onText: (text: string) => void) => {
  const textOf = TEXT_OF[wire];
  const decoder = new TextDecoder();
  let rest = '';
  return (bytes: Uint8Array): void => {
    const text = rest + decoder.decode(bytes, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', start)) {
      const data = text.indexOf(DATA, start);
      if (!text.startsWith(DONE, data)) {
        const frame: unknown = JSON.parse(text.slice(data + DATA.length, end));
        const delta = isFrame(frame) ? textOf(frame) : undefined;
        if (delta !== undefined) onText(delta);
      }
      start = end + 2;
    }
    rest = text.slice(start);
  };
};

type Bytes = AsyncIterable<Uint8Array>;

/** Reads chunk after chunk; nothing is read while the consumer takes its time. */
const slowly = async (bytes: Bytes, wire: Wire, onText: (text: string) => Promise<boolean>): Promise<void> => {
  let texts: string[] = [];
  const split = splitter(wire, (text) => texts.push(text));
  for await (const chunk of bytes) {
    split(chunk);
    for (const text of texts) if (!(await onText(text))) return;
    texts = [];
  }
};

const byFetch = async (setting: Setting): Promise<ReadableStream<Uint8Array>> => {
  const { url, headers, body } = requestOf(setting);
  const response = await fetch(url, { method: 'POST', headers, body });
  if (response.body === null) throw new Error(`no body: status ${response.status}`);
  return response.body;
};

/** `limit`: over fetch, as clients that run in browsers do. */
export const limit: Open = (setting): Contender => ({
  read: async (onText) => {
    const split = splitter(setting.wire, onText);
    const reader = (await byFetch(setting)).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) split(step.value);
  },
  readSlowly: async (onText) => slowly(await byFetch(setting), setting.wire, onText),
});

const byHttp = (setting: Setting): Promise<Bytes & NodeJS.ReadableStream> =>
  new Promise((resolve, reject) => {
    const { url, headers, body } = requestOf(setting);
    request(url, { method: 'POST', headers }, resolve).on('error', reject).end(body);
  });

/** `limit-http`: the same over node:http, which costs less than fetch where a chunk holds an event or more. */
export const limitHttp: Open = (setting): Contender => ({
  read: async (onText) => {
    const split = splitter(setting.wire, onText);
    const response = await byHttp(setting);
    await new Promise((resolve, reject) => {
      response.on('data', split).on('end', resolve).on('error', reject);
    });
  },
  readSlowly: async (onText) => slowly(await byHttp(setting), setting.wire, onText),
});
