import type { Answer, ConversationState, ResponseItem } from 'codex-rx';

interface Turn {
  readonly role: string;
  readonly text: string;
  readonly status: Answer['status'] | undefined;
}

const said = (item: ResponseItem): readonly Turn[] =>
  item.type === 'message'
    ? [
        {
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

/** Paragraphs that are whole stay as they are: only the last one is laid out anew while the text grows. */
const drawText = (turn: HTMLElement, text: string): void => {
  const paragraphs = text.split('\n\n');
  paragraphs.forEach((paragraph, at) => {
    const shown = turn.children[at] ?? turn.appendChild(document.createElement('p'));
    if (shown.textContent !== paragraph) shown.textContent = paragraph;
  });
  while (turn.children.length > paragraphs.length) turn.lastElementChild?.remove();
};

const DISTANCE = 40;

/** Draws a conversation into an element; the answer that becomes part of the history stays where it is. */
export const drawConversation =
  (log: HTMLElement) =>
  (state: ConversationState): void => {
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < DISTANCE;
    const turns = turnsOf(state);
    turns.forEach(({ role, text, status }, at) => {
      const old = log.children[at];
      const turn = old instanceof HTMLElement ? old : log.appendChild(document.createElement('div'));
      turn.className = 'turn';
      turn.dataset['role'] = role;
      turn.dataset['status'] = status ?? 'completed';
      drawText(turn, text);
    });
    while (log.children.length > turns.length) log.lastElementChild?.remove();
    log.ariaBusy = String(state.busy);
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  };
