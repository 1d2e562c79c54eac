import { WAITING } from '../../../../lib/answer/answerFold.js';
import type { CompactableState } from '../../../../lib/operators/answer/compactHistory.js';
import { userMessage } from '../../../../lib/protocol/messages/userMessage.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const state = (messages: number, busy: boolean): CompactableState => ({
  history: Array.from({ length: messages }, () => userMessage('Hi')),
  answer: { ...WAITING, status: busy ? 'streaming' : 'completed' },
  busy,
});

export const fixtures: Fixtures = () => ({
  values: { a: state(1, true), A: state(2, false), b: state(3, true), B: state(4, false), c: state(5, true) },
  scope: { when: ({ history }: CompactableState) => history.length > 1 },
});
