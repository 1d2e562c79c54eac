import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request, of which it keeps at most `limit` bytes. Resolves with `'too_large'` as soon as there are
 * more (what follows is thrown away, so that the client can finish and read its answer), and with `'lost'` when the
 * connection ends first. Never rejects.
 */
export const readBody = (message: IncomingMessage, limit: number): Promise<Buffer | 'too_large' | 'lost'> =>
  new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      resolve('too_large');
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('close', () => resolve('lost'));
  });
