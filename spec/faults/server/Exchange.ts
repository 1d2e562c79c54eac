import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawRequest } from './readRequest.js';

/** What a server does with a request. */
export type Play = (exchange: Exchange) => void | Promise<void>;

/** Headers, in order; a name may come twice. */
export type HeaderLines = Readonly<Record<string, string | readonly string[]>>;

const headerText = (headers: HeaderLines): string =>
  Object.entries(headers)
    .flatMap(([name, values]) =>
      (typeof values === 'string' ? [values] : values).map((value) => `${name}: ${value}\r\n`),
    )
    .join('');

/** One request and the bytes that answer it. What is written after the connection is gone goes nowhere. */
export class Exchange {
  /** Settles when the answer is complete, or the connection closed, by whichever side. */
  readonly over: Promise<void>;
  #end: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #sentBefore: number;

  constructor(
    socket: Socket,
    readonly request: RawRequest,
    /** Counts the requests of this server from 0. */
    readonly attempt: number,
    /** How many requests its connection has carried before. */
    readonly sameConnection: number,
  ) {
    this.#socket = socket;
    this.#sentBefore = socket.bytesWritten;
    this.over = new Promise((resolve) => (this.#end = resolve));
    socket.once('close', this.#end);
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** How many bytes were sent since the request came. */
  get sent(): number {
    return this.#socket.bytesWritten - this.#sentBefore;
  }

  /** Plays an answer. What a play throws ends the connection, and with it the row. */
  async play(play: Play): Promise<void> {
    try {
      await play(this);
    } catch (cause) {
      this.#socket.destroy();
      throw cause;
    }
  }

  /** Writes bytes as they are, in one packet as far as the system allows, and waits while the client takes no more. */
  async raw(...data: readonly (string | Uint8Array)[]): Promise<void> {
    const socket = this.#socket;
    if (!this.isOpen) return;
    socket.cork();
    for (const piece of data) socket.write(piece);
    socket.uncork();
    if (!socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        socket.off('drain', go).off('close', go);
        resolve();
      };
      socket.on('drain', go).on('close', go);
    });
  }

  /** The head of an answer whose body comes in chunks. */
  async head(headers: HeaderLines = {}, status = '200 OK'): Promise<void> {
    await this.raw(
      `HTTP/1.1 ${status}\r\n${headerText({ 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...headers })}\r\n`,
    );
  }

  /** One chunk of the body, in one write. */
  async chunk(data: string | Uint8Array): Promise<void> {
    await this.raw(`${Buffer.byteLength(data).toString(16)}\r\n`, data, '\r\n');
  }

  /** The end of a body in chunks. */
  async end(): Promise<void> {
    await this.raw('0\r\n\r\n');
    this.finish();
  }

  /** A whole answer whose body comes in chunks. */
  async stream(body: string | Uint8Array, headers: HeaderLines = {}): Promise<void> {
    await this.head(headers);
    if (body.length > 0) await this.chunk(body);
    await this.end();
  }

  /** A whole answer with the length of its body. */
  async reply(status: string, body: string, headers: HeaderLines = {}): Promise<void> {
    const type = body.startsWith('{') ? 'application/json' : 'text/html';
    const all = {
      'content-type': type,
      'content-length': `${Buffer.byteLength(body)}`,
      'x-request-id': 'req_1',
      ...headers,
    };
    await this.raw(`HTTP/1.1 ${status}\r\n${headerText(all)}\r\n${body}`);
    this.finish();
  }

  /** Closes the connection with a RST, when what was written has left. */
  async reset(): Promise<void> {
    if (!this.isOpen) return;
    // Turns of the event loop, so that the client reads what came before the reset destroys it.
    await this.pause(20);
    this.#socket.resetAndDestroy();
  }

  /** Closes the connection with a FIN. */
  fin(): void {
    this.#socket.end();
  }

  /** Lets time pass; ends early when the connection does, and leaves no timer: the soak counts them. */
  async pause(ms: number): Promise<void> {
    if (!this.isOpen) return;
    const over = new AbortController();
    const slept = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined); // only ever the abort's
    await Promise.race([slept, this.over]);
    over.abort();
  }

  /** Says that what was written is a whole answer. */
  finish(): void {
    this.#socket.off('close', this.#end);
    this.#end();
  }
}
