import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { asyncScheduler, of } from 'rxjs';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import type { HttpTransport, StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../spec/support/virtualClient.js';

/** A client whose spans are noted with the frame in which they begin and end. */
const tracedClient = (transport: HttpTransport) => {
  const ended: ReadableSpan[] = [];
  const frames: string[] = [];
  const provider = new BasicTracerProvider({
    spanProcessors: [
      {
        onStart: () => frames.push(`begins at ${asyncScheduler.now()}`),
        onEnd: (span) => {
          frames.push(`ends at ${asyncScheduler.now()}`);
          ended.push(span);
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const telemetry = openTelemetry({ tracer: provider.getTracer('virtual') });
  return { client: virtualClient(transport, {}, { telemetry }), frames, ended };
};

describe('the span of a call, in virtual time', () => {
  it(
    'begins with the subscription and ends with the stream, retries within, and the first chunk in seconds',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('                    --c-t-x', chunks);
      const bodySubs = '        -------------^-----! ';
      const transport = virtualTransport(cold('--#', {}, reset()), cold('-h', { h: response(body) }));
      const expected = '        ---------------c-t-(x|)';
      const { client, frames, ended } = tracedClient(transport);
      const stream = client.streamPrompt('m', 'hi');
      expect(frames).to.deep.equal([]);
      expectObservable(stream).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(frames).to.deep.equal(['begins at 0', 'ends at 19']);
      expect(ended[0]?.attributes).to.include({ 'gen_ai.response.time_to_first_chunk': 0.015 });
      expect(ended[0]?.events.map(({ attributes }) => attributes?.['codex_rx.retry.delay'])).to.deep.equal([0.01]);
    }),
  );

  it(
    'ends when the call is left',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('  -c-t-----x', chunks);
      const bodySubs = '   ^----!    ';
      const unsub = '      ^----!    ';
      const expected = '   -c-t------';
      const { client, frames } = tracedClient(virtualTransport(of(response(body))));
      expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(frames).to.deep.equal(['begins at 0', 'ends at 5']);
    }),
  );

  it(
    'ends with the wait for a retry that is left',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const attempt = cold<StreamResponse>('--#', {}, reset());
      const subs = '        ^-!';
      const unsub = '       ^-----!';
      const expected = '    -------';
      const { client, frames, ended } = tracedClient(virtualTransport(attempt));
      expectObservable(client.streamPrompt('m', 'hi'), unsub).toBe(expected);
      expectSubscriptions(attempt.subscriptions).toBe(subs);
      flush();
      expect(frames).to.deep.equal(['begins at 0', 'ends at 6']);
      expect(ended[0]?.attributes).to.have.deep.property('gen_ai.response.finish_reasons', ['error']);
    }),
  );
});
