import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { certificate } from './certificate.js';
import { Exchange, type Play } from './Exchange.js';
import { readRequest } from './readRequest.js';

/** What a client says first that expects TLS. */
const TLS_HANDSHAKE = 0x16;

/** How a server is made. */
export interface FaultServerOptions {
  readonly play: Play;
  /** Plays as soon as the head of a request is there, without waiting for its body. */
  readonly early?: boolean | undefined;
  /** Resets every connection as soon as it is made. */
  readonly refuses?: boolean | undefined;
  /** Speaks TLS, with a certificate that nobody trusts. */
  readonly tls?: boolean | undefined;
}

/**
 * A server on a free loopback port that writes bytes and nothing but the bytes that its play says: no HTTP library puts
 * right what a fault needs wrong. It remembers every request, and knows which connections are in the middle of an answer.
 */
export class FaultServer {
  readonly exchanges: Exchange[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  private constructor({ play, early = false, refuses = false, tls = false }: FaultServerOptions) {
    const connect = (socket: Socket) => (refuses ? socket.resetAndDestroy() : this.#serve(socket, play, early));
    // `noDelay`: each write is a packet of its own, as far as the system allows
    this.#server = tls ? createTlsServer(certificate, connect) : createServer({ noDelay: true }, connect);
    this.#server.on('connection', (socket) => {
      this.#connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      // A client that resets is one of the things that happen here.
      socket.on('error', () => undefined);
    });
  }

  static async listen(options: FaultServerOptions): Promise<FaultServer> {
    const server = new FaultServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
    return address.port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How many connections were made. */
  get connections(): number {
    return this.#connections;
  }

  /** How many bytes were sent, over all connections. */
  get sent(): number {
    return this.exchanges.reduce((sum, { sent }) => sum + sent, 0);
  }

  /** Settles when no connection is left in the middle of an answer: each was ended here, or closed over there. */
  async settled(): Promise<void> {
    await Promise.all(this.exchanges.map(({ over }) => over));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket, play: Play, early: boolean): void {
    let carried = 0;
    let received = Buffer.alloc(0);
    let isEarlyTold = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received[0] === TLS_HANDSHAKE) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      for (let read = readRequest(received); read !== undefined; read = readRequest(received)) {
        if (!read.isWhole && (!early || isEarlyTold)) return;
        isEarlyTold = !read.isWhole;
        const exchange = new Exchange(socket, read.request, this.exchanges.length, carried++);
        this.exchanges.push(exchange);
        void exchange.play(play);
        if (!read.isWhole) return;
        received = received.subarray(read.end);
      }
    });
  }
}
