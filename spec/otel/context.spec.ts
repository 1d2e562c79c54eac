import { context, createContextKey, trace, type Tracer } from '@opentelemetry/api';
import { SamplingDecision, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { concatMap, defer, merge, tap } from 'rxjs';
import sinon from 'sinon';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { ofType } from '../../lib/operators/answer/ofType.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { mergeTelemetry } from '../../lib/telemetry/mergeTelemetry.js';
import { createProvider } from '../../lib/provider/Provider.js';
import type { Telemetry } from '../../lib/telemetry/Telemetry.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import type { HeadFault } from '../../lib/server/script/Script.js';
import { fetchTransport } from '../../lib/transport/fetchTransport.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { callReport } from '../support/telemetry/callReport.js';
import { outcomeOf, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';
import { useTracing } from '../support/telemetry/tracing.js';

const answer = textAnswer('one two three');
const busy: HeadFault = { type: 'status', status: 503, headers: { 'retry-after-ms': '5' } };

const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;
const parentOf = (span: ReadableSpan | undefined) => span?.parentSpanContext?.spanId;
const activeId = () => trace.getActiveSpan()?.spanContext().spanId;

/** A transport that notes which span is active whenever it sends a request, as the instrumentation of `fetch` would. */
const notingTransport = (): HttpTransport & { readonly active: readonly (string | undefined)[] } => {
  const active: (string | undefined)[] = [];
  const transport = fetchTransport();
  return {
    active,
    stream: (request, demand) =>
      defer(() => {
        active.push(activeId());
        return transport.stream(request, demand);
      }),
  };
};

describe('the context of a call', () => {
  const using = useServer();
  const tracing = useTracing();

  const within = <T>(name: string, run: () => Promise<T>): Promise<T> =>
    trace.getTracer('test').startActiveSpan(name, (span) => run().finally(() => span.end()));
  const named = (name: string) => tracing.spans().filter((span) => span.name === name);

  it('begins in the one that is active at the subscription, not where the stream was made', async () => {
    const stream = clientOf(using.server, {}, { telemetry: openTelemetry() }).streamPrompt('m', 'x');
    await within('parent', () => valuesOf(stream));
    const [[call], [parent]] = [named('chat m'), named('parent')];
    expect(parentOf(call)).to.equal(idOf(parent)).and.to.be.a('string');
    expect(call?.spanContext().traceId).to.equal(parent?.spanContext().traceId);
  });

  it('is that of a root where no span is active', async () => {
    await valuesOf(clientOf(using.server, {}, { telemetry: openTelemetry() }).streamPrompt('m', 'x'));
    expect(parentOf(tracing.span())).to.equal(undefined);
  });

  it('has the span active for every request: the first, those after a wait, those after credentials', async () => {
    using.server.enqueue({ fault: busy }, { fault: busy }, { answer });
    const transport = notingTransport();
    const auth = { bearerToken: () => new Promise<string>((resolve) => setTimeout(() => resolve('key'), 2)) };
    const client = clientOf(using.server, {}, { telemetry: openTelemetry(), transport, auth });
    await within('parent', () => valuesOf(client.streamPrompt('m', 'x')));
    const id = idOf(named('chat m')[0]);
    expect(transport.active).to.deep.equal([id, id, id]);
  });

  it('is left for what the caller does with events, the end and errors', async () => {
    using.server.enqueue({ answer }, { fault: { type: 'status', status: 400 } });
    const client = clientOf(using.server, {}, { telemetry: openTelemetry() });
    const seen = new Set<string | undefined>();
    const see = () => seen.add(activeId());
    const parent = await within('parent', async () => {
      await valuesOf(client.streamPrompt('m', 'x').pipe(tap({ next: see, complete: see })));
      await outcomeOf(client.streamPrompt('m', 'x').pipe(tap({ error: see })));
      return activeId();
    });
    expect([...seen]).to.deep.equal([parent]);
  });

  it('is no parent of a call that is made when it is over, as the next turn of a loop of tools is', async () => {
    const client = clientOf(using.server, {}, { telemetry: openTelemetry() });
    const next = () => client.streamPrompt('next', 'x');
    await within('parent', () => valuesOf(client.streamPrompt('m', 'x').pipe(ofType('completed'), concatMap(next))));
    const [[first], [second], [parent]] = [named('chat m'), named('chat next'), named('parent')];
    expect([parentOf(first), parentOf(second)]).to.deep.equal([idOf(parent), idOf(parent)]);
  });

  it('is one of its own for each of two calls at once', async () => {
    using.server.enqueue({ fault: busy }, { fault: busy });
    const transport = notingTransport();
    const client = clientOf(using.server, {}, { telemetry: openTelemetry(), transport });
    const both = () => merge(client.streamPrompt('a', 'x'), client.streamPrompt('b', 'x'));
    await within('parent', () => valuesOf(both()));
    const [a, b] = [idOf(named('chat a')[0]), idOf(named('chat b')[0])];
    expect(a).not.to.equal(b);
    expect([...transport.active].sort()).to.deep.equal([a, a, b, b].sort());
    expect([...named('chat a'), ...named('chat b')].map(parentOf)).to.deep.equal(
      [1, 2].map(() => idOf(named('parent')[0])),
    );
  });

  it('is one of its own for each provider that is asked: the one that failed, and the next', async () => {
    const { baseUrl } = using.server;
    using.server.enqueue({ fault: { type: 'status', status: 401 } }, { answer });
    const client = new RoutedClient({
      provider: createProvider({ name: 'first', baseUrl }),
      fallbacks: [{ provider: createProvider({ name: 'second', baseUrl, wire: 'chat' }), model: 'other' }],
      telemetry: openTelemetry(),
    });
    await within('parent', () => valuesOf(client.streamPrompt('m', 'x')));
    const [parent] = named('parent');
    expect(
      [...named('chat m'), ...named('chat other')].map((span) => [
        span.attributes['gen_ai.provider.name'],
        span.attributes['error.type'],
        parentOf(span) === idOf(parent),
      ]),
    ).to.deep.equal([
      ['first', '401', true],
      ['second', undefined, true],
    ]);
  });

  it('is entered and left together with those of other listeners', async () => {
    const key = createContextKey('other');
    const other: Telemetry = {
      onCall: () => {
        const outer = context.active();
        return {
          within: (subscribe) => context.with(context.active().setValue(key, 'inside'), subscribe),
          outside: (deliver) => context.with(outer, deliver),
        };
      },
    };
    const transport = notingTransport();
    const seen: unknown[] = [];
    const see = (what: string) => seen.push([what, context.active().getValue(key), activeId() === undefined]);
    const noting: HttpTransport = {
      stream: (request, demand) => {
        see('request');
        return transport.stream(request, demand);
      },
    };
    for (const telemetry of [mergeTelemetry(openTelemetry(), other), mergeTelemetry(other, openTelemetry())]) {
      const client = clientOf(using.server, {}, { telemetry, transport: noting });
      await valuesOf(client.streamPrompt('m', 'x').pipe(tap({ complete: () => see('end') })));
    }
    const once = [
      ['request', 'inside', false],
      ['end', undefined, true],
    ];
    expect(seen).to.deep.equal([...once, ...once]);
  });
});

describe('a call that is not sampled', () => {
  const asked: unknown[] = [];
  const sampler: Sampler = {
    shouldSample: (_context, _traceId, name, kind, attributes) => {
      asked.push({ name, kind, attributes });
      return { decision: SamplingDecision.NOT_RECORD };
    },
  };
  const using = useServer();
  const tracing = useTracing(sampler);

  it('was judged by what samplers need, exports nothing, and tells its requests not to be sampled either', async () => {
    const transport = notingTransport();
    const telemetry = openTelemetry({ captureContent: true });
    await valuesOf(clientOf(using.server, {}, { telemetry, transport }).streamPrompt('m', 'x'));
    const { hostname, port } = new URL(using.server.baseUrl);
    expect(asked).to.deep.equal([
      {
        name: 'chat m',
        kind: 2,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'scripted',
          'gen_ai.request.model': 'm',
          'server.address': hostname,
          'server.port': Number(port),
        },
      },
    ]);
    expect(tracing.spans()).to.deep.equal([]);
    expect(transport.active).to.have.length(1);
    expect(transport.active[0]).to.match(/^[0-9a-f]{16}$/);
    // No work is done for what nobody will see.
    const hooks = telemetry.onCall?.({ ...callReport, api: 'chat' });
    expect(hooks).to.have.all.keys('within', 'outside');
  });
});

describe('a program without an SDK', () => {
  const using = useServer();

  it('has its answers as ever, and no hook is left on its calls', async () => {
    const call = { ...callReport, body: { model: 'm' } };
    expect(openTelemetry().onCall?.(call)).to.equal(undefined);
    using.server.enqueue({ answer }, { answer });
    const plain = await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    const told = await valuesOf(clientOf(using.server, {}, { telemetry: openTelemetry() }).streamPrompt('m', 'x'));
    expect(told).to.deep.equal(plain);
  });
});

describe('an SDK that fails', () => {
  const using = useServer();
  const tracing = useTracing();
  const sdkError = new Error('the SDK fails');

  const askWith = (tracer: Tracer) => {
    using.server.enqueue({ fault: busy }, { answer, fault: { type: 'truncate', after: 4 } });
    const telemetry = openTelemetry({ tracer, captureContent: true });
    return outcomeOf(clientOf(using.server, {}, { telemetry }).streamPrompt('m', 'x'));
  };

  it('changes nothing where it makes no span', async () => {
    const healthy = await askWith(trace.getTracer('t'));
    const tracer = trace.getTracer('broken');
    sinon.stub(tracer, 'startSpan').throws(sdkError);
    expect((await askWith(tracer)).values).to.deep.equal(healthy.values);
  });

  for (const method of [
    'spanContext',
    'isRecording',
    'setAttribute',
    'setAttributes',
    'addEvent',
    'recordException',
    'setStatus',
    'end',
  ] as const)
    it(`changes nothing where ${method} fails`, async () => {
      const healthy = await askWith(trace.getTracer('t'));
      const tracer = trace.getTracer('t');
      const span = tracer.startSpan('broken');
      sinon.stub(span, method).throws(sdkError);
      const outcome = await askWith({ startSpan: () => span, startActiveSpan: tracer.startActiveSpan.bind(tracer) });
      expect(outcome.values).to.deep.equal(healthy.values);
      expect(outcome.error).to.include({ type: 'stream' });
      // What can still be recorded of the span is: it ends.
      if (/^(set|add|record)/.test(method)) expect(tracing.spans().map(({ name }) => name)).to.include('broken');
    });
});
