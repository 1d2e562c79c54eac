import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A WebSocket server that says what it is told, byte by byte: RFC 6455 by hand, without a line of `ws` in it. */
export interface RawWebSocket {
  readonly url: string;
  /** Everything that came since the handshake. */
  readonly heard: () => Buffer;
  /** How many connections came. */
  readonly connections: () => number;
  /** The handshakes that came, as text. */
  readonly handshakes: readonly string[];
  /** Settles when the first connection is gone. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** What is sent for every handshake: all of the answer, or, as bytes behind an answer of 101, what comes after it. */
export type Script = (connection: Socket, accept: string) => void;

/** The head of an answer that opens the socket. */
export const switching = (accept: string, headers = 'Upgrade: websocket\r\nConnection: Upgrade\r\n'): string =>
  `HTTP/1.1 101 Switching Protocols\r\n${headers}Sec-WebSocket-Accept: ${accept}\r\n\r\n`;

/** Opens the socket and sends bytes behind it, in one piece. */
export const sending =
  (...frames: readonly Uint8Array[]): Script =>
  (connection, accept) =>
    connection.write(Buffer.concat([Buffer.from(switching(accept)), ...frames]));

const sizeOf = (length: number): readonly number[] =>
  length < 126 ? [length] : length < 65536 ? [126, length >> 8, length & 255] : [127, ...bigEndian(length)];

const bigEndian = (length: number): Uint8Array => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(length));
  return size;
};

/** What a frame can be, besides its payload. */
export interface FrameOptions {
  /** 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong. Default text. */
  readonly opcode?: number;
  /** Whether it is the last of its message. Default true. */
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** Bits 1 to 3 of the first byte. Default 0. */
  readonly reserved?: number;
  /** The length that the header tells. Default: the payload's. */
  readonly length?: number;
}

/** One frame. */
export const frame = (
  payload: string | Uint8Array = '',
  { opcode = 1, fin = true, masked = false, reserved = 0, length }: FrameOptions = {},
): Uint8Array => {
  const bytes = Buffer.from(payload);
  const [first = 0, ...size] = sizeOf(length ?? bytes.length);
  return Buffer.concat([
    Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode, (masked ? 0x80 : 0) | first, ...size]),
    Buffer.alloc(masked ? 4 : 0), // a mask of zeros leaves the payload as it is
    bytes,
  ]);
};

/** A close frame. */
export const closeFrame = (code: number, reason = ''): Uint8Array =>
  frame(Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]), { opcode: 8 });

/** The frames that a client sent, unmasked; shorter than 64 KiB each, and whole. */
export const framesIn = (bytes: Buffer): readonly { readonly opcode: number; readonly payload: Buffer }[] => {
  if (bytes.length < 6) return [];
  const short = bytes.readUInt8(1) & 0x7f;
  const begin = short === 126 ? 4 : 2;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const mask = bytes.subarray(begin, begin + 4);
  const payload = bytes.subarray(begin + 4, begin + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return [
    { opcode: bytes.readUInt8(0) & 0x0f, payload: Buffer.from(payload) },
    ...framesIn(bytes.subarray(begin + 4 + length)),
  ];
};

export const rawWebSocket = async (script: Script): Promise<RawWebSocket> => {
  const open = new Set<Socket>();
  const handshakes: string[] = [];
  const chunks: Buffer[] = [];
  let connections = 0;
  let hangUp: () => void;
  const closed = new Promise<void>((resolve) => (hangUp = resolve));

  const server = createServer((connection) => {
    connections += 1;
    open.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => {
      open.delete(connection);
      hangUp();
    });
    let head = '';
    const onHead = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      connection.off('data', onHead);
      connection.on('data', (bytes: Buffer) => chunks.push(bytes));
      handshakes.push(head);
      const key = /^sec-websocket-key: (.*)\r$/im.exec(head)?.[1] ?? '';
      script(
        connection,
        createHash('sha1')
          .update(key + GUID)
          .digest('base64'),
      );
    };
    connection.on('data', onHead);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    url: `ws://127.0.0.1:${address.port}/v1/responses`,
    heard: () => Buffer.concat(chunks),
    connections: () => connections,
    handshakes,
    closed,
    stop: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.destroy();
        server.close(() => resolve());
      }),
  };
};
