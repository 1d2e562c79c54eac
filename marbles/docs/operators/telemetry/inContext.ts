import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => {
  const hook = (lane: string, letter: string) => {
    const enter = record(lane);
    return (run: () => void) => {
      enter(letter);
      run();
    };
  };
  return { scope: { within: hook('within', 'w'), outside: hook('outside', 'o') } };
};
