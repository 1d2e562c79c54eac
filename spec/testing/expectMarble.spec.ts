import { expect, use } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { concat, NEVER, of, take, throwError, timer, type Observable } from 'rxjs';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { MarbleCall } from '../../lib/testing/expect/checkReceived.js';
import { expectMarble } from '../../lib/testing/expect/expectMarble.js';
import { marbleChai, marbleMatchers } from '../../lib/testing/expect/marbleMatchers.js';
import { playVirtually } from '../../lib/testing/playVirtually.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { useFolder } from '../node/temporary.js';
import { virtualConnection } from '../support/virtualConnection.js';
import { virtualClient } from '../support/virtualClient.js';

use(marbleChai);

/** A file with a request, and without events. */
const recorded = `marble 1

requests: 1
head 1: 31ms h
body 1: --a 19ms (b|)

request 1 = POST /v1/responses
  < 200

a = data: {"type":"response.output_text.delta","delta":"Hi"}⏎⏎
b = data: {"type":"response.completed","response":{"id":"resp_1"}}⏎⏎
`;

const complete = recorded
  .replace('(b|)\n', '(b|)\nevents: 33ms c 19ms (d|)\n')
  .concat(
    'c = {"type":"output_text_delta","delta":"Hi"}\n',
    'd = {"type":"completed","response_id":"resp_1","token_usage":null,"status":"completed"}\n',
  );

const ask = (transport: HttpTransport): Observable<unknown> => virtualClient(transport).streamPrompt('gpt-5.1', 'Hi');

const VARIABLES = ['CI', 'UPDATE_MARBLES'] as const;
type Variables = Partial<Readonly<Record<(typeof VARIABLES)[number], string | undefined>>>;

const setVariables = (variables: Variables): void => {
  for (const name of VARIABLES) {
    const value = variables[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
};

/** Runs a function with these variables in the environment, and without the others. */
const withEnv = <T>(variables: Variables, act: () => T): T => {
  const { CI, UPDATE_MARBLES } = process.env;
  setVariables(variables);
  try {
    return act();
  } finally {
    setVariables({ CI, UPDATE_MARBLES });
  }
};

/** The same for what ends later. */
const withEnvUntil = async <T>(variables: Variables, act: () => Promise<T>): Promise<T> => {
  const { CI, UPDATE_MARBLES } = process.env;
  setVariables(variables);
  try {
    return await act();
  } finally {
    setVariables({ CI, UPDATE_MARBLES });
  }
};

const failureOf = (act: () => unknown): Error => {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail('expected an error');
};

/** A file with a WebSocket, and without events. */
const recordedSocket = `marble 1

requests: 1
head 1: 31ms h
frames 1: a--b 19ms c

request 1 = GET /v1/responses
  > upgrade: websocket
  < 101

a = > response.create
b = {"type":"response.output_text.delta","delta":"Hi"}
c = {"type":"response.completed","response":{"id":"resp_1"}}
`;

describe('expectMarble', () => {
  const using = useFolder();

  it('plays the WebSockets of a file to its second parameter', async () => {
    const path = await using.file('socket.marble', recordedSocket);
    const call: MarbleCall = (_transport, webSocket) => virtualConnection(webSocket).streamPrompt('gpt-5.1', 'Hi');
    withEnv({ UPDATE_MARBLES: '1' }, () => expectMarble(call, path));
    expect(readFileSync(path, 'utf8')).to.contain('\nevents: 34ms d 19ms (e|)\n');
    withEnv({ CI: '1' }, () => expectMarble(call, path));
  });

  it('plays the requests of a file in virtual time, and compares the events and their times exactly', async () => {
    const path = await using.file('a.marble', complete);
    withEnv({ CI: '1' }, () => expectMarble(ask, path));
    expect(readFileSync(path, 'utf8')).to.equal(complete);
  });

  it('draws both streams, the first difference and the values, with the stack of the test', async () => {
    const path = await using.file('a.marble', complete.replace('33ms c', '30ms c').replace('"Hi"}\nd', '"Ho"}\nd'));
    const failure = withEnv({}, () => failureOf(() => expectMarble(ask, path)));
    expect(failure.message).to.contain(`The events differ from ${path}. Set UPDATE_MARBLES=1`);
    expect(failure.message).to.match(/expected {2}30ms a.*\nreceived {2}30ms ---c.*\n +\^ 30 ms/);
    expect(failure.message).to.match(/"delta": "Ho"/);
    expect(failure.stack?.split('\n').find((line) => line.startsWith('    at '))).to.contain('expectMarble.spec');
    expect(readFileSync(path, 'utf8')).to.contain('"Ho"');
  });

  it('writes the events where the file has none, but not in continuous integration', async () => {
    const path = await using.file('a.marble', recorded);
    const refusal = withEnv({ CI: 'true' }, () => failureOf(() => expectMarble(ask, path)));
    expect(refusal.message).to.match(/has no lane "events:", and files are not written where CI is set/);
    expect(readFileSync(path, 'utf8')).to.equal(recorded);
    withEnv({ CI: 'false' }, () => expectMarble(ask, path));
    expect(readFileSync(path, 'utf8')).to.equal(complete);
  });

  const updates: readonly [string, Variables, boolean | undefined][] = [
    ['the option', {}, true],
    ['the option, in continuous integration too', { CI: '1' }, true],
    ['the environment', { UPDATE_MARBLES: '1' }, undefined],
  ];
  for (const [what, env, update] of updates)
    it(`rewrites the events on request: ${what}`, async () => {
      const path = await using.file('a.marble', complete.replace('33ms c', '30ms c').replace('"Hi"}\nd', '"Ho"}\nd'));
      withEnv(env, () => expectMarble(ask, path, { update }));
      withEnv({ CI: '1' }, () => expectMarble(ask, path));
      expect(readFileSync(path, 'utf8')).to.contain('events: 33ms ').and.not.to.contain('"Ho"');
    });

  it('expects the times of the file exactly, and within 100 ms in real time', async () => {
    const at = (ms: number) => ({ events: [{ at: ms, value: 1 }], ending: { type: 'open' } as const });
    const path = await using.file('times.marble', 'marble 1\nevents: 200ms a\n\na = 1\n');
    withEnv({}, () => {
      expectMarble(at(200), path);
      expect(failureOf(() => expectMarble(at(201), path)).message).to.contain('The events differ');
    });
    const late$ = concat(of(1), NEVER);
    const early = await using.file('early.marble', 'marble 1\nevents: 150ms (a|)\n\na = 1\n');
    const failure = await withEnvUntil({}, () => expectMarble(late$.pipe(take(1)), early).catch(String));
    expect(failure).to.contain('The events differ');
  });

  it('plays a day of virtual time, and not more', () => {
    const DAY = 24 * 3_600_000;
    expect(playVirtually(() => timer(DAY - 1)).events).to.have.length(1);
    expect(playVirtually(() => timer(DAY + 1))).to.deep.equal({ events: [], ending: { type: 'complete', at: DAY } });
  });

  it('does not rewrite a file whose times are within the tolerance', async () => {
    const path = await using.file('a.marble', complete.replace('33ms c', '30ms c').replace('19ms (d', '20ms (d'));
    const before = readFileSync(path, 'utf8');
    withEnv({ UPDATE_MARBLES: '1' }, () => expectMarble(ask, path, { tolerance: 3 }));
    expect(readFileSync(path, 'utf8')).to.equal(before);
    withEnv({}, () => expect(failureOf(() => expectMarble(ask, path, { tolerance: 1 })).message).to.contain('30 ms'));
  });

  it('observes a stream in real time, its error included', async () => {
    const path = using.path('a.marble');
    const answer$ = () => throwError(() => apiError({ type: 'quota_exceeded' }));
    await withEnvUntil({}, () => expectMarble(answer$(), path));
    expect(readFileSync(path, 'utf8')).to.match(/^marble 1\n\nevents: .*#\n\n# = \{"type":"quota_exceeded"/);
    await withEnvUntil({ CI: '1' }, () => expectMarble(answer$(), path, { tolerance: 60_000 }));
    const failure = await withEnvUntil({}, () => expectMarble(of(1), path, { tolerance: 60_000 }).catch(String));
    expect(failure).to.contain('The events differ from');
  });

  it('compares what was observed before', async () => {
    const path = await using.file('a.marble', 'marble 1\n\nevents: 5ms (a|)\n\na = 0\n');
    withEnv({}, () => expectMarble({ events: [{ at: 5, value: 0 }], ending: { type: 'complete', at: 5 } }, path));
    expect(playVirtually(() => of(0))).to.deep.equal({
      events: [{ at: 0, value: 0 }],
      ending: { type: 'complete', at: 0 },
    });
  });

  it('fails for a file that is not there, or not valid', async () => {
    const path = using.path('a.marble');
    expect(failureOf(() => expectMarble(ask, path)).message).to.contain(`There is no ${path} to play. Record it first`);
    expect(existsSync(path)).to.equal(false);
    const bad = await using.file('b.marble', complete.replace('(b|)', '(b|'));
    expect(failureOf(() => expectMarble(ask, bad)).message).to.contain(`${bad}: line 5, column`);
  });
});

describe('toMatchMarble', () => {
  const using = useFolder();

  it('is an assertion of chai', async () => {
    const path = await using.file('a.marble', complete);
    await withEnv({ CI: '1' }, () => expect(ask).toMatchMarble(path));
    const other = await using.file('b.marble', complete.replace('33ms c', '30ms c'));
    const failure = withEnv({}, () => failureOf(() => expect(ask).toMatchMarble(other)));
    expect(failure.message).to.contain('The events differ from');
    expect(failure.stack?.split('\n').find((line) => line.startsWith('    at '))).to.contain('expectMarble.spec');
  });

  it('is a matcher of Vitest and Jest', async () => {
    const path = await using.file('a.marble', complete);
    const same = await withEnv({ CI: '1' }, () => marbleMatchers.toMatchMarble(ask, path));
    expect(same.pass).to.equal(true);
    const other = await withEnvUntil({}, () =>
      Promise.resolve(marbleMatchers.toMatchMarble(of(1), path, { update: false })),
    );
    expect([other.pass, /The events differ from .*\n\nexpected/.test(other.message())]).to.deep.equal([false, true]);
  });
});
