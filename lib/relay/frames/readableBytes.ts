import { Subject, takeUntil } from 'rxjs';
import { DemandGate } from '../../backpressure/Demand.js';
import { DEFAULT_BUFFER_LIMIT } from '../../protocol/limits.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { rememberTextSource, type TextSource } from './textSource.js';

/** Options for `readableBytes`. */
export interface ReadableBytesOptions {
  /**
   * The number of waiting characters at which demand is closed, so that the source stops reading. Default: 65 536.
   */
  readonly highWaterMark?: number | undefined;
  /**
   * The number of waiting characters at which the stream fails, for a source that does not heed demand. Default: 10 485
   * 760.
   */
  readonly maxBufferSize?: number | undefined;
}

/** The default of `highWaterMark`: about what a socket buffers, so that memory per reader stays small. */
export const DEFAULT_READER_MARK = 65_536;

/**
 * Creates a web stream of bytes from an observable of text. The first read subscribes. Demand is closed while the
 * reader does not read; all text that waits is passed on in one chunk.
 *
 * Errors of the source are those of the stream. Teardown: `cancel()` unsubscribes.
 */
export const readableBytes = (
  connect: TextSource['connect'],
  { highWaterMark = DEFAULT_READER_MARK, maxBufferSize = DEFAULT_BUFFER_LIMIT }: ReadableBytesOptions = {},
): ReadableStream<Uint8Array> => {
  const gate = new DemandGate();
  const encoder = new TextEncoder();
  const over = new Subject<void>(); // a source that emits while it is subscribed to cannot be unsubscribed yet
  let isConnected = false;
  let waiting: string[] = [];
  let size = 0;
  let isRead = false; // a read waits for data
  let isOver = false;
  let end: ((controller: ReadableStreamDefaultController<Uint8Array>) => void) | undefined;

  const finish = (): void => {
    isOver = true;
    waiting = [];
    size = 0;
    over.next();
  };
  const flush = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (size > 0 && isRead) {
      const text = waiting.join('');
      waiting = [];
      size = 0;
      isRead = false;
      controller.enqueue(encoder.encode(text));
    }
    if (size === 0) end?.(controller);
  };
  const add = (controller: ReadableStreamDefaultController<Uint8Array>, text: string): void => {
    waiting.push(text);
    size += text.length;
    if (size > maxBufferSize) {
      const detail = `more than ${maxBufferSize} characters wait for a slow reader (maxBufferSize)`;
      controller.error(apiError({ type: 'stream', reason: 'too_large', detail }));
      finish();
      return;
    }
    if (size >= highWaterMark) gate.close();
    flush(controller);
  };

  // Without a queue of its own, `pull` is called once for each read, and never before the first.
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        isRead = true;
        flush(controller);
        if (isOver) return;
        gate.open();
        if (isConnected) return;
        isConnected = true;
        connect(gate)
          .pipe(takeUntil(over))
          .subscribe({
            next: (text) => add(controller, text),
            error: (cause: unknown) => {
              end = () => controller.error(cause);
              flush(controller);
            },
            complete: () => {
              if (!isOver) end = () => controller.close();
              flush(controller);
            },
          });
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  );
  rememberTextSource(stream, { connect, maxBufferSize });
  return stream;
};
