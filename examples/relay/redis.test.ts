// Two relays over one Redis, as in two processes. REDIS_URL tests against a real server, otherwise a fake one is started.
import { expect } from 'chai';
import { accumulate, type AnswerEvent } from 'codex-rx';
import { nodeListener } from 'codex-rx/node';
import { relay, RelayClient, type RelayFrame, type RelayHandler } from 'codex-rx/relay';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  catchError,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  map,
  NEVER,
  of,
  take,
  toArray,
  type Observable,
} from 'rxjs';
import { startFakeRedis } from './fakeRedis.js';
import { connectRedis, redisReplayStore, type RedisConnections } from './redis.js';

const WORDS = ['An ', 'old ', 'silent ', 'pond'];
const words$: Observable<AnswerEvent> = interval(10).pipe(
  map((index): AnswerEvent => ({ type: 'output_text_delta', delta: WORDS[index] ?? '' })),
  take(WORDS.length),
);
const frame = (sequence: number, event: RelayFrame['event'] = 'message'): RelayFrame => ({
  sequence,
  event,
  data: '1',
});
const typeOf = (error: unknown) => (error instanceof Error && 'type' in error ? error.type : error);

describe('the ReplayStore over Redis', () => {
  let redis: RedisConnections;
  const closes: (() => void)[] = [];
  /** Anew for each run: a real server keeps what it has. */
  const prefix = `test-${process.pid}-${Date.now()}:`;

  before(async () => {
    const given = process.env['REDIS_URL'];
    const server = given === undefined ? await startFakeRedis() : { url: given, close: () => undefined };
    closes.push(server.close);
    redis = await connectRedis(server.url);
    closes.push(
      () => redis.commands.destroy(),
      () => redis.messages.destroy(),
    );
  });
  after(() => {
    for (const close of closes.reverse()) close();
  });

  const serve = async (handle: RelayHandler): Promise<RelayClient> => {
    const server = createServer(nodeListener(handle));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closes.push(() => {
      handle.close();
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return new RelayClient({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/` });
  };

  it('creates an answer once, also for two processes', async () => {
    const [first, second] = [redisReplayStore({ ...redis, prefix }), redisReplayStore({ ...redis, prefix })];
    expect(await second.find('created')).to.equal(undefined);
    const created = await Promise.all([first.create('created'), second.create('created')]);
    expect(created.filter(Boolean)).to.have.length(1);
    expect(await second.find('created')).to.deep.equal({ last: 0, isOver: false, isRunning: false });
    await first.append('created', frame(1));
    await first.append('created', frame(2, 'done'));
    expect(await second.find('created')).to.deep.equal({ last: 2, isOver: true, isRunning: false });
  });

  it('ends an answer whose process was lost, for the readers at another one', async () => {
    const store = redisReplayStore({ ...redis, prefix });
    const answer = 'answer-of-a-lost-process';
    await store.keepAlive?.(answer, 60_000); // by a process that is killed after its first frame
    await store.create(answer);
    await store.append(answer, frame(1));
    const other = await serve(relay({ ask: () => NEVER, store, lease: 20 }));
    const read = () =>
      lastValueFrom(
        other
          .resume({ answer })
          .values()
          .pipe(
            catchError((error: unknown) => of(typeOf(error))),
            toArray(),
          ),
      );
    const first = read();
    expect(await store.find(answer)).to.deep.equal({ last: 1, isOver: false, isRunning: true });
    await store.keepAlive?.(answer, 1);
    expect(await first).to.deep.equal([1, 'stream']);
    expect(await read()).to.deep.equal([1, 'stream']);
  });

  it('emits the frames after a number in batches, then waits for the next one', async () => {
    const store = redisReplayStore({ ...redis, prefix });
    await store.create('batches');
    await lastValueFrom(
      from(Array.from({ length: 150 }, (_, index) => store.append('batches', frame(index + 1)))).pipe(toArray()),
    );
    expect(await firstValueFrom(store.next('batches', 0))).to.have.length(100);
    expect(await firstValueFrom(store.next('batches', 100))).to.have.length(50);
    const next = firstValueFrom(store.next('batches', 150));
    await store.append('batches', frame(151));
    expect(await next).to.deep.equal([frame(151)]);
  });

  it('refuses a frame that was stored before, and an answer that it does not know', async () => {
    const store = redisReplayStore({ ...redis, prefix });
    await store.create('order');
    await store.append('order', frame(1));
    const second = await Promise.resolve(store.append('order', frame(1))).then(
      () => 'stored',
      () => 'refused',
    );
    expect(second).to.equal('refused');
    const missing = store.next('missing', 0).pipe(catchError((error: unknown) => of(typeOf(error))));
    expect(await firstValueFrom(missing)).to.equal('not_found');
  });

  it('lets a page read in one process what another one receives, while it comes and afterwards', async () => {
    const one = await serve(relay({ ask: () => words$, store: redisReplayStore({ ...redis, prefix }) }));
    const other = await serve(relay({ ask: () => NEVER, store: redisReplayStore({ ...redis, prefix }) }));
    let answer = '';
    const started = firstValueFrom(
      one.stream('hi', { onCursor: (cursor) => (answer = cursor.answer), keepOnLeave: true }),
    );
    await started;
    const read = () => lastValueFrom(other.resume({ answer }).pipe(accumulate()));
    expect((await read()).text).to.equal(WORDS.join(''));
    expect((await read()).text).to.equal(WORDS.join(''));
  });
});
