import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  concat,
  from,
  map,
  NEVER,
  of,
  range,
  Subject,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { createAgentSession } from '../lib/agent/AgentSession.js';
import type { AnswerEvent } from '../lib/answer/AnswerEvent.js';
import { boundedIteration, DEFAULT_HIGH_WATER_MARK } from '../lib/backpressure/boundedIteration.js';
import type { Demand } from '../lib/backpressure/Demand.js';
import { createWebSocketOptions } from '../lib/clients/websocket/WebSocketOptions.js';
import { coalesce } from '../lib/operators/answer/coalesce.js';
import { hedge } from '../lib/operators/answer/hedge.js';
import { partialJson } from '../lib/operators/answer/partialJson.js';
import { retryAnswer } from '../lib/operators/answer/retryAnswer.js';
import { smooth } from '../lib/operators/answer/smooth.js';
import { resumable } from '../lib/operators/http/resumable.js';
import { runTools } from '../lib/operators/tools/runTools.js';
import type { Ask } from '../lib/operators/tools/Ask.js';
import { apiError, isApiError } from '../lib/protocol/errors/ApiError.js';
import { DEFAULT_DRAIN } from '../lib/protocol/limits.js';
import type { ResponseEvent } from '../lib/protocol/ResponseEvent.js';
import { createProvider } from '../lib/provider/Provider.js';
import { retryBudget } from '../lib/provider/retryBudget.js';
import { reset } from '../lib/testing/virtualTransport.js';
import { inVirtualTime } from './support/virtualTime.js';

const random = () => 0.5;
const provider = createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1' });
const sockets = createWebSocketOptions();
const agent = createAgentSession({ transport: { run: () => NEVER } });

const delaysOf = (events: readonly unknown[]): readonly unknown[] =>
  events.flatMap((event) => (typeof event === 'object' && event !== null && 'delay' in event ? [event.delay] : []));
const asking = (delay: number) => throwError(() => apiError({ type: 'server_overloaded', delay }));
const resets = () => inVirtualTime((scheduler) => throwError(reset).pipe(retryAnswer({ scheduler, random })));
/** Whether `retryAnswer` waits as long as a server requests. */
const waits = (delay: number): boolean =>
  inVirtualTime((scheduler) => asking(delay).pipe(retryAnswer({ scheduler, random }))).values.length > 0;

/** The waits of `resumable` between connections that bring nothing new. */
const resumptions = (): readonly number[] => {
  const delays: number[] = [];
  const first = concat(of({ sequence_number: 0, response: { id: 'r' } }), throwError(reset));
  inVirtualTime((scheduler) =>
    first.pipe(
      resumable({ resume: () => of(throwError(reset)), onRetry: ({ delay }) => delays.push(delay), scheduler, random }),
    ),
  );
  return delays;
};

const done: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
const callOf = (index: number) =>
  ({ type: 'function_call', call_id: `c${index}`, name: 'f', arguments: '{}' }) as const;
const call = (index: number): ResponseEvent => ({ type: 'output_item_done', item: callOf(index) });
const calls = (count: number): readonly ResponseEvent[] => [
  ...Array.from({ length: count }, (_, index) => call(index)),
  done,
];

/** The steps that a loop makes with a model that always calls, and the error that ends it. */
const steps = (): number => {
  let asked = 0;
  const ask: Ask = () => {
    asked++;
    return from(calls(1));
  };
  inVirtualTime((scheduler) => runTools('x', ask, { f: () => 'x' }, { scheduler }));
  return asked;
};
const atOnce = (): number => {
  let running = 0;
  const tool = (): Observable<never> => {
    running++;
    return NEVER;
  };
  const scheduled = (scheduler: SchedulerLike) => runTools('x', () => from(calls(9)), { f: tool }, { scheduler });
  inVirtualTime(scheduled, { maxTime: 1000 });
  return running;
};
const runsAll = (count: number): boolean => {
  const { error } = inVirtualTime((scheduler) =>
    runTools('x', (_input, step) => from(step === 1 ? calls(count) : [done]), { f: () => 'x' }, { scheduler }),
  );
  return error === undefined;
};
const toolLimit = (): number | undefined =>
  inVirtualTime((scheduler) =>
    runTools('x', (_input, step) => from(step === 1 ? calls(1) : [done]), { f: () => NEVER }, { scheduler }),
  ).endedAt;

const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });

/** The time at which `coalesce` emits a value that no frame releases. */
const longestWait = (): number | undefined => {
  const frames: SchedulerLike = { now: () => 0, schedule: () => NEVER.subscribe() };
  return inVirtualTime(
    (scheduler) => concat(of(1, 2), NEVER).pipe(coalesce({ scheduler: frames, waitScheduler: scheduler })),
    { maxTime: 1000 },
  ).times[1];
};
/** The number of values in the first batch that `coalesce` emits because it is full. */
const batch = (): unknown =>
  inVirtualTime(
    (scheduler) =>
      concat(range(0, 10_001), NEVER).pipe(
        coalesce({ keep: 'all', scheduler, waitScheduler: scheduler }),
        map(({ length }) => length),
      ),
    { maxTime: 0 },
  ).values;

const lag = (): number | undefined =>
  inVirtualTime(
    (scheduler) =>
      concat(of(text('a b c')), timer(60_000, scheduler).pipe(map(() => done))).pipe(
        smooth({ perSecond: 0.01, scheduler }),
      ),
    { maxTime: 59_999 },
  ).times.at(-1);

/** How many failures a budget allows after 60 failures and 100 successes. */
const budget = (): readonly number[] => {
  const tokens = retryBudget();
  const allowed = () => {
    let count = 0;
    while (tokens.recordFailure()) count++;
    return count;
  };
  const first = allowed();
  for (let count = 0; count < 120; count++) tokens.recordSuccess();
  return [first, allowed()];
};

const gateAt = async (): Promise<number> => {
  const source = new Subject<number>();
  let demand: Demand | undefined;
  const iteration = boundedIteration((given) => {
    demand = given;
    return source;
  }, DEFAULT_HIGH_WATER_MARK);
  const first = iteration.next();
  let count = 0;
  source.next(count);
  await first;
  while (demand?.isOpen === true) source.next(++count);
  await iteration.return();
  return count;
};

const longest = (length: number): boolean => {
  const { error } = inVirtualTime(() => from([text(`"${'x'.repeat(length - 2)}"`), done]).pipe(partialJson({})));
  return !isApiError(error);
};

interface Row {
  /** The file and the option, whose docstring must name the default. */
  readonly file: string;
  readonly option: string;
  /** The default as the docs write it. */
  readonly text: string;
  readonly measure: () => unknown;
  readonly expected: unknown;
}

const row = (file: string, option: string, textOfDefault: string, measure: () => unknown, expected: unknown): Row => ({
  ...{ file: `../lib/${file}.ts`, option, text: textOfDefault },
  ...{ measure, expected },
});

const ROWS: readonly Row[] = [
  row('provider/Provider', 'streamIdleTimeout', '300 000', () => provider.streamIdleTimeout, 300_000),
  row('provider/Provider', 'connectTimeout', '`streamIdleTimeout`', () => provider.connectTimeout, 300_000),
  row('provider/Provider', 'countComments', 'false', () => provider.countComments, false),
  row('provider/Provider', 'maxBufferSize', '10 485 760', () => provider.maxBufferSize, 10_485_760),
  row('provider/Provider', 'maxAnswerSize', '67 108 864', () => provider.maxAnswerSize, 67_108_864),
  row('provider/Provider', 'maxItems', '2000', () => provider.maxItems, 2000),
  row('provider/retryBudget', 'maxTokens', '100', budget, [49, 12]),
  row('provider/retryBudget', 'tokenRatio', '0.1', budget, [49, 12]),
  row('operators/answer/retryAnswer', 'maxRetries', '5', () => delaysOf(resets().values).length, 5),
  row('operators/answer/retryAnswer', 'baseDelay', '200', () => delaysOf(resets().values), [200, 400, 800, 1600, 3200]),
  row('operators/answer/retryAnswer', 'maxDelay', '60 000', () => [waits(60_000), waits(60_001)], [true, false]),
  row('operators/http/resumable', 'maxResumes', '5', () => resumptions().length, 5),
  row('operators/http/resumable', 'baseDelay', '200', resumptions, [200, 400, 800, 1600, 3200]),
  row('operators/tools/RunToolsOptions', 'maxSteps', '16', steps, 16),
  row('operators/tools/RunToolsOptions', 'maxCalls', '256', () => [runsAll(256), runsAll(257)], [true, false]),
  row('operators/tools/RunToolsOptions', 'concurrency', '4', atOnce, 4),
  row('operators/tools/startTool', 'timeout', '600 000', toolLimit, 600_000),
  row('operators/answer/coalesce', 'maxWait', '250', longestWait, 250),
  row('operators/answer/coalesce', 'maxSize', '10 000', batch, [1, 10_000]),
  row('operators/answer/smooth', 'maxLag', '500', lag, 500),
  row('operators/answer/partialJson', 'maxLength', '1,048,576', () => [longest(1_048_576), longest(1_048_577)], [
    true,
    false,
  ]),
  row('clients/websocket/WebSocketOptions', 'handshakeTimeout', '15 000', () => sockets.handshakeTimeout, 15_000),
  row('clients/websocket/WebSocketOptions', 'checkAfter', '15 000', () => sockets.checkAfter, 15_000),
  row('clients/websocket/WebSocketOptions', 'pingTimeout', '2000', () => sockets.pingTimeout, 2000),
  row('clients/websocket/WebSocketOptions', 'firstMessageTimeout', '15 000', () => sockets.firstMessageTimeout, 15_000),
  row('clients/websocket/WebSocketOptions', 'interruptTimeout', '5000', () => sockets.interruptTimeout, 5000),
  row('clients/websocket/WebSocketOptions', 'interrupt', 'false', () => sockets.interrupt, false),
  row('node/httpTransport', 'drain', '1000 ms and 64 KiB', () => DEFAULT_DRAIN, { timeout: 1000, bytes: 65_536 }),
  row('agent/options/CodexOptions', 'idleTimeout', '1 800 000', () => agent.idleTimeout, 1_800_000),
  row('agent/options/CodexOptions', 'exitGrace', '5000', () => agent.exitGrace, 5000),
  row('agent/options/CodexOptions', 'requestTimeout', '60 000', () => agent.requestTimeout, 60_000),
  row('agent/options/CodexOptions', 'processKeepAlive', '1000', () => agent.processKeepAlive, 1000),
  row('agent/options/CodexOptions', 'maxLineLength', '10 485 760', () => agent.maxLineLength, 10_485_760),
];

/** The docstring before an option, on one line. */
const docstringOf = ({ file, option }: Row): string => {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const end = source.indexOf(`readonly ${option}`);
  return source.slice(source.lastIndexOf('/**', end), end).replace(/\s*\n\s*\*\s*/g, ' ');
};

describe('defaults', () => {
  for (const each of ROWS) {
    it(`${each.option} of ${each.file.slice(7)} is ${each.text}`, () => {
      expect(each.measure()).to.deep.equal(each.expected);
    });

    it(`${each.option} of ${each.file.slice(7)} has the default ${each.text} in its docstring`, () => {
      expect(docstringOf(each).replaceAll('\n', ' ')).to.contain(`Default: ${each.text}`.trim());
    });
  }

  it('highWaterMark of iterate is 1600', async () => {
    expect(await gateAt()).to.equal(1600);
  });

  it('hedge has no default, and takes its scheduler', () => {
    const { times } = inVirtualTime((scheduler) => hedge([NEVER, from([text('a'), done])], { after: 100, scheduler }), {
      maxTime: 1000,
    });
    expect(times).to.deep.equal([100, 100, 100]);
  });

  it('the values of a tool are emitted on its scheduler', () => {
    const { values } = inVirtualTime((scheduler) =>
      runTools('x', (_input, step) => from(step === 1 ? calls(1) : [done]), { f: () => of('a', 'b') }, { scheduler }),
    );
    expect(values).to.deep.include({ type: 'tool_finished', call: callOf(0), output: 'b', outcome: 'ok' });
  });

  it('the documentation has the same defaults', () => {
    const page = readFileSync(new URL('../docs/defaults.md', import.meta.url), 'utf8').replace(/ +/g, ' ');
    for (const line of [
      '| `streamIdleTimeout` | 300 000 ms |',
      '| `maxBufferSize` | 10 Mi characters |',
      '| `maxAnswerSize`, `maxItems` | 64 Mi characters, 2000 |',
      '| `highWaterMark` of `iterate` | 1600 |',
      '| `maxResumes` of `resumable` | 5 |',
      '| `maxRetries` of `retryAnswer` | 5 |',
      '| `maxSteps`, `maxCalls`, `concurrency` of `runTools` | 16, 256, 4 |',
      '| `maxWait`, `maxSize` of `coalesce` | 250 ms, 10 000 |',
      '| `maxLength` of `partialJson` | 1 Mi characters |',
    ])
      expect(page).to.contain(line);
  });
});
