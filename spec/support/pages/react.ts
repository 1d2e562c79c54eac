import { createElement, StrictMode, type ReactElement } from 'react';
import type * as ReactDom from 'react-dom';
import type * as Client from 'react-dom/client';
import { map, type OperatorFunction } from 'rxjs';
import { useDom } from './dom.js';

/** A root of React for each test of a suite. It renders as a development build does: under StrictMode, at once. */
export interface ReactRoot {
  readonly render: (element: ReactElement) => void;
  /** Renders over the HTML of a server. @returns the errors that React recovers from, such as differing texts. */
  readonly hydrate: (html: string, element: ReactElement) => readonly string[];
  readonly unmount: () => void;
  /** Replaces each value by the text on the page. */
  readonly look: OperatorFunction<unknown, string>;
}

export const useReactRoot = (): ReactRoot => {
  useDom();
  let dom: typeof ReactDom;
  let client: typeof Client;
  let root: Client.Root;
  let container: HTMLElement;
  before(async () => {
    dom = await import('react-dom'); // both look for a document when they are loaded
    client = await import('react-dom/client');
  });
  beforeEach(() => {
    container = document.body.appendChild(document.createElement('main'));
    root = client.createRoot(container);
  });
  afterEach(() => {
    root.unmount();
    container.remove();
  });
  const strict = (element: ReactElement): ReactElement => createElement(StrictMode, null, element);
  return {
    render: (element) => dom.flushSync(() => root.render(strict(element))),
    hydrate: (html, element) => {
      const errors: string[] = [];
      root.unmount();
      container.innerHTML = html;
      const onRecoverableError = (error: unknown) => void errors.push(String(error));
      dom.flushSync(() => (root = client.hydrateRoot(container, strict(element), { onRecoverableError })));
      return errors;
    },
    unmount: () => dom.flushSync(() => root.unmount()),
    look: map(() => {
      dom.flushSync(() => undefined);
      return container.textContent;
    }),
  };
};
