import { expect } from 'chai';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider, providerFault, type Provider } from '../../lib/provider/Provider.js';

const where = { name: 'test', baseUrl: 'https://host.example/v1' };

describe('createProvider', () => {
  it("fills in codex's defaults, but retries 429 (decision: which statuses are retried)", () => {
    expect(createProvider(where)).to.deep.equal({
      ...where,
      wire: 'responses',
      headers: {},
      queryParams: {},
      retry: {
        maxAttempts: 4,
        baseDelay: 200,
        maxDelay: 60_000,
        retry429: true,
        retry5xx: true,
        retryTransport: true,
        retryStatuses: [408, 409],
      },
      streamIdleTimeout: 300_000,
      connectTimeout: 300_000,
      countComments: false,
      maxBufferSize: 10 * 1024 * 1024,
      maxAnswerSize: 64 * 1024 * 1024,
      maxItems: 2000,
      sessionHeaders: ['session_id', 'conversation_id', 'x-client-request-id'],
      profile: profiles.standard,
    } satisfies Provider);
  });

  it('keeps every option that is given', () => {
    const given: Provider = {
      ...where,
      wire: 'chat',
      headers: { 'x-a': '1' },
      queryParams: { b: '2' },
      retry: {
        maxAttempts: 0,
        baseDelay: 1,
        maxDelay: 2,
        retry429: false,
        retry5xx: false,
        retryTransport: false,
        retryStatuses: [],
      },
      streamIdleTimeout: 3,
      connectTimeout: 4,
      countComments: true,
      maxBufferSize: 5,
      maxAnswerSize: 6,
      maxItems: 7,
      sessionHeaders: ['session-id'],
      profile: { ...profiles.mistral, nulls: true },
    };
    expect(createProvider(given)).to.deep.equal(given);
  });

  it('takes one retry option and leaves the others at their defaults', () => {
    const { retry } = createProvider({ ...where, retry: { retry429: false } });
    expect(retry).to.include({ retry429: false, maxAttempts: 4, baseDelay: 200 });
  });

  it('waits for a head as long as for an event, unless the option is set (decision: waiting for the head)', () => {
    expect(createProvider({ ...where, streamIdleTimeout: 7000 }).connectTimeout).to.equal(7000);
    expect(createProvider({ ...where, streamIdleTimeout: 7000, connectTimeout: 90 }).connectTimeout).to.equal(90);
  });

  for (const [given, kept] of [
    [100, 100],
    [101, 100],
    [Infinity, 100],
  ] as const)
    it(`makes ${kept} retries of ${given}`, () => {
      expect(createProvider({ ...where, retry: { maxAttempts: given } }).retry.maxAttempts).to.equal(kept);
    });

  it('sends no session header from a browser, unless the option is set (decision: session headers)', () => {
    Object.defineProperty(globalThis, 'document', { value: {}, configurable: true });
    try {
      expect(createProvider(where).sessionHeaders).to.deep.equal([]);
      expect(createProvider({ ...where, sessionHeaders: ['session_id'] }).sessionHeaders).to.deep.equal(['session_id']);
    } finally {
      Reflect.deleteProperty(globalThis, 'document');
    }
  });

  it('does not throw for numbers that make no sense', () => {
    expect(() => createProvider({ ...where, streamIdleTimeout: NaN, retry: { maxAttempts: NaN } })).not.to.throw();
  });
});

describe('providerFault', () => {
  const provider = createProvider(where);

  const set: Readonly<Record<string, (value: number) => Provider>> = {
    streamIdleTimeout: (value) => createProvider({ ...where, streamIdleTimeout: value, connectTimeout: 1000 }),
    connectTimeout: (value) => createProvider({ ...where, connectTimeout: value }),
    'retry.baseDelay': (value) => createProvider({ ...where, retry: { baseDelay: value } }),
    'retry.maxDelay': (value) => createProvider({ ...where, retry: { maxDelay: value } }),
    'retry.maxAttempts': (value) => createProvider({ ...where, retry: { maxAttempts: value } }),
    maxBufferSize: (value) => createProvider({ ...where, maxBufferSize: value }),
    maxAnswerSize: (value) => createProvider({ ...where, maxAnswerSize: value }),
    maxItems: (value) => createProvider({ ...where, maxItems: value }),
  };
  const longest = 2 ** 31 - 1;

  const rows: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ['streamIdleTimeout', [NaN, 0, -1, 2 ** 31, Infinity, -Infinity], [1, 0.5, longest]],
    ['connectTimeout', [NaN, 0, -1, 2 ** 31, Infinity, -Infinity], [1, 0.5, longest]],
    ['retry.baseDelay', [NaN, -1, 2 ** 31, Infinity], [0, 1, longest]],
    ['retry.maxDelay', [NaN, -1, 2 ** 31, Infinity], [0, 1, longest]],
    ['retry.maxAttempts', [NaN, -1, -Infinity], [0, 1, 100, Infinity]],
    ['maxBufferSize', [NaN, 0, -1], [1, Infinity]],
    ['maxAnswerSize', [NaN, 0, -1], [1, Infinity]],
    ['maxItems', [NaN, 0, -1], [1, Infinity]],
  ];

  it('finds nothing wrong with the defaults', () => {
    expect(providerFault(provider)).to.equal(undefined);
  });

  for (const [name, wrong, right] of rows) {
    for (const value of wrong)
      it(`refuses a ${name} of ${value}, by its name`, () => {
        expect(providerFault(set[name]?.(value) ?? provider)).to.match(
          new RegExp(`^${name} must be .*, got ${value}$`),
        );
      });
    for (const value of right)
      it(`accepts a ${name} of ${value}`, () => {
        expect(providerFault(set[name]?.(value) ?? expect.fail('no such option'))).to.equal(undefined);
      });
  }
});
