import type { ConversationState } from 'codex-rx';
import { createCall } from './drawCall.js';
import { createFailure } from './drawFailure.js';
import { createMessage } from './drawMessage.js';
import { rowsOf, type Row } from './rows.js';

/** The element of a row, and the rows that it can show: others need another element. */
interface Drawn {
  readonly key: string;
  readonly element: HTMLElement;
  readonly draw: (row: Row) => void;
}

const keyOf = (row: Row): string =>
  row.type === 'message' ? `message ${row.role}` : row.type === 'call' ? `call ${row.callId}` : 'failure';

const bind = <T extends Row>(
  key: string,
  isOfKind: (row: Row) => row is T,
  [element, draw]: readonly [HTMLElement, (row: T) => void],
): Drawn => ({ key, element, draw: (row) => isOfKind(row) && draw(row) });

const createRow = (row: Row): Drawn => {
  const key = keyOf(row);
  switch (row.type) {
    case 'message':
      return bind(key, (each) => each.type === 'message', createMessage(row));
    case 'call':
      return bind(key, (each) => each.type === 'call', createCall(row));
    case 'failure':
      return bind(key, (each) => each.type === 'failure', createFailure(row));
  }
};

/** The distance from the end at which the log follows the text, in pixels. */
const DISTANCE = 40;

/** Draws a conversation into an element. What was drawn before stays where it is, also when an answer becomes history. */
export const drawConversation = (log: HTMLElement): ((state: ConversationState) => void) => {
  let drawn: readonly Drawn[] = [];
  return (state) => {
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < DISTANCE;
    const before = drawn;
    drawn = rowsOf(state).map((row, index) => {
      const old = before[index];
      const fits = old?.key === keyOf(row);
      const current = fits ? old : createRow(row);
      if (!fits) log.insertBefore(current.element, log.children[index] ?? null);
      if (!fits) old?.element.remove();
      current.draw(row);
      return current;
    });
    for (const { element } of before.slice(drawn.length)) element.remove();
    log.ariaBusy = String(state.busy);
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };
};
