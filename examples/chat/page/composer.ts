import { filter, fromEvent, map, merge, scan, share, startWith, tap, type Observable } from 'rxjs';
import { element } from './elements.js';
import type { Intents } from './Intents.js';

/** A message of the user that is edited: its place in the history, and its text. */
export interface Edited {
  readonly index: number;
  readonly text: string;
}

/** The state of the composer: the message that is edited, and what was submitted last. */
interface Draft {
  readonly index: number | undefined;
  readonly submitted: { readonly index: number | undefined; readonly text: string } | undefined;
}

const form = element('composer', HTMLFormElement);
const prompt = element('prompt', HTMLTextAreaElement);
const send = element('send', HTMLButtonElement);

const enter$ = fromEvent<KeyboardEvent>(prompt, 'keydown').pipe(
  // an Enter that ends a word of an input method is none
  filter(({ key, shiftKey, isComposing }) => key === 'Enter' && !shiftKey && !isComposing),
);

const text$ = merge(enter$, fromEvent(form, 'submit')).pipe(
  tap((event) => event.preventDefault()),
  map(() => prompt.value.trim()),
  filter((text) => text !== ''),
);

const draw = ({ index, submitted }: Draft): void => {
  if (submitted !== undefined) prompt.value = '';
  send.textContent = index === undefined ? 'Send' : 'Send again';
};

/** What the form sends: a new message, or another text for the one that is edited. */
export const composer = (edited$: Observable<Edited>): Pick<Intents, 'send$' | 'edit$'> => {
  const editing$ = edited$.pipe(
    tap(({ text }) => {
      prompt.value = text;
      prompt.focus();
    }),
  );
  const submitted$ = merge(editing$, text$).pipe(
    scan(
      ({ index }: Draft, input): Draft =>
        typeof input === 'string'
          ? { index: undefined, submitted: { index, text: input } }
          : { index: input.index, submitted: undefined },
      { index: undefined, submitted: undefined },
    ),
    startWith({ index: undefined, submitted: undefined }),
    tap(draw),
    map(({ submitted }) => submitted),
    filter((submitted) => submitted !== undefined),
    share(),
  );
  return {
    send$: submitted$.pipe(
      filter(({ index }) => index === undefined),
      map(({ text }) => text),
    ),
    edit$: submitted$.pipe(
      map(({ index, text }) => (index === undefined ? undefined : { index, text })),
      filter((edit) => edit !== undefined),
    ),
  };
};
