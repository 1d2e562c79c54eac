import { Window } from 'happy-dom';

const NAMES = ['window', 'document', 'navigator', 'Node', 'Element', 'HTMLElement', 'Event', 'KeyboardEvent'] as const;

/** A document for the tests of a suite, and none after them: other suites test that the library needs none. */
export const useDom = (): void => {
  const kept = new Map<string, PropertyDescriptor | undefined>();
  let window: Window;

  before(() => {
    window = new Window({ url: 'https://page.test/' });
    for (const name of NAMES) {
      kept.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      const value: unknown = name === 'window' ? window : Reflect.get(window, name);
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  });
  after(async () => {
    for (const [name, descriptor] of kept)
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    await window.happyDOM.close();
  });
};
