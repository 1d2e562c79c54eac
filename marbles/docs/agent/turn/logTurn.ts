import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ scheduler, record }) => {
  const write = record('log');
  return {
    values: {
      s: { type: 'turn.started' },
      c: { type: 'turn.completed', usage: { input_tokens: 7, output_tokens: 3 } },
      b: 'turn of thread_1: begun',
      d: 'turn of thread_1: completed after 5 ms, 7 tokens in, 3 out',
      g: 'turn of thread_1: the program is gone after 8 ms',
    },
    scope: { logger: { debug: write, info: write }, thread: 'thread_1', scheduler },
  };
};
