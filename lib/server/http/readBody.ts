import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request and keeps at most `limit` bytes. Resolves with `'too_large'` as soon as there are more.
 * The rest is read and dropped, so that the client can finish sending and read its answer. Resolves with `'lost'` if
 * the connection ends first. Never rejects.
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
