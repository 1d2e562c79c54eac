// Plays the recorded streams of ../shared/streams, where that folder is there, in virtual time: as they are, while they are
// recorded to a .marble file, and from that file. What the client emits, and when, must be the same.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { concatMap, delay, from, of } from 'rxjs';
import { isRight } from '#either';
import { playVirtually } from '../lib/testing/playVirtually.js';
import {
  ChatClient,
  createProvider,
  GeminiClient,
  MessagesClient,
  ResponsesClient,
  type HttpTransport,
} from '../lib/index.js';
import { recordStream } from '../lib/operators/http/recordStream.js';
import { sameJson } from '../lib/protocol/codec/sameJson.js';
import { parseMarble } from '../lib/protocol/recording/marbleFile/parseMarble.js';
import { response, virtualTransport } from '../lib/testing/virtualTransport.js';
import { replayTransport } from '../lib/transport/replayTransport.js';

const SIZES = [7, 64, 1460, Infinity];
const shared = resolve('../shared/streams');

const provider = createProvider({ name: 'recorded', baseUrl: 'https://recorded.invalid/v1' });

/** The calls of the folders. Text completions have no client; they are read as what they resemble most. */
const calls = {
  anthropic: (transport: HttpTransport) => new MessagesClient({ provider, transport }).stream({}),
  chat: (transport: HttpTransport) => new ChatClient({ provider, transport }).stream({}),
  completions: (transport: HttpTransport) => new ChatClient({ provider, transport }).stream({}),
  gemini: (transport: HttpTransport) => new GeminiClient({ provider, transport }).stream('m', {}),
  responses: (transport: HttpTransport) => new ResponsesClient({ provider, transport }).stream({}),
};

/** The time before a chunk: a few milliseconds, or none, and now and then a pause, as the file is written after each. */
const gapOf = (index: number): number => {
  if (index % 100 === 1) return 400;
  return index % 5 === 0 ? 0 : (index * 7919) % 10;
};

/** Chunks with the time before each: the same in every run. */
const chunksOf = (bytes: Uint8Array, size: number): readonly (readonly [gap: number, chunk: Uint8Array])[] => {
  const length = Math.min(size, Math.max(1, bytes.length));
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => [
    gapOf(index),
    bytes.slice(index * length, (index + 1) * length),
  ]);
};

const liveTransport = (bytes: Uint8Array, size: number): HttpTransport => {
  const body = from(chunksOf(bytes, size)).pipe(
    concatMap(([gap, chunk]) => (gap === 0 ? of(chunk) : of(chunk).pipe(delay(gap)))),
  );
  return virtualTransport(of(response(body, { headers: { 'content-type': 'text/event-stream' } })).pipe(delay(31)));
};

/** Returns what differs between the stream and its replay. */
const faultOf = (folder: keyof typeof calls, bytes: Uint8Array, size: number): string | undefined => {
  let text = '';
  const call = calls[folder];
  const live = playVirtually(() => {
    const transport = liveTransport(bytes, size);
    const record = recordStream((written) => (text = written), { format: 'marble' });
    return call({ stream: (request, demand) => transport.stream(request, demand).pipe(record) });
  });
  const file = parseMarble(text);
  if (!isRight(file)) return file.left;
  const replayed = playVirtually(() => call(replayTransport(file.right)));
  if (sameJson(live, replayed)) return undefined;
  return `${live.events.length} events, then ${JSON.stringify(live.ending).slice(0, 200)}; replayed ${replayed.events.length} events, then ${JSON.stringify(replayed.ending).slice(0, 200)}`;
};

const folders = ['anthropic', 'chat', 'completions', 'gemini', 'responses'] as const;

if (!existsSync(shared)) {
  console.log('.marble files: skipped, there is no ../shared/streams here');
} else {
  let count = 0;
  let bad = 0;
  for (const folder of folders)
    for (const file of readdirSync(join(shared, folder)).filter((name) => name.endsWith('.sse')))
      for (const size of SIZES) {
        count += 1;
        const fault = faultOf(folder, new Uint8Array(readFileSync(join(shared, folder, file))), size);
        if (fault === undefined) continue;
        bad += 1;
        console.log(`${folder}/${file}, chunks of ${size}: ${fault}`);
      }
  console.log(`.marble files: ${count - bad} of ${count} streams replayed with equal events and times`);
  process.exitCode = bad === 0 ? 0 : 1;
}
