import { expect } from 'chai';
import { of } from 'rxjs';
import { createSession } from '../../../lib/clients/http/EndpointSession.js';
import { streamEvents } from '../../../lib/clients/http/streamEvents.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, failed, sse } from '../../../lib/testing/wire.js';
import type { StreamResponse } from '../../../lib/transport/HttpTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { chunks, events, virtualClient } from '../../../spec/support/virtualClient.js';

const IDLE = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });

describe('the stream of events', () => {
  it(
    'end of a Responses stream: completes at response.completed and hangs up, although the server lingers',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-c-t-x-----t--', chunks);
      const subs = '     ^----!        ';
      const expected = ' -c-t-(x|)     ';
      expectObservable(virtualClient(virtualTransport(of(response(body)))).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'end of a Responses stream: a reset right after the terminal event is still a success',
    marbles(({ cold, expectObservable }) => {
      const body = cold('-c-(x#)', chunks, reset());
      const expected = ' -c-(x|)';
      expectObservable(virtualClient(virtualTransport(of(response(body)))).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
      );
    }),
  );

  it(
    'EOF without a terminal event: what came is emitted, then the truncation is an error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-c-t--|', chunks);
      const subs = '     ^-----!';
      const expected = ' -c-t--#';
      expectObservable(virtualClient(virtualTransport(of(response(body)))).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' }),
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'response.failed is an error at once, although the connection stays open, and bears the request id',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-c-f------', { ...chunks, f: bytes(sse(failed('insufficient_quota', 'no credit'))) });
      const subs = '     ^--!      ';
      const expected = ' -c-#      ';
      const transport = virtualTransport(of(response(body, { headers: { 'x-request-id': 'req_7' } })));
      expectObservable(virtualClient(transport).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
        errorLike({ type: 'quota_exceeded', request_id: 'req_7' }),
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'header events come first and once, also after a retry',
    marbles(({ cold, expectObservable }) => {
      const headers = { 'openai-model': 'm1', 'x-models-etag': 'e1', 'x-reasoning-included': 'false' };
      const first = cold<StreamResponse>('--#', {}, reset());
      const second = cold('-(h|)', { h: response(cold('------c-(x|)', chunks), { headers }) });
      const expected = '13ms (mer)-c-(x|)';
      expectObservable(virtualClient(virtualTransport(first, second)).streamPrompt('m', 'hi')).toBe(expected, {
        ...events,
        m: { type: 'server_model', model: 'm1' },
        e: { type: 'models_etag', etag: 'e1' },
        r: { type: 'server_reasoning_included', included: true },
      });
    }),
  );

  it(
    'idle clock: silence before the first event',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-----------', chunks);
      const subs = '     ^----!     ';
      const expected = ' -----#     ';
      expectObservable(
        virtualClient(virtualTransport(of(response(body))), { streamIdleTimeout: 5 }).streamPrompt('m', 'hi'),
      ).toBe(expected, events, IDLE);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'idle clock: restarts per event; comments and pieces of events do not count',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const piece = bytes('data: {"type":');
      const body = cold('-c--t---k-p----', { ...chunks, k: bytes(': ping\n\n'), p: piece });
      const subs = '     ^--------!     ';
      const expected = ' -c--t----#     ';
      expectObservable(
        virtualClient(virtualTransport(of(response(body))), { streamIdleTimeout: 5 }).streamPrompt('m', 'hi'),
      ).toBe(expected, events, IDLE);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'idle clock: comments count with countComments',
    marbles(({ cold, expectObservable }) => {
      const body = cold('-c---k---k---k---(x|)', { ...chunks, k: bytes(': ping\n\n') });
      const expected = ' -c---------------(x|)';
      const provider = { streamIdleTimeout: 5, countComments: true };
      expectObservable(virtualClient(virtualTransport(of(response(body))), provider).streamPrompt('m', 'hi')).toBe(
        expected,
        events,
      );
    }),
  );

  it(
    'idle clock: measured by the injected scheduler',
    marbles(({ cold, expectObservable }, scheduler) => {
      const body = cold('-c---------', chunks);
      const expected = ' -c----#    ';
      const transport = virtualTransport(of(response(body)));
      const client = virtualClient(transport, { streamIdleTimeout: 5 }, { scheduler });
      expectObservable(client.streamPrompt('m', 'hi')).toBe(expected, events, IDLE);
    }),
  );

  it(
    'idle clock: stands still while demand is closed, and the body is not read',
    marbles(({ cold, expectObservable }, scheduler) => {
      const gate = new DemandGate();
      const body = cold('-c--t----------------------', chunks);
      const expected = ' -c----------------t----#   ';
      const transport = virtualTransport(of(response(body)));
      const session = createSession({
        provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1', streamIdleTimeout: 5 }),
        transport,
      });
      const call = {
        subject: { api: 'responses' as const },
        spec: () => ({ method: 'POST', path: 'responses', accept: 'text/event-stream', body: {} }) as const,
        decoder: responsesDecoder,
      };
      scheduler.schedule(() => gate.close(), 2);
      scheduler.schedule(() => gate.open(), 18);
      expectObservable(streamEvents(session, call, gate)).toBe(expected, events, IDLE);
    }),
  );

  it(
    'malformed JSON is skipped and reported to telemetry',
    marbles(({ cold, expectObservable, flush }) => {
      const telemetry = recordTelemetry();
      const body = cold('-c-k-(x|)', { ...chunks, k: bytes('data: : keepalive\n\n') });
      const expected = ' -c---(x|)';
      expectObservable(
        virtualClient(virtualTransport(of(response(body))), {}, { telemetry }).streamPrompt('m', 'hi'),
      ).toBe(expected, events);
      flush();
      expect(telemetry.skipped).to.deep.equal([{ reason: 'not JSON', excerpt: ': keepalive' }]);
      expect(telemetry.polls.map(({ result, event, duration }) => [result, event, duration])).to.deep.equal([
        ['event', 'response.created', 1],
        ['event', 'message', 2],
        ['event', 'response.completed', 2],
      ]);
    }),
  );

  it(
    'a telemetry hook that throws changes nothing',
    marbles(({ cold, expectObservable }) => {
      const hook = () => {
        throw new Error('a broken hook');
      };
      const telemetry = { onRequest: hook, onRetry: hook, onSsePoll: hook, onSkipped: hook };
      const first = cold<StreamResponse>('#', {}, reset());
      const body = cold('         -c-k-(x|)', { ...chunks, k: bytes('data: oops\n\n') });
      const expected = '10ms -c---(x|)';
      const transport = virtualTransport(first, of(response(body)));
      expectObservable(virtualClient(transport, {}, { telemetry }).streamPrompt('m', 'hi')).toBe(expected, events);
    }),
  );
});
