import { filter, fromEvent, map, merge } from 'rxjs';
import { chatView } from './chatView.js';
import { composer } from './composer.js';
import { element } from './elements.js';
import { decision$, edited$ } from './logActions.js';
import { renderer } from './render.js';
import { server$ } from './serverView.js';
import { readSession, writeSession } from './Session.js';
import { switches } from './switches.js';

/** Written into the bundle by the server: whether the provider is a script, which can have faults. */
declare const IS_SCRIPTED: boolean;

const clicks = (id: string) => fromEvent(element(id, HTMLButtonElement), 'click');
const typed = element('typed', HTMLInputElement);
const escape$ = fromEvent<KeyboardEvent>(document, 'keydown').pipe(filter(({ key }) => key === 'Escape'));

document.body.dataset['provider'] = IS_SCRIPTED ? 'scripted' : 'real';

chatView('/api/chat', {
  ...composer(edited$),
  ...{ decision$, server$, switches },
  retry$: clicks('retry'),
  move$: merge(clicks('earlier').pipe(map(() => -1 as const)), clicks('later').pipe(map(() => 1 as const))),
  stop$: merge(clicks('stop'), escape$),
  typed$: fromEvent(typed, 'input').pipe(map(() => typed.value)),
  kept: readSession(sessionStorage),
  keep: writeSession(sessionStorage, reportError),
}).subscribe({
  next: renderer(),
  error: reportError, // none is expected: what fails is part of the view
});
