import { expect } from 'chai';
import type { Observable } from 'rxjs';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const asked = userMessage('hi');
const message: ResponseItem = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 't' }] };
const completed = { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' } as const;
const events = {
  m: { type: 'output_item_done', item: message },
  p: { ...completed, finish_reason: 'pause_turn', end_turn: false },
  P: { ...completed, status: 'incomplete', finish_reason: 'CONTINUATION', end_turn: false },
  x: completed,
} as const satisfies Readonly<Record<string, AnswerEvent>>;

describe('runTools, when the server pauses an answer', () => {
  it(
    'continues an answer that the server paused, with all of it last, and without tools',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const turn1 = cold<AnswerEvent>('m----(p|)', events);
      const turn2 = cold<AnswerEvent>('     m----(P|)', events);
      const turn3 = cold<AnswerEvent>('          m----(x|)', events);
      const subs1 = '                  ^----!';
      const subs2 = '                  -----^----!';
      const subs3 = '                  ----------^----!';
      const expected = '               m----(pm)-(Pm)-(x|)';
      const turns: readonly Observable<AnswerEvent>[] = [turn1, turn2, turn3];
      const inputs: (readonly ResponseItem[])[] = [];
      const ask: Ask = (input) => turns[inputs.push(input) - 1] ?? [];
      expectObservable(runTools('hi', ask, [])).toBe(expected, events);
      expectSubscriptions(turn1.subscriptions).toBe(subs1);
      expectSubscriptions(turn2.subscriptions).toBe(subs2);
      expectSubscriptions(turn3.subscriptions).toBe(subs3);
      flush();
      expect(inputs).to.deep.equal([[asked], [asked, message], [asked, message, message]]);
    }),
  );

  it(
    'fails when the server pauses an answer too often',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<AnswerEvent>('m----(p|)', events);
      const subs = ['                 ^----!', '-----^----!'];
      const expected = '              m----(pm)-(p#)';
      const error = errorLike({ type: 'incomplete', reason: 'max_steps' });
      expectObservable(runTools('hi', () => turn, [], { maxSteps: 2 })).toBe(expected, events, error);
      expectSubscriptions(turn.subscriptions).toBe(subs);
    }),
  );
});
