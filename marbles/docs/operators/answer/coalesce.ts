import { animationFrameScheduler } from 'rxjs';
import { coalesce, type CoalesceOptions } from '../../../../lib/operators/answer/coalesce.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ animate }) => {
  animate('frames');
  // what coalesce takes by itself where there are frames, as in browsers
  const onFrames = { scheduler: animationFrameScheduler };
  return {
    scope: { coalesce: (options: CoalesceOptions & { keep: 'all' }) => coalesce({ ...onFrames, ...options }) },
  };
};
