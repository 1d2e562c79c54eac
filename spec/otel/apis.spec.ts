import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { take } from 'rxjs';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { CompactClient } from '../../lib/clients/CompactClient.js';
import { MemoriesClient } from '../../lib/clients/MemoriesClient.js';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { reasoningAnswer, textAnswer } from '../../lib/server/script/answers.js';
import { outcomeOf, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';
import { connectionTo } from '../support/scriptedSocket.js';
import { stableAttributes, useTracing } from '../support/telemetry/tracing.js';

const answer = textAnswer('one two three', { usage: { input_tokens: 12, output_tokens: 7 } });

describe('the spans of APIs other than the streams of Responses and Chat over HTTP', () => {
  const using = useServer();
  const tracing = useTracing();

  const options = (): ClientOptions => ({
    provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, retry: { baseDelay: 1 } }),
    telemetry: openTelemetry({ captureContent: true }),
  });
  const server = () => ({ 'server.address': '127.0.0.1', 'server.port': Number(new URL(using.server.baseUrl).port) });

  it('compact: one that says what was asked, and neither a finish reason nor a first chunk', async () => {
    const input = [userMessage('secret')];
    const compact = new CompactClient({ ...options(), telemetry: openTelemetry() });
    await valuesOf(
      compact.compactInput({ model: 'm', input, instructions: 'Be brief.', reasoning: { effort: 'low' } }),
    );
    const span = tracing.span();
    expect(span.name).to.equal('compact m');
    expect(span.attributes).to.deep.equal({
      'gen_ai.operation.name': 'compact',
      'gen_ai.provider.name': 'scripted',
      'gen_ai.request.model': 'm',
      ...server(),
      'gen_ai.request.reasoning.level': 'low',
    });
  });

  it('compact: one that says why it failed, and what was asked if it may', async () => {
    using.server.enqueue({ fault: { type: 'status', status: 404 } });
    const input = [userMessage('a long story')];
    await outcomeOf(new CompactClient(options()).compactInput({ model: 'm', input, instructions: 'Be brief.' }));
    expect(tracing.span().attributes).to.include({
      'error.type': '404',
      'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"a long story"}]}]',
    });
  });

  it('memories: one that holds none of them', async () => {
    const raw_memories = [{ id: '1', metadata: { source_path: 'a' }, items: [{ text: 'a long story' }] }];
    await valuesOf(new MemoriesClient(options()).summarizeInput({ model: 'm', raw_memories }));
    const span = tracing.span();
    expect(span.name).to.equal('summarize_memories m');
    expect(span.attributes).to.deep.equal({
      'gen_ai.operation.name': 'summarize_memories',
      'gen_ai.provider.name': 'scripted',
      'gen_ai.request.model': 'm',
      ...server(),
    });
  });

  it('models: none, as no model works for them', async () => {
    await valuesOf(new ModelsClient(options()).listModels('1.0.0'));
    expect(tracing.spans()).to.deep.equal([]);
  });

  it('a response that is gone on with: one that names it and where it goes on, and counts no token twice', async () => {
    const long = reasoningAnswer({ summary: 'Thinks', text: 'one two three' });
    using.server.enqueue({ answer: long });
    const client = clientOf(using.server, {}, { telemetry: openTelemetry() });
    await valuesOf(client.streamPrompt('m', 'x', { background: true }).pipe(take(4)));
    await valuesOf(client.resumeStream('resp_1', 2, { conversationId: 'c-1' }));
    const [, fetched] = tracing.spans();
    if (fetched === undefined) return expect.fail('there should be two spans');
    expect(fetched.name).to.equal('fetch_response');
    expect(stableAttributes(fetched)).to.deep.equal({
      'gen_ai.operation.name': 'fetch_response',
      'gen_ai.provider.name': 'scripted',
      ...server(),
      'gen_ai.conversation.id': 'c-1',
      'gen_ai.request.stream_cursor': '2',
      'gen_ai.response.id': 'resp_1',
      'gen_ai.response.model': 'm',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.status': 'completed',
    });
  });

  it('a response that is gone on with and left: one that does not know what became of it', async () => {
    using.server.enqueue({ answer });
    const client = clientOf(using.server, {}, { telemetry: openTelemetry() });
    await valuesOf(client.streamPrompt('m', 'x', { background: true }));
    await valuesOf(client.resumeStream('resp_1').pipe(take(2)));
    const fetched = tracing.spans()[1];
    expect(fetched?.attributes).to.include({ 'gen_ai.response.id': 'resp_1' });
    expect(fetched?.attributes).not.to.have.any.keys(
      'gen_ai.request.stream_cursor',
      'gen_ai.response.finish_reasons',
      'gen_ai.response.status',
    );
  });

  it('WebSocket: one for each request on the same socket, with the parent of each', async () => {
    using.server.enqueue({ answer }, { answer: textAnswer('four', { id: 'resp_2' }) });
    const connection = connectionTo(using.server, {}, { telemetry: openTelemetry() });
    const ask = (name: string) =>
      trace.getTracer('test').startActiveSpan(name, (parent) =>
        valuesOf(connection.streamPrompt(name, 'x')).then(() => {
          parent.end();
          return parent.spanContext().spanId;
        }),
      );
    const parents = [await ask('a'), await ask('b')];
    connection.close();
    const calls = tracing.spans().filter(({ name }) => name.startsWith('chat'));
    expect(
      calls.map(({ name, attributes, parentSpanContext }) => [
        name,
        attributes['gen_ai.response.id'],
        attributes['gen_ai.request.stream'],
        attributes['gen_ai.usage.output_tokens'],
        parentSpanContext?.spanId,
      ]),
    ).to.deep.equal([
      ['chat a', 'resp_1', true, 7, parents[0]],
      ['chat b', 'resp_2', true, 1, parents[1]],
    ]);
  });

  it('WebSocket: one that fails where no socket can be had, after its retries', async () => {
    using.server.refuseHandshake({ type: 'status', status: 503 }, { type: 'status', status: 403 });
    const connection = connectionTo(using.server, {}, { telemetry: openTelemetry() });
    await outcomeOf(connection.streamPrompt('m', 'x'));
    const { attributes, events } = tracing.span();
    expect(attributes).to.include({ 'error.type': '403' });
    expect(events.map(({ name }) => name)).to.deep.equal(['codex_rx.retry', 'exception']);
  });
});
