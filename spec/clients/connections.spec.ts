import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { asyncScheduler, lastValueFrom, of, type Observable, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { createProvider } from '../../lib/provider/Provider.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import { CHAT_DONE, chatDelta, chatFinish, chatToolCall } from '../../lib/testing/chatWire.js';
import { completed, created, itemDone, sse, textDelta } from '../../lib/testing/wire.js';
import type { DrainLimits } from '../../lib/transport/drainable.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { loopback, type Loopback } from '../support/loopback.js';

/** What a server does after the terminal event. */
type Habit = (response: ServerResponse, terminal: string) => void;

const endAfter =
  (delay: number): Habit =>
  (response, terminal) => {
    response.write(terminal);
    setTimeout(() => response.end(), delay);
  };
const endAtOnce: Habit = (response, terminal) => response.end(terminal);
const endNever: Habit = (response, terminal) => response.write(terminal);

type Wire = 'responses' | 'chat';

const TEXT: Readonly<Record<Wire, string>> = {
  responses: sse(created(), textDelta('Hi')),
  chat: sse(chatDelta({ content: 'Hi' })),
};
const TERMINAL: Readonly<Record<Wire, string>> = {
  responses: sse(completed('resp_1')),
  chat: `${sse(chatFinish())}${CHAT_DONE}`,
};
const CALL: Readonly<Record<Wire, string>> = {
  responses: sse(
    created(),
    itemDone({ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{}' }),
    completed('resp_1'),
  ),
  chat: `${sse(chatToolCall({ id: 'call_1', name: 'look', arguments: '{}' }), chatFinish('tool_calls'))}${CHAT_DONE}`,
};

const TRANSPORTS = {
  fetch: (drain?: DrainLimits | false, scheduler?: SchedulerLike): HttpTransport =>
    fetchTransport({ drain, scheduler }),
  'node:http': (drain?: DrainLimits | false, scheduler?: SchedulerLike): HttpTransport =>
    httpTransport({ drain, scheduler }),
};

/** A clock without limits: a slow machine must not end a wait that a fast one does not. */
const patient: SchedulerLike = {
  now: () => asyncScheduler.now(),
  schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T) =>
    asyncScheduler.schedule(work, delay === 0 ? 0 : 60_000, state),
};

interface Server extends Loopback {
  readonly connections: () => number;
  /** Settles when a connection was closed. No server here closes one. */
  readonly closed: Promise<void>;
}

const serve = async (wire: Wire, habit: Habit): Promise<Server> => {
  let connections = 0;
  let close: () => void;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const server = await loopback((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(TEXT[wire]);
    habit(response, TERMINAL[wire]);
  });
  server.server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => close());
  });
  return { ...server, connections: () => connections, closed };
};

const clientOf = ({ origin }: Loopback, wire: Wire, transport: HttpTransport) => {
  const options = { provider: createProvider({ name: 'loopback', baseUrl: `${origin}/v1`, wire }), transport };
  return wire === 'chat' ? new ChatClient(options) : new ResponsesClient(options);
};

for (const wire of ['responses', 'chat'] as const)
  for (const [name, open] of Object.entries(TRANSPORTS))
    describe(`the connections of ${wire} over ${name}`, () => {
      let server: Server | undefined;
      const start = async (habit: Habit) => (server = await serve(wire, habit));
      afterEach(async () => {
        await server?.stop();
        server = undefined;
      });

      const ask = (at: Server, transport: HttpTransport): (() => Observable<ResponseEvent>) => {
        const client = clientOf(at, wire, transport);
        return () => client.streamPrompt('m', 'Hi');
      };

      for (const delay of [0, 2, 20])
        it(`C1: 50 answers one after another, each ended ${delay} ms after its terminal event, need at most 2`, async () => {
          const at = await start(delay === 0 ? endAtOnce : endAfter(delay));
          const answer = ask(at, open());
          for (let count = 0; count < 50; count++)
            expect(await lastValueFrom(answer())).to.have.property('type', 'completed');
          expect(at.requests).to.have.length(50);
          expect(at.connections()).to.be.at.most(2);
        });

      for (const [what, habit] of [
        ['in the same write', endAtOnce],
        ['2 ms later', endAfter(2)],
      ] as const)
        it(`C1: answers that end ${what} need 1, if each request is sent as soon as the answer before it is complete`, async () => {
          const at = await start(habit);
          const answer = ask(at, open(undefined, patient));
          for (let count = 0; count < 10; count++) await lastValueFrom(answer());
          expect(at.requests).to.have.length(10);
          expect(at.connections()).to.equal(1);
        });

      it('C1: a tool loop of 10 steps needs at most 2', async () => {
        let step = 0;
        let connections = 0;
        const at = await loopback((_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.flushHeaders();
          step += 1;
          const [text, terminal] = step < 10 ? ['', CALL[wire]] : [TEXT[wire], TERMINAL[wire]];
          response.write(text);
          endAfter(2)(response, terminal);
        });
        at.server.on('connection', () => (connections += 1));
        try {
          const client = clientOf(at, wire, open());
          const loop = runTools('Hi', (input) => client.streamPrompt('m', { input }), { look: () => of('seen') });
          await lastValueFrom(loop);
          expect(at.requests).to.have.length(10);
          expect(connections).to.be.at.most(2);
        } finally {
          await at.stop();
        }
      });

      it('a body that ends 200 ms later leaves its connection for the request after that', async () => {
        const at = await start(endAfter(200));
        const answer = ask(at, open());
        await lastValueFrom(answer());
        await pause(300);
        await lastValueFrom(answer());
        expect(at.connections()).to.equal(1);
      });

      it('a body that never ends is closed at the limit', async () => {
        const at = await start(endNever);
        await lastValueFrom(ask(at, open({ timeout: 50 }))());
        await at.closed;
        expect(at.requests).to.have.length(1);
      });

      it('a megabyte after the answer is cut off', async () => {
        const at = await start((response, terminal) => response.end(`${terminal}: ${'x'.repeat(1024 * 1024)}\n\n`));
        await lastValueFrom(ask(at, open({ timeout: 10_000 }))());
        await at.closed;
        expect(at.requests).to.have.length(1);
      });

      it('garbage after the answer is dropped, and the connection serves the next request', async () => {
        const at = await start((response, terminal) => {
          response.write(terminal);
          setTimeout(() => response.end('\u0000{"error":{"message":"too late"}}'), 2);
        });
        const answer = ask(at, open());
        for (let count = 0; count < 5; count++)
          expect(await lastValueFrom(answer())).to.have.property('type', 'completed');
        expect(at.connections()).to.be.at.most(2);
      });

      it('bytes that are no HTTP after the answer end the connection and nothing else', async () => {
        const at = await start((response, terminal) => {
          response.write(terminal);
          setTimeout(() => response.socket?.end('no chunk\r\n'), 2);
        });
        const answer = ask(at, open());
        for (let count = 0; count < 3; count++) {
          expect(await lastValueFrom(answer())).to.have.property('type', 'completed');
          await pause(20);
        }
        expect(at.connections()).to.equal(3);
      });

      it('with `drain: false`, the connection is closed at the terminal event', async () => {
        const at = await start(endNever);
        await lastValueFrom(ask(at, open(false))());
        await at.closed;
        expect(at.requests).to.have.length(1);
      });

      it('a loop that takes one event at a time keeps the connection', async () => {
        const at = await start(endAfter(2));
        const client = clientOf(at, wire, open());
        for (let count = 0; count < 3; count++)
          for await (const event of client.streamPrompt('m', 'Hi').iterate({ highWaterMark: 1 }))
            expect(event.type).to.be.a('string');
        expect(at.connections()).to.be.at.most(2);
      });

      it('a loop that is left before the terminal event closes the connection at once', async () => {
        const at = await start(() => undefined);
        for await (const event of clientOf(at, wire, open({ timeout: 60_000 })).streamPrompt('m', 'Hi'))
          if (event.type === 'output_text_delta') break;
        await at.closed;
        expect(at.requests).to.have.length(1);
      });
    });
