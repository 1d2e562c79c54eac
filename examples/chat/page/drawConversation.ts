import type { Answer, ConversationState, ResponseItem } from 'codex-rx';
import { blocksOf } from './blocks.js';
import { markdown } from './markdown.js';

interface Turn {
  /** The place of the message in the history, if it is there. */
  readonly index?: number;
  readonly role: string;
  readonly text: string;
  readonly status: Answer['status'] | undefined;
}

const said = (item: ResponseItem, index: number): readonly Turn[] =>
  item.type === 'message'
    ? [
        {
          index,
          role: item.role,
          text: item.content.map((part) => ('text' in part ? part.text : '')).join(''),
          status: 'status' in item && item.status === 'incomplete' ? 'stopped' : undefined,
        },
      ]
    : [];

/** Whether the history does not hold the answer, or not yet, and there is something of it to show. */
const isExtra = ({ status }: Answer): boolean =>
  status !== 'completed' && status !== 'incomplete' && status !== 'stopped';

/** The history, and the answer where it is not part of it. */
const turnsOf = ({ history, answer }: ConversationState): readonly Turn[] => [
  ...history.flatMap(said),
  ...(answer !== undefined && isExtra(answer) ? [{ role: 'assistant', text: answer.text, status: answer.status }] : []),
];

/** The source of each block that is drawn. */
const drawn = new WeakMap<Element, string>();

const drawPlain = (place: Element, text: string): void => {
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  place.replaceChildren(paragraph);
};
const drawMarkdown = (place: Element, text: string): void => place.replaceChildren(markdown(text));

/** Blocks that are whole stay as they are: only the last one is drawn anew while the text grows. */
const drawText = (turn: HTMLElement, text: string, draw: typeof drawPlain): void => {
  const blocks = draw === drawPlain ? [text] : blocksOf(text);
  blocks.forEach((block, at) => {
    const place = turn.children[at] ?? turn.appendChild(document.createElement('div'));
    if (drawn.get(place) === block) return;
    drawn.set(place, block);
    draw(place, block);
  });
  while (turn.children.length > blocks.length) turn.lastElementChild?.remove();
};

/** The button that takes the text of a message back into the composer. */
const editButton = (onEdit: () => void): HTMLButtonElement => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'edit';
  button.textContent = 'Edit';
  button.addEventListener('click', onEdit);
  return button;
};

const newTurn = (role: string, onEdit: () => void): HTMLElement => {
  const turn = document.createElement('div');
  const text = turn.appendChild(document.createElement('div'));
  turn.className = 'turn';
  text.className = 'text';
  turn.dataset['role'] = role;
  if (role === 'user') turn.append(editButton(onEdit));
  return turn;
};

const DISTANCE = 40;

/** Draws a conversation into an element; the answer that becomes part of the history stays where it is. */
export const drawConversation = (
  log: HTMLElement,
  onEdit: (index: number, text: string) => void,
): ((state: ConversationState) => void) => {
  let shown: readonly Turn[] = [];
  const edit = (at: number): void => {
    const turn = shown[at];
    if (turn?.index !== undefined) onEdit(turn.index, turn.text);
  };
  return (state) => {
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < DISTANCE;
    const turns = (shown = turnsOf(state));
    turns.forEach(({ role, text, status }, at) => {
      const old = log.children[at];
      const fits = old instanceof HTMLElement && old.dataset['role'] === role;
      const turn = fits ? old : newTurn(role, () => edit(at));
      if (!fits && old !== undefined) old.replaceWith(turn);
      else if (!fits) log.append(turn);
      turn.dataset['status'] = status ?? 'completed';
      const place = turn.firstElementChild;
      if (place instanceof HTMLElement) drawText(place, text, role === 'assistant' ? drawMarkdown : drawPlain);
    });
    while (log.children.length > turns.length) log.lastElementChild?.remove();
    log.ariaBusy = String(state.busy);
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };
};
