import { either } from 'fp-ts';
import * as t from 'io-ts';
import { defer, EMPTY, filter, from, map, mergeMap, Observable, scan, timeout } from 'rxjs';
import type { Setting } from '../job.js';
import type { Open } from './Contender.js';
import { push } from './push.js';
import { requestOf } from './request.js';

const Place = { item_id: t.string, output_index: t.number, content_index: t.number };
const Item = t.type({ id: t.string, type: t.string });
const ResponsesEvent = t.union([
  t.type({ type: t.literal('response.created'), response: t.type({ id: t.string }) }),
  t.type({ type: t.literal('response.in_progress'), response: t.type({ id: t.string }) }),
  t.type({ type: t.literal('response.output_item.added'), output_index: t.number, item: Item }),
  t.type({ type: t.literal('response.content_part.added'), ...Place }),
  t.type({ type: t.literal('response.output_text.delta'), ...Place, delta: t.string }),
  t.type({ type: t.literal('response.output_text.done'), ...Place, text: t.string }),
  t.type({ type: t.literal('response.content_part.done'), ...Place }),
  t.type({ type: t.literal('response.output_item.done'), output_index: t.number, item: Item }),
  t.type({ type: t.literal('response.completed'), response: t.type({ id: t.string }) }),
]);
const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null, t.undefined]);
const ChatChunk = t.type({
  id: t.string,
  choices: t.array(
    t.type({
      index: t.number,
      delta: t.partial({ role: nullable(t.string), content: nullable(t.string) }),
      finish_reason: nullable(t.string),
    }),
  ),
  usage: nullable(t.type({ prompt_tokens: t.number, completion_tokens: t.number, total_tokens: t.number })),
});

const fetchedBytes = (setting: Setting): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    const { url, headers, body } = requestOf(setting);
    const connection = new AbortController();
    const read = async () => {
      const response = await fetch(url, { method: 'POST', headers, body, signal: connection.signal });
      for await (const chunk of response.body ?? []) subscriber.next(chunk);
      subscriber.complete();
    };
    read().catch((error: unknown) => subscriber.error(error));
    return () => connection.abort();
  });

type BytesOf = (setting: Setting) => Observable<Uint8Array>;

const bodyOf: BytesOf = (setting) =>
  defer(() => {
    const { url, headers, body } = requestOf(setting);
    return fetch(url, { method: 'POST', headers, body });
  }).pipe(mergeMap(({ body }) => (body === null ? EMPTY : from<AsyncIterable<Uint8Array>>(body))));

const dataOf = (setting: Setting, bytes: Observable<Uint8Array>): Observable<unknown> => {
  const decoder = new TextDecoder();
  return bytes.pipe(
    map((bytes) => decoder.decode(bytes, { stream: true })),
    scan(
      ({ rest }, text) => {
        const blocks = (rest + text).split('\n\n');
        return { rest: blocks.pop() ?? '', blocks };
      },
      { rest: '', blocks: [] as readonly string[] },
    ),
    mergeMap(({ blocks }) => blocks),
    map((block) => block.slice(block.indexOf('data: ') + 'data: '.length)),
    filter((data) => data !== '[DONE]'),
    timeout({ each: setting.idleTimeout ?? 300_000 }),
    map((data): unknown => JSON.parse(data)),
  );
};

const decodeWith = <A>(codec: t.Decoder<unknown, A>) =>
  map((json: unknown) =>
    either.getOrElse((): A => {
      throw new Error('an event is not as expected');
    })(codec.decode(json)),
  );

const HABITS = { limitedBy: 'timeout({ each })' };

const clientOf =
  (bytesOf: BytesOf): Open =>
  (setting) =>
    setting.wire === 'chat'
      ? push(
          () => dataOf(setting, bytesOf(setting)).pipe(decodeWith(ChatChunk)),
          ({ choices }) => choices[0]?.delta.content ?? undefined,
          HABITS,
        )
      : push(
          () => dataOf(setting, bytesOf(setting)).pipe(decodeWith(ResponsesEvent)),
          (event) => (event.type === 'response.output_text.delta' ? event.delta : undefined),
          HABITS,
        );

/** A client in RxJS as one writes it without measuring: an operator per step, a timer per event, a union of codecs. */
export const naive = clientOf(fetchedBytes);
/** `naive-from`: the same, with the body as RxJS takes it by itself. */
export const naiveFrom = clientOf(bodyOf);
