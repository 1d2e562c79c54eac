import { map, pipe } from 'rxjs';
import { accumulate } from '../../../../lib/operators/answer/accumulate.js';
import { error } from '../../../../spec/support/diagrams/vocabulary.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

/** Snapshots in short. */
const shown = () =>
  pipe(
    accumulate(),
    map((answer) => [answer.status, answer.text, answer.error?.message].join(' ').trim()),
  );

export const fixtures: Fixtures = () => ({
  values: {
    reset: { type: 'reset', attempt: 1, max: 5, delay: 200, error },
    w: 'waiting',
    s: 'streaming',
    t: 'streaming text',
    u: 'streaming texttext',
    c: 'completed texttext',
    f: 'failed text network error: the connection was reset',
    r: 'retrying',
    d: 'completed text',
  },
  scope: { accumulate: shown },
});
