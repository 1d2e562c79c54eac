import { delta, ended, message, reasoning, thought } from '../../../operators/answer/splitThink.events.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: {
    a: delta('<think>Hm'),
    b: delta('m</think>Hi'),
    m: message('<think>Hmm</think>Hi'),
    c: ended,
    r: thought('Hm'),
    s: thought('m'),
    t: delta('Hi'),
    n: reasoning('Hmm'),
    M: message('Hi'),
  },
});
