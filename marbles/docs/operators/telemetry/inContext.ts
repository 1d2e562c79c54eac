import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ tell }) => {
  const hook = (lane: string, letter: string) => {
    const told = tell(lane);
    return (run: () => void) => {
      told(letter);
      run();
    };
  };
  return { scope: { within: hook('within', 'w'), outside: hook('outside', 'o') } };
};
