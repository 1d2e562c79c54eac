import { EventType } from '@ag-ui/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { NEVER, of } from 'rxjs';
import { CodexRxAgent } from '../../lib/ag-ui/CodexRxAgent.js';
import { fromAgUi } from '../../lib/ag-ui/fromAgUi.js';
import { rxHttpAgent } from '../../lib/ag-ui/rxHttpAgent.js';
import { statePatch } from '../../lib/ag-ui/statePatch.js';
import { toAgUi } from '../../lib/ag-ui/toAgUi.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { errorEvent } from '../../lib/ag-ui/errorEvent.js';
import { apiError, isApiError } from '../../lib/protocol/errors/ApiError.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes } from '../../lib/testing/wire.js';
import type { SkippedFrame } from '../../lib/telemetry/Telemetry.js';
import { errorOf, outcomeOf, valuesOf } from '../support/collect.js';

const RUN = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], state: {}, forwardedProps: {} };
const KEY = 'sk-very/secret+0123456789';

const agentThat = (body: string, status = 200, options: Partial<Parameters<typeof rxHttpAgent>[0]> = {}) =>
  rxHttpAgent({
    url: 'https://agent.example/run',
    headers: { authorization: `Bearer ${KEY}` },
    transport: virtualTransport(of(response(of(bytes(body)), { status }))),
    ...options,
  });

/** An object in objects. */
const nested = (depth: number, value: unknown): unknown => {
  let object = value;
  for (let level = 0; level < depth; level++) object = { a: object };
  return object;
};

describe('security: AG-UI', () => {
  for (const status of [400, 401, 500])
    it(`masks the headers of an agent that answers ${status} and repeats them`, async () => {
      const error = await errorOf(agentThat(JSON.stringify({ error: { message: `bad ${KEY}` } }), status).run(RUN));
      expect(JSON.stringify([error, error.message, error.stack])).not.to.contain('0123456789');
    });

  it('masks the headers of an agent that repeats them in a frame that is skipped', async () => {
    const skipped: SkippedFrame[] = [];
    const body = `data: {"oops ${KEY}\n\ndata: ["${KEY}"]\n\ndata: {"type":"RUN_FINISHED"}\n\n`;
    await outcomeOf(agentThat(body, 200, { onSkipped: (frame) => skipped.push(frame) }).run(RUN));
    expect(skipped).to.have.length(2);
    expect(JSON.stringify(skipped)).to.contain('[redacted]').and.not.contain('0123456789');
  });

  it('limits the events of a run together', async () => {
    const event = `data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"${'x'.repeat(100)}"}\n\n`;
    const error = await errorOf(agentThat(event.repeat(20), 200, { maxAnswerSize: 1000 }).run(RUN));
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
  });

  it('shows a page nothing of an exception, of an internal host, or of a key', () => {
    const secret = `connect ECONNREFUSED internal.example, postgres://ann:hunter2@db, ${KEY}`;
    for (const kind of [
      { type: 'stream', reason: 'exception', detail: secret },
      { type: 'stream', reason: 'process_ended', detail: secret },
      { type: 'transport', error: { type: 'network', detail: secret } },
      { type: 'transport', error: { type: 'build', detail: secret } },
      { type: 'unauthorized', detail: secret },
    ] as const) {
      const failed = JSON.stringify(errorEvent(apiError(kind)));
      for (const word of ['internal.example', 'hunter2', '0123456789']) expect(failed).not.to.contain(word);
    }
  });

  it('reads whatever an agent sends to an end, which is an answer or an ApiError', async () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>({ toString: null }, { valueOf: null, toString: 1 }, { type: { toString: null } }),
      fc.constantFrom<unknown>('__proto__', 'constructor', -1, 1e308, '', [], { __proto__: null }),
    );
    const type = fc.constantFrom(...Object.values(EventType));
    const event = fc.record({
      type,
      ...{ messageId: odd, toolCallId: odd, toolCallName: odd, delta: odd, role: odd, content: odd, value: odd },
      ...{ metadata: odd, rawEvent: odd, usage: odd, outcome: odd, result: odd, entityId: odd, encryptedValue: odd },
      name: fc.oneof(odd, fc.constantFrom('codex-rx.tool_finished', 'codex-rx.output_item_done', 'codex-rx.reset')),
      event: odd,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (events) => {
        const { error } = await outcomeOf(
          agentThat(events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''))
            .run(RUN)
            .pipe(fromAgUi(), accumulate()),
        );
        expect(error === undefined || isApiError(error)).to.equal(true);
        expect(Object.keys(Object.prototype)).to.deep.equal([]);
      }),
      { numRuns: 50 },
    );
  });

  const INPUTS: readonly object[] = [
    { messages: [{ role: 'unknown' }] },
    { messages: [null] },
    { messages: 'text' },
    { messages: [{ role: 'user' }] },
    { messages: [{ role: 'user', content: [{ type: 'image' }] }] },
    { messages: [{ role: 'assistant', toolCalls: [null] }] },
    { messages: [{ role: 'tool' }] },
    { tools: [null] },
    { context: null },
  ];
  for (const odd of INPUTS)
    for (const sharedState of [undefined, () => NEVER])
      it(`ends the run with RUN_ERROR for ${JSON.stringify(odd)}${sharedState ? ', with a shared state' : ''}`, async () => {
        const agent = new CodexRxAgent({ answer: () => NEVER, sharedState });
        const events = await valuesOf(agent.run({ ...RUN, ...odd }));
        expect(events.map(({ type }) => type)).to.deep.equal([EventType.RUN_STARTED, EventType.RUN_ERROR]);
        expect(events[1]).to.have.property('code', 'invalid_request');
      });

  it('patches a state that is nested deeply, and one with the key __proto__', () => {
    const deep = statePatch(nested(100_000, 1), nested(100_000, 2));
    expect(deep.map(({ op, path }) => [op, path])).to.deep.equal([['replace', '/a'.repeat(32)]]);
    const before: unknown = JSON.parse('{"__proto__":{"a":1}}');
    const after: unknown = JSON.parse('{"__proto__":{"a":2},"constructor":3}');
    expect(statePatch(before, after)).to.deep.equal([
      { op: 'replace', path: '/__proto__/a', value: 2 },
      { op: 'add', path: '/constructor', value: 3 },
    ]);
    expect({}).not.to.have.property('a');
  });

  it('sends the patch of a large state in time that grows with its size', async () => {
    const stateOf = (value: number) =>
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, { value: value + index }]));
    const events = await valuesOf(
      of({ type: 'completed', response_id: 'r', token_usage: null, status: 'completed' } as const).pipe(
        toAgUi({ threadId: 't', runId: 'r', state: [stateOf(0), stateOf(1)] }),
      ),
    );
    expect(events.find((each) => each.type === EventType.STATE_DELTA))
      .to.have.property('delta')
      .with.length(5_000);
  });
});
