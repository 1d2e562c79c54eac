import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { take } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import type { RoutedOptions } from '../../lib/clients/RoutedClient.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { createProvider, type ProviderOptions, type WireApi } from '../../lib/provider/Provider.js';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { Fault } from '../../lib/server/script/Script.js';
import { callReport } from '../support/telemetry/callReport.js';
import { outcomeOf, until, valuesOf } from '../support/collect.js';
import { useServer } from '../support/scripted.js';
import { exported, stableAttributes, useTracing } from '../support/telemetry/tracing.js';

const WIRES: readonly WireApi[] = ['responses', 'chat'];

const answer = textAnswer('one two three', {
  model: 'gpt-real',
  usage: { input_tokens: 12, cached_input_tokens: 5, output_tokens: 7, reasoning_output_tokens: 3 },
});

const failing = (status: number): Fault => ({
  type: 'status',
  status,
  headers: { 'retry-after-ms': '0' },
  body: { error: { message: `status ${status}`, code: 'some_code' } },
});

for (const wire of WIRES)
  describe(`the span of a call over ${wire}`, () => {
    const using = useServer();
    const tracing = useTracing();

    const ask = (
      options: RoutedOptions = {},
      given: Partial<ClientOptions> = {},
      { retry, ...provider }: Partial<ProviderOptions> = {},
    ) => {
      const client: ClientOptions = {
        provider: createProvider({
          name: 'scripted',
          baseUrl: using.server.baseUrl,
          wire,
          ...provider,
          retry: { baseDelay: 1, ...retry },
        }),
        telemetry: openTelemetry(),
        ...given,
      };
      return (wire === 'chat' ? new ChatClient(client) : new ResponsesClient(client)).streamPrompt(
        'gpt-x',
        'hi',
        options,
      );
    };
    const port = () => Number(new URL(using.server.baseUrl).port);

    it('says what was asked, and what became of it', async () => {
      using.server.enqueue({ answer });
      await valuesOf(
        ask({
          conversationId: 'conversation-1',
          reasoning: { effort: 'low' },
          modelParameters: {
            [wire === 'chat' ? 'max_completion_tokens' : 'max_output_tokens']: 99,
            temperature: 0.5,
            top_p: 0.9,
            seed: 4,
            stop: 'END',
          },
        }),
      );
      const span = tracing.span();
      expect([span.name, span.kind, span.status]).to.deep.equal([
        'chat gpt-x',
        SpanKind.CLIENT,
        { code: SpanStatusCode.UNSET },
      ]);
      expect(stableAttributes(span)).to.deep.equal({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'scripted',
        'gen_ai.request.model': 'gpt-x',
        'server.address': '127.0.0.1',
        'server.port': port(),
        'gen_ai.conversation.id': 'conversation-1',
        'gen_ai.request.max_tokens': 99,
        'gen_ai.request.reasoning.level': 'low',
        'gen_ai.request.seed': 4,
        'gen_ai.request.stop_sequences': ['END'],
        'gen_ai.request.stream': true,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.response.id': wire === 'chat' ? 'chatcmpl-1' : 'resp_1',
        'gen_ai.response.model': 'gpt-real',
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.cache_read.input_tokens': 5,
        'gen_ai.usage.output_tokens': 7,
        'gen_ai.usage.reasoning.output_tokens': 3,
      });
      expect(span.attributes['gen_ai.response.time_to_first_chunk']).to.be.a('number').that.is.within(0, 5);
      expect([span.events, span.ended]).to.deep.equal([[], true]);
    });

    it('says little of a plain call, and counts nothing that the server does not count', async () => {
      using.server.enqueue({ answer: textAnswer('one', { usage: null }) });
      await valuesOf(ask());
      expect(stableAttributes(tracing.span())).to.have.all.keys(
        'gen_ai.operation.name',
        'gen_ai.provider.name',
        'gen_ai.request.model',
        'server.address',
        'server.port',
        'gen_ai.request.stream',
        'gen_ai.response.finish_reasons',
        'gen_ai.response.id',
        'gen_ai.response.model',
      );
    });

    it('covers the retries, and has an event for each', async () => {
      using.server.enqueue({ fault: failing(503) }, { fault: { type: 'reset_before_head' } }, { answer });
      await valuesOf(ask({}, { random: () => 0.5 }));
      const { events, status, attributes } = tracing.span();
      expect(events.map(({ name, attributes: of }) => [name, of])).to.deep.equal([
        ['codex_rx.retry', { 'codex_rx.retry.number': 1, 'codex_rx.retry.delay': 0, 'error.type': '503' }],
        ['codex_rx.retry', { 'codex_rx.retry.number': 2, 'codex_rx.retry.delay': 0.002, 'error.type': 'network' }],
      ]);
      expect([status.code, attributes['error.type']]).to.deep.equal([SpanStatusCode.UNSET, undefined]);
    });

    const ENDS: readonly (readonly [string, Fault, string, string])[] = [
      ['an HTTP status', failing(400), '400', 'http 400 (some_code)'],
      ['a lost connection', { type: 'reset_before_head' }, 'network', 'network error: '],
      ['silence before the answer', { type: 'stall_before_head' }, 'timeout', 'timeout'],
      [
        'silence in the answer',
        { type: 'stall_mid_body', after: 2 },
        'stream',
        'stream error: idle timeout waiting for SSE',
      ],
      [
        'an answer that is an error',
        { type: 'status', status: 200, body: { error: { message: 'no' } } },
        'api',
        'api error 200',
      ],
      ['a truncated answer', { type: 'truncate', after: 2 }, 'stream', 'stream error: stream closed before '],
      [
        'an error in the answer',
        { type: 'response_failed', after: 2, error: { code: 'insufficient_quota', message: 'pay' } },
        'quota_exceeded',
        'quota exceeded',
      ],
    ];
    for (const [what, fault, type, message] of ENDS)
      it(`of a call that fails by ${what} has its error.type, and no stack`, async () => {
        using.server.enqueue({ answer, fault });
        const { error } = await outcomeOf(
          ask({}, {}, { retry: { maxAttempts: 0 }, connectTimeout: 300, streamIdleTimeout: 300 }),
        );
        expect(error).to.be.instanceOf(Error);
        const { attributes, status, events } = tracing.span();
        expect(attributes).to.include({ 'error.type': type });
        expect(attributes['gen_ai.response.finish_reasons']).to.deep.equal(['error']);
        expect(status.code).to.equal(SpanStatusCode.ERROR);
        expect(status.message).to.satisfy((text: string) => text.startsWith(message), status.message);
        expect(events.map(({ name, attributes: of }) => [name, of])).to.deep.equal([
          ['exception', { 'exception.type': 'ApiError', 'exception.message': status.message }],
        ]);
      });

    it('of a call that is left early is no error, and ends when it is left', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 4 } });
      await valuesOf(ask().pipe(take(3)));
      const { attributes, status, events } = tracing.span();
      expect(attributes['gen_ai.response.finish_reasons']).to.deep.equal(['error']);
      expect([status.code, attributes['error.type'], events]).to.deep.equal([SpanStatusCode.UNSET, undefined, []]);
    });

    it('of a call that is left while it waits for a retry ends then', async () => {
      using.server.enqueue({ fault: { type: 'status', status: 503, headers: { 'retry-after': '30' } } });
      let isWaiting = false;
      const telemetry = { ...openTelemetry(), onRetry: () => (isWaiting = true) };
      const subscription = ask({}, { telemetry }).subscribe({ error: () => expect.fail('no error was expected') });
      await until(() => isWaiting);
      expect(tracing.spans()).to.deep.equal([]);
      subscription.unsubscribe();
      expect(tracing.span().events.map(({ name }) => name)).to.deep.equal(['codex_rx.retry']);
    });

    it('of a call that ends before its head has no time to a first chunk', async () => {
      using.server.enqueue({ fault: failing(400) });
      await outcomeOf(ask());
      expect(tracing.span().attributes).not.to.have.property('gen_ai.response.time_to_first_chunk');
    });

    it('of an answer that was cut short says why, in one word for both wires', async () => {
      const reason = wire === 'chat' ? 'length' : 'max_output_tokens';
      using.server.enqueue(
        { answer, fault: { type: 'incomplete', after: 3, reason } },
        { answer, fault: { type: 'incomplete', after: 3, reason: 'content_filter' } },
      );
      await valuesOf(ask());
      await valuesOf(ask());
      expect(tracing.spans().map(({ attributes }) => attributes['gen_ai.response.finish_reasons'])).to.deep.equal([
        ['length'],
        ['content_filter'],
      ]);
    });

    it('of an answer that calls a tool says so, in one word for both wires', async () => {
      using.server.enqueue({ answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }) });
      await valuesOf(ask());
      expect(tracing.span().attributes['gen_ai.response.finish_reasons']).to.deep.equal(['tool_call']);
    });

    it('is one for each subscription, and none before', async () => {
      using.server.enqueue({ answer }, { answer });
      const stream = ask();
      expect(tracing.spans()).to.deep.equal([]);
      await valuesOf(stream);
      for await (const event of stream) expect(event).to.have.property('type');
      expect(tracing.spans().map(({ name }) => name)).to.deep.equal(['chat gpt-x', 'chat gpt-x']);
    });

    it('holds no credential, also where the server repeats it in an error', async () => {
      const key = 'sk-very-secret-0123456789';
      const body = { error: { message: `${key} may not do this`, code: key } };
      const fault: Fault = {
        type: 'status',
        status: 500,
        headers: { 'retry-after-ms': '0', 'x-request-id': key },
        body,
      };
      for (const captureContent of [false, true]) {
        using.server.enqueue({ fault }, { fault });
        const telemetry = openTelemetry({ captureContent });
        const auth = { bearerToken: () => key };
        await outcomeOf(ask({}, { auth, telemetry }, { queryParams: { key }, retry: { maxAttempts: 1 } }));
      }
      const [plain = '', full = ''] = tracing.spans().map(exported);
      expect(plain).to.contain('http 500').and.not.to.contain(key);
      expect(full).to.contain('[redacted] may not do this').and.not.to.contain(key);
    });
  });

describe('openTelemetry', () => {
  const tracing = useTracing();
  const call = { ...callReport, body: { model: 'm' } };

  it('asks for the tracer when a call begins, by the name and version of this package', () => {
    const registered = trace.getTracerProvider();
    trace.disable();
    const telemetry = openTelemetry();
    expect(telemetry.onCall?.(call)).to.equal(undefined);
    trace.setGlobalTracerProvider(registered);
    telemetry.onCall?.(call)?.onEnd?.({ outcome: 'completed', duration: 1 });
    expect(tracing.span().instrumentationScope).to.include({ name: 'codex-rx' });
  });

  it('uses the tracer that it is given', () => {
    const telemetry = openTelemetry({ tracer: trace.getTracer('mine', '7') });
    telemetry.onCall?.(call)?.onEnd?.({ outcome: 'completed', duration: 1 });
    expect(tracing.span().instrumentationScope).to.include({ name: 'mine', version: '7' });
  });

  it('masks what a server writes freely', () => {
    const hooks = openTelemetry().onCall?.(call);
    hooks?.onEvent?.({ type: 'server_model', model: 'model sk-secret' });
    const reason = { status: 'incomplete', finish_reason: 'reason sk-secret' } as const;
    hooks?.onEvent?.({ type: 'completed', response_id: 'id sk-secret', token_usage: null, ...reason });
    hooks?.onEnd?.({ outcome: 'completed', duration: 1 });
    expect(tracing.span().attributes).to.deep.include({
      'gen_ai.response.model': 'model [redacted]',
      'gen_ai.response.finish_reasons': ['reason [redacted]'],
      'gen_ai.response.id': 'id [redacted]',
    });
  });

  it('calls a failure without an ApiError an error of another kind', () => {
    openTelemetry().onCall?.(call)?.onEnd?.({ outcome: 'failed', duration: 1 });
    const { attributes, status } = tracing.span();
    expect([attributes['error.type'], status]).to.deep.equal(['_OTHER', { code: SpanStatusCode.ERROR }]);
  });
});
