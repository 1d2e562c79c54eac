import type { ConversationSnapshot } from 'codex-rx';
import { BehaviorSubject, filter, fromEvent, map, merge, Observable, share, tap } from 'rxjs';
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

const edited = new BehaviorSubject<number | undefined>(undefined);

const submit$ = merge(enter$, fromEvent(composer, 'submit')).pipe(
  tap((event) => event.preventDefault()),
  map(() => prompt.value.trim()),
  filter((text) => text !== ''),
  tap(() => (prompt.value = '')),
  share(),
);
const send$ = submit$.pipe(filter(() => edited.value === undefined));
const edit$ = submit$.pipe(
  map((text) => ({ index: edited.value, text })),
  filter((edit): edit is { index: number; text: string } => edit.index !== undefined),
  tap(() => queueMicrotask(() => edited.next(undefined))), // after send$ has seen the same text
);
const onEdit = (index: number, text: string): void => {
  edited.next(index);
  prompt.value = text;
  prompt.focus();
};

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

const KEY = 'codex-rx.chat';
const kept = (): unknown => {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY); // a conversation that cannot be read must not stay
  return text === null ? undefined : JSON.parse(text);
};
const keep = (snapshot: ConversationSnapshot): void => sessionStorage.setItem(KEY, JSON.stringify(snapshot));
const retry$ = fromEvent(element('retry', HTMLButtonElement), 'click');
const move$ = merge(
  fromEvent(element('earlier', HTMLButtonElement), 'click').pipe(map(() => -1 as const)),
  fromEvent(element('later', HTMLButtonElement), 'click').pipe(map(() => 1 as const)),
);
const leave$ = fromEvent(window, 'pagehide');

edited.subscribe({
  next: (index) => (element('send', HTMLButtonElement).textContent = index === undefined ? 'Send' : 'Send again'),
  error: reportError,
});

chatView(BASE_URL, {
  ...{ send$, edit$, retry$, move$, stop$, typed$, server$, leave$ },
  ...{ keep, kept, switches: readSwitches },
}).subscribe({
  next: renderer(onEdit),
  error: reportError, // none is expected: what fails is part of the view
});
