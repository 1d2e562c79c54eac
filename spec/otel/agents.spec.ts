import { SpanKind, SpanStatusCode, trace, context } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { NEVER, of, Subject, tap } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { Codex } from '../../lib/agent/Codex.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { tool } from '../../lib/operators/tools/tool.js';
import type { Ask } from '../../lib/operators/tools/Ask.js';
import type { RunToolsOptions } from '../../lib/operators/tools/RunToolsOptions.js';
import { openTelemetry, type OpenTelemetryOptions } from '../../lib/otel/openTelemetry.js';
import { createProvider, type WireApi } from '../../lib/provider/Provider.js';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { running, virtualProcess } from '../../lib/testing/virtualProcess.js';
import { bytes, jsonLines } from '../../lib/testing/wire.js';
import { outcomeOf, until, valuesOf } from '../support/collect.js';
import { useMetering } from '../support/telemetry/metering.js';
import { useServer } from '../support/scripted.js';
import { exported, useTracing } from '../support/telemetry/tracing.js';

const usage = { input_tokens: 10, output_tokens: 5 };
const call = toolCallAnswer({ name: 'weather', arguments: { city: 'Paris', note: 'a secret note' } }, { usage });
const answer = textAnswer('It rains in Paris', { usage });

const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;
const parentOf = (span: ReadableSpan | undefined) => span?.parentSpanContext?.spanId;
const activeId = () => trace.getActiveSpan()?.spanContext().spanId;

for (const wire of ['responses', 'chat'] as const satisfies readonly WireApi[])
  describe(`U5 the spans of a tool loop over ${wire}`, () => {
    const using = useServer();
    const tracing = useTracing();
    const metering = useMetering();

    const loopWith = (run: () => unknown, given: OpenTelemetryOptions = {}, options: RunToolsOptions = {}) => {
      const telemetry = openTelemetry(given);
      const provider = createProvider({
        name: 'scripted',
        baseUrl: using.server.baseUrl,
        wire,
        retry: { baseDelay: 1 },
      });
      const client =
        wire === 'chat' ? new ChatClient({ provider, telemetry }) : new ResponsesClient({ provider, telemetry });
      const weather = tool({ name: 'weather', description: 'Tells it.', parameters: { type: 'object' }, run });
      const ask: Ask = (input) => client.streamPrompt('gpt-x', { input, tools: [weather] });
      return runTools('Rain?', ask, [weather], { telemetry, agentName: 'forecaster', ...options });
    };
    const named = (name: string) => tracing.spans().filter((span) => span.name === name);
    const only = (name: string): ReadableSpan => {
      const [span, ...more] = named(name);
      if (span === undefined || more.length > 0) throw new Error(`expected one span ${name}`);
      return span;
    };

    it('are one of the agent, with its calls and its tools below it', async () => {
      using.server.enqueue({ answer: call }, { answer });
      await valuesOf(loopWith(() => 'rain'));
      const agent = only('invoke_agent forecaster');
      const weather = only('execute_tool weather');
      expect([agent.kind, agent.status.code]).to.deep.equal([SpanKind.INTERNAL, SpanStatusCode.UNSET]);
      expect(agent.attributes).to.deep.equal({
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'forecaster',
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 10,
      });
      expect([weather.kind, weather.status.code]).to.deep.equal([SpanKind.INTERNAL, SpanStatusCode.UNSET]);
      expect(weather.attributes).to.deep.equal({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'weather',
        'gen_ai.tool.call.id': 'call_1',
        'gen_ai.tool.description': 'Tells it.',
        'gen_ai.tool.type': 'function',
        'gen_ai.agent.name': 'forecaster',
      });
      const children = [...named('chat gpt-x'), weather];
      expect(children).to.have.length(3);
      expect(children.map(parentOf)).to.deep.equal(children.map(() => idOf(agent)));
      expect(parentOf(agent)).to.equal(undefined);
    });

    it('have their contexts: the tool runs in its own, the consumer in the one of the subscription', async () => {
      using.server.enqueue({ answer: call }, { answer });
      const parent = trace.getTracer('test').startSpan('parent');
      const parentId = parent.spanContext().spanId;
      const active = { tool: '', consumer: new Set<string | undefined>() };
      const loop = loopWith(async () => {
        await Promise.resolve();
        active.tool = activeId() ?? '';
        return 'rain';
      }).pipe(tap(() => active.consumer.add(activeId())));
      await context.with(trace.setSpan(context.active(), parent), () => valuesOf(loop));
      parent.end();
      expect(active.tool).to.equal(idOf(only('execute_tool weather')));
      expect([...active.consumer]).to.deep.equal([parentId]);
      expect(parentOf(only('invoke_agent forecaster'))).to.equal(parentId);
    });

    it('begin below the agent, also for a tool that an approval starts from elsewhere', async () => {
      using.server.enqueue({ answer: call }, { answer });
      const approval = new Subject<boolean>();
      const done = outcomeOf(loopWith(() => 'rain', {}, { approve: () => approval }));
      await until(() => approval.observed);
      approval.next(true);
      await done;
      expect(parentOf(only('execute_tool weather'))).to.equal(idOf(only('invoke_agent forecaster')));
    });

    it('record what a tool throws, and not its words', async () => {
      using.server.enqueue({ answer: call }, { answer });
      await valuesOf(
        loopWith(() => {
          throw new RangeError('the secret is 42');
        }),
      );
      const weather = only('execute_tool weather');
      expect(weather.attributes['error.type']).to.equal('RangeError');
      expect(weather.status).to.deep.equal({ code: SpanStatusCode.ERROR });
      expect(tracing.spans().map(exported).join()).not.to.include('secret');
      expect(only('invoke_agent forecaster').status.code).to.equal(SpanStatusCode.UNSET);
    });

    it('record content only if it is captured, and never the bytes of a picture', async () => {
      using.server.enqueue({ answer: call }, { answer });
      const picture = { type: 'input_image', image_url: 'data:image/png;base64,QUFBQQ==' } as const;
      await valuesOf(loopWith(() => [{ type: 'input_text', text: 'see' }, picture], { captureContent: true }));
      const weather = only('execute_tool weather');
      expect(weather.attributes['gen_ai.tool.call.arguments']).to.include('a secret note');
      expect(weather.attributes['gen_ai.tool.call.result']).to.include('see').and.to.include('image/png');
      const agent = only('invoke_agent forecaster');
      expect(agent.attributes['gen_ai.input.messages']).to.include('Rain?');
      expect(agent.attributes['gen_ai.output.messages']).to.include('It rains in Paris');
      expect(exported(weather) + exported(agent)).not.to.include('QUFBQQ');
    });

    it('end as failures and as cancellations', async () => {
      using.server.enqueue({ fault: { type: 'status', status: 400, body: { error: { message: 'no' } } } });
      await outcomeOf(loopWith(() => 'rain'));
      expect(only('invoke_agent forecaster').attributes['error.type']).to.equal('400');
      using.server.enqueue({ answer: call });
      let isRunning = false;
      const subscription = loopWith(() => {
        isRunning = true;
        return NEVER;
      }).subscribe();
      await until(() => isRunning);
      subscription.unsubscribe();
      const [weather] = named('execute_tool weather');
      const cancelled = named('invoke_agent forecaster').at(-1);
      expect([weather?.status.code, cancelled?.status.code]).to.deep.equal([
        SpanStatusCode.UNSET,
        SpanStatusCode.UNSET,
      ]);
      expect([weather?.ended, cancelled?.ended]).to.deep.equal([true, true]);
      expect(parentOf(weather)).to.equal(idOf(cancelled));
    });

    it('come with metrics of tokens and durations, in seconds', async () => {
      using.server.enqueue({ answer: call }, { answer });
      await valuesOf(
        loopWith(() => {
          throw new RangeError('the secret is 42');
        }),
      );
      const found = await metering.histograms();
      const common = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'scripted',
        'gen_ai.request.model': 'gpt-x',
        'gen_ai.response.model': 'gpt-x',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(using.server.baseUrl).port),
      };
      const summaries = Object.entries(found).flatMap(([name, { unit, points }]) =>
        points.map(({ attributes, value }) => [name, unit, value.count, attributes]),
      );
      const tool = { 'gen_ai.tool.name': 'weather', 'gen_ai.tool.type': 'function' };
      const agent = { 'gen_ai.agent.name': 'forecaster' };
      expect(summaries).to.have.deep.members([
        ['gen_ai.client.token.usage', '{token}', 2, { ...common, 'gen_ai.token.type': 'input' }],
        ['gen_ai.client.token.usage', '{token}', 2, { ...common, 'gen_ai.token.type': 'output' }],
        ['gen_ai.client.operation.duration', 's', 2, common],
        ['gen_ai.client.operation.time_to_first_chunk', 's', 2, common],
        ['gen_ai.execute_tool.duration', 's', 1, { ...tool, ...agent, 'error.type': 'RangeError' }],
        ['gen_ai.invoke_agent.duration', 's', 1, agent],
      ]);
      const input = found['gen_ai.client.token.usage']?.points.find(
        ({ attributes }) => attributes['gen_ai.token.type'] === 'input',
      );
      expect(input?.value.sum).to.equal(20);
      expect(input?.value.buckets.boundaries.slice(0, 4)).to.deep.equal([1, 4, 16, 64]);
      expect(found['gen_ai.client.operation.duration']?.points[0]?.value.sum).to.be.below(60);
      expect(found['gen_ai.client.operation.duration']?.points[0]?.value.buckets.boundaries).to.deep.equal([
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
      ]);
    });
  });

describe('U5 the span of a turn of the agent', () => {
  const tracing = useTracing();
  const metering = useMetering();
  const turnOf = (last: object, options: OpenTelemetryOptions = {}) => {
    const lines = jsonLines(
      { type: 'thread.started', thread_id: 'thread_1' },
      { type: 'item.completed', item: { id: 'i', type: 'agent_message', text: 'done, key-12345678' } },
      last,
    );
    const codex = new Codex({
      codexPathOverride: process.execPath,
      apiKey: 'key-12345678',
      transport: virtualProcess(of(running(of(bytes(lines))))),
      telemetry: openTelemetry(options),
    });
    return codex.startThread({ model: 'gpt-codex' }).events('Fix it, key-12345678');
  };

  it('has the thread, the model and the tokens', async () => {
    const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 5 };
    await valuesOf(turnOf({ type: 'turn.completed', usage }));
    const span = tracing.span();
    expect([span.name, span.kind, span.status.code]).to.deep.equal([
      'invoke_agent codex',
      SpanKind.CLIENT,
      SpanStatusCode.UNSET,
    ]);
    expect(span.attributes).to.deep.equal({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'openai',
      'gen_ai.agent.name': 'codex',
      'gen_ai.request.model': 'gpt-codex',
      'gen_ai.conversation.id': 'thread_1',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.output_tokens': 5,
    });
    const found = await metering.histograms();
    expect(found).to.have.all.keys('gen_ai.invoke_agent.duration', 'gen_ai.client.token.usage');
    expect(found['gen_ai.client.token.usage']?.points.map(({ value }) => value.sum)).to.have.members([10, 5]);
  });

  it('is a failure if the turn fails, without its words', async () => {
    await valuesOf(turnOf({ type: 'turn.failed', error: { message: "You've hit your usage limit, secret" } }));
    const span = tracing.span();
    expect(span.attributes['error.type']).to.equal('quota_exceeded');
    expect(exported(span)).not.to.include('secret').and.not.to.include('Fix it');
  });

  it('has content without credentials if it is captured', async () => {
    await valuesOf(turnOf({ type: 'turn.completed', usage: {} }, { captureContent: true }));
    const text = exported(tracing.span());
    expect(text).to.include('Fix it').and.to.include('done');
    expect(text).not.to.include('key-12345678');
  });
});
