import { expect } from 'chai';
import { Codex } from '../../lib/agent/Codex.js';
import { tool } from '../../lib/operators/tools/tool.js';
import { openTelemetry } from '../../lib/otel/openTelemetry.js';
import { appServerSession, textTurn, type AppServerMessage } from '../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer } from '../../lib/testing/appServer/virtualAppServer.js';
import { valuesOf } from '../support/collect.js';
import { useTracing } from '../support/telemetry/tracing.js';

describe('the spans of a turn over the app-server', () => {
  const tracing = useTracing();
  const call = { id: 0, method: 'item/tool/call', params: { callId: 'call_1', tool: 'look', arguments: { id: 1 } } };
  const run = (messages: readonly AppServerMessage[]) => {
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport: virtualAppServer(appServerSession([messages])),
      processKeepAlive: 0,
      telemetry: openTelemetry(),
    });
    const look = tool({ name: 'look', parameters: { type: 'object' }, run: () => 'found' });
    return valuesOf(codex.startThread({ model: 'gpt-codex', tools: [look] }).events('Hi'));
  };
  const named = (name: string) => tracing.spans().find((span) => span.name === name);

  it('are one of the agent with its thread and its tokens, and the tool of the application below it', async () => {
    await run([call, ...textTurn('Done')]);
    const agent = named('invoke_agent codex');
    expect(agent?.attributes).to.include({
      'gen_ai.request.model': 'gpt-codex',
      'gen_ai.conversation.id': 'thread_1',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
    });
    const tools = named('execute_tool look');
    expect(tools?.parentSpanContext?.spanId).to.equal(agent?.spanContext().spanId).and.to.be.a('string');
  });

  it('fail with the kind of the failure', async () => {
    const error = { message: 'secret', codexErrorInfo: 'usageLimitExceeded' };
    await run([{ method: 'turn/completed', params: { turn: { id: 'turn_1', status: 'failed', error } } }]);
    expect(named('invoke_agent codex')?.attributes['error.type']).to.equal('quota_exceeded');
  });
});
