import { Fault, Kind } from '../ChatRequest.js';
import { element } from './elements.js';
import type { Intents } from './Intents.js';

const form = element('composer', HTMLFormElement);

/** Reads the switches for the next answer. */
export const switches: Intents['switches'] = () => {
  const data = new FormData(form);
  const fault = data.get('fault');
  const kind = data.get('kind');
  return {
    wish: {
      fault: Fault.is(fault) ? fault : 'none',
      always: data.has('always'),
      kind: Kind.is(kind) ? kind : 'short',
      hedge: data.has('hedge'),
    },
    isSmooth: data.has('smooth'),
  };
};
