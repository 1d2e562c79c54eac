import { expect } from 'chai';
import { resultValues } from '../../../lib/operators/tools/resultValues.js';
import { tool } from '../../../lib/operators/tools/tool.js';
import { until, valuesOf } from '../../support/collect.js';
import { callOf, finishedIn, runCalls } from '../../support/toolCalls.js';
import { withVirtualClock } from '../../support/virtualTime.js';

/** Long enough that other tasks run in between. */
const COUNT = 250;

function* steps(): Generator<number> {
  for (let count = 0; count < COUNT; count++) yield count;
}
async function* asyncSteps(): AsyncGenerator<number> {
  for (let count = 0; count < COUNT; count++) yield await Promise.resolve(count);
}

const GENERATORS: Readonly<Record<string, () => unknown>> = {
  'a generator': steps,
  'an asynchronous generator': asyncSteps,
  'a promise of a generator': () => Promise.resolve(steps()),
};

describe('the scheduler of a tool loop', () => {
  for (const [what, generate] of Object.entries(GENERATORS)) {
    it(`runs other tasks between the values of ${what}`, () =>
      withVirtualClock(async (scheduler) => {
        let values: readonly unknown[] = [];
        void valuesOf(resultValues(generate(), scheduler)).then((all) => (values = all));
        await until(() => {
          scheduler.flush();
          return values.length > 0;
        });
        expect(values).to.have.length(COUNT);
      }));

    it(`runs other tasks between the progress of a tool that is ${what}`, () =>
      withVirtualClock(async (scheduler) => {
        let finished: unknown;
        const counting = tool({ name: 'count', parameters: { type: 'object' }, timeout: Infinity, run: generate });
        void runCalls([callOf('count')], [counting], { scheduler }).then(
          ({ events }) => (finished = finishedIn(events)),
        );
        await until(() => {
          scheduler.flush();
          return finished !== undefined;
        });
        expect(finished).to.deep.equal([['ok', '249']]);
      }));
  }
});
