import { expect } from 'chai';
import { map, of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { errorLike } from '../../lib/testing/marbles.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, sse, textDelta } from '../../lib/testing/wire.js';
import { marbles } from '../support/marbles.js';

const stalled = () => apiError({ type: 'stream', reason: 'truncated', detail: 'stalled' });
const expecting = (error: unknown, thrown: () => unknown = stalled) =>
  marbles(({ expectObservable }) => expectObservable(throwError(thrown)).toBe('#', undefined, error));

describe('marbleRunner', () => {
  it('takes two errors for equal that differ in their stacks alone', () => {
    expecting(apiError({ type: 'stream', reason: 'truncated', detail: 'stalled' }))();
  });

  it('tells errors apart by their text, their properties and their class', () => {
    expect(expecting(apiError({ type: 'stream', reason: 'truncated', detail: 'truncated' }))).to.throw();
    expect(
      expecting(apiError({ type: 'stream', reason: 'truncated', detail: 'stalled' }, { requestId: 'req_1' })),
    ).to.throw();
    expect(expecting(new Error('stream error: stalled'))).to.throw();
    expect(expecting('stalled')).to.throw();
  });

  it('compares the properties that errorLike names, and no others', () => {
    expecting(errorLike({ type: 'stream' }))();
    expecting(errorLike({ message: 'stream error: stalled', detail: 'stalled' }))();
    expect(expecting(errorLike({ type: 'transport' }))).to.throw();
    expect(expecting(errorLike({ type: 'stream' }), () => 'stalled')).to.throw();
  });

  it('compares values, and the frames they come in', () => {
    const values = marbles(({ expectObservable }) => expectObservable(of('a')).toBe('(b|)'));
    expect(values).to.throw();
    const frames = marbles(({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('a'));
    expect(frames).to.throw();
  });

  it('passes the scheduler on, for operators that take one', () => {
    let passed: unknown;
    marbles((_helpers, scheduler) => (passed = scheduler))();
    expect(passed).to.be.instanceOf(TestScheduler);
  });

  it(
    'runs the example of the README',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -t---------', { t: bytes(sse(textDelta('Hi'))) });
      const subs = '         ^-----!    ';
      const expected = '     -t----#    ';
      const client = new ResponsesClient({
        provider: createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1', streamIdleTimeout: 5 }),
        transport: virtualTransport(of(response(body))),
      });
      const types = client.streamPrompt('m', 'hi').pipe(map((event) => event.type));
      expectObservable(types).toBe(expected, { t: 'output_text_delta' }, errorLike({ type: 'stream' }));
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
