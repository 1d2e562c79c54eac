import { asyncScheduler, finalize, NEVER, of, throwError } from 'rxjs';
import { resultValues } from '../../../lib/operators/tools/resultValues.js';
import type { ToolFunction } from '../../../lib/operators/tools/Tools.js';
import type { Behaviour } from './loopPlan.js';

const HUGE = 'x'.repeat(300_000);

/** The functions of the planned tools. */
const FUNCTIONS: Readonly<Record<Exclude<Behaviour, 'unknown'>, ToolFunction>> = {
  value: () => 'a value',
  nothing: () => undefined,
  json: () => ({ list: [1, null, { deep: true }] }),
  picture: () => ({ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }),
  promise: () => Promise.resolve('a promise'),
  observable: () => of('progress', 'an observable'),
  generator: function* () {
    yield 'progress';
    return 'a generator';
  },
  asyncGenerator: async function* () {
    yield 'progress';
    yield await Promise.resolve('an async generator');
  },
  throws: () => {
    throw new Error('thrown');
  },
  rejects: () => Promise.reject(new Error('rejected')),
  fails: () => throwError(() => new Error('failed')),
  never: () => NEVER,
  neverGenerator: function* () {
    for (;;) yield 'more';
  },
  huge: () => HUGE,
};

/** The planned tools. They record each run by its tool and its arguments, and count those that run now. */
export const plannedTools = () => {
  const runs: string[] = [];
  const running = { now: 0, most: 0 };
  const observed =
    (name: string, run: ToolFunction): ToolFunction =>
    (input, context) => {
      runs.push(`${name} ${input}`);
      running.now++;
      running.most = Math.max(running.most, running.now);
      const end = finalize<unknown>(() => running.now--);
      try {
        return resultValues(run(input, context), asyncScheduler).pipe(end);
      } catch (error) {
        return throwError(() => error).pipe(end);
      }
    };
  const tools = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, run]) => [name, observed(name, run)]));
  return { tools, runs, running };
};

export const DECLARATIONS = Object.keys(FUNCTIONS).map((name) => ({
  type: 'function',
  name,
  description: 'A tool.',
  parameters: { type: 'object', properties: {} },
}));
