import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { parseJsonText } from '../protocol/codec/json.js';
import { answerPreflight, isPreflight } from './http/cors.js';
import { answerStranger, refusalOfStranger } from './http/strangers.js';
import { decodeBody } from './http/decodeBody.js';
import { defaultScript } from './script/defaultScript.js';
import { expectScript } from './script/expectScript.js';
import { openExchange, refuse, type Exchange } from './http/Exchange.js';
import { EndpointRouter } from './endpoints/EndpointRouter.js';
import { playScript } from './script/playScript.js';
import { readBody } from './http/readBody.js';
import type { RecordedRequest } from './log/RecordedRequest.js';
import type { RecordedSocket } from './log/RecordedSocket.js';
import { bodyTooLarge, scriptFailed, type Refusal } from './http/refusals.js';
import { RequestLog } from './log/RequestLog.js';
import { playHeadFault } from './script/playHeadFault.js';
import type { HeadFault, Script } from './script/Script.js';
import { STRICT_PROFILES, type StrictServerName } from './strict/strictProfiles.js';
import { StrictServer } from './strict/StrictServer.js';
import { serveUpgrade } from './websocket/serveUpgrade.js';

const HOST = '127.0.0.1';
const BODY_LIMIT = 32 * 1024 * 1024;

/** Options for `ScriptedServer`. */
export interface ScriptedServerOptions {
  /** The script of a request for which nothing is enqueued. Default: `defaultScript`. */
  readonly script?: Script | ((request: RecordedRequest) => Script) | undefined;
  /**
   * The key that requests and handshakes must carry, as a bearer token or in `x-api-key`, `x-goog-api-key` or `api-key`.
   * Default: none; every request is served.
   */
  readonly apiKey?: string | undefined;
  /**
   * Refuses what this server refuses, with its status and its words, and gives its opaque state with the answers. It
   * proves that a second request is accepted. A refused request takes no script. Default: every request is accepted.
   */
  readonly strict?: StrictServerName | undefined;
  /**
   * The origins whose pages may send requests, apart from those of this machine, e.g. `https://app.example`. `*` allows
   * all. Default: none.
   */
  readonly origins?: readonly string[] | undefined;
  /** The port to listen on. Default: 0, which picks a free port. */
  readonly port?: number | undefined;
}

/**
 * An HTTP server for tests. It answers the endpoints of the OpenAI API (Responses, Chat Completions, compaction,
 * memories, models), of the Messages API and of the Gemini API from scripts, which may include faults. It listens on 127.0.0.1 only.
 *
 * A server is used once. Nothing happens before `listen`. `close` ends every connection, and a closed server cannot be
 * started again.
 *
 * If the package `ws` is installed, the server also accepts WebSockets at `/v1/responses`. Each `response.create`
 * message is a separate request and takes a script. A `response.interrupt` message ends the running answer: the server
 * acknowledges it with `response.interrupted`, and the connection stays open. A message with `generate: false` takes no
 * script: its answer is a completed response without output, which the next request may continue.
 *
 * A request with `background: true` continues when its connection is lost. The last 64 responses with `background: true`
 * or `store: true` are kept. `GET /v1/responses/{id}` returns one of them; with `stream=true` it streams the frames after
 * `starting_after`. A kept response can be cancelled (`POST …/cancel`) and deleted, and its request can be read
 * (`GET …/input_items`). Each of these requests also takes a script, which sets its pace and its faults.
 *
 * Pages of this machine may send requests, and those of `origins`. Requests to another host name are refused: a page of
 * another site may give this machine a name (DNS rebinding). Preflight requests are neither recorded nor take a script.
 * The log keeps the bodies of the latest requests, up to 64 MiB.
 *
 * @example
 * const server = await new ScriptedServer().listen();
 * server.enqueue({ fault: { type: 'status', status: 503 } }, { answer: textAnswer('Hello'), cut: 1 });
 * const client = new ResponsesClient({ provider: openai({ baseUrl: server.baseUrl }) });
 * // … the first attempt fails, the second one streams byte by byte …
 * await server.close();
 */
export class ScriptedServer {
  readonly #options: ScriptedServerOptions;
  readonly #server = createServer((message, response) => void this.#serve(message, response));
  readonly #sockets = new Set<Socket>();
  readonly #log = new RequestLog();
  readonly #router: EndpointRouter;
  readonly #strict: StrictServer | undefined;
  readonly #queue: Script[] = [];
  readonly #handshakeFaults: HeadFault[] = [];
  #opening: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ScriptedServerOptions = {}) {
    this.#options = options;
    this.#router = new EndpointRouter(options.apiKey);
    this.#strict = options.strict && new StrictServer(STRICT_PROFILES[options.strict]);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    const host = {
      log: this.#log,
      apiKey: options.apiKey,
      limit: BODY_LIMIT,
      nextHandshakeFault: () => this.#handshakeFaults.shift(),
      handshakeHeaders: () => this.#handshakeHeaders(),
      nextScript: (request: RecordedRequest) => this.#nextScript(request),
      check: (request: RecordedRequest) => this.#strict?.check(request),
      stranger: (message: IncomingMessage) => refusalOfStranger(message, options.origins),
    };
    this.#server.on('upgrade', (message, _socket, rest: Buffer) => void serveUpgrade(message, rest, host));
  }

  /** All requests so far, in order of arrival. Refused requests are included. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** All WebSockets that were opened so far, including those that have closed. */
  get sockets(): readonly RecordedSocket[] {
    return this.#log.sockets;
  }

  /** The address to give a client: `http://127.0.0.1:PORT/v1`. Throws while the server does not listen. */
  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Error('the server has no address: await listen() first, and read baseUrl before close()');
    return `http://${HOST}:${address.port}/v1`;
  }

  /** Starts the server. Resolves once requests are served. Rejects if the port is taken, and after `close`. */
  async listen(): Promise<this> {
    if (this.#closing) throw new Error('the server was closed; create a new one');
    this.#opening ??= once(this.#server.listen(this.#options.port ?? 0, HOST), 'listening');
    await this.#opening;
    return this;
  }

  /** Stops the server and destroys its connections. Resolves when all are closed. May be called more than once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Queues scripts. Each of the next requests takes one; a request that is refused (401, 404 …) takes none. Throws an
   * error for a script that is not an object, and for the result of a parser: a `.marble` file is played by
   * `virtualTransport`.
   */
  enqueue(...scripts: readonly Script[]): this {
    scripts.forEach(expectScript);
    this.#queue.push(...scripts);
    return this;
  }

  /**
   * Queues faults for handshakes. Each of the next handshakes takes one fault and opens no WebSocket: a `status` (401,
   * 426, 503; or 200, which is not an upgrade), a reset, or no answer. The handshake is recorded as a request.
   */
  refuseHandshake(...faults: readonly HeadFault[]): this {
    this.#handshakeFaults.push(...faults);
    return this;
  }

  /**
   * Waits for the client to close the connection of request `index` (from 0). Resolves with the time, in milliseconds
   * of `performance.now()`. It can be called before the request arrives. Rejects if the answer ends first, or if a
   * fault or `close` ends the connection first.
   */
  closed(index: number): Promise<number> {
    return this.#log.closed(index);
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    this.#log.stop();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const stranger = refusalOfStranger(message, this.#options.origins);
    if (stranger !== undefined) {
      answerStranger(response, stranger);
      return;
    }
    if (isPreflight(message)) {
      answerPreflight(message, response);
      return;
    }
    const exchange = openExchange(message, response, this.#log);
    try {
      const bytes = await readBody(message, BODY_LIMIT);
      if (bytes === 'lost') return;
      if (bytes !== 'too_large') exchange.setSize(bytes.length);
      const unread = bytes === 'too_large' ? bodyTooLarge(BODY_LIMIT) : await this.#read(exchange, bytes);
      if (exchange.gone.aborted) return;
      const routed = this.#router.route(exchange.request, unread);
      const refused = 'status' in routed ? undefined : this.#strict?.check(exchange.request);
      if ('status' in routed) refuse(exchange, routed);
      else if (refused) playHeadFault(exchange, refused);
      else await playScript(exchange, routed, this.#nextScript(exchange.request));
    } catch (error) {
      if (exchange.gone.aborted) return;
      if (response.headersSent) exchange.reset();
      else refuse(exchange, scriptFailed(error));
    }
  }

  /** Records the body. Returns a refusal if it cannot be decoded. */
  async #read({ request, setBody }: Exchange, bytes: Buffer): Promise<Refusal | undefined> {
    const decoded = await decodeBody(bytes, request.headers['content-encoding'], BODY_LIMIT);
    if (!Buffer.isBuffer(decoded)) return decoded;
    setBody(parseJsonText(decoded.toString()), decoded.length);
    return undefined;
  }

  #nextScript(request: RecordedRequest): Script {
    const { script = defaultScript } = this.#options;
    const next = this.#queue.shift() ?? (typeof script === 'function' ? script(request) : script);
    return this.#strict?.give(next, request) ?? next;
  }

  #handshakeHeaders(): Script['headers'] {
    const { script = {} } = this.#options;
    const next = this.#queue[0] ?? (typeof script === 'function' ? {} : script);
    return next.headers;
  }
}
