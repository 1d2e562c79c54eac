import { drawText } from './drawText.js';
import { actionButton, create } from './elements.js';
import type { Row } from './rows.js';

type MessageRow = Extract<Row, { readonly type: 'message' }>;

/** Creates the element of a message, and the function that draws it again while its text grows. */
export const createMessage = ({ role }: MessageRow): readonly [HTMLElement, (row: MessageRow) => void] => {
  const turn = create('div', 'turn');
  const text = turn.appendChild(create('div', 'text'));
  turn.dataset['role'] = role;
  if (role === 'user') turn.append(actionButton('edit', 'Edit', 'edit'));
  const draw = (row: MessageRow): void => {
    turn.dataset['status'] = row.status;
    if (row.index !== undefined) turn.dataset['index'] = String(row.index);
    drawText(text, row.text, role === 'assistant');
  };
  return [turn, draw];
};
