import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { filter, firstValueFrom, ReplaySubject, tap } from 'rxjs';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { bundleProgram, type BundledProgram } from '../../support/bundleProgram.js';
import { outcomeOf, textIn, until } from '../../support/collect.js';
import { relayClientOf } from '../../support/relayed.js';
import { useServer } from '../../support/scripted.js';

const SAID = 'An old silent pond. A frog jumps into the pond. Splash! Silence again.';

describe('a relay process', () => {
  const scripted = useServer();
  const children = new Set<ChildProcess>();
  let program: BundledProgram;
  let folder = '';
  before(async () => {
    program = await bundleProgram('spec/relay/server/relayProcess.ts');
  });
  after(() => program.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relay-'));
  });
  afterEach(async () => {
    for (const child of children) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    children.clear();
    await rm(folder, { recursive: true });
  });

  const start = async (...store: readonly string[]) => {
    const child = fork(program.path, [scripted.server.baseUrl, ...store], { execArgv: [] });
    children.add(child);
    const received: unknown[] = await once(child, 'message');
    return { child, port: Number(received[0]) };
  };
  const startTwo = (...store: readonly string[]) => Promise.all([start(...store), start(...store)]);
  /** The address of the relay leads to the process that `at` returns at the time of a request, as a load balancer does. */
  const clientOf = (at: () => number) =>
    relayClientOf(
      { url: 'http://relay.invalid/api/chat' },
      { fetch: (url, init) => fetch(url.replace('relay.invalid', `127.0.0.1:${at()}`), init) },
    );
  const reading = (at: () => number) => {
    const events = new ReplaySubject<ResponseEvent>(Infinity);
    let answer = '';
    const outcome = outcomeOf(
      clientOf(at)
        .stream('hi', { onCursor: (cursor) => (answer = cursor.answer) })
        .pipe(tap((event) => events.next(event))),
    );
    const text = firstValueFrom(events.pipe(filter(({ type }) => type === 'output_text_delta')));
    return { outcome, text, answer: () => answer };
  };
  const stalled = { answer: textAnswer(SAID), fault: { type: 'stall_mid_body', after: 8 } } as const;
  const kill = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await once(child, 'exit');
  };

  it('that is killed before the first event: the next process gives the whole answer', async () => {
    scripted.server.enqueue({ fault: { type: 'stall_before_head' } }, { answer: textAnswer(SAID) });
    const [first, second] = await startTwo();
    let { port } = first;
    const { outcome } = reading(() => port);
    await until(() => scripted.server.requests.length === 1);
    ({ port } = second);
    await kill(first.child, 'SIGKILL');
    const { values, error } = await outcome;
    expect([textIn(values), error]).to.deep.equal([SAID, undefined]);
  });

  it('that is killed in the middle of an answer in its memory: the reader keeps the text, and fails once', async () => {
    scripted.server.enqueue(stalled);
    const [first, second] = await startTwo();
    let { port } = first;
    const { outcome, text } = reading(() => port);
    await text;
    ({ port } = second);
    await kill(first.child, 'SIGKILL');
    const { values, error } = await outcome;
    expect(textIn(values)).to.have.length.above(0);
    expect(SAID.startsWith(textIn(values))).to.equal(true);
    expect(error).to.include({ type: 'not_found', status: 404 });
    expect(scripted.server.requests).to.have.length(1);
  });

  it('that is killed and does not come back: the reader keeps the text, and fails once', async () => {
    scripted.server.enqueue(stalled);
    const first = await start();
    const { outcome, text } = reading(() => first.port);
    await text;
    await kill(first.child, 'SIGKILL');
    const { values, error } = await outcome;
    expect(textIn(values)).to.have.length.above(0);
    expect(error).to.have.nested.property('error.type', 'network');
  });

  it('that is killed in the middle of an answer in a shared store: every reader gets the text and one error', async () => {
    scripted.server.enqueue(stalled);
    const [first, second] = await startTwo(folder);
    let { port } = first;
    const { outcome, text, answer } = reading(() => port);
    await text;
    ({ port } = second);
    await kill(first.child, 'SIGKILL');
    const late = outcomeOf(clientOf(() => port).resume({ answer: answer() }));
    const outcomes = await Promise.all([outcome, late]);
    for (const { error } of outcomes) expect(error).to.include({ type: 'stream', reason: 'connection_lost' });
    expect(textIn(outcomes[0].values)).to.have.length.above(0).and.to.equal(textIn(outcomes[1].values));
    expect(scripted.server.requests).to.have.length(1);
  });

  it('that shares its store: another process replays its answer while it runs, and to the end', async () => {
    scripted.server.enqueue({ answer: textAnswer(SAID), pace: { tokensPerSecond: 40 } });
    const [first, second] = await startTwo(folder);
    const { outcome, text, answer } = reading(() => first.port);
    await text;
    const other = await outcomeOf(clientOf(() => second.port).resume({ answer: answer() }));
    expect([textIn(other.values), other.error]).to.deep.equal([SAID, undefined]);
    expect(textIn((await outcome).values)).to.equal(SAID);
  });

  it('that receives SIGTERM: the answer is complete, and then the process ends', async () => {
    scripted.server.enqueue({ answer: textAnswer(SAID), pace: { tokensPerSecond: 40 } });
    const first = await start();
    const { outcome, text } = reading(() => first.port);
    await text;
    const exit = once(first.child, 'exit');
    first.child.kill('SIGTERM');
    const { values, error } = await outcome;
    expect([textIn(values), error]).to.deep.equal([SAID, undefined]);
    expect((await exit)[0]).to.equal(0);
  });
});
