import { EventType } from '@ag-ui/core';
import { expect } from 'chai';
import { toAgUi } from '../../../lib/ag-ui/toAgUi.js';
import { Codex } from '../../../lib/agent/Codex.js';
import { toAnswerEvents } from '../../../lib/agent/turn/toAnswerEvents.js';
import { accumulate } from '../../../lib/operators/answer/accumulate.js';
import { appServerSession, textTurn, type AppServerMessage } from '../../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import { verified } from '../../ag-ui/verified.js';
import { outcomeOf, textIn, valuesOf } from '../../support/collect.js';
import { relayClientOf, startRelay } from '../../support/relayed.js';

const thread = (messages: readonly AppServerMessage[]) =>
  new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualAppServer(appServerSession([messages])),
    processKeepAlive: 0,
  }).startThread();
const answerOf = (messages: readonly AppServerMessage[]) => thread(messages).events('Hi').pipe(toAnswerEvents());

const end = (status: string, error: object | null = null): AppServerMessage => ({
  method: 'turn/completed',
  params: { turn: { id: 'turn_1', status, error } },
});
const thought = { type: 'reasoning', id: 'rs_1', summary: ['Think'], content: [] };
const reasoning: readonly AppServerMessage[] = [
  { method: 'item/started', params: { item: { ...thought, summary: [] } } },
  { method: 'item/reasoning/textDelta', params: { itemId: 'rs_1', delta: 'raw', contentIndex: 0 } },
  { method: 'item/reasoning/summaryTextDelta', params: { itemId: 'rs_1', delta: 'Think', summaryIndex: 0 } },
  { method: 'item/completed', params: { item: thought } },
];
const command: AppServerMessage = {
  method: 'item/completed',
  params: { item: { type: 'commandExecution', id: 'c', command: 'ls', status: 'completed', aggregatedOutput: '' } },
};
/** What is left of an answer after a steer: a message that never completes. */
const partial: readonly AppServerMessage[] = [
  { method: 'item/started', params: { item: { type: 'agentMessage', id: 'msg_0', text: '' } } },
  { method: 'item/agentMessage/delta', params: { itemId: 'msg_0', delta: 'One' } },
];

describe('toAnswerEvents', () => {
  it('converts messages, reasoning and usage, and leaves out commands', async () => {
    const events = await valuesOf(answerOf([...reasoning, command, ...textTurn('Hello')]));
    expect(events.map(({ type }) => type)).to.deep.equal([
      'created',
      'output_item_added',
      'reasoning_summary_delta',
      'output_item_done',
      'output_item_added',
      'output_text_delta',
      'output_text_delta',
      'output_item_done',
      'completed',
    ]);
    expect(textIn(events)).to.equal('Hello');
    expect(events.at(-1)).to.have.deep.nested.include({
      'token_usage.input_tokens': 10,
      'token_usage.total_tokens': 15,
    });
  });

  it('folds to the answer that accumulate gives', async () => {
    const answers = await valuesOf(answerOf([...reasoning, ...textTurn('Hello')]).pipe(accumulate()));
    expect(answers.at(-1)).to.deep.include({ text: 'Hello', status: 'completed' });
  });

  const failures: readonly (readonly [string, readonly AppServerMessage[], object])[] = [
    [
      'a failed turn',
      [end('failed', { message: 'x', codexErrorInfo: 'usageLimitExceeded' })],
      { type: 'quota_exceeded' },
    ],
    ['an interrupted turn', [end('interrupted')], { type: 'incomplete', reason: 'interrupted' }],
  ];
  for (const [what, messages, expected] of failures)
    it(`fails for ${what}`, async () => {
      const { error } = await outcomeOf(answerOf(messages));
      expect(error).to.include(expected);
    });

  describe('into toAgUi', () => {
    const run = { threadId: 'thread_1', runId: 'run_1' };
    const rows: readonly (readonly [string, readonly AppServerMessage[], string])[] = [
      ['a message', textTurn('Hello'), 'RUN_FINISHED'],
      ['reasoning and a command', [...reasoning, command, ...textTurn('Hello')], 'RUN_FINISHED'],
      ['a message that never completes', [...partial, ...textTurn('Two')], 'RUN_FINISHED'],
      ['a failed turn', [...partial, end('failed', { message: 'x' })], 'RUN_ERROR'],
      ['an interrupted turn', [...partial, end('interrupted')], 'RUN_ERROR'],
    ];
    for (const [what, messages, last] of rows)
      it(`writes what the published client accepts: ${what}`, async () => {
        const events = await valuesOf(verified(answerOf(messages).pipe(toAgUi(run))));
        expect(events[0]?.type).to.equal(EventType.RUN_STARTED);
        expect(events.at(-1)?.type).to.equal(last);
      });
  });

  it('is a source for a relay, whose page gets the text in deltas', async () => {
    const codexThread = thread(textTurn('Hello there'));
    const running = await startRelay({
      ask: (input) => codexThread.events(String(input)).pipe(toAnswerEvents()),
    });
    try {
      const events = await valuesOf(relayClientOf(running).stream('Hi'));
      expect(textIn(events)).to.equal('Hello there');
      expect(events.filter(({ type }) => type === 'output_text_delta')).to.have.length(2);
    } finally {
      await running.stop();
    }
  });
});
