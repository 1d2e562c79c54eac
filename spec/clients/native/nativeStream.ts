import { catchError, from, lastValueFrom, of, toArray } from 'rxjs';
import {
  anthropic,
  apiErrorData,
  gemini,
  GeminiClient,
  MessagesClient,
  type ApiErrorData,
  type HttpTransport,
  type ResponseEvent,
  type ResponseItem,
} from '../../../lib/index.js';
import { toApiError } from '../../../lib/protocol/errors/toApiError.js';
import { itemsIn } from '../../decode/readFrames.js';

/** What a client made of a stream: its text, its items, and its end. */
export interface StreamReading {
  readonly text: string;
  readonly items: readonly ResponseItem[];
  readonly completed: Extract<ResponseEvent, { readonly type: 'completed' }> | undefined;
  readonly error: ApiErrorData | undefined;
}

/** The sizes at which each stream is cut, in bytes. */
export const SIZES: readonly number[] = [1, 7, Infinity];

const piecesOf = function* (bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
};

/** A transport that answers with this body, in pieces. */
export const bodyInPieces = (body: string, size: number, type = 'text/event-stream'): HttpTransport => ({
  stream: () => {
    const bytes = new TextEncoder().encode(body);
    return of({
      status: 200,
      headers: new Headers({ 'content-type': type, 'retry-after': '60' }),
      bytes: from(piecesOf(bytes, Math.min(size, bytes.length))),
    });
  },
});

/** Plays a body through the client of a native API. */
export const playNative = async (
  wire: 'messages' | 'gemini',
  body: string,
  size: number,
  type?: string,
): Promise<StreamReading> => {
  const transport = bodyInPieces(body, size, type);
  const stream =
    wire === 'messages'
      ? new MessagesClient({ provider: anthropic(), transport }).stream({})
      : new GeminiClient({ provider: gemini(), transport }).stream('m', {});
  let error: ApiErrorData | undefined;
  const events = await lastValueFrom(
    stream.pipe(
      catchError((cause: unknown) => {
        error = apiErrorData(toApiError(cause));
        return of();
      }),
      toArray(),
    ),
  );
  return {
    text: events.map((event) => (event.type === 'output_text_delta' ? event.delta : '')).join(''),
    items: itemsIn(events).map(({ origin: _origin, ...item }) => item),
    completed: events.flatMap((event) => (event.type === 'completed' ? [event] : []))[0],
    error,
  };
};
