import { map } from 'rxjs';
import { Conversation } from '../../../lib/clients/Conversation.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

const eventOf = (letter: string): AnswerEvent =>
  letter === 'x'
    ? { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' }
    : { type: 'output_text_delta', delta: letter };

export const fixtures: Fixtures = ({ lane, on }) => {
  const answer = lane('answer', eventOf);
  const chat = new Conversation(() => answer);
  on('send', () => chat.send('Hi'));
  on('stop', () => chat.stop());
  const state$ = chat.state$.pipe(
    map((state) => [state.busy ? 'busy' : 'idle', state.answer?.status, state.answer?.text].join(' ').trim()),
  );
  return {
    values: {
      s: 'idle',
      A: 'busy waiting',
      t: 'busy streaming t',
      u: 'busy streaming tu',
      x: 'busy completed tu',
      D: 'idle completed tu',
      B: 'busy waiting',
      v: 'busy streaming v',

      S: 'idle stopped v',
    },
    scope: { chat: { state$ } },
  };
};
