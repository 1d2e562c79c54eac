import { map, pipe, startWith, type OperatorFunction } from 'rxjs';
import { frameText, OPENING, type RelayFrame } from './RelayFrame.js';
import { relayFrames, type RelayFramesOptions } from './relayFrames.js';
import { withHeartbeat, type HeartbeatOptions } from './withHeartbeat.js';

/** Options for `toEventStream`. */
export interface EventStreamOptions extends RelayFramesOptions {
  /** The silence, in milliseconds, after which a comment is sent. Default: 15 000. */
  readonly heartbeat?: number | undefined;
}

/** The default silence before a heartbeat, in milliseconds. Proxies close silent connections after 30 to 100 s. */
export const DEFAULT_HEARTBEAT = 15_000;

/** Writes frames as the text of an event stream, with heartbeats. */
export const eventStreamText = ({
  heartbeat = DEFAULT_HEARTBEAT,
  ...options
}: HeartbeatOptions & Pick<EventStreamOptions, 'heartbeat'> = {}): OperatorFunction<RelayFrame, string> =>
  pipe(map(frameText), withHeartbeat(heartbeat, options), startWith(OPENING));

/**
 * Writes the values of an answer as the bytes of an event stream: events of a client, of a tool loop, or any other
 * values that JSON can represent. Each value gets a number as its `id`. A silence is filled with comments, and the last
 * frame shows how the answer ended.
 *
 * ```text
 * answer:  ------a-------b|
 *       toEventStream({ heartbeat: 5 }), decodeText()
 * text:    o----hx----h--y(d|)     o = ': open\n\n', h = ': heartbeat\n\n'
 * x = 'id: 1\ndata: "a"\n\n'
 * y = 'id: 2\ndata: "b"\n\n'
 * d = 'id: 3\nevent: done\ndata: {"duration":15}\n\n'
 * ```
 *
 * An error becomes the frame `failed`, which holds an `ApiErrorData` without keys, addresses and headers of the
 * provider; see `publicError`.
 *
 * Errors: none. Teardown: unsubscribes from the source, which closes the connection to the provider.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(toEventStream()).subscribe((bytes) => append(new TextDecoder().decode(bytes)));
 */
export const toEventStream = <T>({ heartbeat, scheduler, describeError }: EventStreamOptions = {}): OperatorFunction<
  T,
  Uint8Array
> => {
  const encoder = new TextEncoder();
  return pipe(
    relayFrames<T>({ describeError, scheduler }),
    eventStreamText({ heartbeat, scheduler }),
    map((text) => encoder.encode(text)),
  );
};
