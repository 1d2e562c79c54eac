import { EventType, type BaseEvent, type Message } from '@ag-ui/core';
import { expect } from 'chai';
import { concat, from, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { toAgUi, type ToAgUiOptions } from '../../lib/ag-ui/index.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../lib/protocol/errors/apiErrorData.js';
import { valuesOf } from '../support/collect.js';
import { ANSWERS, call, done, lost, over, said, text } from './answers.js';
import { verified } from './verified.js';

const RUN = { threadId: 'thread_1', runId: 'run' };

const written = (events: readonly AnswerEvent[], options: Partial<ToAgUiOptions> = {}): Promise<readonly BaseEvent[]> =>
  valuesOf(verified(from(events).pipe(toAgUi({ ...RUN, ...options }))));

const typesOf = (events: readonly BaseEvent[]): string => events.map(({ type }) => type).join(' ');

describe('toAgUi', () => {
  for (const [name, events] of Object.entries(ANSWERS))
    it(`writes what the published client accepts: ${name}`, async () => {
      const types = typesOf(await written(events));
      expect(types).to.match(/^RUN_STARTED STEP_STARTED .*RUN_FINISHED$/);
    });

  it('writes a text as a message, in steps', async () => {
    const events = await written(ANSWERS['text in deltas'] ?? []);
    expect(typesOf(events)).to.equal(
      'RUN_STARTED STEP_STARTED TEXT_MESSAGE_START TEXT_MESSAGE_CONTENT TEXT_MESSAGE_CONTENT TEXT_MESSAGE_END STEP_FINISHED RUN_FINISHED',
    );
    expect(events.flatMap(({ delta }) => delta ?? [])).to.deep.equal(['He', 'llo']);
    expect(events.at(-1)?.['usage']).to.deep.equal([
      {
        ...{ inputTokens: 3, outputTokens: 2, totalTokens: 5 },
        ...{ reasoningTokens: 1, cachedInputTokens: 1 },
      },
    ]);
  });

  it('writes a call with its arguments and its result', async () => {
    const events = await written(ANSWERS['a tool loop'] ?? []);
    const ofCall = events.filter(({ toolCallId }) => toolCallId === 'call_1');
    expect(typesOf(ofCall)).to.equal('TOOL_CALL_START TOOL_CALL_ARGS TOOL_CALL_ARGS TOOL_CALL_END TOOL_CALL_RESULT');
    expect(ofCall.flatMap(({ delta }) => (typeof delta === 'string' ? [delta] : [])).join('')).to.equal(call.arguments);
    expect(ofCall.at(-1)?.['content']).to.equal('It rains.');
  });

  it('lists the calls that nobody has run', async () => {
    const events = await written(ANSWERS['a call that nobody runs'] ?? []);
    expect(events.at(-1)?.['outcome']).to.deep.equal({ type: 'success', pendingToolCallIds: ['call_1'] });
  });

  it('ends with an interrupt for every call that waits for an approval', async () => {
    const pending = { step: 1, input: [], calls: [call], outputs: [] };
    const events = await written([
      done(call),
      over,
      { type: 'tool_approval_requested', call },
      { type: 'tools_suspended', pending },
    ]);
    expect(events.at(-1)?.['outcome']).to.deep.equal({
      type: 'interrupt',
      interrupts: [
        {
          id: 'call_1',
          reason: 'tool_call',
          message: 'The tool weather needs an approval.',
          toolCallId: 'call_1',
          responseSchema: {
            type: 'object',
            properties: {
              approved: { type: 'boolean' },
              reason: { type: 'string', description: 'Sent to the model if the call is refused.' },
              editedArgs: { type: 'object', description: 'Replaces the arguments of the call.' },
            },
            required: ['approved'],
          },
        },
      ],
    });
  });

  it('ends as cancelled if the answer is left in the middle, with everything closed', async () => {
    const events = await written([text('Hel')]);
    expect(typesOf(events)).to.match(/TEXT_MESSAGE_END STEP_FINISHED RUN_FINISHED$/);
    expect(events.at(-1)?.['outcome']).to.deep.equal({ type: 'cancelled' });
  });

  it('ends as cancelled if a tool loop is left while a tool runs, or before its next step', async () => {
    const loop = ANSWERS['a tool loop'] ?? [];
    for (const length of [9, 10, 11])
      expect((await written(loop.slice(0, length))).at(-1)?.['outcome']).to.deep.equal({ type: 'cancelled' });
  });

  it('names a call of a later step by the id that it has in the run', async () => {
    const events = await written((ANSWERS['one id for the calls of two steps'] ?? []).slice(0, 11));
    expect(events.at(-1)?.['outcome']).to.deep.equal({ type: 'success', pendingToolCallIds: ['call_1-2'] });
  });

  it('ends as cancelled before the first event', async () => {
    const events = await written([]);
    expect(typesOf(events)).to.equal('RUN_STARTED RUN_FINISHED');
    expect(events.at(-1)?.['outcome']).to.deep.equal({ type: 'cancelled' });
  });

  it('takes back what a failed attempt has shown, with a snapshot of the messages', async () => {
    const messages: Message[] = [{ id: '1', role: 'user', content: 'Hi' }];
    const events = await written(
      [
        ...(ANSWERS['a tool loop'] ?? []).slice(0, 11),
        text('It'),
        { type: 'reset', attempt: 1, max: 5, delay: 200, error: apiErrorData(lost), step: 2 },
        text('It rains.'),
        over,
      ],
      { messages },
    );
    const snapshot = events.find(({ type }) => type === EventType.MESSAGES_SNAPSHOT);
    expect(snapshot?.['messages']).to.deep.equal([
      { id: '1', role: 'user', content: 'Hi' },
      { id: 'run-1', role: 'assistant', content: 'I look.' },
      {
        id: 'call_1',
        role: 'assistant',
        toolCalls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }],
      },
      { id: 'call_1-result', role: 'tool', toolCallId: 'call_1', content: 'It rains.' },
    ]);
  });

  it('reports an error without the response of the provider', async () => {
    const secret = 'internal.example';
    const refused = apiError({
      type: 'rate_limit',
      status: 429,
      delay: 2000,
      detail: 'slow down',
      error: { type: 'http', status: 429, headers: { server: secret }, body: secret, url: `https://${secret}/` },
    });
    const events = await valuesOf(
      verified(
        concat(
          of(text('Hel')),
          throwError(() => refused),
        ).pipe(toAgUi(RUN)),
      ),
    );
    expect(typesOf(events)).to.match(/TEXT_MESSAGE_END STEP_FINISHED RUN_ERROR$/);
    expect(events.at(-1)).to.deep.include({ code: 'rate_limit' });
    expect(JSON.stringify(events)).not.to.contain(secret);
  });

  it('keeps the limits of the account from the page, unless metadata is set', async () => {
    const events: readonly AnswerEvent[] = [{ type: 'server_model', model: 'm' }, text('Hi'), over];
    expect(typesOf(await written(events))).not.to.contain('CUSTOM');
    expect(typesOf(await written(events, { metadata: true }))).to.contain('CUSTOM');
  });

  it('sends the shared state as a snapshot, then as patches', async () => {
    const states = [
      { n: 1, 'a/b': [1], gone: 0 },
      { n: 1, 'a/b': [1], gone: 0 },
      { n: 2, 'a/b': [1, 2], new: null },
    ];
    const events = await written([over], { state: states });
    expect(events.filter(({ type }) => type.startsWith('STATE'))).to.deep.equal([
      { type: 'STATE_SNAPSHOT', snapshot: states[0] },
      {
        type: 'STATE_DELTA',
        delta: [
          { op: 'remove', path: '/gone' },
          { op: 'replace', path: '/n', value: 2 },
          { op: 'replace', path: '/a~1b', value: [1, 2] },
          { op: 'add', path: '/new', value: null },
        ],
      },
    ]);
  });

  const runs: Readonly<Record<string, Observable<AnswerEvent>>> = { ends: of(over), 'is left': NEVER };
  for (const [how, events] of Object.entries(runs))
    it(`leaves the shared state when the run ${how}`, () => {
      const state = new Subject<unknown>();
      const subscription = events
        .pipe(toAgUi({ ...RUN, state }))
        .subscribe({ error: (error: unknown) => expect.fail(String(error)) });
      subscription.unsubscribe();
      expect(state.observed).to.equal(false);
    });

  it('ends the run if the shared state fails', async () => {
    const events = await written([], { state: throwError(() => lost) });
    expect(typesOf(events)).to.match(/^RUN_STARTED RUN_ERROR/);
  });

  it('ends the run if the shared state is no observable, as from plain JavaScript', async () => {
    const options = { ...RUN };
    Reflect.set(options, 'state', {});
    const events = await valuesOf(verified(NEVER.pipe(toAgUi(options))));
    expect(typesOf(events)).to.equal('RUN_STARTED RUN_ERROR');
  });

  it('passes deltas on as they are, and cuts none out of the growing text', async () => {
    const deltas = Array.from({ length: 2000 }, (_, index) => `${index} `);
    const events = await written([...deltas.map(text), done(said(deltas.join(''))), over]);
    expect(events.flatMap(({ delta }) => delta ?? [])).to.deep.equal(deltas);
  });
});
