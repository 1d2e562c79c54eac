import { expect } from 'chai';
import { NEVER, Observable, of, Subject } from 'rxjs';
import { relay, type RelayHandler } from '../../lib/relay/server/relay.js';
import type { RelayOptions } from '../../lib/relay/server/RelayOptions.js';
import { until } from '../support/collect.js';
import { within } from '../support/within.js';

const ADDRESS = 'https://app.example/api/chat';
const ID = 'answer-0001';

const post = (query: string, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request(`${ADDRESS}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '"hi"',
  });
const get = (query: string, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request(`${ADDRESS}${query}`, { headers });
const remove = (query: string, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request(`${ADDRESS}${query}`, { method: 'DELETE', headers });

/** The user is the one that a header names, as a session would. */
const authorize: RelayOptions['authorize'] = ({ headers }) => ({ user: headers.get('x-user') ?? 'nobody' });
const ANN = { 'x-user': 'ann' };
const EVE = { 'x-user': 'eve' };

const opened: RelayHandler[] = [];
const handlerOf = (options: Partial<RelayOptions> = {}): RelayHandler => {
  const handle = relay({ ask: () => of('a', 'b'), ...options });
  opened.push(handle);
  return handle;
};
afterEach(() => {
  for (const handle of opened.splice(0)) handle.close();
});

const textOf = (response: Response): Promise<string> => within('the end of a relayed answer', response.text());

describe('security: relay', () => {
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])
    it(`serves an answer with the id ${id} as any other, and knows none of that name before`, async () => {
      const handle = handlerOf();
      const isLongEnough = id.length >= 8;
      expect((await handle(get(`?answer=${id}`))).status).to.equal(404);
      const response = await handle(post(`?answer=${id}`));
      expect(response.status).to.equal(isLongEnough ? 200 : 404);
      if (isLongEnough) expect(await textOf(response)).to.contain('event: done');
      expect(Object.hasOwn(Object.prototype, 'frames')).to.equal(false);
    });

  const BAD_IDS = [
    'a'.repeat(65),
    'a'.repeat(100_000),
    'short',
    'with/slash',
    'with%0d%0abreak',
    '%00%00%00%00%00%00%00%00',
    'répétée-1',
  ];
  for (const id of BAD_IDS)
    it(`refuses the id ${id.slice(0, 20)} (${id.length} characters) of an answer and of a reader`, async () => {
      let asked = 0;
      const handle = handlerOf({ ask: () => of(asked++) });
      for (const query of [`?answer=${id}`, `?answer=${ID}&reader=${id}`]) {
        expect((await handle(post(query))).status).to.equal(404);
        expect((await handle(get(query))).status).to.equal(404);
        expect((await handle(remove(query))).status).to.equal(404);
      }
      expect(asked).to.equal(0);
    });

  it('shows no answer of one user to another, and lets nobody else stop it', async () => {
    const answer$ = new Subject<string>();
    const handle = handlerOf({ authorize, ask: () => answer$ });
    const response = await handle(post(`?answer=${ID}&reader=reader-0001`, ANN));
    const text = textOf(response);
    await until(() => answer$.observed);
    expect((await handle(get(`?answer=${ID}`, EVE))).status).to.equal(404);
    expect((await handle(get(`?answer=${ID}/ann`, EVE))).status).to.equal(404);
    await handle(remove(`?answer=${ID}`, EVE));
    await handle(remove(`?answer=${ID}&reader=reader-0001`, EVE));
    expect(answer$.observed).to.equal(true);
    answer$.next('for Ann');
    answer$.complete();
    expect(await text)
      .to.contain('for Ann')
      .and.contain('event: done');
  });

  for (const cursor of ['999999999999999', '-1', '1e9', 'NaN', '0x10', '٣', '1\u00a02', '9'.repeat(400)])
    it(`ends a reader whose cursor is ${cursor.slice(0, 20)}, as any other`, async () => {
      const answer$ = new Subject<string>();
      const handle = handlerOf({ ask: () => answer$ });
      const first = textOf(await handle(post(`?answer=${ID}`)));
      await until(() => answer$.observed);
      answer$.next('a');
      const forged = textOf(await handle(get(`?answer=${ID}&after=${encodeURIComponent(cursor)}`)));
      await new Promise((resolve) => setImmediate(resolve));
      answer$.next('b');
      answer$.complete();
      expect(await forged).to.contain('event: done');
      expect(await first).to.contain('event: done');
    });

  it('starts no answer that no reader could read, because there are too many', async () => {
    let asked = 0;
    const handle = handlerOf({
      maxReaders: 2,
      ask: (): Observable<never> => {
        asked++;
        return NEVER;
      },
    });
    const responses = [await handle(post('?answer=answer-0001')), await handle(post('?answer=answer-0002'))];
    const readers = responses.map((response) => response.body?.getReader());
    for (const reader of readers) await reader?.read(); // the comment at the beginning
    const statuses: number[] = [];
    for (let index = 0; index < 1000; index++) statuses.push((await handle(post(`?answer=answer-1${index}`))).status);
    expect([asked, new Set(statuses)]).to.deep.equal([2, new Set([503])]);
    for (const reader of readers) await reader?.cancel();
    for (const id of ['answer-0001', 'answer-0002']) await handle(remove(`?answer=${id}`));
    expect((await handle(post('?answer=answer-0003'))).status).to.equal(200);
  });

  it('starts no more answers than readers, if pages leave at once', async () => {
    let running = 0;
    const handle = handlerOf({
      maxReaders: 2,
      ask: () =>
        new Observable<never>(() => {
          running++;
          return () => running--;
        }),
    });
    const statuses: number[] = [];
    for (let index = 0; index < 100; index++) {
      const { status, body } = await handle(post(`?answer=answer-1${String(index).padStart(3, '0')}`));
      statuses.push(status);
      await body?.cancel();
    }
    expect([running, statuses.slice(0, 3), new Set(statuses.slice(2))]).to.deep.equal([
      2,
      [200, 200, 503],
      new Set([503]),
    ]);
    // Who comes back needs no other answer.
    const returned = await handle(get('?answer=answer-1000'));
    expect(returned.status).to.equal(200);
    await handle(remove('?answer=answer-1001'));
    expect(running).to.equal(1);
    expect((await handle(post('?answer=answer-2000'))).status).to.equal(200);
  });

  for (const [admitted, status] of [
    [{ user: 'ann', refuse: undefined }, 404],
    [{ user: undefined, refuse: 401 }, 401],
    [{ user: 'ann', refuse: 403 }, 403],
    [{ user: 'ann', refuse: false }, 500],
    [{ user: 1 }, 500],
    [Object.assign(Object.create(null), { user: 'ann' }), 404],
  ] as const)
    it(`reads the decision ${JSON.stringify(admitted)} of a program in plain JavaScript, and admits by a name only`, async () => {
      const decide = (): unknown => admitted;
      const handle = handlerOf({ authorize: Function.prototype.call.bind(decide) });
      expect((await handle(get(`?answer=${ID}`))).status).to.equal(status); // 404 for who is admitted: there is no answer
    });

  it('writes what a page and a model send so that it begins no line of its own', async () => {
    const lines = 'a\r\ndata: forged\n\nid: 99\revent: failed\u2028\u2029';
    const handle = handlerOf({ ask: (input) => of({ input, text: lines }) });
    const text = await textOf(await handle(post(`?answer=${ID}`)));
    const names = text
      .split(/\r\n|\r|\n/)
      .filter((line) => line !== '')
      .map((line) => line.slice(0, line.indexOf(':')));
    expect(names).to.deep.equal(['', 'id', 'data', 'id', 'event', 'data']);
  });

  for (const [origin, cors, allowed] of [
    ['https://evil.example', { origins: ['https://app.example'], credentials: true }, null],
    ['null', { origins: ['https://app.example'], credentials: true }, null],
    ['https://app.example.evil.example', { origins: ['https://app.example'], credentials: true }, null],
    ['https://evil.example', { origins: '*', credentials: true }, '*'],
    ['https://app.example', { origins: ['https://app.example'], credentials: true }, 'https://app.example'],
  ] as const)
    it(`allows cookies to ${origin} only if it is listed (${String(cors.origins)})`, async () => {
      const { headers } = await handlerOf({ cors })(get(`?answer=${ID}`, { origin }));
      expect(headers.get('access-control-allow-origin')).to.equal(allowed);
      expect(headers.get('access-control-allow-credentials')).to.equal(
        allowed === 'https://app.example' ? 'true' : null,
      );
    });
});
