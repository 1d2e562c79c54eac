import { filter, fromEvent, map, merge, Observable, tap } from 'rxjs';
import { ServerView } from '../serverView.js';
import { Fault, Length } from '../wish.js';
import { chatView, type Intents } from './chatView.js';
import { element } from './elements.js';
import { renderer } from './render.js';

/** Written into the bundle by `startServers`. */
declare const BASE_URL: string;

const composer = element('composer', HTMLFormElement);
const prompt = element('prompt', HTMLTextAreaElement);
const typed = element('typed', HTMLInputElement);

const enter$ = fromEvent<KeyboardEvent>(prompt, 'keydown').pipe(
  // an Enter that ends a word of an input method is none
  filter(({ key, shiftKey, isComposing }) => key === 'Enter' && !shiftKey && !isComposing),
);

const send$ = merge(enter$, fromEvent(composer, 'submit')).pipe(
  tap((event) => event.preventDefault()),
  map(() => prompt.value.trim()),
  filter((text) => text !== ''),
  tap(() => (prompt.value = '')),
);

const stop$ = merge(
  fromEvent(element('stop', HTMLButtonElement), 'click'),
  fromEvent<KeyboardEvent>(document, 'keydown').pipe(filter(({ key }) => key === 'Escape')),
);

const server$ = new Observable<ServerView>((subscriber) => {
  const source = new EventSource('server-view');
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const view: unknown = JSON.parse(data);
    if (ServerView.is(view)) subscriber.next(view);
  };
  return () => source.close();
});

const readSwitches: Intents['switches'] = () => {
  const form = new FormData(composer);
  const fault = form.get('fault');
  const length = form.get('length');
  return {
    fault: Fault.is(fault) ? fault : 'none',
    always: form.has('always'),
    length: Length.is(length) ? length : 'short',
    pacing: { smooth: form.has('smooth'), hedge: form.has('hedge') },
  };
};

const typed$ = fromEvent(typed, 'input').pipe(map(() => typed.value));

chatView(BASE_URL, { send$, stop$, typed$, server$, switches: readSwitches }).subscribe({
  next: renderer(),
  error: reportError, // none is expected: what fails is part of the view
});
