import { expect } from 'chai';
import { asyncScheduler, NEVER, of, Subject } from 'rxjs';
import sinon from 'sinon';
import { unfence } from '../lib/answer/unfence.js';
import { alwaysOpen, type Demand } from '../lib/backpressure/Demand.js';
import { joinState } from '../lib/decode/chat/joinState.js';
import { partialArguments } from '../lib/decode/gemini/partialArguments.js';
import { joinParameters } from '../lib/payload/joinParameters.js';
import type { JsonObject } from '../lib/protocol/codec/json.js';
import { isApiError } from '../lib/protocol/errors/ApiError.js';
import { publicError } from '../lib/protocol/errors/publicError.js';
import { evidenceIn } from '../lib/protocol/errors/meaning/evidence.js';
import { MAX_CAUSE_DEPTH, MAX_TIMER_DELAY } from '../lib/protocol/limits.js';
import { createProvider } from '../lib/provider/Provider.js';
import { readableBytes } from '../lib/relay/frames/readableBytes.js';
import { AnswerRuns } from '../lib/relay/server/AnswerRuns.js';
import { relay } from '../lib/relay/server/relay.js';
import { memoryReplayStore } from '../lib/relay/store/memoryReplayStore.js';
import { createRedactor } from '../lib/telemetry/Redactor.js';
import { connectionError } from '../lib/transport/connectionError.js';
import { errorOf, until } from './support/collect.js';
import { within } from './support/within.js';

const ADDRESS = 'https://app.example/api/chat';

/** A cause below others. */
const causeAt = (depth: number): Error => {
  let error: Error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  for (let level = 0; level < depth; level++) error = new TypeError('fetch failed', { cause: error });
  return error;
};
const codeAt = (depth: number): unknown => {
  const error = connectionError(causeAt(depth), 'connecting');
  return error.type === 'transport' && error.error.type === 'network' ? error.error.code : undefined;
};

/** An object in objects, with a text at the bottom. */
const nested = (depth: number, member: JsonObject): JsonObject =>
  depth === 0 ? member : { in: nested(depth - 1, member) };
const deepest = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'in' in value ? deepest(value.in) : value;

const errorNested = (depth: number): JsonObject =>
  depth === 0 ? { code: 'found' } : { innererror: errorNested(depth - 1) };

describe('limits', () => {
  it('MAX_TIMER_DELAY is what a timer takes at most: 2 147 483 647 ms', () => {
    expect(MAX_TIMER_DELAY).to.equal(2_147_483_647);
  });

  it('MAX_CAUSE_DEPTH: the cause of a failed connection is found below 8 others, and not deeper', () => {
    expect(MAX_CAUSE_DEPTH).to.equal(8);
    expect([3, 8, 9].map(codeAt)).to.deep.equal(['ECONNREFUSED', 'ECONNREFUSED', undefined]);
  });

  it('MAX_CAUSE_DEPTH: a cause that contains itself is read to an end', () => {
    const error = new Error('round');
    error.cause = error;
    expect(connectionError(error, 'connecting').message).to.contain('round');
  });

  it('MAX_SECRETS: the latest 64 secrets are masked', () => {
    const redactor = createRedactor();
    const secrets = Array.from({ length: 65 }, (_, index) => `secret-${String(index).padStart(3, '0')}`);
    for (const secret of secrets) redactor.learnValues([secret]);
    expect(secrets.map(redactor.redact).filter((text) => text.startsWith('secret'))).to.deep.equal(['secret-000']);
  });

  it('maxAttempts of a provider is 100 at most', () => {
    const { retry } = createProvider({ name: 'x', baseUrl: 'https://x.invalid', retry: { maxAttempts: 1000 } });
    expect(retry.maxAttempts).to.equal(100);
  });

  it('opaque state of Chat is joined 32 levels deep, and replaced below', () => {
    const joined = (depth: number) => deepest(joinState([nested(depth, { a: 1 }), nested(depth, { b: 2 })]));
    expect(joined(32)).to.deep.equal({ a: 1, b: 2 });
    expect(joined(33)).to.deep.equal({ b: 2 });
  });

  it('lists in the arguments of Gemini are filled up to the index 10 000', () => {
    const lengthFor = (index: number): number => {
      const pieces = partialArguments();
      pieces.add([{ jsonPath: `$.a[${index}]`, numberValue: 1 }]);
      const read: unknown = JSON.parse(pieces.text());
      return typeof read === 'object' && read !== null && 'a' in read && Array.isArray(read.a) ? read.a.length : -1;
    };
    expect([10_000, 10_001, 4_000_000_000].map(lengthFor)).to.deep.equal([10_001, 0, 0]);
  });

  it('a line of blanks in a fence is held up to 256 characters: it may end the fence', () => {
    const shown = (blanks: number): number => {
      const reader = unfence();
      reader.add('```json\n{}');
      return reader.add(`\n${' '.repeat(blanks)}`).length;
    };
    expect([254, 255, 256].map(shown)).to.deep.equal([0, 0, 257]); // with the line break
  });

  it('the cause of a failure is read 6 levels deep', () => {
    expect([6, 7].map((depth) => evidenceIn(errorNested(depth)).names.length)).to.deep.equal([1, 0]);
  });

  it('a contradiction of parameters shows 60 characters of a value', () => {
    try {
      joinParameters({ temperature: { temperature: 'x'.repeat(100) } }, { temperature: 'y' });
      expect.fail('an error was expected');
    } catch (error) {
      expect(isApiError(error) && /"(x+)…/.exec(error.message)?.[1]).to.have.length(59); // and a quotation mark
    }
  });
});

describe('limits of a relay', () => {
  it('highWaterMark: a reader that does not read closes demand at 65 536 characters', async () => {
    const text$ = new Subject<string>();
    let given: Demand | undefined;
    const body = readableBytes((demand) => {
      given = demand;
      return text$;
    });
    const reader = body.getReader();
    const first = reader.read();
    await until(() => text$.observed);
    text$.next('x');
    await within('the first chunk', first);
    text$.next('x'.repeat(65_535));
    expect(given?.isOpen).to.equal(true);
    text$.next('x');
    expect(given?.isOpen).to.equal(false);
    await reader.cancel();
  });

  it('maxBodySize: 1 048 576 characters of a request are read, and not more', async () => {
    const statusOf = async (length: number) => {
      const handle = relay({ ask: () => NEVER });
      const body = JSON.stringify('x'.repeat(length - 2));
      const headers = { 'content-type': 'application/json' };
      const { status } = await handle(new Request(ADDRESS, { method: 'POST', headers, body }));
      handle.close();
      return status;
    };
    expect(await statusOf(1_048_576)).to.equal(200);
    expect(await statusOf(1_048_577)).to.equal(413);
  });

  it('maxReaders: 10 000 connections are open at once, and the next one is refused', async () => {
    const statusWith = async (readers: number) => {
      const counted = sinon.stub(AnswerRuns.prototype, 'readers').get(() => readers);
      const handle = relay({ ask: () => NEVER });
      const headers = { 'content-type': 'application/json' };
      const { status } = await handle(new Request(ADDRESS, { method: 'POST', headers, body: '1' }));
      handle.close();
      counted.restore();
      return status;
    };
    expect(await statusWith(9_999)).to.equal(200);
    expect(await statusWith(10_000)).to.equal(503);
  });

  it('a store that takes no frame: the errors of 1000 answers are kept for readers that connect later', () => {
    const store = memoryReplayStore();
    const append = () => {
      throw new Error('the disk is full');
    };
    const onError = () => undefined;
    const runs = new AnswerRuns({
      ...{ store: { ...store, append }, describeError: publicError, onError, scheduler: asyncScheduler },
      ...{ grace: Infinity, lease: 1000 },
    });
    const isFailed = (answer: string): boolean => {
      let hasFailed = false;
      const reading = runs.read(answer, 'reader', 0, alwaysOpen).subscribe({
        next: ({ event }) => (hasFailed = event === 'failed'),
        error: (cause: unknown) => expect.fail(String(cause)),
      });
      reading.unsubscribe();
      return hasFailed;
    };
    for (let index = 0; index <= 1000; index++) {
      void store.create(`answer-${index}`);
      runs.start(`answer-${index}`, of('x'));
    }
    expect(['answer-0', 'answer-1', 'answer-1000'].map(isFailed)).to.deep.equal([false, true, true]);
  });

  it('a browser may remember a preflight for 600 seconds', async () => {
    const handle = relay({ ask: () => NEVER, cors: { origins: '*' } });
    const { headers } = await handle(
      new Request(ADDRESS, { method: 'OPTIONS', headers: { origin: 'https://a.example' } }),
    );
    expect(headers.get('access-control-max-age')).to.equal('600');
  });

  it('maxAnswers: a store in memory keeps 10 000 answers at once', () => {
    const store = memoryReplayStore();
    for (let index = 0; index < 10_000; index++) expect(store.create(`answer-${index}`)).to.equal(true);
    expect(() => store.create('one too many')).to.throw(/maxAnswers/);
  });

  it('maxBytes: a store in memory keeps 128 MiB, and the last frame of an answer beyond', () => {
    const store = memoryReplayStore();
    void store.create('answer');
    const data = 'x'.repeat(1024 * 1024 - 32); // 2 MiB, with the 64 bytes of a frame
    for (let sequence = 1; sequence <= 64; sequence++)
      void store.append('answer', { sequence, event: 'message', data });
    expect(() => store.append('answer', { sequence: 65, event: 'message', data: '' })).to.throw(/maxBytes/);
    void store.append('answer', { sequence: 65, event: 'done', data });
    expect(store.find('answer')).to.deep.equal({ last: 65, isOver: true });
  });

  it('an unknown answer fails as an ApiError', async () => {
    expect(await errorOf(memoryReplayStore().next('unknown', 0))).to.have.property('type', 'not_found');
  });
});
