import { from, lastValueFrom, of, toArray } from 'rxjs';
import { foldTurn } from '../../lib/agent/turn/foldTurn.js';
import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { chatMessages } from '../../lib/payload/chat/chatMessages.js';
import { geminiContents } from '../../lib/payload/gemini/geminiContents.js';
import { messagesHistory } from '../../lib/payload/messages/messagesHistory.js';
import { incrementalRequest } from '../../lib/payload/responses/incrementalRequest.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { MAX_ITEMS } from '../../lib/protocol/limits.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { profiles } from '../../lib/provider/profiles.js';
import type { Curve } from './Curve.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' }) as const;
const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'x' }) as const;
const message = (role: string) =>
  ({ type: 'message', role, content: [{ type: 'output_text', text: 'word' }] }) as const;

const completed: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };

const REQUEST = { model: 'm', instructions: '', input: [], reasoning: null, store: false, stream: true, include: [] };

/** Asks for `size` calls in the first step, and for none in the second one. */
const loop = (name: string, idOf: (index: number) => string, early: boolean): Curve => ({
  name: `runTools: ${name}`,
  maxSize: MAX_ITEMS,
  prepare: (size) => {
    const calls = range(size).map((index): ResponseEvent => ({ type: 'output_item_done', item: call(idOf(index)) }));
    const ask = (_input: readonly ResponseItem[], step: number) =>
      from(step === 1 ? [...calls, completed] : [completed]);
    return () =>
      lastValueFrom(runTools('Hi', ask, { f: () => of('x') }, { early, maxCalls: Infinity }).pipe(toArray()), {
        defaultValue: [],
      });
  },
});

const HISTORIES: Readonly<Record<string, (size: number) => readonly ResponseItem[]>> = {
  messages: (size) => range(size).map((index) => message(index % 2 === 0 ? 'user' : 'assistant')),
  'messages of the assistant': (size) => range(size).map(() => message('assistant')),
  'calls, then outputs': (size) => [
    ...range(size / 2).map((index) => call(`c${index}`)),
    ...range(size / 2).map((index) => output(`c${index}`)),
  ],
  'calls with outputs in reverse': (size) => [
    ...range(size / 2).map((index) => call(`c${index}`)),
    ...range(size / 2)
      .reverse()
      .map((index) => output(`c${index}`)),
  ],
  'calls with one id': (size) => [...range(size / 2).map(() => call('c')), ...range(size / 2).map(() => output('c'))],
  'outputs before calls': (size) => [
    ...range(size / 2).map(() => output('c')),
    ...range(size / 2).map(() => call('c')),
  ],
  'ids that are taken': (size) => [
    ...range(size / 2).map((index) => call(`c_${index}`)),
    ...range(size / 2).map(() => call('c')),
    ...range(size / 2).map((index) => output(`c_${index}`)),
    ...range(size / 2).map(() => output('c')),
  ],
  reasoning: (size) =>
    range(size).map((index) => ({
      type: 'reasoning',
      id: `r${index}`,
      summary: [],
      [`thought_signature_${index}`]: 'x',
    })),
};

const WRITERS: Readonly<Record<string, (items: readonly ResponseItem[]) => unknown>> = {
  validHistory: (items) => validHistory(items),
  chatMessages: (items) => chatMessages('', items, { ...profiles.standard, callIds: 'alnum9' }),
  messagesHistory,
  geminiContents: (items) => geminiContents(items, { withoutIds: false, signed: true }),
  incrementalRequest: (items) => {
    const request = { ...REQUEST, input: items.slice(0, items.length / 2) };
    return incrementalRequest(
      { ...REQUEST, input: items },
      { request, response_id: 'r', items: items.slice(items.length / 2, items.length - 1) },
    );
  },
};

const turn = (name: string, eventsOf: (size: number) => readonly ThreadEvent[]): Curve => ({
  name: `foldTurn: ${name}`,
  maxSize: MAX_ITEMS,
  prepare: (size) => {
    const events = eventsOf(size);
    return () => from(events).pipe(foldTurn()).subscribe();
  },
});

export const toolCurves: readonly Curve[] = [
  loop('calls', (index) => `call_${index}`, false),
  loop('calls, run early', (index) => `call_${index}`, true),
  loop('calls with one id', () => 'call', false),
  ...Object.entries(WRITERS).flatMap(([writer, write]) =>
    Object.entries(HISTORIES).map(([name, itemsOf]) => ({
      name: `${writer}: ${name}`,
      prepare: (size: number) => {
        const items = itemsOf(size);
        return () => write(items);
      },
    })),
  ),
  turn('items', (size) =>
    range(size).map((index) => ({
      type: 'item.completed',
      item: { id: `i${index}`, type: 'agent_message', text: 'x' },
    })),
  ),
];
