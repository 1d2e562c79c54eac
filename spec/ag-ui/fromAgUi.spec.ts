import { EventType, type BaseEvent } from '@ag-ui/core';
import { expect } from 'chai';
import { concat, from, lastValueFrom, of, throwError } from 'rxjs';
import { fromAgUi, toAgUi } from '../../lib/ag-ui/index.js';
import type { Answer } from '../../lib/answer/Answer.js';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { apiError, type ApiErrorKind } from '../../lib/protocol/errors/ApiError.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { errorOf, outcomeOf, valuesOf } from '../support/collect.js';
import { clientOf, useServer } from '../support/scripted.js';
import { ANSWERS, call, custom, done, over, said, text } from './answers.js';
import { verified } from './verified.js';

const RUN = { threadId: 'thread_1', runId: 'run' };
const START: BaseEvent = { type: EventType.RUN_STARTED, ...RUN };
const END: BaseEvent = { type: EventType.RUN_FINISHED, ...RUN };

const isEvent = (value: unknown): value is BaseEvent => isJsonObject(value) && typeof value['type'] === 'string';

/** The event as it arrives at the other end of a connection. */
const asJson = (event: BaseEvent): BaseEvent => {
  const json: unknown = JSON.parse(JSON.stringify(event));
  return isEvent(json) ? json : expect.fail('the event is not JSON');
};

const read = (events: readonly BaseEvent[]) => valuesOf(from(events).pipe(fromAgUi()));

describe('fromAgUi', () => {
  for (const [name, events] of Object.entries(ANSWERS))
    it(`reads what toAgUi wrote, also as JSON: ${name}`, async () => {
      const sent = await valuesOf(verified(from(events).pipe(toAgUi(RUN))));
      const received = sent.map(asJson);
      const before = await lastValueFrom(from(events).pipe(accumulate()));
      const after = await lastValueFrom(from(received).pipe(fromAgUi(), accumulate()));
      expect(after.text).to.equal(before.text);
      expect(after.status).to.equal(before.status);
      expect(after.token_usage).to.deep.equal(before.token_usage);
      expect(
        after.tool_calls.map(({ name, arguments: given, run, output }) => [name, given, run, output]),
      ).to.deep.equal(before.tool_calls.map(({ name, arguments: given, run, output }) => [name, given, run, output]));
      const itemsOf = ({ items }: Answer) =>
        items.flatMap(({ type, done: isDone, item }) => (isDone && item ? [[type, item]] : []));
      for (const item of itemsOf(before)) expect(itemsOf(after)).to.deep.include(item);
    });

  it('reads chunks, which leave out what has not changed', async () => {
    const events = await read([
      START,
      { type: EventType.TEXT_MESSAGE_CHUNK, messageId: 'm', role: 'assistant', delta: 'He' },
      { type: EventType.TEXT_MESSAGE_CHUNK, delta: 'llo' },
      { type: EventType.TOOL_CALL_CHUNK, toolCallId: 'c', toolCallName: 'f', delta: '{' },
      { type: EventType.TOOL_CALL_CHUNK, toolCallId: 'c', delta: '}' },
      { type: EventType.TOOL_CALL_CHUNK, toolCallId: 'd', toolCallName: 'g' },
      { type: EventType.REASONING_MESSAGE_CHUNK, messageId: 'r', delta: 'Hm' },
      END,
    ]);
    const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
    expect(items).to.deep.equal([
      { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      { type: 'function_call', call_id: 'd', name: 'g', arguments: '{}' },
      { type: 'reasoning', id: 'r', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] },
    ]);
  });

  it('passes on events that an answer does not have', async () => {
    const state: BaseEvent = { type: EventType.STATE_SNAPSHOT, snapshot: { a: 1 } };
    const foreign: BaseEvent = { type: EventType.CUSTOM, name: 'theirs', value: 1 };
    const raw: BaseEvent = { type: EventType.RAW, event: { x: 1 } };
    const events = await read([START, state, foreign, raw, END]);
    expect(events.filter(({ type }) => type === 'other')).to.deep.equal([
      { type: 'other', raw: state },
      { type: 'other', raw: foreign },
      { type: 'other', raw: { x: 1 } },
    ]);
  });

  it('completes with the end of the run, and sums up the usage of another agent', async () => {
    const usage = [
      { inputTokens: 3, outputTokens: 2 },
      { inputTokens: 1, outputTokens: 1, reasoningTokens: 1 },
    ];
    expect((await read([START, { ...END, usage }, START])).at(-1)).to.deep.equal({
      type: 'completed',
      response_id: 'run',
      status: 'completed',
      token_usage: {
        input_tokens: 4,
        cached_input_tokens: 0,
        output_tokens: 3,
        reasoning_output_tokens: 1,
        total_tokens: 7,
      },
    });
  });

  it('is stopped, not complete, after a run that was cancelled', async () => {
    const events = [START, { ...END, outcome: { type: 'cancelled' } }];
    expect(await lastValueFrom(from(events).pipe(fromAgUi(), accumulate()))).to.deep.include({ status: 'stopped' });
  });

  it('gives the state of a run that waits for approvals', async () => {
    const pending = { step: 1, input: [], calls: [call, custom], outputs: [] };
    const sent = await valuesOf(
      of(
        done({ ...said('I look.'), id: 'msg_1' }),
        done(call),
        done(custom),
        over,
        {
          type: 'tool_finished',
          call: custom,
          output: 'done',
          outcome: 'ok',
        } as const,
        { type: 'tools_suspended', pending: { ...pending, outputs: [] } } as const,
      ).pipe(toAgUi(RUN)),
    );
    const question = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Rain?' }] } as const;
    const events = await valuesOf(from(sent).pipe(fromAgUi({ input: [question] })));
    expect(events.at(-1)).to.deep.equal({
      type: 'tools_suspended',
      pending: {
        step: 1,
        input: [question, { ...said('I look.'), id: 'msg_1' }, call, custom],
        calls: [call, custom],
        outputs: [{ type: 'custom_tool_call_output', call_id: 'call_2', output: 'done' }],
      },
    });
  });

  const KINDS: readonly ApiErrorKind[] = [
    { type: 'rate_limit', detail: 'slow down', status: 429, delay: 2000 },
    { type: 'quota_exceeded', detail: 'no money' },
    { type: 'unauthorized', status: 401 }, // its text may hold a part of the key, and stays on the server
    { type: 'context_window_exceeded', detail: 'too long' },
    { type: 'server_overloaded', detail: 'busy' },
    { type: 'invalid_request', detail: 'no' },
    { type: 'stream', reason: 'idle', detail: 'silence' },
    { type: 'incomplete', reason: 'max_steps' },
    { type: 'api', status: 500, detail: 'oops' },
  ];
  for (const kind of KINDS)
    it(`fails with the error that ended the run: ${kind.type}`, async () => {
      const sent = await valuesOf(
        verified(
          concat(
            of(text('a')),
            throwError(() => apiError(kind)),
          ).pipe(toAgUi(RUN)),
        ),
      );
      expect(await errorOf(from(sent).pipe(fromAgUi()))).to.deep.include(kind);
    });

  it('fails with an error of the network as what it is: a lost connection', async () => {
    const kind: ApiErrorKind = { type: 'transport', error: { type: 'network', detail: 'reset', code: 'ECONNRESET' } };
    const sent = await valuesOf(throwError(() => apiError(kind)).pipe(toAgUi(RUN)));
    expect(await errorOf(from(sent).pipe(fromAgUi()))).to.deep.include({ type: 'stream', reason: 'connection_lost' });
  });

  it('fails with the error of another agent, whatever its code is', async () => {
    const failed: BaseEvent = { type: EventType.RUN_ERROR, message: 'out of paper', code: 'toString' };
    expect(await errorOf(from([START, failed]).pipe(fromAgUi()))).to.deep.include({
      type: 'stream',
      reason: 'unexplained',
      detail: 'out of paper',
      code: 'toString',
    });
  });

  it('fails if the run is cut off', async () => {
    const { values, error } = await outcomeOf(from([START]).pipe(fromAgUi()));
    expect(values).to.have.length(1);
    expect(error).to.deep.include({ type: 'stream', reason: 'truncated' });
  });

  describe('over a server', () => {
    const using = useServer({
      script: ({ body }) =>
        JSON.stringify(body).includes('It rains in Paris')
          ? { answer: textAnswer('Take an umbrella.') }
          : { answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }) },
    });
    const tools = { weather: () => 'It rains in Paris.' };
    const declared = [{ type: 'function', name: 'weather', parameters: { type: 'object' } }];

    for (const wire of ['responses', 'chat'])
      it(`reads what it wrote of a tool loop: ${wire}`, async () => {
        const chat = new ChatClient({ provider: createProvider({ name: 'scripted', baseUrl: using.server.baseUrl }) });
        const client = wire === 'chat' ? chat : clientOf(using.server);
        const answer$ = runTools('Rain?', (input) => client.streamPrompt('m', { input, tools: declared }), tools);
        const sent = await valuesOf(verified(answer$.pipe(toAgUi(RUN))));
        const answer = await lastValueFrom(from(sent).pipe(fromAgUi(), accumulate()));
        expect(answer).to.deep.include({ status: 'completed', text: 'Take an umbrella.' });
        expect(answer.tool_calls).to.have.length(1);
        expect(answer.tool_calls[0]).to.deep.include({ name: 'weather', run: 'ok', output: 'It rains in Paris.' });
        expect(using.server.requests).to.have.length(2);
      });
  });
});
