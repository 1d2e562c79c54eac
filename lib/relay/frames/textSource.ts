import type { Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';

/** The text that a stream of bytes is made from. */
export interface TextSource {
  /** Opens it for a reader that controls when more may be read. */
  readonly connect: (demand: Demand) => Observable<string>;
  /** The size at which a reader of a source that does not heed demand is too slow. */
  readonly maxBufferSize: number;
}

const sources = new WeakMap<ReadableStream<Uint8Array>, TextSource>();

/** Remembers the text that a stream of bytes is made from. */
export const rememberTextSource = (stream: ReadableStream<Uint8Array>, source: TextSource): void => {
  sources.set(stream, source);
};

/**
 * Returns the text that an unread stream of bytes is made from. A server that can write text directly then needs no
 * stream, which would cost it as much CPU time for each frame as everything else. Undefined for other streams.
 */
export const textSourceOf = (stream: ReadableStream<Uint8Array> | null): TextSource | undefined =>
  stream === null || stream.locked ? undefined : sources.get(stream);
