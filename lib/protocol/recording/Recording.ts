import type { Either } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { isLeft, left, right } from '#either';
import { fromBase64, toBase64, wholeUtf8 } from '../codec/binary.js';
import { decodeFault } from '../errors/decodeFault.js';
import { jsonExcerpt } from '../errors/errorBody.js';
import { integer, isJsonObject, type JsonObject } from '../codec/json.js';

/** The head (status and headers) of a recorded response. */
export interface RecordedHead {
  readonly status: number;
  /** The headers, with lower-case names and without cookies. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A chunk: the bytes that were received in one piece. */
export interface RecordedChunk {
  /** The time since the head, in milliseconds. It is never less than the time of the previous chunk. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The end of a body. `at` is in milliseconds since the head. */
export type RecordedEnding =
  /** The body was received completely. */
  | { readonly type: 'end'; readonly at: number }
  /** The connection failed. `code` is the error code of the system or the runtime; `ETIMEDOUT` for a timeout. */
  | { readonly type: 'lost'; readonly at: number; readonly detail: string; readonly code?: string | undefined }
  /** The consumer unsubscribed, or the recording stopped early. The real end of the body is unknown. */
  | { readonly type: 'cancelled'; readonly at: number };

/**
 * One response with the times at which its pieces were received. The recording contains no data of the request.
 *
 * A recording file has one JSON object per line: a `head`, a `chunk` for each piece, and `end`, `lost` or `cancelled`.
 * A chunk has its bytes in `text` if they are valid UTF-8, and in `base64` otherwise.
 *
 * ```json
 * {"type":"head","status":200,"headers":{"content-type":"text/event-stream"}}
 * {"type":"chunk","at":31,"text":"data: {\"type\":\"response.created\", …}\n\n"}
 * {"type":"lost","at":1250,"detail":"read ECONNRESET","code":"ECONNRESET"}
 * ```
 */
export interface Recording extends RecordedHead {
  readonly chunks: readonly RecordedChunk[];
  readonly ending: RecordedEnding;
}

/** One line of a recording. */
export type RecordedLine =
  ({ readonly type: 'head' } & RecordedHead) | ({ readonly type: 'chunk' } & RecordedChunk) | RecordedEnding;

const milliseconds = t.refinement(t.number, (value) => Number.isFinite(value) && value >= 0, 'milliseconds');

const areHeaders = (headers: Readonly<Record<string, string>>): boolean => {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false; // a header with a name or a value that HTTP does not allow
  }
};

const base64 = new t.Type<Uint8Array, string, unknown>(
  'base64',
  (value): value is Uint8Array => value instanceof Uint8Array,
  (value, context) => {
    const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
    return bytes === undefined ? t.failure(value, context) : t.success(bytes);
  },
  toBase64,
);

const Head = t.type({
  type: t.literal('head'),
  status: integer,
  headers: t.refinement(t.record(t.string, t.string), areHeaders, 'headers'),
});
const TextChunk = t.type({ type: t.literal('chunk'), at: milliseconds, text: t.string });
const BinaryChunk = t.type({ type: t.literal('chunk'), at: milliseconds, base64 });
const End = t.type({ type: t.literal('end'), at: milliseconds });
const Lost = t.intersection([
  t.type({ type: t.literal('lost'), at: milliseconds, detail: t.string }),
  t.partial({ code: t.string }),
]);
const Cancelled = t.type({ type: t.literal('cancelled'), at: milliseconds });

type LineOnFile = t.TypeOf<
  typeof Head | typeof TextChunk | typeof BinaryChunk | typeof End | typeof Lost | typeof Cancelled
>;

const codecs: ReadonlyMap<unknown, t.Decoder<unknown, LineOnFile>> = new Map<unknown, t.Decoder<unknown, LineOnFile>>([
  ['head', Head],
  ['chunk', TextChunk],
  ['end', End],
  ['lost', Lost],
  ['cancelled', Cancelled],
]);

const codecOf = (json: JsonObject): t.Decoder<unknown, LineOnFile> | undefined =>
  json['type'] === 'chunk' && Object.hasOwn(json, 'base64') ? BinaryChunk : codecs.get(json['type']);

/** Reads one line that was parsed as JSON. Left describes what is wrong with it. */
export const readRecordedLine = (json: unknown): Either<string, RecordedLine> => {
  if (!isJsonObject(json)) return left(`expected an object, got ${jsonExcerpt(json, 60)}`);
  const codec = codecOf(json);
  if (codec === undefined)
    return left(`type: expected ${[...codecs.keys()].join(' or ')}, got ${jsonExcerpt(json['type'], 60)}`);
  const decoded = codec.decode(json);
  if (isLeft(decoded)) return left(decodeFault(decoded.left));
  const line = decoded.right;
  if (line.type !== 'chunk') return right(line);
  const bytes = 'text' in line ? new TextEncoder().encode(line.text) : line.base64;
  return right({ type: 'chunk', at: line.at, bytes });
};

const onFile = (line: RecordedLine): unknown => {
  if (line.type !== 'chunk') return line;
  const { type, at, bytes } = line;
  const text = wholeUtf8(bytes);
  return text === undefined ? { type, at, base64: toBase64(bytes) } : { type, at, text };
};

/** Serializes one line of a recording, with its line feed. */
export const writeRecordedLine = (line: RecordedLine): string => `${JSON.stringify(onFile(line))}\n`;
