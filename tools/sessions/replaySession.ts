import { Subject, Subscription, take, type Observable } from 'rxjs';
import { AppServer } from '../../lib/agent/appServer/AppServer.js';
import type { Connection } from '../../lib/agent/appServer/Connection.js';
import { ThreadList } from '../../lib/agent/appServer/ThreadList.js';
import { createAgentSession } from '../../lib/agent/AgentSession.js';
import type { CodexOptions } from '../../lib/agent/options/CodexOptions.js';
import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import { Thread } from '../../lib/agent/Thread.js';
import { playSession } from '../../lib/testing/appServer/playSession.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';
import { virtualProcess } from '../../lib/testing/virtualProcess.js';
import { answerTo, factsOfLines, messagesOf, objectOf, type Message } from './expectedTurns.js';
import { factsOfEvents } from './factsOfEvents.js';
import { replyOf } from './replyOf.js';

interface Run {
  readonly threadId: string;
  readonly turnId: string;
  readonly events: ThreadEvent[];
}

/** The time that the session waits for the client before the next call is made, in milliseconds. */
const IDLE = 15;

const firstOf = (list: unknown): unknown => {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items[0];
};

const textOf = (params: object): string => JSON.stringify(objectOf(firstOf(objectOf(params)['input']))['text'] ?? 'Hi');

/** Replays a session of the app-server: makes the calls that its `in` lines stand for, and returns the differences. */
export const replaySession = async (lines: readonly SessionLine[]): Promise<readonly string[]> => {
  const messages = messagesOf(lines);
  const differences: string[] = [];
  const runs: Run[] = [];
  const threads = new Map<string, Thread>();
  const driven = new Set<number>();
  const toolResults = new Map<string, Subject<string>>();
  const all = new Subscription();
  let connection: Connection | undefined;
  let idle: NodeJS.Timeout | undefined;

  const player = playSession(lines, {
    onWaiting: (_line, index) => {
      clearTimeout(idle);
      const message = messages[index];
      if (message !== undefined) idle = setTimeout(() => drive(message), IDLE);
    },
  });
  const options: CodexOptions = {
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualProcess(player.run),
    exitGrace: 200,
    requestTimeout: 3_000,
  };
  const server = new AppServer(createAgentSession(options));
  const list = new ThreadList(server);

  const observe = (observable: Observable<unknown>, message: Message) => {
    const expected = objectOf(answerTo(messages, message)?.['error'])['message'];
    all.add(
      observable.subscribe({
        complete: () =>
          expected === undefined || differences.push(`line ${message.index + 1} should have been refused`),
        error: (error: unknown) => {
          if (
            expected === undefined
              ? !String(error).includes('before the turn was complete')
              : !String(error).includes(typeof expected === 'string' ? expected : JSON.stringify(expected))
          )
            differences.push(`line ${message.index + 1}: ${String(error)}`);
        },
      }),
    );
  };
  const raw = (message: Message) => {
    if (connection === undefined) {
      player.skip();
      return;
    }
    observe(connection.peer.request(String(message.json['method']), objectOf(message.json['params'])), message);
  };
  const tools = {
    declarations: [],
    run: new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
        get: () => (_input: string, call: { readonly call_id: string }) => {
          const result = new Subject<string>();
          toolResults.set(call.call_id, result);
          return result.pipe(take(1));
        },
      },
    ),
  };
  const threadOptions = { approve: 'wait', answer: 'wait', tools } as const;
  const runTurn = (thread: Thread, message: Message) => {
    driven.add(message.index);
    const { threadId } = objectOf(message.json['params']);
    const turn = objectOf(objectOf(answerTo(messages, message)?.['result'])['turn']);
    // A turn that is started while another one runs is a message to that one.
    if (runs.some(({ turnId }) => turnId === String(turn['id']))) {
      player.skip();
      return;
    }
    const run: Run = { threadId: String(threadId), turnId: String(turn['id']), events: [] };
    runs.push(run);
    threads.set(run.threadId, thread);
    all.add(
      thread.events(textOf(objectOf(message.json['params']))).subscribe({
        next: (event) => run.events.push(event),
        error: () => undefined, // the turn has no end then, which is compared
      }),
    );
  };
  const turnOf = (threadId: unknown, from: number): Message | undefined =>
    messages.find(
      (message) =>
        message.index > from &&
        message.dir === 'in' &&
        message.json['method'] === 'turn/start' &&
        objectOf(message.json['params'])['threadId'] === threadId &&
        objectOf(answerTo(messages, message))['error'] === undefined,
    );
  const open = (message: Message, id: string | undefined) => {
    const threadId = objectOf(objectOf(answerTo(messages, message)?.['result'])['thread'])['id'];
    const turn = threadId === undefined ? undefined : turnOf(threadId, message.index);
    if (turn === undefined) {
      raw(message);
      return;
    }
    runTurn(new Thread(options, threadOptions, id, server), turn);
  };
  const answer = (message: Message) => {
    const id = message.json['id'];
    const request = messages
      .filter(
        ({ index, dir, json }) =>
          index < message.index && dir === 'out' && json['id'] === id && json['method'] !== undefined,
      )
      .at(-1);
    const params = objectOf(request?.json['params']);
    const result = objectOf(message.json['result']);
    const thread = [...threads.values()].find((each) => each.id === params['threadId']) ?? [...threads.values()][0];
    if (request?.json['method'] === 'item/tool/call') {
      const content = Array.isArray(result['contentItems']) ? objectOf(result['contentItems'][0]) : {};
      const waiting = toolResults.get(String(params['callId']));
      if (waiting === undefined) {
        player.skip();
        return;
      }
      if (result['success'] === true) {
        waiting.next(String(content['text']));
        return;
      }
      waiting.error(new Error(String(content['text'])));
      return;
    }
    const reply = replyOf(result);
    if (thread?.respond(String(id), reply) !== true) player.skip(); // it no longer waits, so the client cannot answer it
  };
  const drive = (message: Message) => {
    const { method } = message.json;
    const params = objectOf(message.json['params']);
    const { threadId } = params;
    const id = typeof threadId === 'string' ? threadId : '';
    const isRefused = objectOf(answerTo(messages, message))['error'] !== undefined;
    if (driven.has(message.index)) {
      player.skip();
      return;
    }
    driven.add(message.index);
    if (method === undefined) {
      if (message.json['id'] === undefined) player.skip();
      else answer(message);
      return;
    }
    if (message.json['id'] === undefined || typeof message.json['id'] === 'object') {
      player.skip();
      return;
    }
    if (method === 'initialize') {
      if (connection === undefined) player.skip();
      else raw(message);
      return;
    }
    if (isRefused) {
      raw(message);
      return;
    }
    if (method === 'thread/start') {
      open(message, undefined);
      return;
    }
    if (method === 'thread/resume') {
      open(message, id);
      return;
    }
    if (method === 'turn/start') {
      const thread = threads.get(id) ?? new Thread(options, threadOptions, id, server);
      runTurn(thread, message);
      return;
    }
    if (method === 'turn/steer') return void threads.get(id)?.steer(textOf(params));
    if (method === 'thread/fork') {
      const { lastTurnId } = params;
      observe(list.fork(id, typeof lastTurnId === 'string' ? { lastTurnId } : {}), message);
      return;
    }
    const requests: ReadonlyMap<unknown, () => Observable<unknown>> = new Map<unknown, () => Observable<unknown>>([
      ['thread/list', () => list.list()],
      ['thread/read', () => list.read(id)],
      ['thread/archive', () => list.archive(id)],
    ]);
    const request = requests.get(method);
    if (request !== undefined) {
      observe(request(), message);
      return;
    }
    raw(message);
  };

  all.add(
    server.connection.subscribe({
      next: (opened) => {
        connection = opened;
      },
      error: () => undefined, // a recorded exit
    }),
  );
  for (let waited = 0; !player.isOver && waited < 10_000; waited += 20)
    await new Promise((done) => setTimeout(done, 20));
  if (!player.isOver) differences.push('the session did not come to its end');
  clearTimeout(idle);
  for (const { threadId, turnId, events } of runs) {
    const expected = JSON.stringify(factsOfLines(messages, threadId, turnId));
    const found = JSON.stringify(factsOfEvents(events));
    if (found !== expected)
      differences.push(`turn ${turnId}: expected ${expected}`, `turn ${turnId}: found    ${found}`);
  }
  all.unsubscribe();
  return differences;
};
