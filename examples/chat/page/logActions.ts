import { filter, fromEvent, map, share, type Observable } from 'rxjs';
import type { Edited } from './composer.js';
import { element } from './elements.js';
import type { Decision } from './turn.js';

interface Action {
  readonly name: string | undefined;
  readonly button: HTMLElement;
}

const action$: Observable<Action> = fromEvent(element('log', HTMLElement), 'click').pipe(
  map(({ target }) => (target instanceof Element ? target.closest('[data-action]') : null)),
  filter((button) => button instanceof HTMLElement),
  map((button) => ({ name: button.dataset['action'], button })),
  share(),
);

const parentOf = (button: HTMLElement, selector: string): HTMLElement | undefined => {
  const parent = button.closest(selector);
  return parent instanceof HTMLElement ? parent : undefined;
};

/** The messages whose button Edit was pressed. */
export const edited$: Observable<Edited> = action$.pipe(
  filter(({ name }) => name === 'edit'),
  map(({ button }) => parentOf(button, '.turn')),
  map((turn) => ({ index: Number(turn?.dataset['index']), text: turn?.querySelector('.text')?.textContent ?? '' })),
);

/** The decisions about tool calls. */
export const decision$: Observable<Decision> = action$.pipe(
  filter(({ name }) => name === 'approve' || name === 'refuse'),
  map(({ name, button }) => ({
    callId: parentOf(button, '.call')?.dataset['callId'] ?? '',
    isApproved: name === 'approve',
  })),
);
