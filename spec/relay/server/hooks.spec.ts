import { expect } from 'chai';
import { NEVER, of, type Observable } from 'rxjs';
import type { ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { relay, type RelayHandler } from '../../../lib/relay/server/relay.js';
import type { RelayOptions } from '../../../lib/relay/server/RelayOptions.js';
import { memoryReplayStore } from '../../../lib/relay/store/memoryReplayStore.js';
import type { ReplayStore } from '../../../lib/relay/store/ReplayStore.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { relayClientOf } from '../../support/relayed.js';
import { within } from '../../support/within.js';

const URL_OF_RELAY = 'https://app.example/api/chat';
const post = (init: RequestInit = {}): Request =>
  new Request(URL_OF_RELAY, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '"hi"',
    ...init,
  });
const forever = new Promise<never>(() => undefined);
const boom = () => {
  throw new Error('hunter2');
};

const textOf = ({ cause, message }: ApiError): string => (cause instanceof Error ? cause.message : message);

const opened: RelayHandler[] = [];
/** A relay whose hooks are those of a program in plain JavaScript: they may return anything. */
const handlerOf = (hooks: object): { readonly handle: RelayHandler; readonly errors: ApiError[] } => {
  const errors: ApiError[] = [];
  const options: RelayOptions = {
    ask: () => of('a', 'b'),
    hookTimeout: 5,
    onError: (error) => errors.push(error),
    ...hooks,
  };
  const handle = relay(options);
  opened.push(handle);
  return { handle, errors };
};
afterEach(() => {
  for (const handle of opened.splice(0)) handle.close();
});
const clientOf = (handle: RelayHandler) =>
  relayClientOf(
    { url: URL_OF_RELAY },
    { fetch: (url, init) => handle(new Request(url, init)), retry: { maxAttempts: 0 } },
  );

describe('a hook of a relay that', () => {
  const whole = memoryReplayStore();
  const store = (broken: Partial<Record<keyof ReplayStore, () => unknown>>) => ({ store: { ...whole, ...broken } });
  const table: readonly (readonly [string, object, number, string])[] = [
    ['authorize throws', { authorize: boom }, 500, 'hunter2'],
    ['authorize rejects', { authorize: () => Promise.reject(new Error('hunter2')) }, 500, 'hunter2'],
    ['authorize hangs', { authorize: () => forever }, 503, 'authorize of the relay did not settle within 5 ms'],
    ['authorize returns nothing', { authorize: () => undefined }, 500, 'must return { user: string }'],
    ['authorize returns true', { authorize: () => true }, 500, 'must return { user: string }'],
    ['authorize returns no user', { authorize: () => ({ user: undefined }) }, 500, 'must return { user: string }'],
    ['authorize returns a number', { authorize: () => ({ user: 5 }) }, 500, 'must return { user: string }'],
    ['authorize refuses with 500', { authorize: () => ({ refuse: 500 }) }, 500, 'must return { user: string }'],
    ['limit throws', { limit: boom }, 500, 'hunter2'],
    ['limit hangs', { limit: () => forever }, 503, 'limit of the relay did not settle within 5 ms'],
    ['limit returns NaN', { limit: () => NaN }, 500, 'must return a number of milliseconds'],
    ['limit returns Infinity', { limit: () => Infinity }, 500, 'must return a number of milliseconds'],
    ['limit returns null', { limit: () => null }, 500, 'must return a number of milliseconds'],
    ['limit returns a date', { limit: () => 'tomorrow' }, 500, 'must return a number of milliseconds'],
    ['the store throws in find', store({ find: boom }), 500, 'hunter2'],
    ['the store throws in create', store({ create: boom }), 500, 'hunter2'],
    ['the store throws in keepAlive', store({ keepAlive: boom }), 500, 'hunter2'],
    ['the store hangs in find', store({ find: () => forever }), 503, 'find() of the store of the relay did not'],
    ['the store hangs in create', store({ create: () => forever }), 503, 'create() of the store of the relay did'],
    ['the store hangs in keepAlive', store({ keepAlive: () => forever }), 503, 'keepAlive() of the store of the'],
  ];
  for (const [title, hooks, status, reported] of table)
    it(`${title}: ${status}, reported, and nothing is asked`, async () => {
      let asked = 0;
      const ask = () => {
        asked += 1;
        return of('a');
      };
      const { handle, errors } = handlerOf({ ask, ...hooks });
      const response = await handle(post());
      expect(response.status).to.equal(status);
      expect(await response.text()).not.to.contain('hunter2');
      expect(errors.map(textOf).join()).to.contain(reported);
      expect(asked).to.equal(0);
    });

  const asks: readonly (readonly [string, object, string])[] = [
    ['ask throws', { ask: boom }, 'hunter2'],
    ['ask rejects', { ask: () => Promise.reject(new Error('hunter2')) }, 'hunter2'],
    ['ask hangs', { ask: () => forever }, 'ask of the relay did not settle within 5 ms'],
    ['ask returns nothing', { ask: () => undefined }, 'ask of the relay must return an Observable'],
    ['ask returns an array', { ask: () => ['a'] }, 'ask of the relay must return an Observable'],
    ['ask resolves with text', { ask: () => Promise.resolve('a') }, 'ask of the relay must return an Observable'],
    ['ask is a function that opens nothing', { ask: () => () => 'a' }, 'ask of the relay must return an Observable'],
    ['append of the store throws', store({ append: boom }), 'hunter2'],
    ['append of the store hangs', store({ append: () => forever }), 'append() of the store of the relay did not'],
    ['describeError throws', { ask: () => boom, describeError: boom }, 'hunter2'],
  ];
  for (const [title, hooks, reported] of asks)
    it(`${title}: the reader receives an error, and the server the cause`, async () => {
      const { handle, errors } = handlerOf(hooks);
      const error = await errorOf(clientOf(handle).stream('hi'));
      expect(error.type).to.be.oneOf(['stream', 'server_overloaded']);
      expect(error).not.to.include({ reason: 'truncated' });
      expect(error.message).not.to.contain('hunter2');
      expect(errors.map(textOf).join()).to.contain(reported);
    });

  for (const [title, answer] of [
    ['an Observable', of('a', 'b')],
    ['a promise of one', Promise.resolve(of('a', 'b'))],
    ['a function', () => of('a', 'b')],
    ['a promise of a function', Promise.resolve((): Observable<string> => of('a', 'b'))],
  ] as const)
    it(`returns ${title} as the answer`, async () => {
      const { handle } = handlerOf({ ask: () => answer });
      expect(await valuesOf(clientOf(handle).stream('hi').values())).to.deep.equal(['a', 'b']);
    });
});

describe('a request of a relay', () => {
  it('starts no answer if the page has left before', async () => {
    let asked = 0;
    const left = new AbortController();
    const { handle } = handlerOf({
      limit: () => {
        left.abort();
        return undefined;
      },
      ask: () => {
        asked += 1;
        return NEVER;
      },
    });
    const request = post();
    Object.defineProperty(request, 'signal', { value: left.signal });
    expect((await handle(request)).status).to.equal(499);
    expect(asked).to.equal(0);
  });

  it('is refused before it counts for its user, if there is no place for another reader', async () => {
    let counted = 0;
    const limit = () => {
      counted += 1;
      return undefined;
    };
    const { handle } = handlerOf({ maxReaders: 0, limit });
    expect((await handle(post())).status).to.equal(503);
    expect(counted).to.equal(0);
  });

  it('is refused before it is read, if that many bytes cannot be as few characters', async () => {
    const { handle } = handlerOf({ maxBodySize: 100 });
    const statusOf = (length: number) =>
      handle(
        post({
          body: new ReadableStream(),
          headers: { 'content-type': 'application/json', 'content-length': String(length) },
          ...{ duplex: 'half' },
        }),
      ).then(({ status }) => status);
    expect(await within('the response to a body that is too long', statusOf(301))).to.equal(413);
    expect(await Promise.race([statusOf(300), Promise.resolve('waits for the body')])).to.equal('waits for the body');
  });

  it('may have as many characters as the limit, whatever their number of bytes', async () => {
    const { handle } = handlerOf({ maxBodySize: 100 });
    const body = JSON.stringify('字'.repeat(98));
    const headers = { 'content-type': 'application/json', 'content-length': String(new Blob([body]).size) };
    expect((await handle(post({ body, headers }))).status).to.equal(200);
    expect((await handle(post({ body: `${body} `, headers }))).status).to.equal(413);
  });

  for (const type of ['application/json-patch+json', 'application/jsonx', 'application/json, text/plain'])
    it(`is refused with the content type ${type}`, async () => {
      const { handle } = handlerOf({});
      expect((await handle(post({ headers: { 'content-type': type } }))).status).to.equal(415);
    });
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=y'])
    it(`is accepted with the content type ${type}`, async () => {
      const { handle } = handlerOf({});
      expect((await handle(post({ headers: { 'content-type': type } }))).status).to.equal(200);
    });

  for (const method of ['HEAD', 'PUT', 'PATCH'])
    it(`is refused with the methods that exist if its method is ${method}`, async () => {
      const { status, headers } = await handlerOf({}).handle(new Request(URL_OF_RELAY, { method }));
      expect([status, headers.get('allow')]).to.deep.equal([405, 'GET, POST, DELETE']);
    });
});

describe('the end of a relay', () => {
  it('refuses new answers with 503 after close(), and still replays the old ones', async () => {
    const { handle } = handlerOf({});
    const url = `${URL_OF_RELAY}?answer=answer-0001`;
    const whole = await (await handle(new Request(url, post()))).text();
    handle.close();
    const refused = await handle(post());
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([503, '1']);
    expect(await (await handle(new Request(url))).text()).to.equal(whole);
  });

  it('waits with drain() for the answers that run, and refuses new ones', async () => {
    let finish = (): void => undefined;
    const answer = new Promise<Observable<string>>((resolve) => (finish = () => resolve(of('a'))));
    const { handle } = handlerOf({ ask: () => answer, hookTimeout: 60_000 });
    const response = await handle(post());
    const drained = handle.drain(60_000);
    expect((await handle(post())).status).to.equal(503);
    finish();
    await drained;
    expect(await response.text()).to.contain('event: done');
  });

  it('ends the answers that still run after the limit of drain()', async () => {
    const { handle } = handlerOf({ ask: () => NEVER });
    const response = await handle(post());
    await handle.drain(5);
    expect(await response.text()).to.contain('the relay was shut down in the middle of the answer');
  });

  it('is at once if no answer runs', async () => {
    const { handle } = handlerOf({});
    await handle.drain(60_000);
    expect((await handle(post())).status).to.equal(503);
  });
});
