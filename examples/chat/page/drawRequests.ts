import type { Outcome, Seen } from '../serverView.js';

const WORDS: Readonly<Record<Outcome, string>> = {
  open: 'open',
  answered: 'answered',
  cancelled: 'cancelled',
  failed: 'failed',
};
const SHOWN = 24;

const marbleOf = (outcome: Outcome): HTMLElement => {
  const marble = document.createElement('li');
  marble.className = 'marble';
  marble.dataset['outcome'] = outcome;
  marble.title = WORDS[outcome];
  const words = document.createElement('span');
  words.className = 'hidden';
  words.textContent = WORDS[outcome];
  marble.append(words);
  return marble;
};

/** Draws the last requests, one marble each. */
export const drawRequests =
  (list: HTMLElement) =>
  (seen: readonly Seen[]): void =>
    list.replaceChildren(...seen.slice(-SHOWN).map(({ outcome }) => marbleOf(outcome)));
