import { actionButton, create } from './elements.js';
import type { Row } from './rows.js';

type CallRow = Extract<Row, { readonly type: 'call' }>;

const WORDS: Readonly<Record<CallRow['state'], string>> = {
  received: 'is called',
  done: 'was called',
  waiting: 'waits for your approval',
  running: 'runs',
  ok: 'has run',
  failed: 'has failed',
  refused: 'was refused',
};

const readArguments = (json: string): readonly (readonly [string, unknown])[] => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? Object.entries(value) : [['', value]];
  } catch {
    return [['', json]]; // still being received, or never complete
  }
};

const drawArguments = (list: HTMLElement, json: string): void =>
  list.replaceChildren(
    ...readArguments(json).flatMap(([name, value]) => [
      create('dt', '', name),
      create('dd', '', typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );

/** Creates the card of a tool call, with two buttons as long as it waits for an approval. */
export const createCall = ({ callId, name }: CallRow): readonly [HTMLElement, (row: CallRow) => void] => {
  const card = create('section', 'call');
  const title = card.appendChild(create('h3', ''));
  const list = card.appendChild(create('dl', ''));
  const output = card.appendChild(create('p', 'output'));
  const buttons = create('p', 'row');
  buttons.append(actionButton('approve', 'Approve', 'primary'), actionButton('refuse', 'Refuse'));
  card.dataset['callId'] = callId;
  let drawn: CallRow | undefined;
  const draw = (row: CallRow): void => {
    if (drawn?.state === row.state && drawn.arguments === row.arguments && drawn.output === row.output) return;
    drawn = row;
    card.dataset['state'] = row.state;
    title.replaceChildren(create('code', '', name), ` ${WORDS[row.state]}`);
    drawArguments(list, row.arguments);
    output.textContent = row.output;
    if (row.state === 'waiting') card.append(buttons);
    else buttons.remove();
  };
  return [card, draw];
};
