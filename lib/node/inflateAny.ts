import { Transform } from 'node:stream';
import { createInflate, createInflateRaw, type ZlibOptions } from 'node:zlib';

/** The low half of the first byte of a zlib header. */
const ZLIB_METHOD = 8;

const isBytes = (chunk: unknown): chunk is Uint8Array => chunk instanceof Uint8Array;

/** A decoder of `deflate`, which some servers send without the header of zlib that the standard requires. */
export const inflateAny = (options: ZlibOptions): Transform => {
  let inner: Transform | undefined;
  const outer = new Transform({
    transform: (chunk: unknown, _encoding, done) => {
      if (inner === undefined) {
        const first = isBytes(chunk) ? (chunk[0] ?? 0) : 0;
        inner = (first & 0x0f) === ZLIB_METHOD ? createInflate(options) : createInflateRaw(options);
        inner.on('data', (data: unknown) => outer.push(data));
        inner.on('error', (error) => outer.destroy(error));
      }
      inner.write(chunk, () => done());
    },
    flush: (done) => {
      if (inner === undefined) {
        done();
        return;
      }
      inner.once('end', () => done());
      inner.end();
    },
    destroy: (error, done) => {
      inner?.destroy();
      done(error);
    },
  });
  return outer;
};
