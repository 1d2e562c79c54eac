// A server that speaks the protocol of Redis (RESP 2) and knows the commands of redis.ts, for a test without Redis.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

type Reply = string | number | null | Error | readonly Reply[];

const encode = (reply: Reply): string => {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join('')}`;
};

/** Takes the whole commands off the front of a buffer: arrays of strings. Returns them, and what is left. */
const takeCommands = (bytes: Buffer): readonly [readonly (readonly string[])[], Buffer] => {
  const commands: (readonly string[])[] = [];
  let rest = bytes;
  for (;;) {
    let at = 0;
    const line = (): string | undefined => {
      const end = rest.indexOf('\r\n', at);
      const text = end < 0 ? undefined : rest.toString('utf8', at, end);
      at = end + 2;
      return text;
    };
    const count = line();
    if (count === undefined) return [commands, rest];
    const words: string[] = [];
    while (words.length < Number(count.slice(1))) {
      const size = line();
      const end = at + Number(size?.slice(1));
      if (size === undefined || rest.length < end + 2) return [commands, rest];
      words.push(rest.toString('utf8', at, end));
      at = end + 2;
    }
    commands.push(words);
    rest = rest.subarray(at);
  }
};

interface Entry {
  readonly id: string;
  readonly fields: readonly string[];
}

/** Starts the server on a free port. */
export const startFakeRedis = async (): Promise<{ readonly url: string; readonly close: () => void }> => {
  const texts = new Map<string, string>();
  const ends = new Map<string, number>();
  const streams = new Map<string, Entry[]>();
  const listeners = new Map<string, Set<Socket>>();
  const sockets = new Set<Socket>();
  const numberOf = (id: string): number => Number.parseInt(id, 10);
  const listed = (entries: readonly Entry[]): Reply => entries.map(({ id, fields }) => [id, fields]);

  const run = (socket: Socket, [name = '', key = '', ...rest]: readonly string[]): Reply => {
    const [first = '', second = ''] = rest;
    const entries = streams.get(key) ?? [];
    switch (name.toUpperCase()) {
      case 'SET':
        if (rest.includes('NX') && texts.has(key)) return null;
        texts.set(key, first);
        ends.set(key, rest.includes('PX') ? Date.now() + Number(rest.at(-1)) : Infinity);
        return 'OK';
      case 'EXISTS':
        return (ends.get(key) ?? 0) > Date.now() ? 1 : 0;
      case 'XADD':
        if (numberOf(first) <= numberOf(entries.at(-1)?.id ?? '0'))
          return new Error('ERR The ID specified in XADD is equal or smaller than the target stream top item');
        streams.set(key, [...entries, { id: first, fields: rest.slice(1) }]);
        return first;
      case 'XRANGE':
        return listed(entries.filter(({ id }) => numberOf(id) >= numberOf(first)).slice(0, Number(rest[3])));
      case 'XREVRANGE':
        return listed(entries.slice(-1));
      case 'EXPIRE':
        return 1;
      case 'PUBLISH': {
        const waiting = listeners.get(key) ?? new Set();
        for (const listener of waiting) listener.write(encode(['message', key, first]));
        return waiting.size;
      }
      case 'SUBSCRIBE':
        listeners.set(key, (listeners.get(key) ?? new Set()).add(socket));
        return ['subscribe', key, 1];
      case 'UNSUBSCRIBE':
        listeners.get(key)?.delete(socket);
        return ['unsubscribe', key, 0];
      case 'CLIENT':
        return 'OK';
      default:
        return new Error(`ERR unknown command '${name}' ${second}`);
    }
  };

  const server = createServer((socket) => {
    let rest: Buffer = Buffer.alloc(0);
    let queued: (readonly string[])[] | undefined;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      const [commands, left] = takeCommands(Buffer.concat([rest, chunk]));
      rest = left;
      for (const command of commands) {
        const [name] = command;
        if (name === 'MULTI') queued = [];
        if (name === 'EXEC') {
          socket.write(encode((queued ?? []).map((each) => run(socket, each))));
          queued = undefined;
        } else if (name !== 'MULTI' && queued !== undefined) {
          queued.push(command);
          socket.write('+QUEUED\r\n');
        } else socket.write(name === 'MULTI' ? '+OK\r\n' : encode(run(socket, command)));
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close };
};
